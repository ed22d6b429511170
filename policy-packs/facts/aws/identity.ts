import { unknownDocument, type PolicyDocument, type Text } from "../../../identity/aws/document";
import { awsManagedPolicy } from "../../../identity/aws/managed-policies";
import { unknown, type Knowledge, type Known, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import type { Reference } from "../references";
import { arnOf, namedArn } from "./arns";
import {
  GRANTING,
  IDENTITIES,
  IDENTITY_TYPES,
  MEMBERSHIPS,
  nameOf,
  namesAt,
  POLICY_TYPES,
  textsThatName,
  type IdentitySort,
} from "./identity-resources";
import { documentsOf } from "./policy-document";

/** An identity of an account, with everything that the stack lets it do. */
export interface AwsIdentity {
  readonly kind: "aws-identity";
  /** The resource that makes the identity, or else the first one that refers to it. */
  readonly urn: string;
  readonly sort: IdentitySort;
  /** URN, or the name by which the stack refers to it; undefined where that is not known or must not be shown. */
  readonly identity: string | undefined;
  /** How to call it in a sentence. */
  readonly name: string;
  /** Its ARN from the service on, with `FRESH` for the account, as requests name resources. */
  readonly arn: Text;
  /** For a user also those of its groups. */
  readonly grants: readonly AwsGrant[];
  readonly boundary?: AwsGrant;
  /** Grants of which the stack does not say yet to whom: they may be this identity's. */
  readonly perhaps: () => readonly AwsGrant[];
}

/** One policy of an identity, and the property that gives it. */
export interface AwsGrant {
  readonly urn: string;
  readonly path: string;
  /** Logical name of the resource that gives it. */
  readonly by: string;
  readonly document: PolicyDocument;
  /** The managed policy, where it is one: its name at AWS, or name and URN of the resource that makes it. */
  readonly policy?: { readonly name: string; readonly managedBy: "aws" | "stack"; readonly urn?: string };
  /** A managed policy without a document here: it is not known which one, or it is another stack's. */
  readonly attached?: "unknown" | "elsewhere";
  /** The group through which a user has it. */
  readonly group?: string;
  /** Why it is not known to whom it is granted; absent where that is known. */
  readonly owner?: Unknown;
}

type IdentityHead = Omit<AwsIdentity, "kind" | "grants" | "perhaps">;

export const awsIdentity: JoinedFamily<"aws-identity"> = {
  kind: "aws-identity",
  types: [
    ...new Set([...Object.keys(IDENTITIES), ...Object.keys(GRANTING), ...Object.keys(MEMBERSHIPS), ...POLICY_TYPES]),
  ],
  join: identitiesOf,
};

const JOINS = new WeakMap<StackView, Join>();

/** The join of a stack's identities: one, whoever asks for it. */
export function identitiesOf(stack: StackView): Join {
  const join = JOINS.get(stack) ?? new IdentityJoin(stack);
  JOINS.set(stack, join);
  return join;
}

/** What resources say about one identity under one key. */
interface Said {
  readonly sort: IdentitySort;
  /** The first resource that said something. */
  readonly from: Resource;
  /** The name of it, where it is not a resource of the stack; unknown where it is not known who it is. */
  readonly text?: Known<string> | Unknown;
  readonly inline: AwsGrant[];
  readonly attached: Attached[];
  /** Of a user. */
  readonly groups: { readonly from: Resource; readonly group: Knowledge<string> }[];
  /** Of a group: the keys of its users. */
  readonly members: Set<string>;
}

/** What a resource grants to somebody of whom it is not known who it is. */
interface Unplaced {
  readonly key: string;
  readonly owner: Unknown;
  readonly inline: readonly AwsGrant[];
  readonly attached: readonly Attached[];
}

/** A managed policy by what the stack says of it; which document that is, is asked when the identity is judged. */
interface Attached {
  readonly from: Resource;
  readonly policy: Knowledge<string>;
}

/**
 * What is said is filed once, under a key: the URN of an identity, its sort and name where the stack does not hold it
 * (yet), or the URN of the resource that speaks where it is not known of whom. A fact gathers what was said under the
 * keys of one identity, so the order of resources does not matter.
 */
class IdentityJoin implements Join {
  private readonly said = new Map<string, Said>();
  /** Identities of the stack, by the keys under which they were spoken of by name. */
  private readonly owners = new Map<string, string>();
  /** Keys of the identities that have a managed policy, by its URN and by the texts that name it. */
  private readonly users = new Map<string, Set<string>>();
  private readonly unplaced: Unplaced[] = [];

  constructor(private readonly stack: StackView) {}

  *add(resource: Resource): Iterable<AwsIdentity> {
    const keys = new Set<string>();
    const sort = IDENTITIES[resource.type];
    if (sort) keys.add(this.claim(resource, sort));
    for (const key of this.grant(resource)) keys.add(key);
    for (const key of this.join(resource)) keys.add(key);
    if (POLICY_TYPES.includes(resource.type)) for (const key of this.usersOf(resource)) keys.add(key);
    const owners = new Set([...keys].map((key) => this.owners.get(key) ?? key));
    for (const key of new Set([...owners].flatMap((owner) => [owner, ...this.membersOf(owner)]))) yield this.fact(key);
  }

  *all(): Iterable<AwsIdentity> {
    for (const key of this.said.keys()) if (!this.owners.has(key)) yield this.fact(key);
  }

  /** Files an identity of the stack; what was said of it by name becomes its own. */
  private claim(resource: Resource, sort: IdentitySort): string {
    this.saidOf(resource.urn, sort, resource);
    for (const text of textsThatName(resource)) this.owners.set(externalKey(sort, text), resource.urn);
    return resource.urn;
  }

  /** Files what a resource grants, and returns whom. */
  private grant(resource: Resource): readonly string[] {
    const granting = GRANTING[resource.type];
    if (!granting) return [];
    const keys = [...new Set(granting.to.flatMap(([place, sort]) => this.keysAt(resource, place, sort)))];
    const inline = this.inlineOf(resource);
    const attached = (granting.policies ? namesAt(resource, granting.policies) : [])
      .filter((policy) => policy.state !== "absent")
      .map((policy) => ({ from: resource, policy }));
    for (const key of keys) {
      const said = this.said.get(key);
      said?.inline.push(...inline);
      said?.attached.push(...attached);
      for (const { policy } of attached) this.noteUser(policy, resource, key);
      if (said?.text?.state === "unknown") this.unplaced.push({ key, owner: said.text, inline, attached });
    }
    return keys;
  }

  /** Files who is in which group, and returns the users. */
  private join(resource: Resource): readonly string[] {
    const membership = MEMBERSHIPS[resource.type];
    if (!membership) return [];
    const users = this.keysAt(resource, membership.users, "user");
    const groups = namesAt(resource, membership.groups).filter((group) => group.state !== "absent");
    for (const group of groups) {
      const key = this.groupKey(group, resource);
      for (const user of users) {
        this.said.get(user)?.groups.push({ from: resource, group });
        if (key !== unplacedKey(resource)) this.saidOf(key, "group", resource, group).members.add(user);
      }
    }
    return users;
  }

  private keysAt(resource: Resource, place: string, sort: IdentitySort): readonly string[] {
    if (place === "self") return [resource.urn];
    return namesAt(resource, place)
      .filter((text) => text.state !== "absent")
      .map((text) => {
        const reference = this.resolve(text, resource, IDENTITY_TYPES[sort]);
        const key = keyOf(reference, resource, sort);
        if (reference.state === "unknown") this.saidOf(key, sort, resource, reference);
        else this.saidOf(key, sort, resource, text);
        return key;
      });
  }

  private groupKey(text: Knowledge<string>, from: Resource): string {
    return keyOf(this.resolve(text, from, IDENTITY_TYPES.group), from, "group");
  }

  /** A name inside an ARN counts as well: before a resource is created, its ARN is no property of it. */
  private resolve(text: Knowledge<string>, from: Resource, types: readonly string[]): Reference {
    const reference = this.stack.references.resolve(text, from, types);
    if (reference.state !== "external" || text.state !== "known") return reference;
    const name = nameOf(reference.text);
    return name === reference.text
      ? reference
      : orElse(this.stack.references.resolve({ ...text, value: name }, from, types), reference);
  }

  private saidOf(key: string, sort: IdentitySort, from: Resource, text?: Known<string> | Unknown): Said {
    const known = this.said.get(key);
    if (known) return known;
    const said: Said = {
      sort,
      from,
      ...(text && { text }),
      inline: [],
      attached: [],
      groups: [],
      members: new Set(),
    };
    this.said.set(key, said);
    return said;
  }

  private inlineOf(resource: Resource): readonly AwsGrant[] {
    return documentsOf(resource, this.stack)
      .filter(({ attachedTo }) => attachedTo === "identity")
      .map(({ urn, path, document }) => ({ urn, path, document, by: this.stack.resources.get(urn)?.name ?? "" }));
  }

  private noteUser(policy: Knowledge<string>, from: Resource, key: string): void {
    const reference = this.resolve(policy, from, POLICY_TYPES);
    if (reference.state === "external" && awsManagedPolicy(reference.text)) return;
    const texts =
      reference.state === "resource"
        ? [reference.resource.urn]
        : reference.state === "external"
          ? [reference.text, nameOf(reference.text)]
          : [];
    for (const text of texts) this.users.set(text, (this.users.get(text) ?? new Set()).add(key));
  }

  private usersOf(policy: Resource): readonly string[] {
    return [policy.urn, ...textsThatName(policy)].flatMap((text) => [...(this.users.get(text) ?? [])]);
  }

  private membersOf(key: string): readonly string[] {
    return this.keysOf(key).flatMap((each) =>
      [...(this.said.get(each)?.members ?? [])].map((member) => this.owners.get(member) ?? member),
    );
  }

  /** All keys under which something was said of the identity with this key. */
  private keysOf(key: string): readonly string[] {
    const said = this.said.get(key);
    const resource = this.stack.resources.get(key);
    if (!said || !resource || IDENTITIES[resource.type] === undefined) return [key];
    return [key, ...new Set(textsThatName(resource).map((text) => externalKey(said.sort, text)))];
  }

  private gather<T>(key: string, take: (said: Said) => readonly T[]): readonly T[] {
    return this.keysOf(key).flatMap((each) => {
      const said = this.said.get(each);
      return said ? take(said) : [];
    });
  }

  private grantsOf(key: string): readonly AwsGrant[] {
    return [
      ...this.gather(key, ({ inline }) => inline),
      ...this.gather(key, ({ attached }) => attached).map((attached) => this.attachedGrant(attached)),
    ];
  }

  private groupGrants(key: string): readonly AwsGrant[] {
    return this.gather(key, ({ groups }) => groups).flatMap(({ from, group }) => {
      const groupKey = this.groupKey(group, from);
      if (groupKey === unplacedKey(from)) return [nothingKnown(from, group)];
      const owner = this.owners.get(groupKey) ?? groupKey;
      return this.grantsOf(owner).map((grant) => ({ ...grant, group: owner }));
    });
  }

  private attachedGrant({ from, policy }: Attached): AwsGrant {
    const reference = this.resolve(policy, from, POLICY_TYPES);
    const given = { urn: from.urn, path: policy.path, by: from.name };
    if (reference.state === "resource") {
      const [written] = documentsOf(reference.resource, this.stack);
      const { name, urn } = reference.resource;
      if (written) return { ...given, document: written.document, policy: { name, managedBy: "stack", urn } };
    }
    const managed = reference.state === "external" ? awsManagedPolicy(reference.text) : undefined;
    if (managed) return { ...given, document: managed.document, policy: { name: managed.name, managedBy: "aws" } };
    return { ...nothingKnown(from, policy), attached: reference.state === "unknown" ? "unknown" : "elsewhere" };
  }

  private boundaryOf(resource: Resource): AwsGrant | undefined {
    const boundary = Property.input(resource, "permissionsBoundary").string();
    return boundary.state === "absent" ? undefined : this.attachedGrant({ from: resource, policy: boundary });
  }

  private fact(key: string): AwsIdentity {
    const resource = this.stack.resources.get(key);
    const sort = resource && IDENTITIES[resource.type];
    return {
      kind: "aws-identity",
      ...(resource && sort ? this.made(resource, sort) : this.spokenOf(key)),
      grants: [...this.grantsOf(key), ...this.groupGrants(key)],
      perhaps: () => this.perhaps(key),
    };
  }

  /** An identity that a resource of the stack makes. */
  private made(resource: Resource, sort: IdentitySort): IdentityHead {
    const { urn, name } = resource;
    const boundary = this.boundaryOf(resource);
    return { urn, sort, identity: urn, name, arn: arnOf(resource, sort), ...(boundary && { boundary }) };
  }

  /** One that the stack only refers to; its boundary is unknown where it may be one that the stack makes. */
  private spokenOf(key: string): IdentityHead {
    const { from, sort = "role", text } = this.said.get(key) ?? {};
    const name = text?.state === "known" && text.secret !== true ? text.value : undefined;
    return {
      urn: from?.urn ?? key,
      sort,
      identity: name,
      name: name ?? `a ${sort} that is not named here`,
      arn: namedArn(sort, name),
      ...(from && text?.state === "unknown" && { boundary: nothingKnown(from, text) }),
    };
  }

  /** The grants of unknown owners, other than the one with this key. */
  private perhaps(key: string): readonly AwsGrant[] {
    return this.unplaced
      .filter((unplaced) => unplaced.key !== key)
      .flatMap(({ owner, inline, attached }) =>
        [...inline, ...attached.map((each) => this.attachedGrant(each))].map((grant) => ({ ...grant, owner })),
      );
  }
}

function externalKey(sort: IdentitySort, text: string): string {
  return `${sort} ${nameOf(text)}`;
}

function keyOf(reference: Reference, from: Resource, sort: IdentitySort): string {
  if (reference.state === "resource") return reference.resource.urn;
  return reference.state === "external" ? externalKey(sort, reference.text) : unplacedKey(from);
}

function unplacedKey(from: Resource): string {
  return `? ${from.urn}`;
}

function orElse(reference: Reference, other: Reference): Reference {
  return reference.state === "external" ? other : reference;
}

/** A grant, or a boundary, of which only the place is known. */
function nothingKnown(from: Resource, value: Knowledge<unknown>): AwsGrant {
  const part =
    value.state === "unknown"
      ? value
      : unknown(value.path, "the name of something outside this stack, whose document is not known here");
  return { urn: from.urn, path: value.path, by: from.name, document: unknownDocument(part) };
}
