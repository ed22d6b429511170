import { accountOf, onlyAccount } from "../../../identity/aws/document/arn";
import type { Patterns, PolicyDocument, Principals, Statement, Text } from "../../../identity/aws/document/document";
import { known, unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { typesWith } from "./document-types";
import { resolveNamed, secretAt, type AwsGrant } from "./grants";
import { IDENTITY_TYPES, type IdentitySort } from "./identity-resources";
import { accountsOf } from "./ownership";
import { documentsOf } from "./policy-document";

const CARRIERS: ReadonlySet<string> = new Set([...typesWith("resource"), ...IDENTITY_TYPES.role]);

/** Types whose policy stands in a resource of its own, with the property that names what it belongs to. */
const TARGETS: Readonly<Record<string, readonly [property: string, type: string]>> = {
  "aws:dynamodb/resourcePolicy:ResourcePolicy": ["resourceArn", "aws:dynamodb/table:Table"],
  "aws:kms/keyPolicy:KeyPolicy": ["keyId", "aws:kms/key:Key"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket", "aws:s3/bucket:Bucket"],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["secretArn", "aws:secretsmanager/secret:Secret"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn", "aws:sns/topic:Topic"],
  "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl", "aws:sqs/queue:Queue"],
};

/** Of these nothing is allowed that their own policy does not allow, be it by naming the account. */
const DEMANDING: ReadonlySet<string> = new Set([
  ...IDENTITY_TYPES.role,
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/keyPolicy:KeyPolicy",
  "aws-native:kms:Key",
]);

/** What stands on resources of the stack about an identity of it. */
export interface ResourceSide {
  /** What policies on resources give to it or deny it, besides its own. */
  readonly fromResources: () => readonly AwsGrant[];
  /** The policy of the resource with this ARN, where nothing is allowed on that without it. */
  readonly demanded: (arn: string) => readonly AwsGrant[] | undefined;
  /** The account, where it is known. */
  readonly account?: string;
}

/** Of an identity that the stack only refers to nothing is known there. */
export function resourceSideOf(
  identity: Resource | undefined,
  sort: IdentitySort | undefined,
  stack: StackView,
): ResourceSide {
  if (!identity || (sort !== "role" && sort !== "user")) return { fromResources: () => [], demanded: () => undefined };
  const account = onlyAccount(accountsOf(identity));
  return {
    fromResources: () => resourceGrantsTo(identity, sort, stack),
    demanded: (arn) => demandedOf(arn, identity, sort, stack),
    ...(account !== undefined && { account }),
  };
}

/**
 * What policies on resources of the stack give to an identity of it, or deny: in one account, a grant on either side is
 * enough. An account as principal leaves the decision to the policies of its identities, and so gives nothing by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
function resourceGrantsTo(identity: Resource, sort: "role" | "user", stack: StackView): readonly AwsGrant[] {
  return [...stack.resources.values()]
    .filter(({ type }) => CARRIERS.has(type))
    .flatMap((carrier) => grantsOn(carrier, { identity, sort, stack, delegates: false }))
    .filter(({ document }) => document.statements.length > 0 || document.hidden.length > 0);
}

/**
 * What the resource's own policy says to the identity, or leaves to the policies of its account, where nothing is
 * allowed without it: roles and keys. Undefined of any other, of those that the stack does not make, and of a key
 * without a policy, whose default leaves all to the account.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
function demandedOf(
  arn: string,
  identity: Resource,
  sort: "role" | "user",
  stack: StackView,
): readonly AwsGrant[] | undefined {
  const policies = [...stack.resources.values()]
    .filter((carrier) => DEMANDING.has(carrier.type) && targetOf(carrier, stack) === arn)
    .flatMap((carrier) => grantsOn(carrier, { identity, sort, stack, delegates: true }));
  return policies.length > 0 ? policies : undefined;
}

/** Who asks, and whether a policy that names the account counts. */
interface Asking {
  readonly identity: Resource;
  readonly sort: "role" | "user";
  readonly stack: StackView;
  readonly delegates: boolean;
}

function grantsOn(carrier: Resource, asking: Asking): readonly AwsGrant[] {
  const { identity, sort, stack, delegates } = asking;
  return documentsOf(carrier, stack)
    .filter(({ attachedTo }) => attachedTo === "resource" || attachedTo === "trust")
    .flatMap(({ urn, path, document }) => {
      const isNamed = (text: Text): Named =>
        (delegates && text.state === "known" && isAccount(text.value)) ||
        namesIdentity(text, carrier, identity, sort, stack);
      const target = targetOf(carrier, stack);
      const statements = document.statements.flatMap((each) => statementFor(each, isNamed, carrier, target) ?? []);
      const owner = document.hidden.length > 0 && unknown(path, "a policy of which it is not known whom it names");
      const part: PolicyDocument = { ...document, statements };
      return [{ urn, path, by: carrier.name, document: part, ...(owner && { owner }), ...secretAt(carrier, path) }];
    });
}

type Named = boolean | "perhaps";

/** The statement as one of the identity; undefined where it is for others. */
function statementFor(
  statement: Statement,
  isNamed: (text: Text) => Named,
  carrier: Resource,
  target: string | undefined,
): Statement | undefined {
  const { principal, effect, resource } = statement;
  if (!principal) return undefined;
  const isDenial = effect.state === "known" && effect.value === "Deny";
  const named = namedIn(principal, isNamed, isDenial);
  if (named === false) return undefined;
  const onCarrier = { ...statement, resource: onlyOn(carrier, target, resource, statement.place) };
  if (named === true) return onCarrier;
  const { place } = principal;
  return { ...onCarrier, hiddenConditions: [...statement.hiddenConditions, unknown(place, "for somebody not known")] };
}

/** `*` names everyone; a Deny for the account is one for its identities as well. */
function namedIn({ entries, negated }: Principals, isNamed: (text: Text) => Named, isDenial: boolean): Named {
  const answers = entries
    .filter(({ type }) => type === "AWS" || type === "any")
    .map(({ value }): Named => {
      if (value.state === "known" && value.value === "*") return true;
      if (value.state === "known" && isAccount(value.value) && isDenial) return !negated;
      return isNamed(value);
    });
  if (answers.includes(true)) return !negated;
  return answers.includes("perhaps") ? "perhaps" : negated;
}

function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text) || /^arn:[^:]*:iam::\d{12}:root$/.test(text);
}

function namesIdentity(
  text: Text,
  carrier: Resource,
  identity: Resource,
  sort: "role" | "user",
  stack: StackView,
): Named {
  if (text.state === "unknown") return "perhaps";
  if (isAccount(text.value)) return false;
  const arn = Property.output(identity, "arn").string();
  if (arn.state === "known") return arn.value === text.value;
  const reference = resolveNamed(text, carrier, IDENTITY_TYPES[sort], stack);
  return (
    reference.state === "resource" && reference.resource.urn === identity.urn && accountOf(text.value) !== undefined
  );
}

/** Everything means the resource itself, with what lies in a bucket: its policy reaches no further. */
function onlyOn(
  carrier: Resource,
  target: string | undefined,
  resource: Patterns | undefined,
  place: string,
): Patterns {
  const isAll = resource?.values.some((value) => value.state === "known" && /^\*+$/.test(value.value));
  if (resource && !resource.negated && !isAll) return resource;
  if (target === undefined) {
    return { place, negated: false, values: [unknown(place, "the resource to which the policy belongs")] };
  }
  const within = carrier.type.includes(":s3/") ? [known(`${target}/*`, place)] : [];
  return { place, negated: false, values: [known(target, place), ...within] };
}

/** The ARN of what a policy belongs to. */
function targetOf(carrier: Resource, { references }: StackView): string | undefined {
  const target = TARGETS[carrier.type];
  if (!target) return arnIn(carrier);
  const [property, type] = target;
  const named = Property.input(carrier, property).string();
  if (named.state === "known" && named.value.startsWith("arn:")) return named.value;
  const reference = references.resolve(named, carrier, [type]);
  return reference.state === "resource" ? arnIn(reference.resource) : undefined;
}

function arnIn(resource: Resource): string | undefined {
  const arn = Property.output(resource, "arn").string();
  return arn.state === "known" ? arn.value : undefined;
}
