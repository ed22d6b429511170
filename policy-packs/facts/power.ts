import { gravityOf } from "../../identity/aws/permissions/gravity";
import { ORDINARY, together, type Power } from "../../identity/gravity";
import { unknown, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { identitiesOf, type AwsGrant, type AwsIdentity } from "./aws/identity";
import { IDENTITIES } from "./aws/identity-resources";
import { powerOfAssignment } from "./azure/assigned-power";
import { componentOf, WORKLOAD_IDENTITY, WORKLOAD_ROLE } from "./component";
import type { StackView } from "./family";

/** What each identity of a stack can do, found out when somebody first asks. */
interface Powers {
  /** How many resources the stack had then. */
  readonly seen: number;
  readonly aws: ReadonlyMap<string, AwsIdentity>;
  /** Role assignments of Azure by whom they are given to: an identity, or a component for the one that it makes. */
  readonly azure: ReadonlyMap<string, readonly Resource[]>;
  /** What one may have of which it is not known to whom it is given; nothing where there is none. */
  readonly unplaced: Power;
}

const POWERS = new WeakMap<StackView, Powers>();
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";

/** What an identity can do, as far as the stack says; what is no identity of a cloud has no power of its own. */
export function powerOf(resource: Resource, stack: StackView): Power {
  if (IDENTITIES[resource.type] !== undefined) {
    const identity = powersOf(stack).aws.get(resource.urn);
    return identity ? powerOfAws(identity, stack) : ORDINARY;
  }
  if (!resource.type.startsWith("azure-native:") || resource.type.startsWith("azure-native:keyvault:")) return ORDINARY;
  const { azure, unplaced } = powersOf(stack);
  const component = componentOf(resource, stack, [WORKLOAD_IDENTITY]);
  const own = [resource.urn, ...(component ? [component.urn] : [])].flatMap((urn) => azure.get(urn) ?? []);
  const placed = own.map((assignment) => powerOfAssignment(assignment, stack));
  return placed.reduce(together, unplaced);
}

function powerOfAws(identity: AwsIdentity, stack: StackView): Power {
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

function powersOf(stack: StackView): Powers {
  const found = POWERS.get(stack);
  if (found?.seen === stack.resources.size) return found;
  // An identity that the stack only speaks of bears the URN of whoever speaks of it.
  const made = [...identitiesOf(stack).all()].flatMap((fact) =>
    fact.kind === "aws-identity" && fact.identity === fact.urn ? [[fact.urn, fact] as const] : [],
  );
  const powers = { seen: stack.resources.size, aws: new Map(made), ...assignmentsOf(stack) };
  POWERS.set(stack, powers);
  return powers;
}

function assignmentsOf(stack: StackView): Pick<Powers, "azure" | "unplaced"> {
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
