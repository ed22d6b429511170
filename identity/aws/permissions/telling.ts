/**
 * Which of many actions, and of many services, tells a reader most of what they let somebody do? Of services that
 * everybody knows: what writes a policy, what deletes, and else what has a short name.
 *
 * INVARIANT: the answer does not depend on the order of what is asked about.
 */
import type { Action } from "../actions/actions";
import { byCodeUnit } from "../../order";

const RENOWNED = ["iam", "s3", "kms", "ec2", "lambda", "dynamodb", "rds", "secretsmanager", "sqs", "sns"];

/** The services with those first that most readers know. */
export function renownedFirst(services: readonly string[]): readonly string[] {
  return [...services].sort((a, b) => rank(a) - rank(b) || byCodeUnit(a, b));
}

/** The action that tells most; all of them change permissions, or none does. */
export function mostTelling([first, ...others]: readonly Action[]): string {
  if (!first) return "";
  return others.reduce((best, each) => (tellsMore(each, best) ? each : best), first).name;
}

function tellsMore(one: Action, other: Action): boolean {
  const difference = rank(one.service) - rank(other.service) || weight(one) - weight(other);
  const length = one.name.length - other.name.length;
  return (difference || length || byCodeUnit(one.name, other.name)) < 0;
}

function rank(service: string): number {
  const at = RENOWNED.indexOf(service);
  return at < 0 ? RENOWNED.length : at;
}

function weight({ level, name }: Action): number {
  return (level === "Permissions management" ? /:(Add|Attach|Put)\w*(Polic(y|ies)|Permission)$/ : /:Delete/).test(name)
    ? 0
    : 1;
}
