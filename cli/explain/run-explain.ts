import { NotAnExportError } from "../../inputs/export/read-export";
import { findInputs, type Source } from "../../inputs/find-inputs";
import type { Input } from "../../inputs/input";
import { arnIn } from "../../policy-packs/facts/identity-names";
import { StackFacts } from "../../policy-packs/facts/stack-facts";
import type { Settings } from "../../policy-packs/judge/settings";
import type { ExplainOptions } from "./explain";
import { assignmentsOf, awsDecision, awsPart } from "./aws";
import { azurePart } from "./azure";
import type { Asked, DecisionDocument, ExplanationDocument, IdentityEntry, Said, UnknownEntry } from "./document";
import { findIdentity, type FoundIdentity, type ReadStack } from "./find";
import { decisionText, explanationText } from "./text";
import { Words } from "./words";
import { UsageError } from "../failure";
import { readSource } from "../judging/judge-source";
import { loadConfiguration } from "../judging/load-configuration";
import type { Terminal } from "../terminal";

/** Explains one identity of what lies at a path. */
export async function runExplain(
  text: string,
  path: string,
  options: ExplainOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.action === undefined) refuseWithoutAction(options);
  const { settings } = (await loadConfiguration(options.config)).configuration;
  const stacks: ReadStack[] = [];
  for (const source of await findInputs(path)) stacks.push(...(await readStack(source, settings, options)));
  const found = findIdentity(text, stacks);
  terminal.out(
    options.action === undefined
      ? written(explanationOf(found), options, (document) => explanationText(document, terminal))
      : written(decisionOf(found, options.action, options), options, (document) => decisionText(document, terminal)),
  );
}

function refuseWithoutAction({ resource, when }: ExplainOptions): void {
  if (resource !== undefined) {
    throw new UsageError("`--resource` says what an action is done to; expected `--action` with it");
  }
  if (when !== undefined) throw new UsageError("`--when` says how an action is done; expected `--action` with it");
}

function written<D>(document: D, { format }: ExplainOptions, text: (document: D) => string): string {
  return format === "json" ? `${JSON.stringify(document, undefined, 2)}\n` : text(document);
}

/** A file in a folder of exports that is none is left out. */
async function readStack(source: Source, settings: Settings, options: ExplainOptions): Promise<readonly ReadStack[]> {
  try {
    return [stackOf(await readSource(source, options), settings)];
  } catch (error) {
    if (error instanceof NotAnExportError && !source.named) return [];
    throw error;
  }
}

/** The facts of a stack, as an explanation takes them. */
export function stackOf(input: Input, settings: Settings): ReadStack {
  const { facts } = StackFacts.complete(input.resources, settings);
  return { input, facts, resources: new Map(input.resources.map((resource) => [resource.urn, resource])) };
}

const NOTHING = { grants: [], services: [], escalation: [] };

/** Everything that is known of one identity. */
export function explanationOf(found: FoundIdentity): ExplanationDocument {
  const { stack, aws, entitlements, use } = found;
  const words = new Words(found);
  const part = aws
    ? awsPart(found, aws, words)
    : { ...(entitlements ? azurePart(entitlements, words) : NOTHING), limits: [], takenOverBy: [], unknown: [] };
  const said = (list: readonly Told[] = []): readonly Said[] =>
    list.map((each) => ({ words: words.describe(each.words), place: words.place(each.urn, each.path) }));
  const uses = (wanted: "workload" | "reference") =>
    (use?.uses ?? [])
      .filter(({ sort }) => sort === wanted)
      .map(({ name, type, urn, path }) => ({ words: `${name}, ${type}`, urn, path }));
  const open = [...(entitlements?.unknowns ?? []), ...(use?.unknowns ?? [])];
  return {
    version: 1,
    input: { path: stack.input.path, kind: stack.input.kind },
    identity: identityEntry(found),
    ...part,
    trust: [...said(entitlements?.trust), ...(aws ? assignmentsOf(aws, words) : [])],
    usedBy: said(uses("workload")),
    namedBy: said(uses("reference")),
    credentials: said(entitlements?.credentials),
    unknown: distinct([...part.unknown, ...open.map((each) => words.unknown(each, each.urn))]),
  };
}

interface Told {
  readonly words: string;
  readonly urn: string;
  readonly path: string;
}

/** The answer to one question about an AWS identity. */
function decisionOf(found: FoundIdentity, action: string, options: ExplainOptions): DecisionDocument {
  const { stack, aws, subject } = found;
  if (!aws) throw new UsageError(`\`--action\` asks what an AWS identity may do, and this is a ${subject}`);
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    throw new UsageError("`--action` takes one action without wildcards, such as `s3:GetObject`");
  }
  const resource = arnNamed(options.resource ?? "*", stack);
  const when = options.when && saidBy(options.when);
  const words = new Words(found);
  return {
    version: 1,
    input: { path: stack.input.path, kind: stack.input.kind },
    identity: identityEntry(found),
    question: { action, resource: words.describe(resource), ...(when && { when }) },
    ...awsDecision(aws, { action, resource, ...(when && { when }) }, words),
  };
}

/** Keys are compared without regard to case. */
function saidBy(pairs: readonly string[]): NonNullable<Asked["when"]> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([^=:]+:[^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === undefined || value === undefined) {
        throw new UsageError(
          `\`--when ${pair}\` is no condition key with a value; expected such as \`aws:SourceVpce=vpce-0a1b2c3d\``,
        );
      }
      return [key.toLowerCase(), value];
    }),
  );
}

/** An ARN, or the ARN of a resource of the stack by its logical name, with what follows behind a slash. */
function arnNamed(text: string, { resources }: ReadStack): string {
  if (text === "*" || text.startsWith("arn:")) return text;
  const [name = "", rest] = text.split(/\/(.*)/s);
  const arns = new Set([...resources.values()].flatMap((each) => (each.name === name ? (arnIn(each) ?? []) : [])));
  const [arn, ...others] = arns;
  if (arn !== undefined && others.length === 0) return rest === undefined ? arn : `${arn}/${rest}`;
  const why =
    others.length > 0 ? "names several resources with an ARN" : "is neither an ARN nor a resource with a known ARN";
  throw new UsageError(`\`--resource ${text}\` ${why}; expected such as \`arn:aws:s3:::bucket/key\``);
}

function identityEntry({ urn, name, subject, type, stack }: FoundIdentity): IdentityEntry {
  const location = stack.resources.get(urn)?.source;
  return { urn, name, subject, ...(type !== undefined && { type }), ...(location && { location }) };
}

function distinct(entries: readonly UnknownEntry[]): readonly UnknownEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.urn} ${entry.path} ${entry.because}`, entry])).values()];
}
