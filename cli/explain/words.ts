import type { Statement } from "../../identity/aws/document/document";
import { matchesPattern } from "../../identity/aws/document/match";
import { formOf } from "../../identity/aws/document/statement-form";
import { wordsOf, type StatementForm } from "../../identity/entitlements";
import type { Unknown } from "../../identity/knowledge";
import { nameInUrn } from "../../policy-packs/judge/finding";
import type { AwsGrant } from "../../policy-packs/facts/aws/identity";
import type { PlaceEntry, UnknownEntry } from "./document";
import type { FoundIdentity } from "./find";

/** What a sentence of an explanation says, and where; stand-ins never show. */
export class Words {
  constructor(private readonly identity: FoundIdentity) {}

  describe(text: string): string {
    return this.identity.stack.input.describe(text);
  }

  place(urn: string, path: string): PlaceEntry {
    const location = this.identity.stack.resources.get(urn)?.source;
    return { urn, name: nameInUrn(urn), path, ...(location && { location }) };
  }

  /** Where a statement stands: in a managed policy of the stack, in one of AWS, or in what grants it. */
  placeOf(grant: AwsGrant, statement: Statement): PlaceEntry {
    const { group } = grant;
    const place = this.placeIn(grant, statement);
    return group === undefined ? place : { ...place, group: nameInUrn(group).replace(/^group /, "") };
  }

  private placeIn({ urn, path, by, policy }: AwsGrant, statement: Statement): PlaceEntry {
    if (policy?.managedBy === "aws") return { ...this.place(urn, path), awsPolicy: policy.name };
    if (policy?.urn !== undefined) return this.place(policy.urn, statement.place);
    return urn === "" ? { urn, name: by, path: statement.place } : this.place(urn, statement.place);
  }

  /**
   * A statement in one line, its lists cut short.
   *
   * @param about the action that it is told of, whose patterns then stand first
   */
  statement({ secret }: AwsGrant, statement: Statement, about?: string): string {
    if (secret) return "a statement that is marked as a secret";
    const written = formOf(statement, (text) => this.rename(text));
    if ("form" in written) return this.describe(wordsOf(brief(written.form, about?.toLowerCase())));
    const [{ path, because }] = written.unknowns;
    return this.describe(`a statement of which \`${path}\` is ${because}`);
  }

  unknown({ path, because, waitsFor }: Unknown, urn: string): UnknownEntry {
    return { urn, path, because: this.describe(because), waitsFor };
  }

  private rename(text: string): string {
    const { entitlements } = this.identity;
    return entitlements ? entitlements.names.rename(text, entitlements.home) : text;
  }
}

const SHOWN = 4;

function brief({ allow, allowAllBut, deny, denyAllBut, on, onAllBut, ...rest }: StatementForm, about?: string) {
  const isAbout = (pattern: string) => about !== undefined && matchesPattern(pattern.toLowerCase(), about);
  return {
    ...(allow && { allow: some(allow, isAbout) }),
    ...(allowAllBut && { allowAllBut: some(allowAllBut, isAbout) }),
    ...(deny && { deny: some(deny, isAbout) }),
    ...(denyAllBut && { denyAllBut: some(denyAllBut, isAbout) }),
    ...(on && { on: some(on) }),
    ...(onAllBut && { onAllBut: some(onAllBut) }),
    ...rest,
  };
}

function some(texts: readonly string[], isFirst: (text: string) => boolean = () => false): readonly string[] {
  if (texts.length <= SHOWN) return texts;
  const first = texts.filter(isFirst);
  const shown = [...first, ...texts.filter((text) => !first.includes(text))].slice(0, SHOWN - 1);
  return [...shown, `${texts.length - shown.length} more`];
}
