import { deepEqual, equal, ok } from "node:assert/strict";
import { AWS_RULES } from "../../policy-packs";
import { Judge } from "../../policy-packs/judge/judge";
import type { PropertyMap, PropertyValue, Resource } from "../../policy-packs/judge/resource";
import { EXAMPLE_DATE } from "../../policy-packs/judge/rule";
import { hasFailed } from "./examples";

/** Where a policy document can stand: what an identity may do, who may become a role, and who may use a bucket. */
const CARRIERS: Readonly<Record<string, (document: PropertyValue) => readonly Resource[]>> = {
  permissions: (document) => [
    resource("aws:iam/role:Role", "holder", { name: "holder" }),
    resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "holder", policy: document }),
  ],
  trust: (document) => [resource("aws:iam/role:Role", "policy", { name: "holder", assumeRolePolicy: document })],
  bucket: (document) => [
    resource("aws:s3/bucketPolicy:BucketPolicy", "policy", { bucket: "uploads", policy: document }),
  ],
};

function resource(type: string, name: string, inputs: PropertyMap): Resource {
  const urn = `urn:pulumi:test::shop::${type}::${name}`;
  return { urn, type, name, inputs, dependencies: [], propertyDependencies: {} };
}

const RULES = AWS_RULES.filter(({ name }) => name.startsWith("aws-"));

/** What all rules find, each as `RULE VERDICT`, once; none of them may fail. */
function found(resources: readonly Resource[]): readonly string[] {
  const judge = new Judge({ now: new Date(EXAMPLE_DATE) });
  for (const rule of RULES) judge.enable(rule);
  const findings = judge.finish(resources);
  deepEqual(findings.filter(hasFailed), []);
  for (const { message } of findings) {
    ok(!message.includes("Mandate failed"), message);
    ok(message.length < 4_000, `a message of ${message.length} characters`);
  }
  return [...new Set(findings.map(({ rule, verdict }) => `${rule} ${verdict}`))].sort();
}

function many<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_each, at) => make(at));
}

function nested(depth: number, wrap: (inner: PropertyValue) => PropertyValue): PropertyValue {
  let value: PropertyValue = "x";
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

function documentOf(...statements: readonly PropertyMap[]): PropertyMap {
  return { Version: "2012-10-17", Statement: [...statements] };
}

/** A statement that is valid in every place but for what is odd about it: the place ignores what it does not know. */
function statement(more: PropertyMap, effect = "Allow"): PropertyMap {
  return { Effect: effect, Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*", ...more };
}

const MALFORMED = "aws-policy-document-well-formed violation";
/** An action that nobody knows may be newer than the snapshot. */
const NOT_KNOWN = "aws-policy-document-well-formed undetermined";
const STARS = "*a".repeat(60);

/** Documents that are long, deep or odd, and what must be said of one of them in the permissions of a role, at least. */
const DOCUMENTS: readonly (readonly [title: string, document: () => PropertyValue, atLeast: readonly string[]])[] = [
  ["nested lists in a text", () => "[".repeat(10_000) + "]".repeat(10_000), [MALFORMED]],
  ["nested objects in a text", () => `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, [MALFORMED]],
  ["nested objects", () => nested(10_000, (inner) => ({ a: inner })), [MALFORMED]],
  ["nested lists", () => nested(10_000, (inner) => [inner]), [MALFORMED]],
  [
    "nested lists in a resource",
    () => documentOf(statement({ Resource: nested(10_000, (inner) => [inner]) })),
    [MALFORMED],
  ],
  ["a statement name of a megabyte", () => JSON.stringify(documentOf(statement({ Sid: "x".repeat(1 << 20) }))), []],
  ["a resource of a megabyte", () => documentOf(statement({ Resource: `arn:aws:s3:::${"y".repeat(1 << 20)}` })), []],
  [
    "a resource of 100,000 wildcards",
    () => documentOf(statement({ Resource: `arn:aws:s3:::${"b*".repeat(50_000)}` })),
    [],
  ],
  [
    "sixty wildcards in each value",
    () =>
      documentOf(
        statement({
          Action: `s3:${STARS}`,
          Resource: `arn:aws:s3:::${STARS}`,
          Condition: { StringLike: { "aws:PrincipalArn": STARS } },
        }),
      ),
    [NOT_KNOWN],
  ],
  ["ten thousand actions", () => documentOf(statement({ Action: many(10_000, (at) => `s3:Get${at}*`) })), [NOT_KNOWN]],
  [
    "ten thousand condition keys",
    () =>
      documentOf(
        statement({ Condition: { StringEquals: Object.fromEntries(many(10_000, (at) => [`aws:k${at}`, "v"])) } }),
      ),
    [],
  ],
  [
    "an own `__proto__` at each level",
    () =>
      `{"__proto__": {}, "Version": "2012-10-17", "Statement": [{"__proto__": [], "Effect": "Allow", "Action": "*",
      "Resource": "*", "Condition": {"__proto__": {"a": "b"}, "StringEquals": {"__proto__": "c"}}}]}`,
    [MALFORMED],
  ],
  [
    "halves of characters",
    () => documentOf(statement({ Action: "s3:\uDFFF*", Resource: "arn:aws:s3:::\uD800" })),
    [MALFORMED],
  ],
  ["a zero character in an action", () => documentOf(statement({ Action: "s3:\u0000*" })), [MALFORMED]],
  ["a zero character before a text", () => `\u0000${JSON.stringify(documentOf(statement({})))}`, [MALFORMED]],
  [
    "a byte order mark before an administrator",
    () => `\uFEFF${JSON.stringify(documentOf(statement({ Action: "*", Resource: "*" })))}`,
    ["aws-identity-not-administrator violation"],
  ],
  ["a number", () => 7, [MALFORMED]],
  ["a list", () => [documentOf(statement({}))], [MALFORMED]],
];

describe("a hostile policy document", function () {
  // A guard against hanging, and no measurement.
  this.timeout(120_000);

  for (const [title, document, atLeast] of DOCUMENTS) {
    for (const [carrier, stackOf] of Object.entries(CARRIERS)) {
      it(`of ${title} is judged as ${carrier}`, () => {
        const findings = found(stackOf(document()));
        if (carrier === "permissions")
          deepEqual(
            atLeast.filter((each) => !findings.includes(each)),
            [],
          );
      });
    }
  }

  /**
   * Each kind of place with 10,000 statements, half of which may take away what the others give. No service takes so
   * long a document, which is told beside the rest.
   */
  const LONG: readonly (readonly [carrier: string, title: string, at: (at: number) => PropertyMap, found: string[]])[] =
    [
      ["permissions", "on buckets", (at) => statement({ Resource: `arn:aws:s3:::b${at}/*` }, turn(at)), [MALFORMED]],
      ["permissions", "on everything", (at) => statement({ Action: "*", Resource: "*" }, turn(at)), [MALFORMED]],
      [
        "trust",
        "for accounts",
        (at) => ({ Effect: turn(at), Action: "sts:AssumeRole", Principal: { AWS: `${100_000_000_000 + at}` } }),
        [MALFORMED, "aws-trust-cross-account-conditioned undetermined"],
      ],
      [
        "bucket",
        "for everyone",
        (at) => ({ ...statement({ Resource: `arn:aws:s3:::uploads/${at}/*` }, turn(at)), Principal: "*" }),
        [MALFORMED, "aws-resource-policy-not-public violation"],
      ],
    ];
  for (const [carrier, title, at, expected] of LONG) {
    it(`of 10,000 statements ${title} is judged as ${carrier}`, () => {
      const document = documentOf(...many(10_000, at));
      deepEqual(found(CARRIERS[carrier]?.(document) ?? []), expected);
    });
  }

  it("is not compared statement by statement: an allowed bucket beside 10,000 denied ones stays found", () => {
    const denied = many(10_000, (at) => ({
      ...statement({ Resource: `arn:aws:s3:::uploads/${at}/*` }, "Deny"),
      Principal: "*",
    }));
    const allowed = { ...statement({ Resource: "arn:aws:s3:::uploads/open/*" }), Principal: "*" };
    deepEqual(found(CARRIERS.bucket?.(documentOf(...denied, allowed)) ?? []), [
      MALFORMED,
      "aws-resource-policy-not-public violation",
    ]);
    const closed = { ...allowed, Resource: "arn:aws:s3:::uploads/17/*" };
    deepEqual(found(CARRIERS.bucket?.(documentOf(...denied, closed)) ?? []), [MALFORMED]);
  });

  it("does not change the document", () => {
    const document = documentOf(statement({ Action: "*", Resource: "*" }));
    const before = JSON.stringify(document);
    found(CARRIERS.permissions?.(document) ?? []);
    equal(JSON.stringify(document), before);
  });
});

function turn(at: number): string {
  return at % 2 === 0 ? "Allow" : "Deny";
}
