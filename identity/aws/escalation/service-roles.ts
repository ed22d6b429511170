/**
 * Which ways up are the work for which AWS wrote a policy? For the roles of some of its services AWS writes policies, such
 * as the one by which Batch passes roles to the instances that it starts, and its guides tell everybody to attach them.
 * Where nobody but that service can become the role, such a way is what the service asks for, and no excess of the stack.
 * https://docs.aws.amazon.com/batch/latest/userguide/service_IAM_role.html
 * https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html
 *
 * INVARIANT: only policies of AWS, each with the service that it is for; where it is not known who may become the role,
 * the way is open and not shut.
 */
import type { Unknown } from "../../knowledge";
import type { PolicyDocument } from "../document/document";
import { trustGrants } from "../trust/grants";
import type { Escalations } from "./escalation";

/** By service, the paths and names of the policies that AWS wrote for a role of it and that hold a way up. */
const WRITTEN_FOR = new Map([
  ["backup", /^service-role\/AWSBackupServiceRolePolicyForRestores$/],
  ["batch", /^service-role\/AWSBatchServiceRole$/],
  ["eks", /^AmazonEKSComputePolicy$/],
  [
    "elasticbeanstalk",
    /^(service-role\/AWSElasticBeanstalkService|AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy)$/,
  ],
  ["elasticmapreduce", /^service-role\/AmazonElasticMapReduceRole$/],
  ["es", /^AmazonESCognitoAccess$/],
  ["events", /^service-role\/(AWSBatchServiceEventTargetRole|AmazonEC2ContainerServiceEventsRole)$/],
  ["fis", /^service-role\/AWSFaultInjectionSimulator(EC2|SSM)Access$/],
  ["glue", /^service-role\/AWSGlueServiceRole$/],
  ["imagebuilder", /^EC2ImageBuilderExecutionPolicy$/],
  ["opensearchservice", /^AmazonOpenSearchServiceCognitoAccess$/],
  ["spotfleet", /^service-role\/AmazonEC2SpotFleetTaggingRole$/],
  ["ssm", /^service-role\/AmazonSSM(Automation|MaintenanceWindow)Role$/],
]);

/** @param policyOf path and name of the policy of AWS that a grant is, if it is one */
export function besideServices<G>(
  { paths, unknowns }: Escalations<G>,
  trust: PolicyDocument | undefined,
  policyOf: (grant: G) => string | undefined,
): Escalations<G> {
  const isWrittenFor = (services: readonly string[], grant: G) => {
    const name = policyOf(grant);
    return name !== undefined && services.some((service) => WRITTEN_FOR.get(service)?.test(name));
  };
  const without = (services: readonly string[]) =>
    paths.filter(({ deciding }) => !deciding.every(({ grant }) => isWrittenFor(services, grant)));
  if (!trust || without([...WRITTEN_FOR.keys()]).length === paths.length) return { paths, unknowns };
  const trusted = servicesTrusted(trust);
  if ("state" in trusted) {
    const left = without([...WRITTEN_FOR.keys()]);
    return { paths: left, unknowns: left.length > 0 ? unknowns : [{ unknown: trusted }] };
  }
  return { paths: without(trusted), unknowns };
}

/** The services that may become the role; none where somebody else may as well. */
function servicesTrusted(trust: PolicyDocument): readonly string[] | Unknown {
  const grants = trustGrants(trust);
  const services = grants.flatMap(({ principal }) => (principal?.kind === "service" ? principal.service : []));
  const isOther = grants.some(({ principal }) => principal && principal.kind !== "service");
  if (isOther || trust.statements.some(({ principal }) => principal?.negated)) return [];
  const [open] = [...trust.hidden, ...grants.flatMap(({ text }) => (text.state === "unknown" ? text : []))];
  const areOfOne = services.every((service) => WRITTEN_FOR.has(service));
  return areOfOne ? (open ?? [...new Set(services)]) : [];
}
