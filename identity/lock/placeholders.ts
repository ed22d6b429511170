/**
 * Before a deployment an ARN may be unknown while it is known whose it is. A placeholder stands for such an ARN or id in
 * what is held and in what is approved, so that both can be compared. When does that comparison hold for every value that
 * the ARN may turn out to have?
 *
 * INVARIANTS: a placeholder is no text that a cloud accepts, so nothing that is deployed bears one by chance. "Nothing
 * goes beyond" holds where no other text covers or denies a placeholder by what it looks like; "something goes beyond"
 * holds where every other text is apart from what placeholders stand for. What is neither stays unknown.
 */
import { knownValues } from "../knowledge";
import { isStatement, type Form } from "../entitlements";
import type { PolicyDocument } from "../aws/document/document";

/** The services whose resources have an ARN of their own that is never part of another's, by type. */
const SERVICES: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "s3",
  "aws:s3/bucketV2:BucketV2": "s3",
  "aws:dynamodb/table:Table": "dynamodb",
  "aws:sqs/queue:Queue": "sqs",
  "aws:sns/topic:Topic": "sns",
  "aws:secretsmanager/secret:Secret": "secretsmanager",
  "aws:ssm/parameter:Parameter": "ssm",
  "aws:kms/key:Key": "kms",
  "aws:cloudwatch/logGroup:LogGroup": "logs",
};

/** In these, `/` is part of a name, so that `a/*` is about other resources as well. */
const WITH_PATHS: ReadonlySet<string> = new Set(["secretsmanager", "ssm", "logs"]);

/** What stands for the ARN or id of a resource; undefined where its type tells too little. */
export function placeholderFor(type: string, number: number): string | undefined {
  const service = SERVICES[type];
  if (service !== undefined) return `arn:aws:${service}:::<${number}>`;
  if (!type.startsWith("azure-native:")) return undefined;
  const group = `/subscriptions/<${number}>/resourceGroups/<${number}>`;
  if (type === "azure-native:resources:ResourceGroup") return group;
  const [, module = "", name = ""] = type.split(":");
  return `${group}/providers/${module}/${name}/<${number}>`;
}

const ARN = /^arn:aws:([a-z0-9]+):::<\d+>/;

/** Whether a text looks like a placeholder, which only a text that was made to deceive does. */
export function isDeceptive(text: string): boolean {
  return /[<>]/.test(text);
}

/** How far a comparison by placeholders can be believed. */
interface Belief {
  /** That nothing goes beyond what is approved. */
  readonly nothing: boolean;
  /** That something does. */
  readonly something: boolean;
}

const NONE: Belief = { nothing: false, something: false };

/**
 * @param held the documents with placeholders
 * @param approved the same of what is approved
 * @param forms what is approved, as it is written
 */
export function beliefIn(
  held: readonly PolicyDocument[],
  approved: readonly PolicyDocument[],
  forms: readonly Form[],
): Belief {
  if (forms.some((form) => isStatement(form) && [...(form.on ?? []), ...(form.onAllBut ?? [])].some(isDeceptive)))
    return NONE;
  if (approved.some(hasPlaceholderInCondition)) return NONE;
  const [own, theirs] = [held.flatMap(textsOf), approved.flatMap(textsOf)];
  const services = countedServices([...own, ...theirs]);
  const standings = (texts: readonly ResourceText[]) => new Set(texts.map(({ text }) => standing(text, services)));
  const less = standings(own.filter(({ subtracts }) => subtracts));
  const more = standings(theirs.filter(({ subtracts }) => !subtracts));
  const refused = standings(theirs.filter(({ subtracts }) => subtracts));
  const isSettled = (found: ReadonlySet<Standing>) => !found.has("open") && !found.has("apart");
  return {
    nothing: !less.has("open") && !more.has("open") && isSettled(refused),
    something: isSettled(less) && isSettled(more) && isSettled(refused),
  };
}

function hasPlaceholderInCondition({ statements }: PolicyDocument): boolean {
  return statements.some(({ conditions }) =>
    conditions.some(({ key, values }) => [key, ...knownValues(values)].some((text) => ARN.test(text))),
  );
}

interface ResourceText {
  readonly text: string;
  /** Whether it is denied or left out, so that it makes the whole less. */
  readonly subtracts: boolean;
}

/** How many placeholders there are of each service. */
function countedServices(texts: readonly ResourceText[]): ReadonlyMap<string, number> {
  const placeholders = new Set(texts.flatMap(({ text }) => ARN.exec(text)?.[0] ?? []));
  const counts = new Map<string, number>();
  for (const each of placeholders) {
    const service = ARN.exec(each)?.[1] ?? "";
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return counts;
}

function textsOf({ statements }: PolicyDocument): readonly ResourceText[] {
  return statements.flatMap(({ effect, resource }) =>
    (resource?.values ?? []).flatMap((each) => {
      const subtracts = effect.state === "unknown" || effect.value === "Deny" || resource?.negated === true;
      return each.state === "known" ? [{ text: each.value, subtracts }] : [];
    }),
  );
}

/** `apart`: it looks like no placeholder, and may yet be about what one stands for. */
type Standing = "settled" | "apart" | "open";

/** Is it settled how a text stands to all placeholders, whatever they stand for? */
function standing(text: string, services: ReadonlyMap<string, number>): Standing {
  if (text === "*") return "settled";
  const [own = "", ofService = ""] = ARN.exec(text) ?? [];
  if (own !== "") return isOwn(text.slice(own.length), ofService) || services.get(ofService) === 1 ? "settled" : "open";
  const [, service = ""] = /^arn:[^:*?$]*:([^:*?$]+):/.exec(text) ?? [];
  if (service !== "" && !services.has(service)) return "settled";
  const start = /^[^*?$]*/.exec(text)?.[0] ?? "";
  const looksLike = [...services.keys()].some((each) => {
    const placeholder = `arn:aws:${each}:::<`;
    return placeholder.startsWith(start.slice(0, placeholder.length));
  });
  return looksLike ? "open" : "apart";
}

/** Whether a text that goes on like this after a placeholder is about nothing else. */
function isOwn(rest: string, service: string): boolean {
  return rest === "" || rest.startsWith(":") || (rest.startsWith("/") && !WITH_PATHS.has(service));
}
