import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { readPolicyDocument, type DocumentKind } from "../../../../identity/aws/document/document";
import { documentOfForms, formOf } from "../../../../identity/aws/document/statement-form";
import { canonical, wordsOf, type StatementForm } from "../../../../identity/entitlements";
import { partialJsonOf } from "../../../../identity/lock/sources";
import { unknown } from "../../../../identity/knowledge";

const same = (text: string) => text;

function form(statement: object, kind: DocumentKind = "identity"): StatementForm | undefined {
  const document = readPolicyDocument(partialJsonOf({ Version: "2012-10-17", Statement: statement }), kind);
  const [read] = document.statements;
  const written = read && formOf(read, same);
  return written && "form" in written ? written.form : undefined;
}

const ROWS: readonly (readonly [what: string, kind: DocumentKind, statement: object, form: object, words: string])[] = [
  [
    "a statement with a Sid, in no order",
    "identity",
    { Sid: "A", Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject", "s3:PutObject"], Resource: "*" },
    { allow: ["s3:GetObject", "s3:PutObject"], on: ["*"] },
    "allow s3:GetObject, s3:PutObject on *",
  ],
  [
    "all but some",
    "identity",
    { Effect: "Deny", NotAction: "s3:*", NotResource: ["b", "a"] },
    { denyAllBut: ["s3:*"], onAllBut: ["a", "b"] },
    "deny everything but s3:* on everything but a, b",
  ],
  [
    "principals of several types",
    "trust",
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "b", AWS: ["y", "x"] } },
    { allow: ["sts:AssumeRole"], to: { AWS: ["x", "y"], Service: ["b"] } },
    "allow sts:AssumeRole to AWS x, y and Service b",
  ],
  [
    "everyone",
    "trust",
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" },
    { allow: ["sts:AssumeRole"], to: { any: ["*"] } },
    "allow sts:AssumeRole to everyone",
  ],
  [
    "everyone but some",
    "trust",
    { Effect: "Deny", Action: "sts:AssumeRole", NotPrincipal: { AWS: "x" } },
    { deny: ["sts:AssumeRole"], toAllBut: { AWS: ["x"] } },
    "deny sts:AssumeRole to everyone but AWS x",
  ],
  [
    "conditions with operators in any spelling",
    "identity",
    {
      Effect: "Allow",
      Action: "s3:*",
      Resource: "*",
      Condition: { stringequalsifexists: { "aws:b": ["2", "1"] }, "ForAnyValue:StringLike": { "aws:a": "x" } },
    },
    {
      allow: ["s3:*"],
      on: ["*"],
      when: { "ForAnyValue:StringLike": { "aws:a": ["x"] }, StringEqualsIfExists: { "aws:b": ["1", "2"] } },
    },
    "allow s3:* on * when aws:a ForAnyValue:StringLike x and aws:b StringEqualsIfExists 1 or 2",
  ],
];

describe("The form of a statement", () => {
  for (const [what, kind, statement, expected, words] of ROWS) {
    it(`is in order for ${what}`, () => {
      const written = form(statement, kind);
      equal(canonical(written), canonical(expected));
      equal(wordsOf(written ?? {}), words);
    });

    it(`is read back for ${what}`, () => {
      const written = form(statement, kind) ?? {};
      const document = readPolicyDocument(documentOfForms([written], same), kind);
      deepEqual(
        document.problems.filter(({ expected }) => expected !== "`*` or an ARN"),
        [],
      );
      const [read] = document.statements.map((each) => formOf(each, same));
      equal(canonical(read), canonical({ form: written }));
    });
  }

  it("is none where a part is not known, or where two conditions on one key must both hold", () => {
    equal(form({ Effect: "Allow", Action: "s3:*", Resource: {} }), undefined);
    const twice = { StringEquals: { "aws:a": "1", "AWS:A": "2" } };
    equal(form({ Effect: "Allow", Action: "s3:*", Resource: "*", Condition: twice }), undefined);
  });

  it("fills names in wherever they stand, and is unknown where one is", () => {
    const written: StatementForm = {
      allow: ["s3:*"],
      on: ["${a}/*"],
      when: { ArnEquals: { "aws:SourceArn": ["${b}"] } },
    };
    const fill = (text: string) => (text === "${b}" ? unknown("") : text.replace("${a}", "arn:aws:s3:::a"));
    const [statement] = readPolicyDocument(documentOfForms([written], fill), "identity").statements;
    deepEqual(
      statement?.resource?.values.map((value) => value.state === "known" && value.value),
      ["arn:aws:s3:::a/*"],
    );
    equal(statement.conditions[0]?.values[0]?.state, "unknown");
  });

  it("never throws, whatever a document holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { statements } = readPolicyDocument(partialJsonOf(value), "identity");
        for (const statement of statements) ok("form" in formOf(statement, same) || true);
      }),
    );
  });
});
