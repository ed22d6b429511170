import assert from "node:assert/strict";
import fc from "fast-check";
import { policyDocument } from "../../../inputs/program/policy-document";
import type { Wire, WireMap } from "../../../inputs/program/structs";

function document(args: WireMap): unknown {
  return JSON.parse(policyDocument(args)["json"] as string);
}

const READ = { sid: "read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::a/*"] };
const READ_JSON = { Sid: "read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };

describe("getPolicyDocument", () => {
  const cases: readonly { title: string; args: WireMap; expected: unknown }[] = [
    { title: "without statements is a version alone", args: {}, expected: { Version: "2012-10-17" } },
    {
      title: "writes a single value without its list",
      args: { statements: [READ] },
      expected: { Version: "2012-10-17", Statement: [READ_JSON] },
    },
    {
      title: "takes actions and resources as sets, in reverse order",
      args: { statements: [{ effect: "Deny", notActions: ["a:B", "c:D", "a:B"], notResources: ["x", "y"] }] },
      expected: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", NotAction: ["c:D", "a:B"], NotResource: ["y", "x"] }],
      },
    },
    {
      title: "groups principals by type",
      args: {
        version: "2008-10-17",
        policyId: "trust",
        statements: [
          {
            actions: ["sts:AssumeRole"],
            principals: [
              { type: "Service", identifiers: ["lambda.amazonaws.com"] },
              { type: "AWS", identifiers: ["111122223333"] },
              { type: "AWS", identifiers: ["444455556666"] },
            ],
          },
        ],
      },
      expected: {
        Version: "2008-10-17",
        Id: "trust",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { AWS: ["444455556666", "111122223333"], Service: "lambda.amazonaws.com" },
          },
        ],
      },
    },
    {
      title: "writes everyone as a lone star, and an AWS star as one",
      args: {
        statements: [
          { actions: ["a:B"], principals: [{ type: "*", identifiers: ["*"] }] },
          { actions: ["a:B"], notPrincipals: [{ type: "AWS", identifiers: ["*"] }] },
        ],
      },
      expected: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "a:B", Principal: "*" },
          { Effect: "Allow", Action: "a:B", NotPrincipal: { AWS: "*" } },
        ],
      },
    },
    {
      title: "joins conditions on one key and keeps the order of their values",
      args: {
        statements: [
          {
            actions: ["a:B"],
            conditions: [
              { test: "StringLike", variable: "s3:prefix", values: ["b", "a"] },
              { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
              { test: "StringLike", variable: "s3:prefix", values: ["&{aws:username}/*"] },
            ],
          },
        ],
      },
      expected: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "a:B",
            Condition: {
              Bool: { "aws:SecureTransport": "true" },
              StringLike: { "s3:prefix": ["b", "a", "${aws:username}/*"] },
            },
          },
        ],
      },
    },
    {
      title: "puts sources first, and lets a later statement replace one with its Sid",
      args: {
        sourcePolicyDocuments: [JSON.stringify({ Statement: { Sid: "read", Effect: "Deny", Action: "*" } }), ""],
        statements: [READ, { actions: ["b:C"] }],
      },
      expected: { Version: "2012-10-17", Statement: [READ_JSON, { Effect: "Allow", Action: "b:C" }] },
    },
    {
      title: "lets overrides replace statements and the id",
      args: {
        policyId: "first",
        statements: [READ],
        overridePolicyDocuments: [
          JSON.stringify({ Id: "last", Version: "2008-10-17", Statement: [{ Sid: "read", Effect: "Deny" }] }),
        ],
      },
      expected: { Version: "2012-10-17", Id: "last", Statement: [{ Sid: "read", Effect: "Deny" }] },
    },
  ];
  for (const { title, args, expected } of cases) {
    it(title, () => assert.deepEqual(document(args), expected));
  }

  it("answers as the provider writes it, with the checksum as id", () => {
    const { json, minifiedJson, id } = policyDocument({ statements: [{ actions: ["a:B"], resources: ["<&>"] }] });
    assert.equal(
      json,
      '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Action": "a:B",\n      "Resource": "\\u003c\\u0026\\u003e"\n    }\n  ]\n}',
    );
    assert.equal(
      minifiedJson,
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"\\u003c\\u0026\\u003e"}]}',
    );
    assert.equal(id, "6632440");
  });

  const malformed: readonly [title: string, args: WireMap, message: string][] = [
    [
      "two statements with one Sid",
      { statements: [READ, READ] },
      "getPolicyDocument: statements has two statements with the Sid `read`",
    ],
    [
      "two sources with one Sid",
      { sourcePolicyDocuments: ['{"Statement":[{"Sid":"a"}]}', '{"Statement":[{"Sid":"a"}]}'] },
      "getPolicyDocument: sourcePolicyDocuments has two statements with the Sid `a`",
    ],
    [
      "a source that is not JSON",
      { sourcePolicyDocuments: ["{planted"] },
      "getPolicyDocument: sourcePolicyDocuments holds a document that is not JSON",
    ],
    [
      "an override that is no object",
      { overridePolicyDocuments: ["[]"] },
      "getPolicyDocument: overridePolicyDocuments holds a document that is not an object",
    ],
  ];
  for (const [title, args, message] of malformed) {
    it(`refuses ${title}`, () => assert.throws(() => policyDocument(args), { message }));
  }

  it("does not depend on the order or repetition of actions", () => {
    const actions = fc.array(fc.constantFrom("a:A", "a:B", "b:*", "c:C"), { minLength: 1 });
    fc.assert(
      fc.property(actions, actions, (some, more) => {
        const forwards: Wire = [...some, ...more];
        const backwards: Wire = [...more, ...some, ...some];
        assert.deepEqual(
          document({ statements: [{ actions: forwards }] }),
          document({ statements: [{ actions: backwards }] }),
        );
      }),
    );
  });
});
