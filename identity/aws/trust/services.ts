/**
 * Which services does a resource's policy let in, and for whom may they act? A service uses the resource for whichever
 * customer asks it to, unless a condition names the account or resource for which it acts. Asked only of services that
 * tell it, as `source-keys.ts` lists them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * Everyone under the condition to be a service is any service, whoever it acts for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice
 *
 * INVARIANT: a grant that may be none, or narrower than it looks, says why in `doubts`.
 */
import { unknown, type Known, type Unknown } from "../../knowledge";
import { holdsWithoutKey } from "../conditions/operators";
import { sourcePinning, tellsItsSourceOn, type SourcePinning } from "../conditions/source-keys";
import {
  isEveryone,
  type Condition,
  type Patterns,
  type PolicyDocument,
  type Principals,
  type Statement,
} from "../document/document";
import { coversAllOf, type Certainty } from "../document/match";
import { readPrincipal, type Principal } from "../document/principal";
import { deniedTo, type Denial } from "./grants";

/** A service that a statement lets in. */
export interface ServiceGrant {
  readonly statement: Statement;
  readonly text: Known<string> | Unknown;
  /** Whether it is any service: everyone, if only a service. */
  readonly isAny: boolean;
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
    return principal.entries
      .flatMap((entry) => servicesIn(entry, statement))
      .flatMap((service) => grantOf(statement, service, actions, scene) ?? []);
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

/** A service as a principal; of any service the principal that lets it in. */
interface Service {
  readonly entry: Entry;
  readonly isAny: boolean;
  readonly doubts: readonly Unknown[];
}

function servicesIn(entry: Entry, statement: Statement): readonly Service[] {
  const { type, value } = entry;
  if (type === "Service" || (type === "any" && value.state === "unknown")) return [{ entry, isAny: false, doubts: [] }];
  if (type !== "any" && type !== "AWS") return [];
  return value.state === "unknown" || isEveryone(type, value.value) ? servicesOfEveryone(entry, statement) : [];
}

/** The services that conditions leave of everyone; none where they leave others as well. */
function servicesOfEveryone(entry: Entry, { conditions, hiddenConditions }: Statement): readonly Service[] {
  const named = conditions.find(isOnServiceName);
  const names = named?.values.filter((value) => value.state === "known" && !/[*?]/.test(value.value)) ?? [];
  if (names.length === named?.values.length)
    return names.map((value) => ({
      entry: { type: "Service", value },
      isAny: false,
      doubts: unknownIn([entry.value]),
    }));
  const telling = conditions.filter((each) => each === named || demandsService(each));
  const open = telling.map(({ values }) => unknownIn(values));
  const isPerhaps = telling.length === 0 && hiddenConditions.length > 0 && entry.value.state === "known";
  if (telling.length === 0 && !isPerhaps) return [];
  return [{ entry, isAny: true, doubts: open.some((each) => each.length === 0) ? [] : open.flat() }];
}

function isOnServiceName({ key, operator }: Condition): boolean {
  const { comparison, negated } = operator;
  if (negated || holdsWithoutKey(operator) || (comparison !== "exact" && comparison !== "like")) return false;
  return /^aws:principalservicename(slist)?$/i.test(key);
}

/** Every request tells whether a service makes it. */
function demandsService({ key, operator, values }: Condition): boolean {
  if (key.toLowerCase() !== "aws:principalisawsservice" || operator.comparison !== "bool") return false;
  return values.every((value) => value.state === "unknown" || value.value.toLowerCase() === "true");
}

const ANY_SERVICE: Principal = { kind: "service", service: "*" };

function grantOf(
  statement: Statement,
  { entry, isAny, doubts: perhaps }: Service,
  actions: readonly string[],
  scene: Scene,
): ServiceGrant | undefined {
  const { type, value: text } = entry;
  const named = text.state === "known" ? readPrincipal(type, text.value) : undefined;
  const principal = isAny ? ANY_SERVICE : named;
  if (principal && principal.kind !== "service") return undefined;
  if (principal && !isAny && !actions.some((each) => tellsItsSourceOn(principal.service, each))) return undefined;
  if (principal?.service === "delivery.logs" && isForEvents(statement)) return undefined;
  const denial = leftBy(statement, entry, principal, actions, scene);
  if (denial.closed) return undefined;
  const conditions = [...statement.conditions, ...denial.demands];
  const pinning: SourcePinning = conditions.some(isOfContext)
    ? { state: "pinned" }
    : sourcePinning(conditions, scene.document.version, (key) => TELLING.test(key));
  const doubts = [...perhaps, ...doubtsIn(statement, scene.document, text, denial.doubts)];
  return { statement, text, isAny, pinning, looksOnly: actions.every((each) => LOOKING.test(each)), doubts };
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
function leftBy(
  statement: Statement,
  entry: Entry,
  principal: Principal | undefined,
  actions: readonly string[],
  { denials, work }: Scene,
): Denial {
  work.left -= denials.length;
  if (work.left < 0)
    return { closed: false, demands: [], doubts: [unknown(statement.place, "among too many to compare")] };
  const about = (certainty: Certainty) => denials.filter(({ resource }) => isAbout(statement, resource, certainty));
  const [surely, possibly] = [about("surely"), about("possibly")];
  const left = deniedTo(entry, principal, actions, surely);
  const certain = new Set(surely);
  const perhaps = possibly.filter((each) => !certain.has(each));
  const more = perhaps.length === 0 ? left : deniedTo(entry, principal, actions, perhaps);
  if (more === left || !(more.closed || more.demands.length > 0))
    return { ...left, doubts: [...left.doubts, ...more.doubts] };
  const open = [statement, ...perhaps].flatMap(({ resource }) => resource?.values ?? []);
  return { ...left, doubts: [...left.doubts, ...unknownIn(open)] };
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
  const own = unknownIn([effect, ...(action?.values ?? []), text]);
  return [...own, ...hiddenConditions, ...denied, ...hidden.slice(0, 1)];
}

function unknownIn(parts: readonly (Known<unknown> | Unknown)[]): readonly Unknown[] {
  return parts.filter((part): part is Unknown => part.state === "unknown");
}
