import { builtInRole, builtInRoleNamed } from "../../../identity/azure/built-in-roles";
import type { Permission } from "../../../identity/azure/permissions";
import { privilegesOf } from "../../../identity/azure/privileged";
import { AT_LEAST_A_SUBSCRIPTION } from "../../../identity/azure/scope";
import { ORDINARY, type Power } from "../../../identity/gravity";
import { unknown, type Unknown } from "../../../identity/knowledge";
import type { Resource } from "../../judge/resource";
import type { StackView } from "../family";
import { azureRoleAssignment, type AssignedRole, type AzureRoleAssignment } from "./role-assignment";

/** What a role assignment adds to the power of whom it is given to. */
export function powerOfAssignment(resource: Resource, stack: StackView): Power {
  const [assignment] = azureRoleAssignment.read(resource, stack);
  return assignment ? powerOf(assignment) : ORDINARY;
}

/** A condition is taken to keep privileged roles from being handed on; another rule judges whether it does. */
function powerOf({ urn, role, level, condition }: AzureRoleAssignment): Power {
  if (role.state === "unknown") return perhaps(ORDINARY, role, urn);
  const definition = definitionOf(role.value);
  if (!definition) return perhaps(ORDINARY, unknown(role.path, "neither a built-in role nor one of this stack"), urn);
  const { name, permissions, unread } = definition;
  const [privilege] = privilegesOf(permissions, condition.state !== "absent");
  if (!privilege) return unread ? perhaps(ORDINARY, unread, urn) : ORDINARY;
  const { id, gist } = privilege.capability;
  const because = `can ${gist} through \`${name}\``;
  const high: Power = { surely: "high", because, possibly: "high" };
  if (id !== "grant-access" && id !== "manage-everything") return high;
  if (level.state === "unknown") return perhaps(high, level, urn);
  return AT_LEAST_A_SUBSCRIPTION.has(level.value) ? { surely: "critical", because, possibly: "critical" } : high;
}

function perhaps(power: Power, why: Unknown, urn: string): Power {
  return { ...power, possibly: "critical", unknown: { ...why, urn } };
}

function definitionOf(
  role: AssignedRole,
): { name: string; permissions: readonly Permission[]; unread?: Unknown } | undefined {
  switch (role.by) {
    case "guid":
      return builtInRole(role.guid);
    case "name":
      return builtInRoleNamed(role.name);
    case "definition":
      return role.definition;
  }
}
