import { DUTY_TAGS, statementUnder, tagKeys, type Duty, type Statement } from "../identity/accountability";
import type { Accountability } from "../policy-packs/facts/accountability";
import { StackFacts } from "../policy-packs/facts/stack-facts";
import { nameInUrn } from "../policy-packs/judge/finding";
import type { Resource } from "../policy-packs/judge/resource";
import type { Settings } from "../policy-packs/judge/settings";

/** The columns of the matrix, in the order in which a reader asks. */
export const DUTIES = Object.keys(DUTY_TAGS) as readonly Duty[];

/** One line of the accountability matrix: an identity, a key or a secret, and who answers for it. */
export interface IdentityRow {
  readonly urn: string;
  readonly name: string;
  /** What it is, for a reader. */
  readonly subject: string;
  readonly duties: Readonly<Record<Duty, DutyCell>>;
}

/** What the stack says of one duty. */
export interface DutyCell {
  readonly state: Statement["state"];
  /** What is stated; of an unknown, why it is unknown. */
  readonly text: string;
}

/** The matrix of one stack, by URN. What others manage is answered for elsewhere. */
export function identityRows(
  resources: readonly Resource[],
  { tagAliases }: Pick<Settings, "tagAliases">,
  describe: (text: string) => string,
): readonly IdentityRow[] {
  const { facts, unread } = StackFacts.complete(resources);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const stated = facts
    .filter((fact) => fact.kind === "accountability")
    .map((fact) => rowOf(fact.urn, fact.subject, (duty) => statedIn(fact, duty, tagAliases, describe)));
  // What could not be read keeps its row: a matrix that left it out would look complete.
  const failed = unread
    .filter(({ kind }) => kind === "accountability")
    .map(({ urn, because }) => rowOf(urn, byUrn.get(urn)?.type ?? "", () => ({ state: "unknown", text: because })));
  return [...stated, ...failed].filter(({ urn }) => !byUrn.get(urn)?.external).sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function rowOf(urn: string, subject: string, cellOf: (duty: Duty) => DutyCell): IdentityRow {
  const cells = DUTIES.map((duty) => [duty, cellOf(duty)] as const);
  return { urn, name: nameInUrn(urn), subject, duties: Object.fromEntries(cells) as Record<Duty, DutyCell> };
}

function statedIn(
  { tags }: Accountability,
  duty: Duty,
  tagAliases: Settings["tagAliases"],
  describe: (text: string) => string,
): DutyCell {
  const statement = statementUnder(tagKeys(DUTY_TAGS[duty], tagAliases), (key) => tags.at(key));
  return { state: statement.state, text: describe(textOf(statement)) };
}

function textOf(statement: Statement): string {
  switch (statement.state) {
    case "stated":
    case "placeholder":
    case "empty":
      return shown(statement.by);
    case "several":
      return statement.by.map(shown).join(", ");
    case "missing":
      return "";
    case "unknown":
      return statement.because;
  }
}

function shown({ value, secret }: { readonly value: string; readonly secret?: true }): string {
  return secret ? "(secret)" : value;
}
