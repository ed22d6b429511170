import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { parseScope, SCOPE_LEVELS } from "../../../identity/azure/scope";

const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/shop`;

const SCOPES = {
  root: ["/", " / "],
  managementGroup: ["/providers/Microsoft.Management/managementGroups/acme"],
  provider: ["/providers/Microsoft.Capacity"],
  subscription: [SUBSCRIPTION, `${SUBSCRIPTION}/`, "subscriptions/not-a-guid"],
  resourceGroup: [GROUP, `${GROUP}/`, `${SUBSCRIPTION}/resourceGroups/providers`],
  resource: [
    VAULT,
    `${VAULT}/secrets/password`,
    `${GROUP}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c`,
    `${VAULT}/providers/Microsoft.Insights/diagnosticSettings/logs`,
    `${GROUP}/providers/Microsoft.Network/virtualNetworks/providers`,
    `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/KeyVaults`,
    "/providers/Microsoft.Capacity/reservationOrders/1/reservations/2",
    "/providers/Microsoft.Management/managementGroups/acme/providers/Microsoft.Insights/diagnosticSettings/logs",
    "/providers/Microsoft.Billing/billingAccounts/1",
  ],
} as const;

const MALFORMED = [
  "",
  " ",
  "//",
  "/subscriptions",
  "/subscriptions/",
  "/subscriptions//resourceGroups/shop",
  `${SUBSCRIPTION}/resourceGroups`,
  `${SUBSCRIPTION}/locations/westeurope`,
  `${GROUP}/Microsoft.KeyVault/vaults/shop`,
  `${GROUP}/providers`,
  `${GROUP}/providers/Microsoft.KeyVault`,
  `${GROUP}/providers/Microsoft.KeyVault/vaults`,
  `${VAULT}/secrets`,
  `${VAULT}/providers/Microsoft.Insights`,
  "/providers",
  "/providers/Microsoft.Management/managementGroups",
  "/resourceGroups/shop",
  "https://management.azure.com/subscriptions/1",
  "/subscriptions/1 /subscriptions/2",
  "shop",
];

describe("a scope", () => {
  for (const level of SCOPE_LEVELS) {
    for (const text of SCOPES[level]) {
      it(`\`${text}\` is of level ${level}`, () => deepEqual(parseScope(text), { state: "scope", level }));
    }
  }

  for (const text of MALFORMED) {
    it(`\`${text}\` is malformed`, () => equal(parseScope(text).state, "malformed"));
  }

  it("is of the same level in any case and with a slash at its end", () => {
    const scopes = Object.entries(SCOPES).flatMap(([level, texts]) => texts.map((text) => ({ level, text })));
    fc.assert(
      fc.property(fc.constantFrom(...scopes), fc.infiniteStream(fc.boolean()), ({ level, text }, upper) => {
        const cased = Array.from(text, (letter) => (upper.next().value ? letter.toUpperCase() : letter.toLowerCase()));
        deepEqual(parseScope(cased.join("")), { state: "scope", level });
        if (!text.trim().endsWith("/")) deepEqual(parseScope(`${cased.join("")}/`), { state: "scope", level });
      }),
    );
  });

  it("does not depend on the names in it", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_.()-]+$/);
    fc.assert(
      fc.property(name, name, name, (subscription, group, vault) => {
        const id = `/subscriptions/${subscription}/resourceGroups/${group}`;
        deepEqual(parseScope(id), { state: "scope", level: "resourceGroup" });
        const within = `${id}/providers/Microsoft.KeyVault/vaults/${vault}`;
        deepEqual(parseScope(within), { state: "scope", level: "resource" });
      }),
    );
  });

  it("never fails, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => ["scope", "malformed"].includes(parseScope(text).state)));
  });
});
