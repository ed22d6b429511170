import { deepEqual } from "node:assert/strict";
import { absent, known, unknown } from "../../../../identity/knowledge";
import { factsOf } from "./facts";

const EXPRESSION = "claimsMatchingExpression.value";
const UNKNOWN = { "fn::unknown": true };

describe("an Azure federated credential", () => {
  const cases: readonly (readonly [title: string, properties: Record<string, unknown>, expected: object])[] = [
    [
      "has an issuer and a subject",
      { issuer: "https://tokens.example.com", subject: "build-agent-7", audiences: ["a", UNKNOWN] },
      {
        issuer: known("https://tokens.example.com", "issuer"),
        subject: known("build-agent-7", "subject"),
        expression: absent(EXPRESSION),
        audiences: known([known("a", "audiences[0]"), unknown("audiences[1]")], "audiences"),
      },
    ],
    [
      "has an expression in place of a subject",
      {
        issuer: "https://tokens.example.com",
        claimsMatchingExpression: { value: "claims['sub'] eq 'a'", languageVersion: 1 },
      },
      {
        issuer: known("https://tokens.example.com", "issuer"),
        subject: absent("subject"),
        expression: known("claims['sub'] eq 'a'", EXPRESSION),
        audiences: absent("audiences"),
      },
    ],
    [
      "is unknown in parts",
      { issuer: UNKNOWN, subject: UNKNOWN, claimsMatchingExpression: UNKNOWN, audiences: UNKNOWN },
      {
        issuer: unknown("issuer"),
        subject: unknown("subject"),
        expression: unknown(EXPRESSION),
        audiences: unknown("audiences"),
      },
    ],
  ];
  for (const [title, properties, expected] of cases) {
    it(title, () => {
      const deploy = {
        type: "azure-native_managedidentity_v20250131preview:managedidentity:FederatedIdentityCredential",
        properties,
      };
      deepEqual(factsOf("azure-federated-credential", { deploy }), [expected]);
    });
  }
});
