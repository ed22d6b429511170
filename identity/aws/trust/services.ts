/**
 * Which services does a resource's policy let in, and for whom may they act? A service uses the resource for whichever
 * customer asks it to, unless a condition names the account or resource for which it acts. Asked only of services that
 * tell it, as `source-keys.ts` lists them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * INVARIANT: a grant that may be none, or narrower than it looks, says why in `doubts`.
 */
import { unknown, type Known, type Unknown } from "../../knowledge";
import { holdsWithoutKey } from "../conditions/operators";
import { sourcePinning, tellsItsSourceOn, type SourcePinning } from "../conditions/source-keys";
import type { Condition, Patterns, PolicyDocument, Principals, Statement } from "../document/document";
import { coversAllOf, type Certainty } from "../document/match";
import { readPrincipal } from "../document/principal";
import { deniedTo, type Denial } from "./grants";

/** A service that a statement lets in. */
export interface ServiceGrant {
  readonly statement: Statement;
  readonly text: Known<string> | Unknown;
  readonly pinning: SourcePinning;
  /** Whether it is only for looking at a bucket before something is written to it. */
  readonly looksOnly: boolean;
  readonly doubts: readonly Unknown[];
}

/** The services let in that tell for whom they act; those of which it is not known which they are, with them. */
export function serviceGrants(document: PolicyDocument): readonly ServiceGrant[] {
  const denials = document.statements.filter(({ effect }) => effect.state === "unknown" || effect.value === "Deny");
  const scene: Scene = { document, denials, work: { left: WORK } };
  return document.statements.flatMap((statement) => {
    const { principal, action, effect } = statement;
    if (!principal || principal.negated || !action || (effect.state === "known" && effect.value === "Deny")) return [];
    const actions = action.negated
      ? ["*"]
      : action.values.map((value) => (value.state === "known" ? value.value.toLowerCase() : "*"));
    return principal.entries.flatMap((entry) => grantOf(statement, entry, actions, scene) ?? []);
  });
}

interface Scene {
  readonly document: PolicyDocument;
  readonly denials: readonly Statement[];
  readonly work: { left: number };
}

/** Statements of a document beside another: about a second. */
const WORK = 300_000;

type Entry = Principals["entries"][number];

function grantOf(
  statement: Statement,
  entry: Entry,
  actions: readonly string[],
  scene: Scene,
): ServiceGrant | undefined {
  const { type, value: text } = entry;
  if (type !== "Service" && !(type === "any" && text.state === "unknown")) return undefined;
  const principal = text.state === "known" ? readPrincipal(type, text.value) : undefined;
  if (principal && principal.kind !== "service") return undefined;
  if (principal && !actions.some((each) => tellsItsSourceOn(principal.service, each))) return undefined;
  if (principal?.service === "delivery.logs" && isForEvents(statement)) return undefined;
  const denial = leftBy(statement, entry, actions, scene);
  if (denial.closed) return undefined;
  const conditions = [...statement.conditions, ...denial.demands];
  const pinning: SourcePinning = conditions.some(isOfContext)
    ? { state: "pinned" }
    : sourcePinning(conditions, scene.document.version, (key) => TELLING.test(key));
  const doubts = doubtsIn(statement, scene.document, text, denial.doubts);
  return { statement, text, pinning, looksOnly: actions.every((each) => LOOKING.test(each)), doubts };
}

/**
 * EventBridge writes to log groups by way of log delivery, and tells no source there.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function isForEvents({ principal }: Statement): boolean {
  return (principal?.entries ?? []).some(
    ({ value }) => value.state === "known" && /^events\.amazonaws\.com(\.cn)?$/.test(value.value),
  );
}

/**
 * What is left by the statements that deny all that the statement is about. A Deny that exempts services, as those do
 * that keep strangers out, leaves all.
 */
function leftBy(statement: Statement, entry: Entry, actions: readonly string[], { denials, work }: Scene): Denial {
  work.left -= denials.length;
  if (work.left < 0)
    return { closed: false, demands: [], doubts: [unknown(statement.place, "among too many to compare")] };
  const about = (certainty: Certainty) => denials.filter(({ resource }) => isAbout(statement, resource, certainty));
  const [surely, possibly] = [about("surely"), about("possibly")];
  const principal = entry.value.state === "known" ? readPrincipal(entry.type, entry.value.value) : undefined;
  const left = deniedTo(entry, principal, actions, surely);
  const certain = new Set(surely);
  const perhaps = possibly.filter((each) => !certain.has(each));
  const more = perhaps.length === 0 ? left : deniedTo(entry, principal, actions, perhaps);
  if (more === left || !(more.closed || more.demands.length > 0))
    return { ...left, doubts: [...left.doubts, ...more.doubts] };
  const open = [statement, ...perhaps].flatMap(({ resource }) => resource?.values ?? []);
  return { ...left, doubts: [...left.doubts, ...open.filter((value): value is Unknown => value.state === "unknown")] };
}

/** Whether a Deny on these resources is on all that a statement is about. */
function isAbout({ resource }: Statement, denied: Patterns | undefined, certainty: Certainty): boolean {
  if (!denied || !resource) return true;
  return !resource.negated && resource.values.every((each) => coversAllOf(denied, each, certainty));
}

/** Keys that tell for whom a service acts, and those of callers with an account, which no service has. */
const TELLING =
  /^(aws:(source(arn|account|owner|orgid|orgpaths)|principal(account|arn|orgid|orgpaths))|kms:calleraccount)$/;

const LOOKING = /^s3:(getbucketacl|getbucketlocation|listbucket|headbucket)$/;

/**
 * CloudTrail and CloudWatch Logs tell the resource in what they encrypt with it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
 */
function isOfContext({ key, operator, values }: Condition): boolean {
  if (!/^kms:encryptioncontext:/i.test(key) || operator.negated || holdsWithoutKey(operator)) return false;
  return values.every((value) => value.state === "unknown" || !/^[*?]*$/.test(value.value));
}

function doubtsIn(
  { effect, action, hiddenConditions }: Statement,
  { hidden }: PolicyDocument,
  text: Known<string> | Unknown,
  denied: readonly Unknown[],
): readonly Unknown[] {
  const own = [effect, ...(action?.values ?? []), text].filter((part): part is Unknown => part.state === "unknown");
  return [...own, ...hiddenConditions, ...denied, ...hidden.slice(0, 1)];
}
