import type { Knowledge, Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import type { StackView } from "./family";
import { effectiveTags } from "./tags";

/** The tag that says of several resources that they are one workload. */
const TAG = "workload";

const ROOT = "pulumi:pulumi:Stack";

/**
 * Types that stand for a part of something, and the property that names the whole: node groups of one cluster run the
 * same workloads, and targets of one rule are one flow of events.
 */
const PARTS: Readonly<Record<string, string>> = {
  "aws:appsync/dataSource:DataSource": "apiId",
  "aws:autoscaling/lifecycleHook:LifecycleHook": "autoscalingGroupName",
  "aws:backup/selection:Selection": "planId",
  "aws:cloudwatch/eventTarget:EventTarget": "rule",
  "aws:eks/fargateProfile:FargateProfile": "clusterName",
  "aws:eks/nodeGroup:NodeGroup": "clusterName",
  "aws:kendra/dataSource:DataSource": "indexId",
  "aws:kendra/faq:Faq": "indexId",
  "aws:rds/clusterInstance:ClusterInstance": "clusterIdentifier",
  "aws:sagemaker/userProfile:UserProfile": "domainId",
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": "windowId",
  "aws:transfer/access:Access": "serverId",
  "aws:transfer/user:User": "serverId",
  "aws-native:eks:FargateProfile": "clusterName",
  "aws-native:eks:Nodegroup": "clusterName",
  "azure-native:containerservice:AgentPool": "resourceName",
  "azure-native:sql:Database": "serverName",
  "azure-native:web:WebAppSlot": "name",
};

/** Types of which one workload has several that a program tells apart by a number: `web-0`, `web-1`. */
const REPLICATED: ReadonlySet<string> = new Set([
  "aws:ec2/instance:Instance",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  "aws-native:ec2:Instance",
  "azure-native:compute:VirtualMachine",
]);

/** A resource in a circle of parents or parts stands for itself. */
const DEEPEST = 64;

/**
 * Which workload a resource belongs to; the same text is the same workload. What says so, in this order: the tag
 * `workload`, the outermost component that it is part of, the whole that it is a part of, the number behind the name of
 * a machine; and else it is one by itself.
 */
export function workloadUnit(resource: Resource, stack: StackView, depth = 0): string | Unknown {
  const tag = effectiveTags(resource).at(TAG);
  if (tag.state === "unknown") return tag;
  if (tag.state === "known" && tag.value.trim() !== "") return `workload ${tag.value.trim().toLowerCase()}`;
  const outermost = outermostParent(resource, stack);
  if (outermost !== resource) return outermost.urn;
  const whole = depth < DEEPEST ? wholeOf(resource, stack, depth) : undefined;
  if (whole !== undefined) return whole;
  if (!REPLICATED.has(resource.type)) return resource.urn;
  return `${resource.type} ${resource.name.replace(/(?<=[^\d])[-_.]?\d+$/, "")}`;
}

/** The last parent below the root of the stack, or the resource itself. */
function outermostParent(resource: Resource, { resources }: StackView): Resource {
  let outermost = resource;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const parent = outermost.parent === undefined ? undefined : resources.get(outermost.parent);
    if (!parent || parent.type === ROOT || parent === resource) return outermost;
    outermost = parent;
  }
  return resource;
}

function wholeOf(resource: Resource, stack: StackView, depth: number): string | Unknown | undefined {
  const property = PARTS[resource.type];
  if (property === undefined) return undefined;
  const [urn, ...others] = resource.propertyDependencies[property] ?? [];
  const named = urn !== undefined && others.length === 0 ? stack.resources.get(urn) : undefined;
  if (named && named !== resource) return workloadUnit(named, stack, depth + 1);
  const name = Property.input(resource, property).string();
  if (name.state === "unknown") return name;
  return name.state === "known" ? `${property} ${name.value}` : undefined;
}

/** Places whose role a service takes for its own part, whatever workload it serves: to write logs, to start a task. */
const OF_THE_SERVICE =
  /(?:monitoringRoleArn|cloud[wW]atch(?:Logs)?RoleArn|loggingRole|logRoleArn|FeedbackRoleArn)$|^executionRoleArn$/;
const STARTED_BY_SERVICE =
  /^aws(?:-native)?:(?:ecs|rds|docdb|neptune|sns|apigateway|appsync|cloudtrail|transfer|cloudformation)[:/]/;

/** Stands for the service itself, where a place names a role for its own part of the work. */
export function serviceOwn(type: string, path: string): string | undefined {
  const isLog = type === "aws:ec2/flowLog:FlowLog" || (STARTED_BY_SERVICE.test(type) && OF_THE_SERVICE.test(path));
  return isLog ? `${type.split(":")[1]?.split("/")[0] ?? ""} itself` : undefined;
}

/**
 * The workload that a token's subject stands for: branches and environments of one repository or project are one.
 * https://docs.github.com/actions/reference/security/oidc, https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export function tokenUnit(subject: Knowledge<string>): string | Unknown | undefined {
  if (subject.state !== "known") return subject.state === "unknown" ? subject : undefined;
  return /^(?:repo|project_path):[^:]+/.exec(subject.value)?.[0] ?? subject.value;
}
