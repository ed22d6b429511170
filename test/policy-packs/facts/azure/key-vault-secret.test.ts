import { deepEqual } from "node:assert/strict";
import { absent, known, unknown } from "../../../../identity/knowledge";
import { factsOf } from "./facts";

const EXPIRES = "properties.attributes.expires";
const ENABLED = "properties.attributes.enabled";
const UNKNOWN = { "fn::unknown": true };

describe("an Azure Key Vault secret", () => {
  const cases: readonly (readonly [title: string, properties: unknown, expected: object])[] = [
    [
      "never expires where the program is silent",
      { value: "x" },
      { expires: absent(EXPIRES), enabled: known(true, ENABLED) },
    ],
    [
      "expires when it says",
      { attributes: { expires: 1775001600, enabled: false } },
      { expires: known(1775001600, EXPIRES), enabled: known(false, ENABLED) },
    ],
    [
      "expires when it says in text",
      { attributes: { expires: "1775001600" } },
      { expires: known(1775001600, EXPIRES), enabled: known(true, ENABLED) },
    ],
    [
      "keeps that its expiry lies within a secret",
      { "fn::secret": { attributes: { expires: 1775001600 } } },
      { expires: known(1775001600, EXPIRES, true), enabled: known(true, ENABLED) },
    ],
    [
      "is unknown where a part is",
      { attributes: { expires: UNKNOWN, enabled: UNKNOWN } },
      { expires: unknown(EXPIRES), enabled: unknown(ENABLED) },
    ],
    ["is unknown where the whole is", UNKNOWN, { expires: unknown(EXPIRES), enabled: unknown(ENABLED) }],
    [
      "is unknown where the expiry is no number",
      { attributes: { expires: "2026-04-01" } },
      { expires: unknown(EXPIRES, "a string where a number was expected"), enabled: known(true, ENABLED) },
    ],
  ];
  for (const [title, properties, expected] of cases) {
    it(title, () => {
      const password = { type: "azure-native:keyvault:Secret", properties: { properties } };
      deepEqual(factsOf("azure-key-vault-secret", { password }), [expected]);
    });
  }
});
