/**
 * What do denials that make an exception for certain identities, or are only for certain ones, leave for one identity?
 * `aws:PrincipalArn` of a request is the ARN of the role, of whatever session, or of the user.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 *
 * INVARIANT: a condition on an ARN that is not known may hold and may not. An account written out is taken for the
 * identity's own.
 */
import { unknown, type Unknown } from "../../knowledge";
import { isMet } from "../conditions/conditions";
import type { Condition, PolicyDocument, Statement, Text } from "../document/document";

const KEY = "aws:principalarn";

const SPEAKING = new WeakMap<PolicyDocument, boolean>();

/** Whether a document denies, or may deny, by the ARN of who asks. */
export function deniesByPrincipal(document: PolicyDocument): boolean {
  const known = SPEAKING.get(document) ?? document.statements.some(isByPrincipal);
  SPEAKING.set(document, known);
  return known;
}

function isByPrincipal({ effect, conditions }: Statement): boolean {
  return (effect.state === "unknown" || effect.value === "Deny") && conditions.some(isOnPrincipal);
}

/**
 * The statement as it is for the identity: without the conditions on its ARN where they hold; undefined where one does
 * not.
 *
 * @param arn from the service on, with anything for the account
 */
export function forPrincipal(statement: Statement, arn: Text): Statement | undefined {
  if (!isByPrincipal(statement)) return statement;
  const answers = statement.conditions.filter(isOnPrincipal).map((condition) => isMetBy(condition, arn));
  if (answers.includes(false)) return undefined;
  const open = answers.filter((answer): answer is Unknown => typeof answer === "object");
  return {
    ...statement,
    conditions: statement.conditions.filter((condition) => !isOnPrincipal(condition)),
    hiddenConditions: [...statement.hiddenConditions, ...open],
  };
}

/** What keeps it open whether a document denies something to the identity. */
export function openDenials(document: PolicyDocument, arn: Text | undefined): readonly Unknown[] {
  if (!arn || !deniesByPrincipal(document)) return [];
  return document.statements
    .filter(isByPrincipal)
    .flatMap(({ conditions }) => conditions.filter(isOnPrincipal))
    .map((condition) => isMetBy(condition, arn))
    .filter((answer) => typeof answer === "object");
}

function isOnPrincipal({ key }: Condition): boolean {
  return key.toLowerCase() === KEY;
}

function isMetBy(condition: Condition, arn: Text): boolean | Unknown {
  const { operator, values, place } = condition;
  const [, rest] = /^:iam::[^:]*:(.+)$/s.exec(arn.state === "known" ? arn.value : "") ?? [];
  if (rest === undefined) return unknown(place, "a condition on the ARN of the identity, which is not known");
  const asked = { ...condition, operator: { ...operator, negated: false } };
  const answers = values.map((value): boolean | Unknown => {
    if (value.state === "unknown") return value;
    if (value.value.includes("${")) return unknown(place, "a condition with a policy variable");
    return isMet({ ...asked, values: [value] }, { [KEY]: ownArn(value.value, rest) }) ?? false;
  });
  if (answers.includes(true)) return !operator.negated;
  return answers.find((answer) => typeof answer === "object") ?? operator.negated;
}

/** The identity's ARN, with partition and account as the pattern writes them. */
function ownArn(pattern: string, rest: string): string {
  const [, partition = "aws", account = "000000000000"] = /^arn:(aws[a-z-]*):iam::(\d{12})?/.exec(pattern) ?? [];
  return `arn:${partition}:iam::${account}:${rest}`;
}
