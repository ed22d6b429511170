import type { Knowledge, Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { IDENTITIES, IDENTITY_TYPES } from "./aws/identity-resources";
import { PROFILES, profileNamed, roleNamed, roleOfProfile, userNamed } from "./aws/role-references";
import { rolesNamedIn, type NamedRole } from "./aws/role-places";
import { trustOf } from "./aws/trusted";
import { FEDERATED_CREDENTIAL, MANAGED_IDENTITY, managedIdentitiesOf } from "./azure/managed-identity";
import type { JoinedFamily, StackView } from "./family";
import { mentionsIn, type Mentioned } from "./identity-mentions";
import type { Reference } from "./references";
import { serviceOwn, tokenUnit, workloadUnit } from "./workload-unit";
import { byCodeUnit } from "../../identity/order";

/** Who uses an identity. */
export interface IdentityUse {
  readonly kind: "identity-use";
  /** The resource that makes the identity; of one outside the stack the first that uses it. */
  readonly urn: string;
  /** Logical name of it; of one outside the stack the ARN, id or name by which it is used. */
  readonly name: string;
  /** What the resource is, for a reader, such as "IAM role". */
  readonly subject: string;
  /** True where the stack uses it and does not make it. */
  readonly foreign?: true;
  /** True where the name is not the role's, but that of the instance profile that holds it. */
  readonly profile?: true;
  readonly uses: readonly Use[];
  /** Hosts of the services that a role trusts, such as `lambda.amazonaws.com`; their acting is no use by itself. */
  readonly services: readonly string[];
  /** What may hold a further use and is not known. */
  readonly unknowns: readonly UnknownUse[];
}

/** A place that may hold a use of an identity, and which sort of use that would be. */
export type UnknownUse = Unknown & { readonly urn: string; readonly sort: Use["sort"] };

/**
 * One use of an identity: a workload that runs as it, somebody whom its trust or a credential lets in, or a resource
 * that is handed its name and of which it is not told what it does with it.
 */
export interface Use {
  /** The resource that uses it; of a trust or a credential the one that states it. */
  readonly urn: string;
  /** Logical name of the resource; of a trust whom it lets in. */
  readonly name: string;
  readonly type: string;
  /** The property that names the identity. */
  readonly path: string;
  readonly sort: "workload" | "trust" | "reference";
  /** Of a workload, here or behind a token: which one it is part of; the same text is the same workload. */
  readonly unit?: string | Unknown;
}

export const identityUse: JoinedFamily<"identity-use"> = {
  kind: "identity-use",
  types: [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user, MANAGED_IDENTITY],
  join: (stack) => ({ add: () => [], all: () => usesIn(stack).identities }),
};

/** The uses of every identity that a stack makes or uses. */
export interface StackUses {
  readonly identities: readonly IdentityUse[];
  /** Workloads of which it is not known as what they run; two of each cloud stand for all. */
  readonly open: readonly UnknownUse[];
}

const READ = new WeakMap<StackView, { readonly of: number; readonly uses: StackUses }>();

/** Read once for as many resources as the stack has, whoever asks. */
export function usesIn(stack: StackView): StackUses {
  const of = stack.resources.size;
  const read = READ.get(stack);
  if (read?.of === of) return read.uses;
  const uses = new UsesReader(stack).read();
  READ.set(stack, { of, uses });
  return uses;
}

/** What lets somebody act as a user, and the property that names the user. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  "aws:iam/accessKey:AccessKey": "user",
  "aws:iam/userLoginProfile:UserLoginProfile": "user",
  "aws:iam/sshKey:SshKey": "username",
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": "userName",
  "aws:iam/signingCertificate:SigningCertificate": "userName",
  "aws-native:iam:AccessKey": "userName",
};

/**
 * Services find these roles by their name.
 * https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
 * https://docs.aws.amazon.com/vm-import/latest/userguide/required-permissions.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
const FOUND_BY_NAME =
  /^(dms-vpc-role|dms-cloudwatch-logs-role|dms-access-for-endpoint|vmimport|AWSCloudFormationStackSet(Administration|Execution)Role)$/i;

/** Service-linked roles are the service's own. */
const OF_A_SERVICE = ":role/aws-service-role/";

const SUBJECTS: readonly Subject[] = ["IAM role", "IAM user", "user-assigned identity"];

/** One identity while its uses are gathered. */
interface Gathered {
  readonly urn: string;
  readonly name: string;
  readonly subject: Subject;
  readonly foreign?: true;
  readonly profile?: true;
  readonly uses: Use[];
  /** URNs of the resources that have a use of it. */
  readonly users: Set<string>;
  readonly services: readonly string[];
  /** Of this identity alone. */
  readonly unknowns: UnknownUse[];
}

type Subject = "IAM role" | "IAM user" | "user-assigned identity";

class UsesReader {
  private readonly identities = new Map<string, Gathered>();
  private readonly foreign = new Map<string, Gathered>();
  /** URNs of the roles that an instance profile holds. */
  private readonly held = new Map<string, Reference>();
  /** Identities that the trust policies of others name. */
  private readonly named: Mentioned[] = [];
  /** Places that may name any identity of a sort, or any at all. */
  private readonly open = new Map<Subject | "any", UnknownUse[]>();

  constructor(private readonly stack: StackView) {}

  read(): StackUses {
    const resources = [...this.stack.resources.values()];
    for (const resource of resources) this.enter(resource);
    for (const resource of resources) {
      if (PROFILES.includes(resource.type)) this.held.set(resource.urn, roleOfProfile(resource, this.stack));
    }
    for (const resource of resources) {
      this.workload(resource);
      this.credential(resource);
    }
    for (const mentioned of this.named) this.mention(mentioned);
    for (const mentioned of mentionsIn(this.stack, this.mentionable())) this.mention(mentioned);
    const anywhere = this.open.get("any") ?? [];
    for (const subject of SUBJECTS) this.open.set(subject, fewOf([...(this.open.get(subject) ?? []), ...anywhere]));
    return {
      identities: [...this.identities.values(), ...this.foreign.values()].map((each) => this.factOf(each)),
      open: SUBJECTS.flatMap((subject) => this.open.get(subject) ?? []).filter(({ sort }) => sort === "workload"),
    };
  }

  /** An identity of the stack, with whom its trust policy lets in. */
  private enter(resource: Resource): void {
    const sort = IDENTITIES[resource.type];
    if (resource.type === MANAGED_IDENTITY)
      this.identities.set(resource.urn, gathered(resource, "user-assigned identity"));
    if (sort === "user") this.identities.set(resource.urn, gathered(resource, "IAM user"));
    if (sort === "role") this.identities.set(resource.urn, this.trustedRole(resource));
  }

  private trustedRole(role: Resource): Gathered {
    const { urn, type } = role;
    const { grants, services, intent, unknowns } = trustOf(role, this.stack);
    const identity = gathered(role, "IAM role", services);
    for (const { text, resource } of grants) {
      if (resource) this.named.push({ identity: resource.urn, by: role, path: text.path });
      const name = resource?.name ?? (text.secret ? "a secret principal" : text.value);
      identity.uses.push({ urn, name, type, path: text.path, sort: "trust" });
    }
    if (intent) identity.uses.push({ urn, name: intent.value, type, path: "assumeRolePolicy", sort: "trust" });
    const called = Property.output(role, type.startsWith("aws-native:") ? "roleName" : "name").string();
    if (called.state === "known" && FOUND_BY_NAME.test(called.value))
      identity.uses.push({ urn, name: "a service, by its name", type, path: called.path, sort: "reference" });
    if (called.state === "unknown" && called.waitsFor.length === 0)
      identity.unknowns.push({ ...called, urn, sort: "reference" });
    for (const each of unknowns) identity.unknowns.push({ ...each, urn, sort: "trust" });
    return identity;
  }

  private workload(resource: Resource): void {
    const named = rolesNamedIn(resource).filter(({ value }) => value.state !== "absent" && !isEmpty(value));
    const isOwn = ({ value }: NamedRole) => serviceOwn(resource.type, value.path) !== undefined;
    // A workload's own use tells more than the service's, where one role is for both.
    const roles = [...named.filter((each) => !isOwn(each)), ...named.filter(isOwn)];
    for (const role of roles) this.use(resource, role.value, this.holderOf(role, resource), role.names);
    for (const id of managedIdentitiesOf(resource)) {
      const reference = this.stack.references.resolve(id, resource, [MANAGED_IDENTITY]);
      this.use(resource, id, reference, "managed identity");
    }
  }

  private use(
    resource: Resource,
    value: Knowledge<string>,
    reference: Reference,
    names: NamedRole["names"] | "managed identity",
  ): void {
    const { urn, name, type } = resource;
    if (reference.state === "absent") return;
    if (reference.state === "unknown") {
      const subject = names === "managed identity" ? "user-assigned identity" : "IAM role";
      this.leaveOpen(subject, { ...reference, path: value.path }, urn, "workload");
      return;
    }
    if (reference.state === "external" && reference.text.includes(OF_A_SERVICE)) return;
    const isSecret = value.state === "known" && value.secret === true;
    const identity =
      reference.state === "resource"
        ? this.identities.get(reference.resource.urn)
        : this.outside(reference.text, isSecret, names, urn);
    if (!identity || identity.users.has(urn)) return;
    identity.users.add(urn);
    const unit = serviceOwn(type, value.path) ?? workloadUnit(resource, this.stack);
    identity.uses.push({ urn, name, type, path: value.path, sort: "workload", unit });
  }

  private leaveOpen(subject: Subject | "any", value: Unknown, urn: string, sort: Use["sort"]): void {
    const open = this.open.get(subject) ?? [];
    open.push({ ...value, urn, sort });
    this.open.set(subject, open);
  }

  private outside(
    text: string,
    isSecret: boolean,
    names: NamedRole["names"] | "managed identity",
    urn: string,
  ): Gathered {
    const key = `${names} ${text.toLowerCase()}`;
    const known = this.foreign.get(key);
    if (known) return known;
    const identity: Gathered = {
      urn,
      name: isSecret ? "a secret name" : text,
      subject: names === "managed identity" ? "user-assigned identity" : "IAM role",
      foreign: true,
      ...(names === "instance profile" && { profile: true }),
      uses: [],
      users: new Set(),
      services: [],
      unknowns: [],
    };
    this.foreign.set(key, identity);
    return identity;
  }

  /** The role that a place names, through the instance profile where there is one between. */
  private holderOf({ names, value }: NamedRole, from: Resource): Reference {
    const role = names === "role" ? roleNamed(value, from, this.stack) : undefined;
    if (role && role.state !== "external") return role;
    const profile = profileNamed(value, from, this.stack);
    if (profile.state === "resource")
      return this.held.get(profile.resource.urn) ?? { state: "absent", path: value.path };
    return role ?? profile;
  }

  /** A key or password of a user, or a credential by which tokens of another issuer become a managed identity. */
  private credential(resource: Resource): void {
    const { urn, name, type } = resource;
    const property = CREDENTIALS[type];
    if (property !== undefined) {
      const user = Property.input(resource, property).string();
      const reference = userNamed(user, resource, this.stack);
      this.trust(reference, { urn, name, type, path: user.path, sort: "trust" }, "IAM user");
    }
    if (type !== FEDERATED_CREDENTIAL) return;
    const identity = Property.input(resource, "resourceName").string();
    const subject = Property.input(resource, "subject").string();
    const who = subject.state === "known" && subject.secret !== true ? subject.value : name;
    const reference = this.stack.references.resolve(identity, resource, [MANAGED_IDENTITY]);
    const unit = tokenUnit(subject);
    const use: Use = { urn, name: who, type, path: identity.path, sort: "trust", ...(unit !== undefined && { unit }) };
    this.trust(reference, use, "user-assigned identity");
  }

  private trust(reference: Reference, use: Use, subject: Subject): void {
    const identity = reference.state === "resource" ? this.identities.get(reference.resource.urn) : undefined;
    identity?.users.add(use.urn);
    identity?.uses.push(use);
    // Behind the token of a federated credential is a workload.
    const sort = subject === "user-assigned identity" ? "workload" : use.sort;
    if (reference.state === "unknown") this.leaveOpen(subject, { ...reference, path: use.path }, use.urn, sort);
  }

  /** What another resource may mention: the identity, and the instance profile that holds it. */
  private mentionable(): ReadonlyMap<string, string> {
    const found = new Map([...this.identities.keys()].map((urn) => [urn, urn]));
    for (const [profile, role] of this.held) if (role.state === "resource") found.set(profile, role.resource.urn);
    return found;
  }

  private mention({ identity, by: { urn, name, type }, path, unknown: open }: Mentioned): void {
    if (open) this.leaveOpen("any", open, urn, "reference");
    if (identity === undefined) return;
    const mentioned = this.identities.get(identity);
    if (!mentioned || mentioned.users.has(urn)) return;
    mentioned.users.add(urn);
    mentioned.uses.push({ urn, name, type, path, sort: "reference" });
  }

  private factOf({ unknowns, users: _users, ...identity }: Gathered): IdentityUse {
    const open = this.open.get(identity.subject) ?? [];
    const uses = identity.uses.sort(byPlace);
    return {
      kind: "identity-use",
      ...identity,
      urn: identity.foreign ? (uses[0]?.urn ?? identity.urn) : identity.urn,
      uses,
      unknowns: unknowns.length === 0 ? open : [...unknowns, ...open],
    };
  }
}

function gathered({ urn, name }: Resource, subject: Subject, services: readonly string[] = []): Gathered {
  return { urn, name, subject, uses: [], users: new Set(), services, unknowns: [] };
}

function isEmpty(value: Knowledge<string>): boolean {
  return value.state === "known" && value.value === "";
}

/** Two of each sort stand for all, so that many unknowns do not weigh on each of many identities. */
function fewOf(unknowns: readonly UnknownUse[]): UnknownUse[] {
  const sorted = [...unknowns].sort(byPlace);
  return (["workload", "trust", "reference"] as const).flatMap((wanted) =>
    sorted.filter(({ sort }) => sort === wanted).slice(0, 2),
  );
}

interface Placed {
  readonly urn: string;
  readonly path: string;
}

function byPlace(a: Placed, b: Placed): number {
  return byCodeUnit(a.urn, b.urn) || byCodeUnit(a.path, b.path);
}
