/**
 * What does a statement allow by taking in a whole service (`sqs:*`, or `*`), on resources that it names?
 *
 * Naming the resource does not name the actions: `s3:*` on one bucket also opens it to others. AWS Security Hub asks of
 * every policy that no statement has such a wildcard, whatever its resources (control IAM.21).
 * https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
 *
 * INVARIANT: only what writes or changes permissions, acts on a resource that the statement names, and can be done.
 */
import { knownValues } from "../../knowledge";
import { resourcesOf } from "../actions/action-resources";
import type { Action } from "../actions/actions";
import type { Statement } from "../document/document";
import type { Certainty } from "../document/match";
import { hasEffect, isPermitted, sidesOf, type HasDocument, type Permissions, type Sides } from "./permissions";

/** A service by its own wildcard, or every service. */
const WHOLE = /^(?:([a-z0-9-]+):)?\*+$/i;

/**
 * @param usable the actions that the statement allows and somebody may do
 * @param holders those who have the statement
 */
export function ofWholeServices(
  { action, resource }: Statement,
  usable: () => ReadonlySet<Action>,
  holders: readonly Permissions<HasDocument>[],
  certainty: Certainty,
): readonly Action[] {
  const services = (action?.values ?? []).flatMap((value) => {
    if (value.state === "unknown") return certainty === "possibly" ? "*" : [];
    const [whole, service = "*"] = WHOLE.exec(value.value) ?? [];
    return whole === undefined ? [] : service.toLowerCase();
  });
  if (services.length === 0) return [];
  const arns = knownValues(resource?.values ?? []);
  const named = arns.map(beginningOf);
  const mayBeAny = certainty === "possibly" && arns.length < (resource?.values.length ?? 0);
  const isLeft = leftOn(arns, holders, certainty);
  return [...usable()].filter(
    ({ name, service, level, scopable }) =>
      (level === "Write" || level === "Permissions management") &&
      scopable &&
      (services.includes(service) || services.includes("*")) &&
      (mayBeAny || (actsOn(name, named) && isLeft(name))),
  );
}

/** Whether somebody may do an action on one of these ARNs, which is worth asking where somebody is denied something. */
function leftOn(
  arns: readonly string[],
  holders: readonly Permissions<HasDocument>[],
  certainty: Certainty,
): (action: string) => boolean {
  const all = holders.map(sidesOf);
  if (all.some((sides) => !deniesSomething(sides))) return () => true;
  const paths = arns.map((arn) => [arn.replace(/^arn:[^:]*/, "")]);
  return (name) =>
    paths.some((resources) => {
      const request = { action: name.toLowerCase(), resources };
      return all.some((sides) => isPermitted(sides, request, certainty, "no condition"));
    });
}

function deniesSomething({ identity, perhaps, boundary = [], serviceControl = [] }: Sides<HasDocument>): boolean {
  return [...identity, ...perhaps, ...boundary, ...serviceControl].some(
    ({ statements, hidden }) =>
      hidden.length > 0 || statements.some(({ statement }) => hasEffect(statement, "Deny", "possibly")),
  );
}

/** The service of an ARN and how its resource begins, up to what may be anything. */
function beginningOf(arn: string): string {
  const [, , service = "", , , ...resource] = arn.split(":");
  return `${service}:${resource.join(":").replace(/(\*|\?|\$\{).*$/s, "")}`;
}

/** In S3 the reference does not tell what acts on objects from what acts on their bucket; the names do. */
function actsOn(action: string, beginnings: readonly string[]): boolean {
  const isOnObjects = beginnings.every((each) => each.startsWith("s3:") && each.includes("/"));
  if (isOnObjects && !/Object|MultipartUpload/.test(action)) return false;
  const meets = (one: string, other: string) => one.startsWith(other) || other.startsWith(one);
  return resourcesOf(action)?.some((own) => beginnings.some((each) => meets(own, each))) === true;
}
