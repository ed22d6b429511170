import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { COMMON_ENVIRONMENTS, environmentNamed, type EnvironmentNames } from "../../identity/environment";

describe("the environment that a text names", () => {
  const rows: readonly [text: string, name: string | undefined, listed: boolean][] = [
    ["production", "production", true],
    ["Prod", "production", true],
    [" PRD ", "production", true],
    ["shop-prod", "production", true],
    ["prod-eu-1", "production", true],
    ["pre-prod", "staging", true],
    ["preprod", "staging", true],
    ["shop-pre-prod", "shop-pre-prod", false],
    ["non-prod", "non-prod", false],
    ["nonprod", "nonprod", false],
    ["not-production", "not-production", false],
    ["prod-and-dev", "prod-and-dev", false],
    ["products", "products", false],
    ["delivery", "delivery", false],
    ["dev", "development", true],
    ["qa", "test", true],
    ["blue", "blue", false],
    ["__proto__", "__proto__", false],
    ["constructor", "constructor", false],
    ["", undefined, false],
    ["  ", undefined, false],
  ];
  for (const [text, name, listed] of rows) {
    it(`is ${name ?? "none"} for "${text}"`, () => {
      deepEqual(environmentNamed(text, COMMON_ENVIRONMENTS), name === undefined ? undefined : { name, listed });
    });
  }

  const OWN: EnvironmentNames = { Live: ["shop-p*", "P1"], __proto__: ["odd"] };
  const own: readonly [text: string, name: string][] = [
    ["shop-p2", "live"],
    ["p1", "live"],
    ["LIVE", "live"],
    ["shop-q2", "shop-q2"],
    ["prod", "prod"],
  ];
  for (const [text, name] of own) {
    it(`is ${name} for "${text}" where the settings write it so`, () => equal(environmentNamed(text, OWN)?.name, name));
  }

  it("does not depend on case and surrounding space", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const [one, other] = [text, ` ${text.toUpperCase().toLowerCase()} `];
        deepEqual(
          environmentNamed(one.toLowerCase(), COMMON_ENVIRONMENTS),
          environmentNamed(other, COMMON_ENVIRONMENTS),
        );
      }),
    );
  });
});
