import { renamed, wordsOfNarrower, type Narrower } from "../../identity/narrower";
import type { AnyRule, Problem, Severity, Undetermined } from "./rule";
import type { Resource, SourceLocation } from "./resource";

/** What the judge answers; the same for every way in. */
export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  readonly verdict: "violation" | "undetermined";
  readonly severity: Severity;
  readonly urn: string;
  readonly type: string;
  /** Logical name of the resource. */
  readonly name: string;
  readonly path: string;
  readonly identity?: string;
  /** What is wrong, and why it matters; one line. */
  readonly message: string;
  /** The change that mends it. */
  readonly fix: string;
  /** The same as data, where what would pass can be computed. */
  readonly narrower?: Narrower;
  readonly controls: readonly string[];
  /** Of an undetermined verdict: which value cannot be read, and why. The same reason at one place is one cause. */
  readonly reason?: string;
  /** What a violation has in common with those of other rules in the same resource. */
  readonly cause?: string;
  /** Names of other rules that find the same for the same cause, where they are not told apart. */
  readonly others?: readonly string[];
  /** URNs that an undetermined verdict waits for. */
  readonly waitsFor?: readonly string[];
  readonly location?: SourceLocation;
  /** The same key is the same finding, whenever and through whichever resource it is seen. */
  readonly key: string;
}

/** A finding with what it does here: `mandatory` blocks, `advisory` reports. */
export interface JudgedFinding extends Finding {
  readonly enforcement: "mandatory" | "advisory";
}

/** Makes a finding of a problem: the only place where sentences are written. */
export function findingOf(
  rule: AnyRule,
  problem: Problem,
  subject: string,
  resources: ReadonlyMap<string, Resource>,
  describe: (text: string) => string,
): Finding {
  const { urn, path } = problem.at;
  const resource = resources.get(urn);
  return {
    rule: rule.name,
    verdict: problem.verdict,
    severity: (problem.verdict === "violation" ? problem.severity : undefined) ?? rule.severity,
    urn,
    type: resource?.type ?? "",
    name: resource?.name ?? nameInUrn(urn),
    path,
    ...(problem.identity !== undefined && { identity: problem.identity }),
    message:
      problem.verdict === "violation"
        ? violationText(rule, problem, describe)
        : `cannot tell ${rule.question}: ${reasonOf(problem)}`,
    ...fixOf(rule, problem, describe),
    controls: rule.controls,
    ...(problem.verdict === "violation" && problem.cause !== undefined && { cause: problem.cause }),
    ...(problem.verdict === "undetermined" && { reason: reasonOf(problem), waitsFor: problem.unknown.waitsFor }),
    ...(resource?.source && { location: resource.source }),
    key: [rule.name, subject, problem.key ?? path].join("|"),
  };
}

/**
 * The message behind its place, where it does not name that itself.
 *
 * @param of the logical name of the resource, where a reader could not tell it. @default not said
 */
export function placedMessage({ path, message }: Pick<Finding, "path" | "message">, of?: string): string {
  const owner = of === undefined ? "" : `of ${of}`;
  const place = of === undefined && message.includes(path) ? "" : [path, owner].filter((part) => part !== "").join(" ");
  return place === "" ? message : `${place}: ${message}`;
}

/** What would pass, where the problem says it. */
function fixOf(
  { fix, remedy = "{narrower}." }: AnyRule,
  problem: Problem,
  describe: (text: string) => string,
): Pick<Finding, "fix" | "narrower"> {
  if (problem.verdict === "undetermined" || !problem.narrower) return { fix };
  const narrower = renamed(problem.narrower, describe);
  return { fix: oneLine(remedy.replace("{narrower}", () => wordsOfNarrower(narrower))), narrower };
}

function violationText(
  rule: AnyRule,
  problem: Extract<Problem, { verdict: "violation" }>,
  describe: (text: string) => string,
): string {
  const template = (rule.messages as Readonly<Record<string, string>>)[problem.message] ?? problem.message;
  const filled = template.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = problem.values?.[name];
    return value === undefined ? place : oneLine(describe(String(value)));
  });
  return `${filled}: ${rule.why}`;
}

/** `path` is …, and what it waits for. */
function reasonOf({ unknown }: Undetermined): string {
  const { path, because, waitsFor } = unknown;
  const waits = waitsFor.length === 0 ? "" : `; it waits for ${waitsFor.map(nameInUrn).sort().join(", ")}`;
  return `${path === "" ? "it" : `\`${path}\``} is ${oneLine(because)}${waits}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** The logical name that ends a URN. */
export function nameInUrn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
