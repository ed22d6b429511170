import { privilegesOf } from "../../../identity/azure/privileged";
import { AT_LEAST_A_SUBSCRIPTION } from "../../../identity/azure/scope";
import { ORDINARY, type KnownGravity } from "../../../identity/gravity";
import { unknown, type Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { azureRoleAssignment, type AzureRoleAssignment } from "./role-assignment";

/** How grave a role assignment makes whom it is given to. */
export function gravityOfAssignment(resource: Resource, stack: StackView): KnownGravity {
  const [assignment] = azureRoleAssignment.read(resource, stack);
  return assignment ? gravityOf(assignment) : ORDINARY;
}

/** A condition is taken to keep privileged roles from being handed on; another rule judges whether it does. */
function gravityOf({ urn, role, level, condition }: AzureRoleAssignment): KnownGravity {
  if (role.state === "unknown") return perhaps(ORDINARY, role, urn);
  const { definition } = role.value;
  if (!definition) return perhaps(ORDINARY, unknown(role.path, "neither a built-in role nor one of this stack"), urn);
  const { name, permissions, unread } = definition;
  const [privilege] = privilegesOf(permissions, condition.state !== "absent");
  if (!privilege) return unread ? perhaps(ORDINARY, unread, urn) : ORDINARY;
  const { id, gist } = privilege.capability;
  const because = `can ${gist} through \`${name}\``;
  const high: KnownGravity = { surely: "high", because, possibly: "high" };
  if (id !== "grant-access" && id !== "manage-everything") return high;
  if (level.state === "unknown") return perhaps(high, level, urn);
  return AT_LEAST_A_SUBSCRIPTION.has(level.value) ? { surely: "critical", because, possibly: "critical" } : high;
}

function perhaps(gravity: KnownGravity, why: Unknown, urn: string): KnownGravity {
  return { ...gravity, possibly: "critical", unknown: { ...why, urn } };
}
