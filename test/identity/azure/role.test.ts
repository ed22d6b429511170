import { equal } from "node:assert/strict";
import { roleGuid } from "../../../identity/azure/role";

const GUID = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const PATH = `/providers/Microsoft.Authorization/roleDefinitions/${GUID}`;

describe("a role definition id", () => {
  const forms = [
    GUID,
    GUID.toUpperCase(),
    PATH,
    `${PATH}/`,
    PATH.toUpperCase(),
    `/subscriptions/00000000-0000-0000-0000-000000000001${PATH}`,
    `/providers/Microsoft.Management/managementGroups/acme${PATH}`,
    `/subscriptions/1/resourceGroups/shop${PATH}`,
    PATH.slice(1),
    ` ${PATH} `,
  ];
  for (const form of forms) it(`\`${form}\` names the role`, () => equal(roleGuid(form), GUID));

  const others = [
    "",
    "Contributor",
    GUID.slice(1),
    `${GUID}0`,
    `{${GUID}}`,
    `/providers/Microsoft.Authorization/roleAssignments/${GUID}`,
    `/providers/Microsoft.Authorization/roleDefinitions/Contributor`,
    `roleDefinitions/${GUID}`,
    `${PATH}//`,
  ];
  for (const other of others) it(`\`${other}\` names none`, () => equal(roleGuid(other), undefined));
});
