import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { mandateOf, mandateProblems, mandateTags, type Mandate, type TextKind } from "../../identity/mandate";
import { Arguments, membersOf } from "../arguments";
import {
  checkFederations,
  federatedCredentialIntent,
  type FederatedCredentialIntent,
  type Federation,
} from "./federation";
import {
  checkRoleAssignments,
  roleAssignmentIntent,
  roleDefinitionId,
  type RoleAssignmentIntent,
  type RoleAt,
} from "./role-assignments";

/** What a {@link WorkloadIdentity} is made of. */
export interface WorkloadIdentityArgs extends Mandate {
  /** Name of the resource group that holds the identity. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Such as `westeurope`. @default the location of the resource group */
  readonly location?: pulumi.Input<string>;
  /**
   * What the identity may do, and where; see {@link roleAt}. An empty list is an identity without roles.
   * Refused where a scope is wider than a resource group, or a role administrative.
   */
  readonly roleAssignments: readonly RoleAt[];
  /**
   * Who outside Azure may sign in as the identity; see {@link federation}. At most 20.
   * Refused where an issuer or a subject is not exact.
   * @default nobody
   */
  readonly federatedCredentials?: readonly Federation[];
  /** More tags. Refused where one bears the key of a tag that the component writes. @default none */
  readonly tags?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A user-assigned managed identity for one workload, with a mandate: it does not exist without an owner, a purpose, an
 * approver, a monitor, a revoker and an end, and holds roles on resources or resource groups alone.
 *
 * Its own inputs hold all of this as plain data, so policies can judge it in a preview in which no id is known.
 *
 * @example
 * ```ts
 * import * as resources from "@pulumi/azure-native/resources";
 * import * as storage from "@pulumi/azure-native/storage";
 * import { federation, roleAt, WorkloadIdentity } from "pulumi-mandate/components/azure";
 *
 * const tags = { owner: "team-shop", environment: "production", purpose: "Keeps the files of customers" };
 * const group = new resources.ResourceGroup("shop", { tags });
 * const uploads = new storage.StorageAccount("uploads", {
 *   resourceGroupName: group.name,
 *   kind: "StorageV2",
 *   sku: { name: "Standard_LRS" },
 *   allowSharedKeyAccess: false,
 *   tags,
 * });
 *
 * export const uploader = new WorkloadIdentity("uploader", {
 *   owner: "team-shop",
 *   controlOwner: "team-platform-security",
 *   purpose: "Stores the files that customers upload",
 *   approver: "security-review-board",
 *   monitor: "soc-on-call",
 *   revoker: "platform-on-call",
 *   reviewDate: "2027-03-31",
 *   expiry: "2027-09-30",
 *   environment: "production",
 *   resourceGroupName: group.name,
 *   roleAssignments: [roleAt.resource(uploads, "Storage Blob Data Contributor")],
 *   federatedCredentials: [federation.githubActions("octo-org/shop", { environment: "production" })],
 * });
 * ```
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
  /** Id of the identity, for the `identity` property of whatever runs as it. */
  readonly identityId: pulumi.Output<string>;
  /** Client id, with which a workload asks for tokens. */
  readonly clientId: pulumi.Output<string>;
  /** Object id of the service principal, to which roles are assigned. */
  readonly principalId: pulumi.Output<string>;

  /**
   * @param name logical name of the component and of the identity
   * @throws one error that names each unfit argument and what was expected there
   */
  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    check(name, args);
    const intent = intentOf(name, args);
    super("mandate:azure:WorkloadIdentity", name, intent, opts);

    const identity = new managedidentity.UserAssignedIdentity(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        ...(args.location !== undefined && { location: args.location }),
        tags: { ...args.tags, ...mandateTags(args) },
      },
      { parent: this },
    );
    this.assignRoles(name, intent.roleAssignments, identity.principalId);
    this.federate(name, intent.federatedCredentials, args.resourceGroupName, identity.name);

    this.identityId = identity.id;
    this.clientId = identity.clientId;
    this.principalId = identity.principalId;
    this.registerOutputs({
      identityId: this.identityId,
      clientId: this.clientId,
      principalId: this.principalId,
    });
  }

  private assignRoles(name: string, list: readonly RoleAssignmentIntent[], principalId: pulumi.Input<string>): void {
    for (const [index, { role, scope }] of list.entries()) {
      new authorization.RoleAssignment(
        `${name}-role-${index}`,
        { principalId, principalType: "ServicePrincipal", roleDefinitionId: roleDefinitionId(role), scope },
        { parent: this },
      );
    }
  }

  /** Azure refuses to write two credentials of one identity at a time, so each waits for the one before it. */
  private federate(
    name: string,
    list: readonly FederatedCredentialIntent[],
    resourceGroupName: pulumi.Input<string>,
    resourceName: pulumi.Input<string>,
  ): void {
    let before: pulumi.Resource[] = [];
    for (const [index, { issuer, subject, audience }] of list.entries()) {
      const credential = new managedidentity.FederatedIdentityCredential(
        `${name}-federation-${index}`,
        { resourceGroupName, resourceName, issuer, subject, audiences: [audience] },
        { parent: this, dependsOn: before },
      );
      before = [credential];
    }
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources */
const TAG_VALUE: TextKind = { expected: "a text of at most 256 characters", pattern: /^.{1,256}$/su };
const NAME: TextKind = { expected: "the name of a resource group", pattern: /^[\p{L}\p{N}_().-]{1,90}$/u };
const LOCATION: TextKind = { expected: "a location such as westeurope", pattern: /^[A-Za-z0-9 ]+$/ };

function check(name: string, given: WorkloadIdentityArgs): void {
  const args = new Arguments(`WorkloadIdentity "${name}"`);
  const members = membersOf(given);
  args.add(mandateProblems(members, TAG_VALUE, new Date()));
  args.input("resourceGroupName", members["resourceGroupName"], NAME);
  if (members["location"] !== undefined) args.input("location", members["location"], LOCATION);
  checkRoleAssignments(members["roleAssignments"], args);
  if (members["federatedCredentials"] !== undefined) checkFederations(members["federatedCredentials"], args);
  args.tags(members["tags"]);
  args.settle();
}

interface Intent extends Mandate {
  readonly roleAssignments: readonly RoleAssignmentIntent[];
  readonly federatedCredentials: readonly FederatedCredentialIntent[];
}

/** The component's own inputs: the whole mandate, and nothing that only a deployment tells but ids and issuers. */
function intentOf(name: string, args: WorkloadIdentityArgs): Intent {
  return {
    ...mandateOf(args),
    roleAssignments: args.roleAssignments.map((assignment, index) =>
      roleAssignmentIntent(assignment, `WorkloadIdentity "${name}": roleAssignments[${index}]`),
    ),
    federatedCredentials: (args.federatedCredentials ?? []).map(federatedCredentialIntent),
  };
}
