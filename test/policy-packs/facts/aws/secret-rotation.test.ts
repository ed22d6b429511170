import { deepEqual } from "node:assert/strict";
import { absent, known, unknown } from "../../../../identity/knowledge";
import type { AwsSecretRotation } from "../../../../policy-packs/facts/aws/secret-rotation";
import { StackFacts } from "../../../../policy-packs/facts/stack-facts";
import { stackOf, type DeclaredResources } from "../../../../testing/stack";

const SECRET = { type: "aws:secretsmanager/secret:Secret", properties: { name: "shop/db" } };
const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

/** Each secret's rotations and why others may be its own, by the secret's name. */
function rotations(declared: DeclaredResources): Readonly<Record<string, Omit<AwsSecretRotation, "kind" | "urn">>> {
  const resources = stackOf(declared);
  const names = new Map(resources.map(({ urn, name }) => [urn, name]));
  const named = (urn: string) => names.get(urn) ?? urn;
  return Object.fromEntries(
    StackFacts.complete(resources).facts.flatMap((fact) => {
      if (fact.kind !== "aws-secret-rotation") return [];
      const { kind: _kind, urn, ...rest } = fact;
      return [[named(urn), { ...rest, rotations: rest.rotations.map((each) => ({ ...each, urn: named(each.urn) })) }]];
    }),
  );
}

function rotation(
  secretId: unknown,
  more: Readonly<Record<string, unknown>> = { rotationRules: { automaticallyAfterDays: 30 } },
) {
  return { type: ROTATION, properties: { secretId, ...more } };
}

const MONTHLY = {
  urn: "monthly",
  enabled: known(true, "rotationEnabled"),
  days: known(30, "rotationRules.automaticallyAfterDays"),
};

describe("the rotation of a secret", () => {
  it("is none where the stack has none", () => deepEqual(rotations({ db: SECRET }), { db: { rotations: [] } }));

  for (const secretId of ["${db.id}", "${db.arn}", "shop/db"]) {
    it(`is the one that names it: ${secretId}`, () =>
      deepEqual(rotations({ db: SECRET, monthly: rotation(secretId) }), { db: { rotations: [MONTHLY] } }));
  }

  it("is each secret's own", () => {
    const other = { type: SECRET.type, properties: { name: "shop/mail" } };
    deepEqual(rotations({ db: SECRET, mail: other, monthly: rotation("${mail.id}") }), {
      db: { rotations: [] },
      mail: { rotations: [MONTHLY] },
    });
  });

  it("may be one of which it is unknown whose it is", () => {
    const why = "perhaps the one that `monthly` rotates, whose `secretId` is not known before deployment";
    deepEqual(rotations({ db: SECRET, monthly: rotation({ "fn::unknown": true }) }), {
      db: { rotations: [], open: unknown("", why) },
    });
  });

  it("may be one for a name that is still to come", () => {
    const unnamed = { type: SECRET.type, properties: { name: { "fn::unknown": true } } };
    deepEqual(rotations({ db: unnamed, monthly: rotation("shop/db") }), {
      db: { rotations: [], open: unknown("name") },
    });
  });

  it("is none where another stack's secret is rotated", () =>
    deepEqual(rotations({ db: SECRET, monthly: rotation("shop/mail") }), { db: { rotations: [] } }));
});

describe("the time between two rotations", () => {
  const rows: readonly [string, Readonly<Record<string, unknown>>, unknown][] = [
    [
      "stands in days",
      { rotationRules: { automaticallyAfterDays: "45" } },
      known(45, "rotationRules.automaticallyAfterDays"),
    ],
    [
      "stands in an expression",
      { rotationRules: { scheduleExpression: "rate(10 days)" } },
      known(10, "rotationRules.scheduleExpression"),
    ],
    [
      "stands in an expression where a state writes 0 days",
      { rotationRules: { automaticallyAfterDays: 0, scheduleExpression: "rate(10 days)" } },
      known(10, "rotationRules.scheduleExpression"),
    ],
    ["is absent without rules", {}, absent("rotationRules")],
    [
      "is unknown where the rules are",
      { rotationRules: { "fn::unknown": true } },
      unknown("rotationRules.automaticallyAfterDays"),
    ],
    [
      "is unknown where the expression cannot be read",
      { rotationRules: { scheduleExpression: "monthly" } },
      unknown("rotationRules.scheduleExpression", "not a schedule expression that can be read"),
    ],
  ];
  for (const [title, more, days] of rows) {
    it(title, () => deepEqual(rotations({ db: SECRET, r: rotation("shop/db", more) })["db"]?.rotations[0]?.days, days));
  }
});
