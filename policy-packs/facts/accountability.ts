import { DUTY_TAGS, type Duty } from "../../identity/accountability";
import { unknown, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { IDENTITY_TYPES } from "./aws/identity-resources";
import { componentOf, WORKLOAD_IDENTITY, WORKLOAD_ROLE } from "./component";
import type { Family, StackView } from "./family";
import { effectiveTags, type EffectiveTags } from "./tags";

/** What says who answers for an identity, or for a key or secret that identities use. */
export interface Accountability {
  readonly kind: "accountability";
  readonly urn: string;
  /** What the resource is, for a reader. */
  readonly subject: string;
  /** The tags that state the duties, or what stands in for them. */
  readonly tags: EffectiveTags;
}

/** Identities, keys, vaults and secrets: all of them carry tags. */
const SUBJECTS = new Map([
  ["aws:iam/role:Role", "IAM role"],
  ["aws:iam/user:User", "IAM user"],
  ["aws:kms/key:Key", "KMS key"],
  ["aws:kms/externalKey:ExternalKey", "KMS key"],
  ["aws:kms/replicaKey:ReplicaKey", "KMS key"],
  ["aws:kms/replicaExternalKey:ReplicaExternalKey", "KMS key"],
  ["aws:secretsmanager/secret:Secret", "Secrets Manager secret"],
  ["aws-native:iam:Role", "IAM role"],
  ["aws-native:iam:User", "IAM user"],
  ["aws-native:kms:Key", "KMS key"],
  ["aws-native:kms:ReplicaKey", "KMS key"],
  ["aws-native:secretsmanager:Secret", "Secrets Manager secret"],
  ["azure-native:managedidentity:UserAssignedIdentity", "user-assigned identity"],
  ["azure-native:keyvault:Vault", "key vault"],
  ["azure-native:keyvault:ManagedHsm", "managed HSM"],
  ["azure-native:keyvault:Secret", "Key Vault secret"],
  ["azure-native:keyvault:Key", "Key Vault key"],
]);

/** What an identity owns and tags cannot mark: it answers through the identity that this property names. */
interface Dependant {
  readonly subject: string;
  readonly owner: string;
  readonly ownerTypes: readonly string[];
}

const AZURE_IDENTITIES = ["azure-native:managedidentity:UserAssignedIdentity"];

const DEPENDANTS = new Map<string, Dependant>([
  ["aws:iam/accessKey:AccessKey", { subject: "access key", owner: "user", ownerTypes: IDENTITY_TYPES.user }],
  ["aws-native:iam:AccessKey", { subject: "access key", owner: "userName", ownerTypes: IDENTITY_TYPES.user }],
  [
    "aws:iam/userLoginProfile:UserLoginProfile",
    { subject: "login profile", owner: "user", ownerTypes: IDENTITY_TYPES.user },
  ],
  ["aws:iam/sshKey:SshKey", { subject: "SSH key", owner: "username", ownerTypes: IDENTITY_TYPES.user }],
  [
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential",
    { subject: "service-specific credential", owner: "userName", ownerTypes: IDENTITY_TYPES.user },
  ],
  [
    "azure-native:managedidentity:FederatedIdentityCredential",
    { subject: "federated credential", owner: "resourceName", ownerTypes: AZURE_IDENTITIES },
  ],
]);

/** They register their mandate as inputs. */
const COMPONENTS = [WORKLOAD_ROLE, WORKLOAD_IDENTITY];

export const accountability: Family<"accountability"> = {
  kind: "accountability",
  types: [...SUBJECTS.keys(), ...DEPENDANTS.keys()],
  *read(resource, stack) {
    const { urn } = resource;
    const dependant = DEPENDANTS.get(resource.type);
    const subject = dependant?.subject ?? SUBJECTS.get(resource.type) ?? resource.type;
    const tags = dependant ? tagsOfOwner(resource, dependant, stack) : effectiveTags(resource);
    if (tags)
      yield {
        kind: "accountability",
        urn,
        subject,
        tags: withComponent(tags, componentOf(resource, stack, COMPONENTS)),
      };
  },
};

const OUTSIDE = "the name of an identity outside this stack, whose tags are not seen here";

/** Nothing where the owner stands in the stack: it is judged itself, and what is said once is enough. */
function tagsOfOwner(
  resource: Resource,
  { owner, ownerTypes }: Dependant,
  stack: StackView,
): EffectiveTags | undefined {
  const reference = stack.references.resolve(Property.input(resource, owner).string(), resource, ownerTypes);
  switch (reference.state) {
    case "resource":
      return reference.resource.external ? unseen(unknown(owner, OUTSIDE)) : undefined;
    case "unknown":
      return unseen(reference);
    case "absent":
      return unseen(unknown(owner, "not stated"));
    case "external":
      return unseen(unknown(owner, OUTSIDE));
  }
}

function unseen(reason: Unknown): EffectiveTags {
  return { path: reason.path, keys: [], at: () => reason };
}

const DUTIES = new Map(Object.entries(DUTY_TAGS).map(([duty, tag]) => [tag, duty as Duty]));

/** A component says its mandate in plain inputs: they count where the resource itself carries no such tag. */
function withComponent(tags: EffectiveTags, component: Resource | undefined): EffectiveTags {
  if (!component) return tags;
  return {
    ...tags,
    at: (key) => {
      const said = tags.at(key);
      const duty = DUTIES.get(key as (typeof DUTY_TAGS)[Duty]);
      if (said.state !== "absent" || duty === undefined) return said;
      return { ...Property.input(component, duty).string(), path: said.path };
    },
  };
}
