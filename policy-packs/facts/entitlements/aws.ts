import { unknownDocument, type PolicyDocument, type Statement } from "../../../identity/aws/document/document";
import { formOf } from "../../../identity/aws/document/statement-form";
import { unknown, type Knowledge, type Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { accountOf } from "../aws/arns";
import { awsIdentity, identitiesOf, type AwsGrant, type AwsIdentity } from "../aws/identity";
import { IDENTITIES, IDENTITY_TYPES, nameOf } from "../aws/identity-resources";
import { holdsSecret } from "../aws/ownership";
import { assumedGrants, documentsOf } from "../aws/policy-document";
import { WORKLOAD_ROLE } from "../component";
import { entitled, type Compared, type Draft, type Entitlement } from "./entitlements";
import { EXPOSURE_TYPES, exposureIn, type Exposure } from "./exposure";
import type { StackView } from "../family";
import { referenceNamesOf, type Home, type ReferenceNames } from "../reference-names";

/** Long-lived credentials, and the property that names their user. */
const CREDENTIALS: Readonly<Record<string, readonly [words: string, user: string]>> = {
  "aws:iam/accessKey:AccessKey": ["access key", "user"],
  "aws-native:iam:AccessKey": ["access key", "userName"],
  "aws:iam/userLoginProfile:UserLoginProfile": ["console password", "user"],
  "aws:iam/sshKey:SshKey": ["SSH key", "username"],
  "aws:iam/signingCertificate:SigningCertificate": ["signing certificate", "userName"],
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": ["service-specific credential", "userName"],
};

export const AWS_ENTITLEMENT_TYPES: readonly string[] = [
  ...awsIdentity.types,
  ...Object.keys(CREDENTIALS),
  ...EXPOSURE_TYPES,
];

const SUBJECTS: Readonly<Record<AwsIdentity["sort"], string>> = {
  role: "IAM role",
  user: "IAM user",
  group: "IAM group",
  "permission set": "IAM Identity Center permission set",
};

type Unknowns = (Unknown & { readonly urn: string })[];

/** What each identity of AWS holds. What a group gives stands with its users where the stack makes them. */
export function* awsEntitlements(resources: readonly Resource[], stack: StackView): Iterable<Draft> {
  const identities = [...identitiesOf(stack).all()].filter((fact) => fact.kind === "aws-identity");
  const users = identities.filter(({ sort, identity }) => sort === "user" && isMade(identity, stack));
  const folded = new Set(users.flatMap(({ grants }) => grants.flatMap(({ group }) => group ?? [])));
  const credentials = credentialsByUser(resources, stack);
  const exposures = exposureIn(resources, stack);
  for (const identity of identities) {
    const key = keyOf(identity);
    const isGroup = identity.sort === "group";
    if (isGroup && (identity.grants.length === 0 || folded.has(isMade(identity.identity, stack) ? identity.urn : key)))
      continue;
    yield draftOf(identity, credentials.get(key) ?? [], exposures.get(key) ?? NOT_EXPOSED, stack);
    credentials.delete(key);
  }
  for (const [, [first, ...others]] of credentials) if (first) yield draftOfUser([first, ...others], stack);
}

function isMade(urn: string | undefined, { resources }: StackView): boolean {
  const type = urn === undefined ? undefined : resources.get(urn)?.type;
  return type !== undefined && IDENTITIES[type] !== undefined;
}

function keyOf({ sort, identity, urn }: AwsIdentity): string {
  return identity === undefined ? `? ${urn}` : identity === urn ? urn : `${sort} ${nameOf(identity)}`;
}

const NOT_EXPOSED: Exposure = { exposure: [], unknowns: [] };

function draftOf(
  identity: AwsIdentity,
  credentials: readonly Credential[],
  { exposure, unknowns }: Exposure,
  stack: StackView,
): Draft {
  const { urn, sort, name } = identity;
  const resource = isMade(identity.identity, stack) ? stack.resources.get(urn) : undefined;
  const home = homeOf(resource);
  const reader = new Reader(stack, home);
  const grants = identity.grants.map((grant) => reader.withoutSecrets(grant));
  const boundary = resource && identity.boundary && reader.withoutSecrets(identity.boundary);
  const trust = resource && trustOf(resource, stack);
  const assumed = grants.map((grant) => reader.assumed(grant));
  const open = [...unknowns, ...(identity.identity === undefined ? [unnamed(identity, stack)] : [])];
  const privileges = assumed.flatMap((grant) => reader.entitlements(grant));
  const bounded = boundary && reader.entitlements(boundary);
  const trusted = trust ? reader.ofDocument(trust) : [];
  const permissions = (list: readonly AwsGrant[]) => ({
    grants: list.filter((grant) => grant.attached !== "elsewhere"),
    ...(boundary && boundary.attached !== "elsewhere" && { boundary }),
  });
  const isAssumed = assumed.some((grant, index) => grant !== grants[index]);
  const compared: Compared = {
    permissions: permissions(grants),
    ...(isAssumed && { assumed: { permissions: permissions(assumed) } }),
    ...(trust && { trust }),
    open: [...open, ...reader.untold],
  };
  return {
    urn,
    name: resource ? resource.name : nameOf(name),
    subject: `${SUBJECTS[sort]}${resource ? "" : " of another stack"}`,
    type: resource?.type,
    named: identity.identity !== undefined,
    privileges,
    boundary: bounded,
    trust: trusted,
    credentials: credentials.map(({ held }) => held),
    exposure,
    unknowns: [...open, ...reader.unknowns, ...reader.untold],
    compared,
    names: reader.names,
    home,
  };
}

function unnamed({ urn, boundary, sort }: AwsIdentity, { resources }: StackView): Unknown & { readonly urn: string } {
  const [part] = boundary?.document.hidden ?? [];
  return { ...(part ?? unknown("", `of a ${sort} that is not named here`)), urn: resources.has(urn) ? urn : "" };
}

function homeOf(resource: Resource | undefined): Home {
  const account = resource && accountOf(resource);
  return account === undefined ? {} : { account };
}

/** The trust policy; what a component means by it is no statement yet. */
function trustOf(resource: Resource, stack: StackView): Compared["trust"] {
  const carried = documentsOf(resource, stack).find(({ attachedTo }) => attachedTo === "trust");
  if (!carried) return undefined;
  const { urn, path, document, intent } = carried;
  if (intent) return { urn: resource.urn, path, document: unknownDocument(unknown("assumeRolePolicy")) };
  const secret = holdsSecret(resource.inputs[path]);
  return { urn, path, document: secret ? unknownDocument(unknown(path, SECRET)) : document };
}

const SECRET = "marked as a secret, so that it cannot be written down for an approval";

/** Writes policies as entitlements, and notes what is not known. */
class Reader {
  readonly unknowns: Unknowns = [];
  /** Of policies whose document is not compared. */
  readonly untold: Unknowns = [];
  readonly names: ReferenceNames;

  constructor(
    private readonly stack: StackView,
    private readonly home: Home,
  ) {
    this.names = referenceNamesOf(stack);
  }

  /** A document in which something is secret is not shown, and so it is as if it were not known. */
  withoutSecrets(grant: AwsGrant): AwsGrant {
    const { urn, path } = this.writtenBy(grant);
    const [place = ""] = (grant.document.statements[0]?.place ?? path).split(/[.[]/);
    const holder = this.stack.resources.get(urn);
    if (!holder || !holdsSecret(holder.inputs[place])) return grant;
    return { ...grant, document: unknownDocument(unknown(place, SECRET)) };
  }

  /** What a component grants, as far as it says on which resources while their ARNs are not known. */
  assumed(grant: AwsGrant): AwsGrant {
    const component = grant.policy ? undefined : this.stack.resources.get(grant.urn);
    if (component?.type !== WORKLOAD_ROLE) return grant;
    const document = assumedGrants(component, (urn) => this.names.placeholderOf(urn));
    return document ? { ...grant, document } : grant;
  }

  entitlements(grant: AwsGrant): readonly Entitlement[] {
    const { urn, path } = grant;
    if (grant.policy?.managedBy === "aws") return [entitled({ policy: grant.policy.name }, urn, path)];
    if (grant.attached === "elsewhere") {
      const text = policyText(this.stack.resources.get(urn), path);
      if (text.state === "known") return [entitled({ policy: this.names.rename(text.value, this.home) }, urn, path)];
      this.untold.push({ ...unknown(path, "the name of a policy that cannot be told"), urn });
      return [];
    }
    return this.ofDocument({ ...this.writtenBy(grant), document: grant.document });
  }

  ofDocument({ urn, document }: { readonly urn: string; readonly document: PolicyDocument }): readonly Entitlement[] {
    this.unknowns.push(...document.hidden.map((part) => ({ ...part, urn })));
    return document.statements.flatMap((statement) => this.ofStatement(statement, document.version, urn));
  }

  private ofStatement(statement: Statement, version: PolicyDocument["version"], urn: string): readonly Entitlement[] {
    const asWritten = version === "2008-10-17" ? literally : (text: string) => text;
    const written = formOf(statement, (text) => this.names.rename(asWritten(text), this.home));
    if ("form" in written) return [entitled(written.form, urn, statement.place)];
    this.unknowns.push(...written.unknowns.map((part) => ({ ...part, urn })));
    return [];
  }

  /** The resource that holds a grant's document: the managed policy's own, or the one that grants. */
  private writtenBy({ urn, path, policy }: AwsGrant): { readonly urn: string; readonly path: string } {
    return { urn: policy?.urn ?? urn, path };
  }
}

/**
 * A lock is read as a document of the later version. The earlier one knows no policy variables, so what looks like one
 * is written as the text that it is. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function literally(text: string): string {
  return text.replaceAll("${", "${$}{");
}

/** The ARN or name at a path such as `managedPolicyArns[0]`. */
function policyText(resource: Resource | undefined, path: string): Knowledge<string> {
  if (!resource) return unknown(path);
  const [, name = path, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(path) ?? [];
  const property = Property.input(resource, name);
  const list = index === undefined ? undefined : property.list();
  const element = list?.state === "known" ? list.value[Number(index)] : property;
  const text = element?.string() ?? unknown(path);
  return text.state === "known" && text.secret ? unknown(path, SECRET) : text;
}

interface Credential {
  readonly held: Entitlement;
  readonly resource: Resource;
  readonly user: Knowledge<string>;
}

/** By the URN of the user, or its name where the stack does not make it. */
function credentialsByUser(resources: readonly Resource[], stack: StackView): Map<string, readonly Credential[]> {
  const byUser = new Map<string, Credential[]>();
  const add = (key: string, credential: Credential) => {
    const list = byUser.get(key) ?? [];
    list.push(credential);
    byUser.set(key, list);
  };
  for (const resource of resources) {
    const { urn, name, type } = resource;
    if (type === "aws-native:iam:User" && Property.input(resource, "loginProfile").any().state !== "absent") {
      const held = { words: "console password", urn, path: "loginProfile" };
      add(urn, { held, resource, user: unknown("") });
    }
    const [words, place] = CREDENTIALS[type] ?? [];
    if (words === undefined || place === undefined) continue;
    const user = Property.input(resource, place).string();
    const reference = stack.references.resolve(user, resource, IDENTITY_TYPES.user);
    const key =
      reference.state === "resource"
        ? reference.resource.urn
        : user.state === "known" && user.secret !== true
          ? `user ${nameOf(user.value)}`
          : `? ${urn}`;
    add(key, { held: { words: `${words} ${name}`, urn, path: place }, resource, user });
  }
  return byUser;
}

/** A user of whom the stack only makes credentials. */
function draftOfUser(credentials: readonly [Credential, ...Credential[]], stack: StackView): Draft {
  const [{ resource, user }] = credentials;
  const { urn } = resource;
  const named = user.state === "known" && user.secret !== true;
  const open = named ? [] : [{ ...(user.state === "unknown" ? user : unknown(user.path, SECRET)), urn }];
  return {
    urn,
    name: named ? nameOf(user.value) : "a user that is not named here",
    subject: "IAM user of another stack",
    type: undefined,
    named,
    privileges: [],
    boundary: undefined,
    trust: [],
    credentials: credentials.map(({ held }) => held),
    exposure: [],
    unknowns: open,
    compared: { open },
    names: referenceNamesOf(stack),
    home: {},
  };
}
