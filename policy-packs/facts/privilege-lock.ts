import type { PartialJson } from "../../identity/aws/document/partial-json";
import type { LockSource } from "../../identity/lock/sources";
import { unknown, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { accountability, systemAssignedAccountability } from "./accountability";
import { PRIVILEGE_LOCK } from "./component";
import type { IdentityEntitlements } from "./entitlements/entitlements";
import { entitlementsOf, identityEntitlements } from "./entitlements/join";
import type { Join, JoinedFamily, StackView } from "./family";
import { usesIn } from "./identity-use";
import { namesOf } from "./reference-names";
import type { EffectiveTags } from "./tags";

/** What a stack's identities hold, to be held against the lock that approves it. */
export interface PrivilegeLock {
  readonly kind: "privilege-lock";
  /** The stack itself, or where it is no resource the first one that concerns the lock. */
  readonly urn: string;
  readonly project: string;
  readonly stack: string;
  readonly identities: readonly LockedIdentity[];
  /** Locks that the program brings. */
  readonly locks: readonly LockSource[];
}

/** One identity as a lock speaks of it. */
export interface LockedIdentity {
  /** Name and type by which an entry is found. */
  readonly identity: string;
  readonly type: string;
  readonly held: IdentityEntitlements;
  /** What runs as it, such as `resizer (aws:lambda/function:Function)`. */
  readonly workloads: readonly string[];
  /** What may be a further workload. */
  readonly openWorkloads: readonly (Unknown & { readonly urn: string })[];
  /** What states its purpose and owner; absent where the stack does not make it. */
  readonly tags?: EffectiveTags;
}

const STACK = "pulumi:pulumi:Stack";

export const privilegeLock: JoinedFamily<"privilege-lock"> = {
  kind: "privilege-lock",
  types: [...new Set([...identityEntitlements.types, PRIVILEGE_LOCK, STACK])],
  join: (stack) => new LockJoin(stack),
};

class LockJoin implements Join {
  private readonly seen = new Map<string, Resource>();

  constructor(private readonly stack: StackView) {}

  add(resource: Resource): Iterable<never> {
    this.seen.set(resource.urn, resource);
    return [];
  }

  /** Resources that only give something to identities of other stacks count as well. */
  *all(): Iterable<PrivilegeLock> {
    const resources = [...this.seen.values()]
      .map(({ urn }) => this.stack.resources.get(urn))
      .filter((each) => each !== undefined);
    const locks = resources.filter(({ type }) => type === PRIVILEGE_LOCK);
    const identities = this.identities();
    const [first] = [...resources.map(({ urn }) => urn)].sort();
    const urn = resources.find(({ type }) => type === STACK)?.urn ?? locks[0]?.urn ?? first;
    if (urn === undefined) return;
    const [, stack = "", project = ""] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn) ?? [];
    yield { kind: "privilege-lock", urn, project, stack, identities, locks: locks.map(sourceOf) };
  }

  private identities(): readonly LockedIdentity[] {
    const uses = new Map(
      usesIn(this.stack).identities.map((use) => [`${use.urn} ${String(use.foreign ?? false)}`, use]),
    );
    const held = entitlementsOf(this.stack).all();
    const made = held.flatMap(({ urn, type }) => (type === undefined ? [] : (this.stack.resources.get(urn) ?? [])));
    const twice = namesTwice(made);
    return held.map((each) => {
      const { urn, name, type, subject } = each;
      const use = type === undefined ? undefined : uses.get(`${urn} false`);
      const workloads = (use?.uses ?? []).filter(({ sort }) => sort === "workload");
      const tags = type === undefined ? undefined : this.tagsOf(urn);
      return {
        identity: name,
        type: type === undefined ? subject : twice.has(urn) ? (urn.split("::")[2] ?? type) : type,
        held: each,
        workloads: workloadNames(workloads),
        openWorkloads: (use?.unknowns ?? []).filter(({ sort }) => sort === "workload"),
        ...(tags && { tags }),
      };
    });
  }

  private tagsOf(urn: string): EffectiveTags | undefined {
    const resource = this.stack.resources.get(urn);
    if (!resource) return undefined;
    const [fact] = [
      ...accountability.read(resource, this.stack),
      ...systemAssignedAccountability.read(resource, this.stack),
    ];
    return fact?.tags;
  }
}

function workloadNames(uses: readonly { readonly name: string; readonly type: string }[]): readonly string[] {
  return [...new Set(uses.map(({ name, type }) => `${name} (${type})`))].sort();
}

/** Identities that others of their name and type stand beside, in different components. */
function namesTwice(resources: readonly Resource[]): ReadonlySet<string> {
  const names = namesOf(resources);
  return new Set(resources.filter(({ urn }) => names.get(urn)?.includes("::")).map(({ urn }) => urn));
}

function sourceOf(resource: Resource): LockSource {
  const { urn, name } = resource;
  return {
    name: `the PrivilegeLock \`${name}\``,
    document: plain(Property.input(resource, "lock")),
    at: { urn, path: "lock" },
  };
}

/** A property with what is unknown in it; a secret is as unknown, since messages show parts of a lock. */
function plain(property: Property): PartialJson {
  const whole = property.any();
  if (whole.state === "unknown") return whole;
  if (whole.state === "absent") return null;
  if (whole.secret) return unknown(whole.path, "marked as a secret");
  const { value } = whole;
  if (value === null || typeof value !== "object") return value;
  const list = property.list();
  if (list.state === "known") return list.value.map(plain);
  const map = property.map();
  if (map.state === "known") return new Map([...map.value].map(([key, member]) => [key, plain(member)]));
  return unknown(property.path, "an asset where a privilege lock was expected");
}
