import { nearest } from "../../identity/nearest";
import type { Input } from "../../inputs/input";
import type { AwsEscalation } from "../../policy-packs/facts/aws/escalation";
import type { AwsIdentity } from "../../policy-packs/facts/aws/identity";
import type { IdentityEntitlements } from "../../policy-packs/facts/entitlements/entitlements";
import type { Fact } from "../../policy-packs/facts/facts";
import { namesOfIdentity } from "../../policy-packs/facts/identity-names";
import type { IdentityUse } from "../../policy-packs/facts/identity-use";
import type { Resource } from "../../policy-packs/judge/resource";
import { UsageError } from "../failure";

/** One stack with its facts. */
export interface ReadStack {
  readonly input: Input;
  readonly facts: readonly Fact[];
  readonly resources: ReadonlyMap<string, Resource>;
}

/** One identity with all that is said of it. */
export interface FoundIdentity {
  readonly stack: ReadStack;
  /** The resource that makes it, or the first that refers to it. */
  readonly urn: string;
  readonly name: string;
  readonly subject: string;
  readonly type?: string;
  readonly aws?: AwsIdentity;
  readonly escalation?: AwsEscalation;
  readonly entitlements?: IdentityEntitlements;
  readonly use?: IdentityUse;
}

const MOST_LISTED = 5;

/** The one identity that the text names, in all of the stacks together. */
export function findIdentity(text: string, stacks: readonly ReadStack[]): FoundIdentity {
  const all = stacks.flatMap(identitiesIn);
  const named = all.filter((identity) => textsOf(identity).includes(text));
  const [only, ...others] = named;
  if (only && others.length === 0) return only;
  if (only) throw new UsageError(`\`${text}\` names several identities: ${told(named)}`);
  const names = [...new Set(all.flatMap(textsOf))];
  const near = nearest(text, names);
  const known = all.length === 0 ? "there is none here" : `expected the name, ARN, id or URN of ${listed(all)}`;
  throw new UsageError(
    `no identity is called \`${text}\`; ${near === undefined ? known : `did you mean \`${near}\`?`}`,
  );
}

/** Exports of one stack at several times hold the same identity. */
function told(identities: readonly FoundIdentity[]): string {
  const paths = [...new Set(identities.map(({ stack }) => stack.input.path))];
  const isOne = new Set(identities.map(({ urn }) => urn)).size === 1 && paths.length > 1;
  return isOne
    ? `it stands in ${paths.slice(0, MOST_LISTED).join(", ")}; give one of them`
    : `${listed(identities)}; name one by its URN`;
}

function listed(identities: readonly FoundIdentity[]): string {
  const names = identities.slice(0, MOST_LISTED).map(({ urn, type, name }) => `\`${type === undefined ? name : urn}\``);
  const more = identities.length - names.length;
  return more > 0 ? `${names.join(", ")} or ${more} more` : names.join(" or ");
}

function textsOf({ urn, name, type, stack }: FoundIdentity): readonly string[] {
  const resource = type === undefined ? undefined : stack.resources.get(urn);
  return [name, ...(resource ? [urn, ...namesOfIdentity(resource)] : [])];
}

/** What the stack says of each identity that it makes or refers to by name. */
export function identitiesIn(stack: ReadStack): readonly FoundIdentity[] {
  const { facts } = stack;
  const ofKind = <K extends Fact["kind"]>(kind: K) =>
    facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  const escalations = new Map(ofKind("aws-escalation").map((fact) => [fact.identity, fact]));
  const uses = new Map(ofKind("identity-use").map((fact) => [`${fact.urn} ${fact.name}`, fact]));
  const entitlements = new Map(ofKind("identity-entitlements").map((fact) => [`${fact.urn} ${fact.name}`, fact]));
  const aws = ofKind("aws-identity")
    .filter(({ identity }) => identity !== undefined)
    .map((fact): FoundIdentity => {
      const { urn, name, identity, sort } = fact;
      const type = identity === urn ? stack.resources.get(urn)?.type : undefined;
      return { stack, urn, name, subject: subjectOf(sort), ...(type !== undefined && { type }), aws: fact };
    });
  const others = ofKind("identity-entitlements")
    .filter(({ named, subject }) => named && !subject.startsWith("IAM "))
    .map(({ urn, name, subject, type }): FoundIdentity => ({
      stack,
      urn,
      name,
      subject,
      ...(type !== undefined && { type }),
    }));
  return [...aws, ...others].map((identity) => {
    const key = `${identity.urn} ${identity.name}`;
    const [escalation, held, use] = [escalations.get(identity.aws?.identity), entitlements.get(key), uses.get(key)];
    return { ...identity, ...(escalation && { escalation }), ...(held && { entitlements: held }), ...(use && { use }) };
  });
}

function subjectOf(sort: AwsIdentity["sort"]): string {
  return sort === "permission set" ? "IAM Identity Center permission set" : `IAM ${sort}`;
}
