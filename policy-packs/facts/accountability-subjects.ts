import { unknown, type Knowledge, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { GRANTING, IDENTITY_TYPES, nameOf, namesAt } from "./aws/identity-resources";
import type { StackView } from "./family";

/** Whether somebody must answer for a resource itself, and where that is said. */
export interface Answer {
  /** What the resource is, for a reader. */
  readonly subject: string;
  /** The properties whose text says it, for what has no tags. */
  readonly texts?: readonly [string, ...string[]];
  /** Why the identity that answers for it is not seen; absent where the resource answers for itself. */
  readonly unseen?: Unknown;
}

/** Identities, keys, vaults and secrets that carry tags. */
const TAGGED = new Map([
  ["aws:iam/role:Role", "IAM role"],
  ["aws:iam/user:User", "IAM user"],
  ["aws:kms/key:Key", "KMS key"],
  ["aws:kms/externalKey:ExternalKey", "KMS key"],
  ["aws:kms/replicaKey:ReplicaKey", "KMS key"],
  ["aws:kms/replicaExternalKey:ReplicaExternalKey", "KMS key"],
  ["aws:secretsmanager/secret:Secret", "Secrets Manager secret"],
  ["aws:ssoadmin/permissionSet:PermissionSet", "permission set"],
  ["aws-native:iam:Role", "IAM role"],
  ["aws-native:iam:User", "IAM user"],
  ["aws-native:kms:Key", "KMS key"],
  ["aws-native:kms:ReplicaKey", "KMS key"],
  ["aws-native:secretsmanager:Secret", "Secrets Manager secret"],
  ["aws-native:sso:PermissionSet", "permission set"],
  ["azure-native:managedidentity:UserAssignedIdentity", "user-assigned identity"],
  ["azure-native:keyvault:Vault", "key vault"],
  ["azure-native:keyvault:ManagedHsm", "managed HSM"],
  ["azure-native:keyvault:Secret", "Key Vault secret"],
  ["azure-native:keyvault:Key", "Key Vault key"],
]);

const APPLICATIONS = [
  "azuread:index/application:Application",
  "azuread:index/applicationRegistration:ApplicationRegistration",
];
const SERVICE_PRINCIPALS = ["azuread:index/servicePrincipal:ServicePrincipal"];
const AZURE_IDENTITIES = ["azure-native:managedidentity:UserAssignedIdentity"];

/**
 * Identities of Entra ID, whose tags are a list of texts if there are any. Their `owners` may administer them, which
 * says nothing of who answers for them. https://learn.microsoft.com/entra/identity/enterprise-apps/overview-assign-app-owners
 */
const DESCRIBED = new Map<string, Answer>([
  [APPLICATIONS[0] ?? "", { subject: "app registration", texts: ["tags", "notes", "description"] }],
  [APPLICATIONS[1] ?? "", { subject: "app registration", texts: ["notes", "description"] }],
]);

/** What an identity owns and tags cannot mark: it answers through the identity that a property names. */
interface Dependant {
  readonly subject: string;
  /** Each property that names an identity, and the types that it can name. */
  readonly of: readonly (readonly [place: string, types: readonly string[]])[];
  readonly texts?: readonly [string, ...string[]];
}

const USER = IDENTITY_TYPES.user;

function credential(
  subject: string,
  place: string,
  types: readonly string[],
  texts?: [string, ...string[]],
): Dependant {
  return { subject, of: [[place, types]], ...(texts && { texts }) };
}

const DEPENDANTS = new Map<string, Dependant>([
  ["aws:iam/accessKey:AccessKey", credential("access key", "user", USER)],
  ["aws-native:iam:AccessKey", credential("access key", "userName", USER)],
  ["aws:iam/userLoginProfile:UserLoginProfile", credential("login profile", "user", USER)],
  ["aws:iam/sshKey:SshKey", credential("SSH key", "username", USER)],
  ["aws:iam/signingCertificate:SigningCertificate", credential("signing certificate", "userName", USER)],
  [
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
    credential("service-specific credential", "userName", USER),
  ],
  ...grantsOfAws(),
  [
    "azure-native:managedidentity:FederatedIdentityCredential",
    credential("federated credential", "resourceName", AZURE_IDENTITIES),
  ],
  [
    "azure-native:authorization:RoleAssignment",
    credential("role assignment", "principalId", [...AZURE_IDENTITIES, ...SERVICE_PRINCIPALS], ["description"]),
  ],
  ...SERVICE_PRINCIPALS.map(
    (type) =>
      [type, credential("service principal", "clientId", APPLICATIONS, ["tags", "notes", "description"])] as const,
  ),
  ["azuread:index/applicationPassword:ApplicationPassword", credential("client secret", "applicationId", APPLICATIONS)],
  [
    "azuread:index/applicationCertificate:ApplicationCertificate",
    credential("client certificate", "applicationId", APPLICATIONS),
  ],
  [
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
    credential("federated credential", "applicationId", APPLICATIONS, ["description"]),
  ],
  [
    "azuread:index/servicePrincipalPassword:ServicePrincipalPassword",
    credential("client secret", "servicePrincipalId", SERVICE_PRINCIPALS),
  ],
]);

/** Inline policies and attachments. A group is no identity, and has no tags: nobody answers for what it is granted. */
function grantsOfAws(): readonly (readonly [string, Dependant])[] {
  return Object.entries(GRANTING).flatMap(([type, { to, policies }]) => {
    const of = to.flatMap(([place, sort]) =>
      place === "self" || sort === "group" ? [] : [[place, IDENTITY_TYPES[sort]] as const],
    );
    const subject = policies === undefined ? "inline policy" : "policy attachment";
    return of.length === 0 || type === "aws-native:iam:ManagedPolicy" ? [] : [[type, { subject, of }] as const];
  });
}

/** The types that a mandate is asked of. */
export const ANSWERING_TYPES: readonly string[] = [...TAGGED.keys(), ...DESCRIBED.keys(), ...DEPENDANTS.keys()];

/** Whether somebody must answer for a resource that carries tags. */
export function isMandated(resource: Resource): boolean {
  return TAGGED.has(resource.type) || systemAssignedIdentity(resource) !== undefined;
}

/** Nothing where nobody must answer, or where another resource of the stack does: what is said once is enough. */
export function answersFor(resource: Resource, stack: StackView): Answer | undefined {
  const subject = TAGGED.get(resource.type);
  if (subject !== undefined) return { subject };
  const dependant = DEPENDANTS.get(resource.type);
  return dependant ? answerOfDependant(resource, dependant, stack) : DESCRIBED.get(resource.type);
}

/** An identity that Azure makes for a resource, which bears the resource's tags. */
export function systemAssignedIdentity(resource: Resource): Answer | undefined {
  if (!resource.type.startsWith("azure-native:") || TAGGED.has(resource.type)) return undefined;
  const type = Property.input(resource, "identity").at("type").string();
  const subject = "system-assigned identity";
  if (type.state === "unknown") return { subject, unseen: type };
  return type.state === "known" && /systemassigned/i.test(type.value) ? { subject } : undefined;
}

const OUTSIDE = "the name of an identity outside this stack, whose tags are not seen here";

function answerOfDependant(
  resource: Resource,
  { subject, of, texts }: Dependant,
  stack: StackView,
): Answer | undefined {
  if (isGivenToGroup(resource)) return undefined;
  const named = of.flatMap(([place, types]) =>
    namesAt(resource, place).map((name) => ({ name, types, place: place.replace("[]", "") })),
  );
  const hidden = named
    .filter(({ name }) => name.state !== "absent" || of.length === 1)
    .flatMap(({ name, types, place }) => unseenParent(name, types, place, resource, stack) ?? []);
  const [unseen] = hidden;
  if (!unseen) return undefined;
  // A text counts where the identity is certainly another's: what the stack holds answers for itself.
  return { subject, unseen, ...(texts && unseen.because === OUTSIDE && { texts }) };
}

/** A group is no identity. `User` says nothing here: the SDK writes it where the program is silent. */
function isGivenToGroup(resource: Resource): boolean {
  const type = Property.input(resource, "principalType").string();
  return type.state === "known" && /^(?:foreign)?group$/i.test(type.value);
}

/** Why the tags of the identity that a property names are not seen; nothing where it stands in the stack. */
function unseenParent(
  name: Knowledge<string>,
  types: readonly string[],
  place: string,
  resource: Resource,
  { references, resources }: StackView,
): Unknown | undefined {
  const from = (resource.propertyDependencies[place] ?? []).flatMap((urn) => resources.get(urn) ?? []);
  if (from.some((one) => systemAssignedIdentity(one) !== undefined)) return undefined;
  const whole = references.resolve(name, resource, types);
  const reference =
    whole.state === "external" && name.state === "known"
      ? references.resolve({ ...name, value: nameOf(name.value) }, resource, types)
      : whole;
  switch (reference.state) {
    case "resource":
      return reference.resource.external ? unknown(name.path, OUTSIDE) : undefined;
    case "unknown":
      return reference;
    case "absent":
      return unknown(name.path, "not stated");
    case "external":
      return from.some(({ type }) => types.includes(type)) ? undefined : unknown(name.path, OUTSIDE);
  }
}
