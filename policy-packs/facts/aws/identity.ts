import type { Text } from "../../../identity/aws/document/document";
import { awsManagedPolicy } from "../../../identity/aws/managed-policies/managed-policies";
import type { Knowledge, Known, Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Join, JoinedFamily, StackView } from "../family";
import { arnOf, namedArn, principalOf } from "./arns";
import {
  attachedAt,
  attachedGrant,
  nothingKnown,
  resolveNamed,
  secretAt,
  serviceControlOf,
  type AwsGrant,
} from "./grants";
import {
  ASSIGNMENTS,
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
import {
  externalKey,
  keyOf,
  nothingSaid,
  unplacedKey,
  type AwsAssignment,
  type Given,
  type Said,
  type Unplaced,
} from "./said";
import { resourceSideOf, type ResourceSide } from "./resource-grants";
import { byCodeUnit } from "../../../identity/order";

/** An identity of an account, with everything that the stack lets it do. */
export interface AwsIdentity extends ResourceSide {
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
  /** The same, where a Deny may tell it from others by it. */
  readonly principal?: Text;
  /** For a user also those of its groups. */
  readonly grants: readonly AwsGrant[];
  readonly boundary?: AwsGrant;
  /** What the organisation leaves to the account, where the settings say it. */
  readonly serviceControl?: readonly AwsGrant[];
  /** Of a permission set: who has it, and where. */
  readonly assignments: readonly AwsAssignment[];
  /** Grants of which the stack does not say yet to whom: they may be this identity's. */
  readonly perhaps: () => readonly AwsGrant[];
}

type IdentityHead = Omit<
  AwsIdentity,
  "kind" | "grants" | "serviceControl" | keyof ResourceSide | "assignments" | "perhaps"
>;

export type { AwsAssignment, AwsGrant };

export const awsIdentity: JoinedFamily<"aws-identity"> = {
  kind: "aws-identity",
  types: [
    ...new Set([
      ...Object.keys(IDENTITIES),
      ...Object.keys(GRANTING),
      ...Object.keys(MEMBERSHIPS),
      ...ASSIGNMENTS,
      ...POLICY_TYPES,
    ]),
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

  private get serviceControl(): readonly AwsGrant[] {
    return serviceControlOf(this.stack.surroundings);
  }

  *add(resource: Resource): Iterable<AwsIdentity> {
    const keys = new Set<string>();
    const sort = IDENTITIES[resource.type];
    if (sort) keys.add(this.claim(resource, sort));
    for (const key of this.grant(resource)) keys.add(key);
    for (const key of this.join(resource)) keys.add(key);
    if (ASSIGNMENTS.includes(resource.type)) this.assign(resource);
    if (POLICY_TYPES.includes(resource.type)) for (const key of this.usersOf(resource)) keys.add(key);
    const owners = new Set([...keys].map((key) => this.owners.get(key) ?? key));
    for (const key of new Set([...owners].flatMap((owner) => [owner, ...this.membersOf(owner)]))) {
      // The boundary of a permission set is a resource of its own, which may be still to come.
      if (this.said.get(key)?.sort !== "permission set") yield this.fact(key);
    }
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
    const attached = attachedAt(resource, granting.policies);
    const boundaries = attachedAt(resource, granting.boundary);
    for (const key of keys) {
      const said = this.said.get(key);
      said?.inline.push(...inline);
      said?.attached.push(...attached);
      said?.boundaries.push(...boundaries);
      for (const { policy } of attached) this.noteUser(policy, resource, key);
      this.noteUnplaced(key, { inline, attached, boundaries });
    }
    return keys;
  }

  private noteUnplaced(key: string, given: Given = { inline: [], attached: [], boundaries: [] }): void {
    const owner = this.said.get(key)?.text;
    if (owner?.state === "unknown") this.unplaced.push({ ...given, key, owner });
  }

  /** Files who is in which group, and returns the users. */
  private join(resource: Resource): readonly string[] {
    const membership = MEMBERSHIPS[resource.type];
    if (!membership) return [];
    const users = this.keysAt(resource, membership.users, "user");
    for (const user of users) this.noteUnplaced(user);
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

  /** Files who has a permission set. */
  private assign(resource: Resource): void {
    const said = (name: string) => Property.input(resource, name).string();
    const assignment: AwsAssignment = {
      urn: resource.urn,
      principalType: said("principalType"),
      principal: said("principalId"),
      account: said("targetId"),
    };
    for (const key of this.keysAt(resource, "permissionSetArn", "permission set")) {
      this.said.get(key)?.assignments.push(assignment);
    }
  }

  private keysAt(resource: Resource, place: string, sort: IdentitySort): readonly string[] {
    if (place === "self") return [resource.urn];
    return namesAt(resource, place)
      .filter((text) => text.state !== "absent")
      .map((text) => {
        const reference = resolveNamed(text, resource, IDENTITY_TYPES[sort], this.stack);
        const key = keyOf(reference, resource, sort);
        if (reference.state === "unknown") this.saidOf(key, sort, resource, reference);
        else this.saidOf(key, sort, resource, text);
        return key;
      });
  }

  private groupKey(text: Knowledge<string>, from: Resource): string {
    return keyOf(resolveNamed(text, from, IDENTITY_TYPES.group, this.stack), from, "group");
  }

  private saidOf(key: string, sort: IdentitySort, from: Resource, text?: Known<string> | Unknown): Said {
    const known = this.said.get(key);
    if (known) return known;
    const said = nothingSaid(sort, from, text);
    this.said.set(key, said);
    return said;
  }

  private inlineOf(resource: Resource): readonly AwsGrant[] {
    return documentsOf(resource, this.stack)
      .filter(({ attachedTo }) => attachedTo === "identity")
      .map(({ urn, path, document }) => {
        const from = this.stack.resources.get(urn);
        return { urn, path, document, by: from?.name ?? "", ...secretAt(from, path) };
      });
  }

  private noteUser(policy: Knowledge<string>, from: Resource, key: string): void {
    const reference = resolveNamed(policy, from, POLICY_TYPES, this.stack);
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

  /** By place, so that what is said of them does not depend on the order of resources. */
  private grantsOf(key: string): readonly AwsGrant[] {
    const grants = [
      ...this.gather(key, ({ inline }) => inline),
      ...this.gather(key, ({ attached }) => attached).map((attached) => attachedGrant(attached, this.stack)),
    ];
    return grants.sort((a, b) => byCodeUnit(a.urn, b.urn) || byCodeUnit(a.path, b.path));
  }

  private groupGrants(key: string): readonly AwsGrant[] {
    return this.gather(key, ({ groups }) => groups).flatMap(({ from, group }) => {
      const groupKey = this.groupKey(group, from);
      if (groupKey === unplacedKey(from)) return [nothingKnown(from, group)];
      const owner = this.owners.get(groupKey) ?? groupKey;
      return this.grantsOf(owner).map((grant) => ({ ...grant, group: owner }));
    });
  }

  private boundaryOf(resource: Resource, sort: IdentitySort): AwsGrant | undefined {
    if (sort === "permission set") return this.boundaryOfSet(resource.urn);
    const boundary = Property.input(resource, "permissionsBoundary").string();
    return boundary.state === "absent" ? undefined : attachedGrant({ from: resource, policy: boundary }, this.stack);
  }

  /** A boundary of a permission set that is not known may be this one's. */
  private boundaryOfSet(key: string): AwsGrant | undefined {
    const [boundary] = this.gather(key, ({ boundaries }) => boundaries);
    if (boundary) return attachedGrant(boundary, this.stack);
    const perhaps = this.unplaced.find((unplaced) => unplaced.key !== key && unplaced.boundaries.length > 0);
    const from = perhaps?.boundaries[0]?.from;
    return perhaps && from && nothingKnown(from, perhaps.owner);
  }

  private fact(key: string): AwsIdentity {
    const resource = this.stack.resources.get(key);
    const sort = resource && IDENTITIES[resource.type];
    return {
      kind: "aws-identity",
      ...(resource && sort ? this.made(resource, sort) : this.spokenOf(key)),
      grants: [...this.grantsOf(key), ...this.groupGrants(key)],
      ...(this.serviceControl.length > 0 && { serviceControl: this.serviceControl }),
      ...resourceSideOf(resource, sort, this.stack),
      assignments: this.gather(key, ({ assignments }) => assignments),
      perhaps: () => this.perhaps(key),
    };
  }

  /** An identity that a resource of the stack makes. */
  private made(resource: Resource, sort: IdentitySort): IdentityHead {
    const { urn, name } = resource;
    const boundary = this.boundaryOf(resource, sort);
    const arn = arnOf(resource, sort);
    return { urn, sort, identity: urn, name, arn, ...principalOf(sort, arn, resource), ...(boundary && { boundary }) };
  }

  /** One that the stack only refers to; its boundary is unknown where it may be one that the stack makes. */
  private spokenOf(key: string): IdentityHead {
    const { from, sort = "role", text } = this.said.get(key) ?? {};
    const name = text?.state === "known" && text.secret !== true ? text.value : undefined;
    const arn = namedArn(sort, name);
    return {
      urn: from?.urn ?? key,
      sort,
      identity: name,
      name: name ?? `a ${sort} that is not named here`,
      arn,
      ...principalOf(sort, arn),
      ...(from && text?.state === "unknown" && { boundary: nothingKnown(from, text) }),
    };
  }

  /** The grants of unknown owners, other than the one with this key; those by groups are for users alone. */
  private perhaps(key: string): readonly AwsGrant[] {
    const isUser = this.said.get(key)?.sort === "user";
    return this.unplaced.flatMap(({ key: other, owner, inline, attached }) => {
      if (other === key) return [];
      const byGroups = isUser ? this.groupGrants(other) : [];
      const own = [...inline, ...attached.map((each) => attachedGrant(each, this.stack)), ...byGroups];
      return own.map((grant) => ({ ...grant, owner }));
    });
  }
}
