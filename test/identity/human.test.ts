import { equal } from "node:assert/strict";
import { HUMAN_PRINCIPALS, isPerson } from "../../identity/human";

describe("a principal that is people's", () => {
  const rows: readonly [principal: string, person: boolean][] = [
    [
      "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
      true,
    ],
    ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/anna@example.com", true],
    ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*", true],
    ["arn:aws-us-gov:iam::111122223333:saml-provider/directory", true],
    ["cognito-identity.amazonaws.com", true],
    ["https://graph.facebook.com/", true],
    ["arn:aws:iam::111122223333:role/pipeline", false],
    ["arn:aws:iam::111122223333:root", false],
    ["arn:aws:iam::111122223333:user/robot", false],
    ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", false],
    ["accounts.google.com", false],
    ["lambda.amazonaws.com", false],
    ["https://token.actions.githubusercontent.com", false],
  ];
  for (const [principal, person] of rows) {
    it(`is ${person ? "" : "not "}${principal}`, () => equal(isPerson(principal, HUMAN_PRINCIPALS), person));
  }

  it("is whom the settings name", () => {
    equal(isPerson("arn:aws:iam::111122223333:role/break-glass", ["*:role/break-glass*"]), true);
    equal(isPerson("arn:aws:iam::111122223333:role/pipeline", ["*:role/break-glass*"]), false);
  });
});
