import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { absent, known, unknown } from "../../../../identity/knowledge";
import { awsFunctionEnvironment } from "../../../../policy-packs/facts/aws/function-environment";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { Judge } from "../../../../policy-packs/judge/judge";
import { awsFunctionEnvironmentWithoutSecrets } from "../../../../policy-packs/rules/aws-function-environment-without-secrets";
import { stackOf } from "../../../../testing/stack";

function variables(type: string, environment: unknown) {
  const facts = StackFacts.complete(stackOf({ one: { type, properties: { environment } } })).facts;
  return facts.flatMap((fact) => (fact.kind === "aws-function-environment" ? [fact.variables] : []));
}

describe("the environment of a Lambda function", () => {
  for (const type of awsFunctionEnvironment.types) {
    it(`holds each variable of a ${type}, known, unknown or null`, () => {
      deepEqual(variables(type, { variables: { A: "1", B: { "fn::unknown": true }, C: null, "d-e": true } }), [
        known(
          [
            { name: "A", value: known("1", "environment.variables.A") },
            { name: "B", value: unknown("environment.variables.B") },
            { name: "C", value: absent("environment.variables.C") },
            { name: "d-e", value: known("true", "environment.variables.d-e") },
          ],
          "environment.variables",
        ),
      ]);
    });
  }

  const type = "aws:lambda/function:Function";

  it("is absent where the function has none", () => {
    deepEqual(variables(type, null), [absent("environment.variables")]);
    deepEqual(variables(type, {}), [absent("environment.variables")]);
  });

  it("is unknown where it is as a whole, and where it is no object", () => {
    deepEqual(variables(type, { "fn::unknown": true }), [unknown("environment.variables")]);
    deepEqual(variables(type, { variables: "A=1" }), [
      unknown("environment.variables", "a string where an object was expected"),
    ]);
  });

  it("says which values the program marks", () => {
    deepEqual(variables(type, { variables: { A: { "fn::secret": "1" } } }), [
      known([{ name: "A", value: known("1", "environment.variables.A", true) }], "environment.variables"),
    ]);
  });
});

describe("a finding about a secret in an environment", () => {
  const planted = fc
    .string({ unit: fc.constantFrom(..."BCDFGHJKLMNPQRSTVWXZ".split("")), minLength: 8, maxLength: 24 })
    .map((text) => `${text.slice(0, 4)}9${text.slice(4)}`);
  const variable = fc.constantFrom("DB_PASSWORD", "apiToken", "SETTING");
  const written = fc.constantFrom<(secret: string) => unknown>(
    (secret) => secret,
    (secret) => `amqps://app:${secret}@broker:5671`,
    (secret) => ({ "fn::secret": secret }),
    (secret) => JSON.stringify({ client: { secret } }),
  );

  it("shows no four characters of it", () => {
    fc.assert(
      fc.property(planted, variable, written, (secret, name, write) => {
        const properties = { environment: { variables: { [name]: write(secret) } } };
        const judge = new Judge();
        judge.enable(awsFunctionEnvironmentWithoutSecrets);
        const findings = judge.finish(stackOf({ one: { type: "aws:lambda/function:Function", properties } }));
        const text = JSON.stringify(findings);
        for (let start = 0; start + 4 <= secret.length; start++) {
          equal(text.includes(secret.slice(start, start + 4)), false, text);
        }
      }),
    );
  });
});
