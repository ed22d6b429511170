import { gravityOf } from "../../identity/aws/permissions/gravity";
import { ORDINARY, together, type KnownGravity } from "../../identity/gravity";
import { unknown, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { identitiesOf, type AwsGrant, type AwsIdentity } from "./aws/identity";
import { IDENTITIES } from "./aws/identity-resources";
import { gravityOfAssignment } from "./azure/assigned-gravity";
import { componentOf, WORKLOAD_IDENTITY, WORKLOAD_ROLE } from "./component";
import type { StackView } from "./family";

/** What the identities of a stack hold, found out when somebody first asks. */
interface Held {
  /** How many resources the stack had then. */
  readonly seen: number;
  readonly aws: ReadonlyMap<string, AwsIdentity>;
  /** Role assignments of Azure by whom they are given to: an identity, or a component for the one that it makes. */
  readonly azure: ReadonlyMap<string, readonly Resource[]>;
  /** What is added by assignments of which it is not known to whom they are given. */
  readonly unplaced: KnownGravity;
}

const HELD = new WeakMap<StackView, Held>();
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** How grave an identity is, as far as the stack says; what is no identity of a cloud can do nothing by itself. */
export function gravityOfIdentity(resource: Resource, stack: StackView): KnownGravity {
  if (IDENTITIES[resource.type] !== undefined) {
    const identity = heldIn(stack).aws.get(resource.urn);
    return identity ? gravityOfAws(identity, stack) : ORDINARY;
  }
  if (!resource.type.startsWith("azure-native:") || resource.type.startsWith("azure-native:keyvault:")) return ORDINARY;
  const { azure, unplaced } = heldIn(stack);
  const component = componentOf(resource, stack, [WORKLOAD_IDENTITY]);
  const own = [resource.urn, ...(component ? [component.urn] : [])].flatMap((urn) => azure.get(urn) ?? []);
  const placed = own.map((assignment) => gravityOfAssignment(assignment, stack));
  return placed.reduce(together, unplaced);
}

function gravityOfAws(identity: AwsIdentity, stack: StackView): KnownGravity {
  // A component grants on the ARN of a resource; where that is an output it is still one resource's.
  const marked = (grant: AwsGrant): AwsGrant & { readonly scoped?: true } =>
    stack.resources.get(grant.urn)?.type === WORKLOAD_ROLE ? { ...grant, scoped: true } : grant;
  const { urn, grants, boundary, serviceControl, perhaps } = identity;
  const { surely, because, possibly, open } = gravityOf({
    grants: grants.map(marked),
    perhaps: () => perhaps().map(marked),
    ...(boundary && { boundary }),
    ...(serviceControl && { serviceControl }),
  });
  if (surely === possibly) return { surely, because, possibly };
  const why = open ? { ...open.unknown, urn: open.grant.urn } : { ...unknown("", "only partly known"), urn };
  return { surely, because, possibly, unknown: why };
}

function heldIn(stack: StackView): Held {
  const found = HELD.get(stack);
  if (found?.seen === stack.resources.size) return found;
  // An identity that the stack only speaks of bears the URN of whoever speaks of it.
  const made = [...identitiesOf(stack).all()].flatMap((fact) =>
    fact.kind === "aws-identity" && fact.identity === fact.urn ? [[fact.urn, fact] as const] : [],
  );
  const held = { seen: stack.resources.size, aws: new Map(made), ...assignmentsOf(stack) };
  HELD.set(stack, held);
  return held;
}

function assignmentsOf(stack: StackView): Pick<Held, "azure" | "unplaced"> {
  const azure = new Map<string, Resource[]>();
  let unplaced = ORDINARY;
  for (const resource of stack.resources.values()) {
    if (resource.type !== ROLE_ASSIGNMENT) continue;
    const holders = holdersOf(resource, stack);
    if ("state" in holders) {
      unplaced = { ...ORDINARY, possibly: "critical", unknown: { ...holders, urn: resource.urn } };
      continue;
    }
    for (const urn of holders) {
      const held = azure.get(urn);
      if (held) held.push(resource);
      else azure.set(urn, [resource]);
    }
  }
  return { azure, unplaced };
}

/** The resources of the stack that a role assignment is given to: one, or none where it is given to somebody else. */
function holdersOf(assignment: Resource, stack: StackView): readonly string[] | Unknown {
  const { references, resources } = stack;
  const principal = Property.input(assignment, "principalId").string();
  const from = (assignment.propertyDependencies["principalId"] ?? []).filter((urn) => resources.has(urn));
  const identity = references.resolve(principal, assignment, ["azure-native:managedidentity:UserAssignedIdentity"]);
  if (identity.state === "resource") return [identity.resource.urn];
  if (from.length > 0 || identity.state !== "unknown") return from;
  const component = componentOf(assignment, stack, [WORKLOAD_IDENTITY]);
  return component ? [component.urn] : identity;
}
