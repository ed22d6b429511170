/**
 * Does a role's trust policy name this service, or this identity of the same account? A service acts with a role, and an
 * identity assumes it, only where the trust policy says so.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
 *
 * A Deny in a trust policy is not read: so a role may be said to trust whom it does not.
 *
 * INVARIANT: an answer that an unknown part could change is unknown.
 */
import type { Unknown } from "../knowledge";
import type { PolicyDocument, Principals, Statement, Text } from "./document";
import { covers } from "./match";

const ASSUMING = ["sts:assumerole", "sts:assumerolewithwebidentity"];

/** @param service such as `lambda.amazonaws.com` */
export function trustsService(document: PolicyDocument, service: string): boolean | Unknown {
  return trusts(document, ({ type, value }) => {
    if (type === "any") return true;
    return type !== "AWS" && value.replace(/\.cn$/, "") === service;
  });
}

/**
 * @param account the account of the role
 * @param arn the identity's ARN, from the account on: `role/app`
 */
export function trustsIdentity(document: PolicyDocument, account: string | undefined, arn: string): boolean | Unknown {
  const unconditional = document.statements.filter((statement) => statement.conditions.length === 0);
  return trusts({ ...document, statements: unconditional }, ({ type, value }) => {
    if (value === "*") return type === "any" || type === "AWS";
    if (type !== "AWS" || account === undefined) return false;
    const [named = value, rest = "root"] = value.replace(/^arn:[^:]*:iam::/, "").split(/:(.*)/s);
    return named === account && (rest === "root" || rest === arn);
  });
}

interface Named {
  readonly type: Principals["entries"][number]["type"];
  readonly value: string;
}

function trusts(document: PolicyDocument, isMeant: (named: Named) => boolean): boolean | Unknown {
  const [hidden] = document.hidden;
  let open: Unknown | undefined = hidden;
  for (const statement of document.statements) {
    const answer = names(statement, isMeant);
    if (answer === true) return true;
    if (typeof answer === "object") open ??= answer;
  }
  return open ?? false;
}

function names({ effect, action, principal }: Statement, isMeant: (named: Named) => boolean): boolean | Unknown {
  if (!action || !principal || (effect.state === "known" && effect.value === "Deny")) return false;
  if (!ASSUMING.some((each) => covers(action, each, "possibly", (pattern) => pattern.toLowerCase()))) return false;
  const found = principal.entries.some(
    ({ type, value }) => value.state === "known" && isMeant({ type, value: value.value }),
  );
  const open = [effect, ...principal.entries.map(({ value }) => value), ...action.values].find(isOpen);
  if (found !== principal.negated) return open === effect ? open : true;
  return open ?? false;
}

function isOpen(part: Statement["effect"] | Text): part is Unknown {
  return part.state === "unknown";
}
