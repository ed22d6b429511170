/**
 * Can the statements of a trust policy be used? IAM takes no actions there but those with which a role is assumed, and
 * each of them is for one kind of principal.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
import { actionNamed } from "../actions/actions";
import type { PlacedFault } from "../conditions/condition-form";
import type { Fault } from "../document/arn-form";
import type { Principals, Statement } from "../document/document";

const ASSUMING = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];
/** They come along with one of the former. */
const BESIDE = ["sts:tagsession", "sts:setsourceidentity", "sts:setcontext"];

/** What of the actions of a statement in a trust policy cannot be used. */
export function trustFaults({ action, principal }: Statement): readonly PlacedFault[] {
  if (!action || action.negated) return [];
  const names = action.values.map((value) => (value.state === "known" ? value.value.toLowerCase() : "*"));
  const refused = action.values.flatMap((value, at) => {
    const fault = refusal(names[at] ?? "");
    return fault ? [{ place: value.path, ...fault }] : [];
  });
  const assuming = names.filter((name) => ASSUMING.includes(name) || name.includes("*") || name.includes("?"));
  const meant = refused.length === 0 && principal ? actionFor(assuming, principal) : undefined;
  if (meant === undefined) return refused;
  const expected = `\`${meant}\`, as the principals take it`;
  return [{ place: action.place, expected, found: "actions that they do not", idle: true }];
}

function refusal(name: string): Fault | undefined {
  const [service = "", ...own] = name.split(":");
  if (/[*?]/.test(name) || own.length !== 1 || ASSUMING.includes(name) || BESIDE.includes(name)) return undefined;
  const expected = "an action with which a role is assumed, such as `sts:AssumeRole`";
  if (service !== "sts") return { expected, found: "an action of another service" };
  return actionNamed(name) ? { expected, found: "another action of STS" } : undefined;
}

/** The action that is meant where no principal of the statement can take one of these. */
function actionFor(names: readonly string[], { negated, entries }: Principals): string | undefined {
  if (negated || names.length === 0) return undefined;
  const needed = entries.map(({ type, value }) =>
    value.state === "unknown" || type === "any" ? undefined : neededBy(type, value.value),
  );
  const mayTake = (each: string | undefined) =>
    each === undefined || names.some((name) => /[*?]/.test(name) || name === each.toLowerCase());
  return needed.some(mayTake) ? undefined : needed[0];
}

function neededBy(type: Principals["entries"][number]["type"], value: string): string | undefined {
  if (/[*?]/.test(value)) return undefined;
  if (type !== "Federated") return "sts:AssumeRole";
  return value.includes(":saml-provider/") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";
}
