/**
 * What does the document of a privilege lock say? It comes from a file, from the configuration of a pack, or from a
 * component, where parts of it may not be known yet.
 *
 * INVARIANTS: nothing throws. Every part that is not as expected is a problem with its place, and an entry with a problem
 * approves nothing: it is left out. No key is passed over in silence.
 */
import { canonical, sorted, sortedForms, type Form, type PermissionForm } from "../entitlements";
import { isList, isObject, isUnknown, kindOf, type PartialJson } from "../aws/document/partial-json";
import { parseDay } from "../lifetime";
import type { Unknown } from "../knowledge";
import { nearest } from "../nearest";
import { memberPath } from "../places";
import type { Approval, Lock, LockEntry, LockProblem } from "./lock";

const TOP = ["version", "identities"] as const;
/** Members of an entry, in the order in which they are written. */
export const ENTRY = [
  "identity",
  "type",
  "project",
  "stacks",
  "purpose",
  "workloads",
  "privileges",
  "boundary",
  "trust",
  "credentials",
  "exposure",
  "approval",
] as const;
const APPROVAL = [
  "approver",
  "date",
  "reason",
  "until",
  "monitor",
  "revoker",
  "reviewDays",
  "digest",
  "signature",
] as const;
const STATEMENT = ["allow", "allowAllBut", "deny", "denyAllBut", "on", "onAllBut", "to", "toAllBut", "when"] as const;
const ROLE = ["role", "on", "permits", "when"] as const;
const PERMISSION = ["actions", "notActions", "dataActions", "notDataActions"] as const;
const TOKEN = ["issuer", "subject", "claims", "audiences"] as const;
const PRINCIPALS = ["any", "AWS", "Federated", "Service", "CanonicalUser"] as const;

/** @param path where the document stands in a resource; empty for a file */
export function readLock(document: PartialJson, path = ""): Lock {
  return new LockReader().read(document, path);
}

type Members<K extends string> = ReadonlyMap<K, { readonly place: string; readonly value: PartialJson }>;

class LockReader {
  private readonly problems: LockProblem[] = [];
  /** Of the part that is being read. */
  private unknowns: Unknown[] = [];

  read(document: PartialJson, path: string): Lock {
    const members = this.members(document, path, TOP, "a lock with `version` and `identities`");
    const version = members?.get("version");
    if (version && isUnknown(version.value)) this.unknowns.push(version.value);
    else if (members && version?.value !== 1)
      this.problem(memberPath(path, "version"), "`version: 1`", version ? "another version" : "nothing");
    const identities = members?.get("identities");
    const isOurs = version?.value === 1;
    const elements = isOurs && identities ? this.list(identities.value, identities.place, "a list of identities") : [];
    const unknowns = this.unknowns;
    const entries = elements.flatMap(([place, element]) => this.entry(element, place, unknowns) ?? []);
    return { entries: this.withoutDuplicates(entries), problems: this.problems, unknowns };
  }

  /** Nothing where a part is malformed: half an entry must not approve. */
  private entry(value: PartialJson, place: string, hidden: Unknown[]): LockEntry | undefined {
    if (isUnknown(value)) {
      hidden.push(value);
      return undefined;
    }
    const before = this.problems.length;
    this.unknowns = [];
    const members = this.members(value, place, ENTRY, "an identity");
    if (!members) return undefined;
    const texts = (name: (typeof ENTRY)[number]) => sorted(this.textsAt(members, name));
    const identity = this.required(members, "identity", place);
    const type = this.required(members, "type", place);
    const project = this.text(members.get("project"));
    const stacks = texts("stacks");
    if (this.unknowns.length > 0) {
      // It may be anybody's.
      hidden.push(...this.unknowns);
      return undefined;
    }
    const purpose = this.text(members.get("purpose"));
    const boundary = members.get("boundary");
    const approval = members.get("approval");
    const read = approval && this.approval(approval.value, approval.place);
    const entry: LockEntry = {
      place,
      identity,
      type,
      ...(project !== undefined && { project }),
      stacks,
      ...(purpose !== undefined && { purpose }),
      workloads: texts("workloads"),
      privileges: this.forms(members.get("privileges")),
      ...(boundary && { boundary: this.forms(boundary) }),
      trust: this.forms(members.get("trust")),
      credentials: texts("credentials"),
      exposure: texts("exposure"),
      ...(read && { approval: read }),
      unknowns: this.unknowns,
    };
    return this.problems.length > before ? undefined : entry;
  }

  private approval(value: PartialJson, place: string): Approval | undefined {
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return undefined;
    }
    const members = this.members(value, place, APPROVAL, "an approval");
    if (!members) return undefined;
    const text = (name: (typeof APPROVAL)[number]) => this.required(members, name, place);
    const signature = this.text(members.get("signature"));
    return {
      approver: text("approver"),
      date: this.day(members, "date", place),
      reason: text("reason"),
      until: this.day(members, "until", place),
      monitor: text("monitor"),
      revoker: text("revoker"),
      reviewDays: this.days(members.get("reviewDays"), memberPath(place, "reviewDays")),
      digest: text("digest"),
      ...(signature !== undefined && { signature }),
    };
  }

  private day(members: Members<(typeof APPROVAL)[number]>, name: "date" | "until", place: string): string {
    const text = this.required(members, name, place);
    const isKnown = typeof members.get(name)?.value === "string";
    if (isKnown && text !== "" && !parseDay(text))
      this.problem(memberPath(place, name), "an ISO day such as 2027-03-31", "another text");
    return text;
  }

  private days(member: { readonly value: PartialJson } | undefined, place: string): number {
    const value = member?.value;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    if (value !== undefined && isUnknown(value)) this.unknowns.push(value);
    else if (value === undefined) this.problem(place, "the member `reviewDays`", "nothing");
    else this.problem(place, "a whole number of days", kindOf(value));
    return 0;
  }

  private forms(member: { readonly place: string; readonly value: PartialJson } | undefined): readonly Form[] {
    if (!member) return [];
    const elements = this.list(member.value, member.place, "a list");
    return sortedForms(elements.flatMap(([place, element]) => this.form(element, place) ?? []));
  }

  private form(value: PartialJson, place: string): Form | undefined {
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return undefined;
    }
    if (!isObject(value)) {
      this.problem(place, "a statement, a policy, a role or a token", kindOf(value));
      return undefined;
    }
    if (value.has("policy")) return this.policy(value, place);
    if (value.has("role")) return this.role(value, place);
    return value.has("issuer") ? this.token(value, place) : this.statement(value, place);
  }

  private policy(value: PartialJson, place: string): Form | undefined {
    const members = this.members(value, place, ["policy"] as const, "a policy");
    return members && { policy: this.required(members, "policy", place) };
  }

  private role(value: PartialJson, place: string): Form | undefined {
    const members = this.members(value, place, ROLE, "a role");
    if (!members) return undefined;
    const permits = members.get("permits");
    const when = this.text(members.get("when"));
    return {
      role: this.required(members, "role", place),
      on: this.required(members, "on", place),
      ...(permits && { permits: this.permissions(permits) }),
      ...(when !== undefined && { when }),
    };
  }

  private permissions(member: { readonly place: string; readonly value: PartialJson }): readonly PermissionForm[] {
    return this.list(member.value, member.place, "a list of permissions").flatMap(([place, element]) => {
      const members = this.members(element, place, PERMISSION, "a permission");
      if (!members) return [];
      const names = PERMISSION.filter((name) => members.has(name));
      return [Object.fromEntries(names.map((name) => [name, sorted(this.textsAt(members, name))]))];
    });
  }

  private token(value: PartialJson, place: string): Form | undefined {
    const members = this.members(value, place, TOKEN, "a token");
    if (!members) return undefined;
    const subject = this.text(members.get("subject"));
    const claims = this.text(members.get("claims"));
    return {
      issuer: this.required(members, "issuer", place),
      ...(subject !== undefined && { subject }),
      ...(claims !== undefined && { claims }),
      audiences: sorted(this.textsAt(members, "audiences")),
    };
  }

  private statement(value: PartialJson, place: string): Form | undefined {
    const members = this.members(value, place, STATEMENT, "a statement");
    if (!members) return undefined;
    const effects = STATEMENT.slice(0, 4).filter((name) => members.has(name));
    if (effects.length !== 1) {
      const found = effects.length === 0 ? "none of them" : effects.map((name) => `\`${name}\``).join(" and ");
      this.problem(place, "one of `allow`, `allowAllBut`, `deny` and `denyAllBut`", found);
    }
    const lists = [...effects, "on", "onAllBut"] as (typeof STATEMENT)[number][];
    const principals = (["to", "toAllBut"] as const).filter((name) => members.has(name));
    const when = members.get("when");
    return {
      ...Object.fromEntries(
        lists.filter((name) => members.has(name)).map((name) => [name, sorted(this.textsAt(members, name))]),
      ),
      ...Object.fromEntries(principals.map((name) => [name, this.principals(members.get(name))])),
      ...(when && { when: this.conditions(when) }),
    };
  }

  private principals(member: { readonly place: string; readonly value: PartialJson } | undefined) {
    const members = member && this.members(member.value, member.place, PRINCIPALS, "principals by type");
    return mapOf([...(members ?? [])].map(([type, { place, value }]) => [type, sorted(this.texts(value, place))]));
  }

  private conditions(when: { readonly place: string; readonly value: PartialJson }) {
    return mapOf(
      this.open(when.value, when.place, "operators").map(([operator, place, keys]) => [
        operator,
        mapOf(this.open(keys, place, "keys").map(([key, at, values]) => [key, sorted(this.texts(values, at))])),
      ]),
    );
  }

  /** The members of an object whose keys are not ours. */
  private open(value: PartialJson, place: string, what: string): readonly (readonly [string, string, PartialJson])[] {
    if (isObject(value)) return [...value].map(([key, member]) => [key, memberPath(place, key), member]);
    if (isUnknown(value)) this.unknowns.push(value);
    else this.problem(place, `an object of ${what}`, kindOf(value));
    return [];
  }

  private members<K extends string>(
    value: PartialJson,
    place: string,
    known: readonly K[],
    expected: string,
  ): Members<K> | undefined {
    if (isUnknown(value)) {
      this.unknowns.push(value);
      return undefined;
    }
    if (!isObject(value)) {
      this.problem(place, expected, kindOf(value));
      return undefined;
    }
    const members = new Map<K, { place: string; value: PartialJson }>();
    for (const [key, member] of value) {
      const name = known.find((each) => each === key);
      if (name !== undefined) members.set(name, { place: memberPath(place, name), value: member });
      else this.unknownKey(key, place, known);
    }
    return members;
  }

  private unknownKey(key: string, place: string, known: readonly string[]): void {
    const near = nearest(key, known);
    const expected = near === undefined ? known.map((name) => `\`${name}\``).join(", ") : `\`${near}\``;
    const at = memberPath(place, key);
    this.problem(at, near === undefined ? `one of ${expected}` : expected, `\`${key.slice(0, 80)}\``);
  }

  private required<K extends string>(members: Members<K>, name: K, place: string): string {
    const text = this.text(members.get(name));
    // A member that is missing has no line of its own, so it is named.
    if (!members.has(name)) this.problem(memberPath(place, name), `the member \`${name}\``, "nothing");
    else if (text?.trim() === "") this.problem(memberPath(place, name), "a text", "an empty one");
    return text ?? "";
  }

  private text(member: { readonly place: string; readonly value: PartialJson } | undefined): string | undefined {
    if (!member) return undefined;
    const { value, place } = member;
    if (typeof value === "string") return value;
    if (isUnknown(value)) this.unknowns.push(value);
    else this.problem(place, "a text", kindOf(value));
    return undefined;
  }

  private textsAt<K extends string>(members: Members<K>, name: K): readonly string[] {
    const member = members.get(name);
    return member ? this.texts(member.value, member.place) : [];
  }

  /** The texts of a list, or of a lone one. */
  private texts(value: PartialJson, place: string): readonly string[] {
    return this.list(value, place, "a list of texts").flatMap(([at, element]) => {
      if (typeof element === "string") return [element];
      if (isUnknown(element)) this.unknowns.push(element);
      else this.problem(at, "a text", kindOf(element));
      return [];
    });
  }

  private list(
    value: PartialJson,
    place: string,
    expected: string,
  ): readonly (readonly [place: string, element: PartialJson])[] {
    if (isList(value)) return value.map((element, index) => [`${place}[${index}]`, element]);
    if (typeof value === "string") return [[place, value]];
    if (isUnknown(value)) this.unknowns.push(value);
    else this.problem(place, expected, kindOf(value));
    return [];
  }

  private withoutDuplicates(entries: readonly LockEntry[]): readonly LockEntry[] {
    const firsts = new Map<string, LockEntry>();
    const twice = new Set<LockEntry>();
    for (const entry of entries) {
      const { identity, type, project, stacks, place } = entry;
      for (const stack of stacks.length > 0 ? stacks : [undefined]) {
        const key = canonical([identity, type, project ?? null, stack ?? null]);
        const first = firsts.get(key);
        if (!first) firsts.set(key, entry);
        else {
          this.problem(place, "each identity once for a stack", `what \`${first.place}\` is for as well`);
          twice.add(entry).add(first);
        }
      }
    }
    return entries.filter((entry) => !twice.has(entry));
  }

  private problem(place: string, expected: string, found: string): void {
    this.problems.push({ place, expected, found });
  }
}

/** An object whose keys may be any text, `__proto__` too. */
function mapOf<T>(members: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const map = Object.create(null) as Record<string, T>;
  for (const [key, value] of members) map[key] = value;
  return map;
}
