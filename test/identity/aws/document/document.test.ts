import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import {
  readGrants,
  readLoneStatement,
  readPolicyDocument,
  type DocumentKind,
} from "../../../../identity/aws/document/document";
import type { PartialJson } from "../../../../identity/aws/document/partial-json";
import { known, unknown } from "../../../../identity/knowledge";
import { documentOf, partial, places, UNKNOWN, type Written } from "../documents";

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("a policy document", () => {
  it("is read with the place of each part", () => {
    const { statements, problems, version } = readPolicyDocument(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          READ,
          {
            Effect: "Deny",
            NotAction: ["iam:*", "sts:*"],
            NotResource: "arn:aws:s3:::a",
            Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["a", "b"] } },
          },
        ],
      }),
      "identity",
      "policy",
    );
    equal(version, "2012-10-17");
    deepEqual(problems, []);
    deepEqual(statements, [
      {
        place: "policy.Statement[0]",
        effect: known("Allow", "policy.Statement[0].Effect"),
        action: {
          place: "policy.Statement[0].Action",
          negated: false,
          values: [known("s3:GetObject", "policy.Statement[0].Action")],
        },
        resource: {
          place: "policy.Statement[0].Resource",
          negated: false,
          values: [known("*", "policy.Statement[0].Resource")],
        },
        principal: undefined,
        conditions: [],
        hiddenConditions: [],
      },
      {
        place: "policy.Statement[1]",
        effect: known("Deny", "policy.Statement[1].Effect"),
        action: {
          place: "policy.Statement[1].NotAction",
          negated: true,
          values: [
            known("iam:*", "policy.Statement[1].NotAction[0]"),
            known("sts:*", "policy.Statement[1].NotAction[1]"),
          ],
        },
        resource: {
          place: "policy.Statement[1].NotResource",
          negated: true,
          values: [known("arn:aws:s3:::a", "policy.Statement[1].NotResource")],
        },
        principal: undefined,
        conditions: [
          {
            place: 'policy.Statement[1].Condition["ForAnyValue:StringLikeIfExists"]["aws:TagKeys"]',
            operator: {
              name: "StringLike",
              comparison: "like",
              negated: false,
              ifExists: true,
              qualifier: "ForAnyValue",
            },
            key: "aws:TagKeys",
            values: [
              known("a", 'policy.Statement[1].Condition["ForAnyValue:StringLikeIfExists"]["aws:TagKeys"][0]'),
              known("b", 'policy.Statement[1].Condition["ForAnyValue:StringLikeIfExists"]["aws:TagKeys"][1]'),
            ],
          },
        ],
        hiddenConditions: [],
      },
    ]);
  });

  it("may be a lone statement, which has no number", () => {
    deepEqual(
      documentOf(READ).statements.map(({ place }) => place),
      ["Statement"],
    );
  });

  it("is the same as text and as an object", () => {
    const document = { Version: "2012-10-17", Statement: [{ ...READ, Sid: "Read" }] };
    deepEqual(
      readPolicyDocument(`\uFEFF\n ${JSON.stringify(document)} `, "identity", "policy"),
      readPolicyDocument(partial(document), "identity", "policy"),
    );
  });

  it("keeps the neighbours of an unknown part", () => {
    const document = documentOf([{ ...READ, Resource: ["arn:aws:s3:::a", UNKNOWN] }, UNKNOWN]);
    const [statement] = document.statements;
    deepEqual(places(document.hidden), ["Statement[1]"]);
    deepEqual(places(document.unknowns), ["Statement[0].Resource[1]", "Statement[1]"]);
    deepEqual(statement?.action?.values, [known("s3:GetObject", "Statement[0].Action")]);
    deepEqual(statement.resource?.values, [
      known("arn:aws:s3:::a", "Statement[0].Resource[0]"),
      unknown("Statement[0].Resource[1]"),
    ]);
    deepEqual(document.problems, []);
  });

  it("is one hidden part where nothing of it is known", () => {
    const { hidden, statements } = readPolicyDocument(unknown("policy"), "identity", "policy");
    deepEqual([places(hidden), statements], [["policy"], []]);
  });

  it("tells the principals of a trust policy with their kind", () => {
    const [first, second] = documentOf(
      [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: ["111122223333", UNKNOWN], Service: "ec2.amazonaws.com" },
        },
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" },
      ],
      "trust",
    ).statements;
    deepEqual(first?.principal?.entries, [
      { type: "AWS", value: known("111122223333", "Statement[0].Principal.AWS[0]") },
      { type: "AWS", value: unknown("Statement[0].Principal.AWS[1]") },
      { type: "Service", value: known("ec2.amazonaws.com", "Statement[0].Principal.Service") },
    ]);
    deepEqual(second?.principal?.entries, [{ type: "any", value: known("*", "Statement[1].Principal") }]);
  });

  it("is judged by what element names mean, whatever their case", () => {
    const { statements, problems } = documentOf({ effect: "Allow", ACTION: "*", Resource: "*" });
    deepEqual(statements[0]?.action?.values, [known("*", "Statement.ACTION")]);
    deepEqual(problems, [
      { place: "Statement.effect", expected: "`Effect`", found: "`effect`" },
      { place: "Statement.ACTION", expected: "`Action`", found: "`ACTION`" },
    ]);
  });

  it("has a text for its `Id`", () => {
    const problemsWith = (id: Written) =>
      readPolicyDocument(partial({ Id: id, Statement: READ }), "identity").problems.map(({ found }) => found);
    deepEqual(["shop", UNKNOWN, 5, {}].map(problemsWith), [[], [], ["a number"], ["an object"]]);
  });

  it("may be written by a service around one statement", () => {
    const lone = (source: PartialJson) => readLoneStatement(source, "resource", "statement");
    const statement = { Effect: "Allow", Principal: "*", Action: "events:PutEvents" };
    const asObject = lone(partial(statement));
    deepEqual(
      asObject.statements.map(({ place, action }) => [place, action?.values]),
      [["statement", [known("events:PutEvents", "statement.Action")]]],
    );
    deepEqual(lone(JSON.stringify(statement)), asObject);
    deepEqual(places(lone(unknown("statement")).hidden), ["statement"]);
    deepEqual(lone("{").problems, [
      { place: "statement", expected: "a JSON document", found: "the end at line 1, column 2" },
    ]);
  });

  it("has `__proto__` for an element that does not exist", () => {
    const { problems } = readPolicyDocument('{"Statement":[],"__proto__":1}', "identity", "policy");
    deepEqual(problems, [
      { place: "policy.__proto__", expected: "one of `Version`, `Id`, `Statement`", found: "`__proto__`" },
      { place: "policy.Statement", expected: "a statement or a list of statements", found: "an empty list" },
    ]);
  });
});

describe("the policy of a resource", () => {
  const ROWS: readonly (readonly [title: string, statement: Written])[] = [
    ["needs no resource at some services", { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "ecr:*" }],
    ["takes any text as a name", { ...READ, Principal: "*", Sid: "Enable IAM User Permissions" }],
    ["takes the short resources of API Gateway", { ...READ, Principal: "*", Resource: "execute-api:/*/GET/pets" }],
    ["takes canonical users", { ...READ, Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbaced" } }],
    ["takes all but some principals", { ...READ, NotPrincipal: { AWS: "111122223333" } }],
  ];
  for (const [title, statement] of ROWS) {
    it(title, () => {
      const { problems, statements } = documentOf(statement, "resource");
      deepEqual([problems, statements.length], [[], 1]);
    });
  }
});

describe("a malformed policy document", () => {
  const ROWS: readonly (readonly [title: string, statement: Written, kind: DocumentKind, problem: string])[] = [
    [
      "a resource's policy without a principal",
      READ,
      "resource",
      "Statement.Principal: expected `Principal` in a policy of a resource, found nothing",
    ],
    [
      "a policy of a service that asks for the resource, without one",
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject" },
      "resource-named",
      "Statement.Resource: expected `Resource` or `NotResource`, found nothing",
    ],
    [
      "a resource that is no ARN",
      { ...READ, Principal: "*", Resource: "uploads" },
      "resource",
      "Statement.Resource: expected `*` or an ARN, found another text",
    ],
    [
      "an effect that is a number",
      { ...READ, Effect: 1 },
      "identity",
      "Statement.Effect: expected `Allow` or `Deny`, found a number",
    ],
    [
      "no effect",
      { Action: "*", Resource: "*" },
      "identity",
      "Statement.Effect: expected `Allow` or `Deny`, found nothing",
    ],
    [
      "no action",
      { Effect: "Allow", Resource: "*" },
      "identity",
      "Statement.Action: expected `Action` or `NotAction`, found nothing",
    ],
    [
      "two kinds of action",
      { ...READ, NotAction: "iam:*" },
      "identity",
      "Statement.NotAction: expected either `Action` or `NotAction`, found both",
    ],
    [
      "an action without a service",
      { ...READ, Action: "GetObject" },
      "identity",
      "Statement.Action: expected `*` or an action such as `s3:GetObject`, found another text",
    ],
    [
      "an action that is an object",
      { ...READ, Action: [{}] },
      "identity",
      "Statement.Action[0]: expected `*` or an action such as `s3:GetObject`, found an object",
    ],
    [
      "an action with a wildcard for its service",
      { ...READ, Action: "*:Untag*" },
      "identity",
      "Statement.Action: expected `*` or an action such as `s3:GetObject`, found another text",
    ],
    [
      "an action with two colons",
      { ...READ, Action: "s3:GetObject:*" },
      "identity",
      "Statement.Action: expected `*` or an action such as `s3:GetObject`, found another text",
    ],
    [
      "two kinds of principal",
      { ...READ, Principal: "*", NotPrincipal: { AWS: "111122223333" } },
      "resource",
      "Statement.NotPrincipal: expected either `Principal` or `NotPrincipal`, found both",
    ],
    [
      "a condition that is null",
      { ...READ, Condition: null },
      "identity",
      "Statement.Condition: expected an object of operators, found null",
    ],
    [
      "no actions",
      { ...READ, Action: [] },
      "identity",
      "Statement.Action: expected `*` or an action such as `s3:GetObject`, found an empty list",
    ],
    [
      "a resource that is a name",
      { ...READ, Resource: "bucket" },
      "identity",
      "Statement.Resource: expected `*` or an ARN, found another text",
    ],
    [
      "an operator that does not exist",
      { ...READ, Condition: { StringIs: { a: "b" } } },
      "identity",
      "Statement.Condition.StringIs: expected a condition operator, found `StringIs`, which is none",
    ],
    [
      "a resource of a partition that does not exist",
      { ...READ, Resource: "arn:amazon:s3:::bucket" },
      "identity",
      "Statement.Resource: expected `*` or an ARN, found another text",
    ],
    [
      "a number that is none",
      { ...READ, Condition: { NumericLessThan: { "s3:max-keys": "many" } } },
      "identity",
      'Statement.Condition.NumericLessThan["s3:max-keys"]: expected a number, found another text',
    ],
    [
      "a truth that is none",
      { ...READ, Condition: { Bool: { "aws:SecureTransport": "yes" } } },
      "identity",
      'Statement.Condition.Bool["aws:SecureTransport"]: expected `true` or `false`, found another text',
    ],
    [
      "a date that is none",
      { ...READ, Condition: { DateLessThan: { "aws:CurrentTime": "tomorrow" } } },
      "identity",
      'Statement.Condition.DateLessThan["aws:CurrentTime"]: expected a date such as `2026-12-31T23:59:59Z`, found another text',
    ],
    [
      "a range of addresses that is none",
      { ...READ, Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "203.0.113.0/40"] } } },
      "identity",
      'Statement.Condition.IpAddress["aws:SourceIp"][1]: expected an address or a range such as `203.0.113.0/24`, found another text',
    ],
    [
      "`NullIfExists`",
      { ...READ, Condition: { NullIfExists: { a: "true" } } },
      "identity",
      "Statement.Condition.NullIfExists: expected a condition operator, found `NullIfExists`, which is none",
    ],
    [
      "a condition that is a list",
      { ...READ, Condition: ["a"] },
      "identity",
      "Statement.Condition: expected an object of operators, found a list",
    ],
    [
      "a value that is an object",
      { ...READ, Condition: { Bool: { a: {} } } },
      "identity",
      "Statement.Condition.Bool.a: expected a text, found an object",
    ],
    [
      "an element that does not exist",
      { ...READ, Actions: "*" },
      "identity",
      "Statement.Actions: expected one of `Sid`, `Effect`, `Principal`, `NotPrincipal`, `Action`, `NotAction`, `Resource`, `NotResource`, `Condition`, found `Actions`",
    ],
    [
      "a principal in permissions",
      { ...READ, Principal: "*" },
      "identity",
      "Statement.Principal: expected no principal in the permissions of an identity, found one",
    ],
    [
      "a Sid with a space",
      { ...READ, Sid: "a b" },
      "identity",
      "Statement.Sid: expected letters and digits, found another text",
    ],
    [
      "a Sid given twice",
      [
        { ...READ, Sid: "a" },
        { ...READ, Sid: "a" },
      ],
      "identity",
      "Statement[1].Sid: expected a `Sid` of its own, found that of another statement",
    ],
    ["a statement that is a text", ["Allow"], "identity", "Statement[0]: expected a statement, found a string"],
    [
      "no principal in a trust policy",
      { Effect: "Allow", Action: "sts:AssumeRole" },
      "trust",
      "Statement.Principal: expected `Principal` in a trust policy, found nothing",
    ],
    [
      "a resource in a trust policy",
      { ...READ, Principal: "*" },
      "trust",
      "Statement.Resource: expected no resource in a trust policy, which stands on the role itself, found one",
    ],
    [
      "a principal that is a text",
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: "111122223333" },
      "trust",
      "Statement.Principal: expected `*` or an object such as `{ AWS: … }`, found another text",
    ],
    [
      "a kind of principal that does not exist",
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Role: "a" } },
      "trust",
      "Statement.Principal.Role: expected `AWS`, `Federated`, `Service` or `CanonicalUser`, found `Role`",
    ],
    [
      "a wildcard in a part of a principal",
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111122223333:role/*" } },
      "trust",
      "Statement.Principal.AWS: expected a whole principal, as IAM takes no wildcard in a part of one, found a wildcard",
    ],
  ];
  for (const [title, statement, kind, expected] of ROWS) {
    it(`has exactly one problem with ${title}`, () => {
      deepEqual(
        documentOf(statement, kind).problems.map(
          ({ place, expected: wanted, found }) => `${place}: expected ${wanted}, found ${found}`,
        ),
        [expected],
      );
    });
  }

  const WHOLE: readonly (readonly [string, Written, string])[] = [
    ["a list", [], "policy: expected a policy document, found an empty list"],
    [
      "no statement",
      { Version: "2012-10-17" },
      "policy.Statement: expected a statement or a list of statements, found nothing",
    ],
    [
      "another version",
      { Version: "2012-10-18", Statement: READ },
      "policy.Version: expected `2012-10-17` or `2008-10-17`, found another text",
    ],
    ["statements that are a number", { Statement: 1 }, "policy.Statement: expected a statement, found a number"],
  ];
  for (const [title, document, expected] of WHOLE) {
    it(`has exactly one problem with ${title}`, () => {
      deepEqual(
        readPolicyDocument(partial(document), "identity", "policy").problems.map(
          ({ place, expected: wanted, found }) => `${place}: expected ${wanted}, found ${found}`,
        ),
        [expected],
      );
    });
  }

  it("keeps what is well-formed", () => {
    const { statements } = documentOf([{ Effect: 1 }, READ]);
    deepEqual(statements[1]?.action?.values, [known("s3:GetObject", "Statement[1].Action")]);
  });

  it("is not known to allow or deny by an effect that is neither", () => {
    const [statement] = documentOf({ ...READ, Effect: "Permit" }).statements;
    deepEqual(statement?.effect, unknown("Statement.Effect", "neither `Allow` nor `Deny`"));
  });

  it("never shows a value", () => {
    const odd = fc.letrec<{ value: Written }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant("s3cr3t"),
        fc.constantFrom<Written>(null, 1, true, "Allow", "*", UNKNOWN),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            "Version",
            "Statement",
            "Effect",
            "Action",
            "Resource",
            "Principal",
            "AWS",
            "Condition",
            "Bool",
            "Sid",
            "__proto__",
          ),
          tie("value"),
          { maxKeys: 5 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(
        odd,
        fc.constantFrom<DocumentKind>("identity", "trust", "resource", "resource-named"),
        (written, kind) => {
          const { problems } = readPolicyDocument(partial(written), kind, "policy");
          equal(JSON.stringify(problems).includes("s3cr3t"), false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("grants in plain data", () => {
  it("are statements that allow, with an unknown resource among known actions", () => {
    const grants: PartialJson = partial([{ actions: ["s3:GetObject"], resources: [UNKNOWN] }], "grants");
    const [statement] = readGrants(grants, "grants").statements;
    deepEqual(statement, {
      place: "grants[0]",
      effect: known("Allow", "grants[0]"),
      action: { place: "grants[0].actions", negated: false, values: [known("s3:GetObject", "grants[0].actions[0]")] },
      resource: { place: "grants[0].resources", negated: false, values: [unknown("grants[0].resources[0]")] },
      principal: undefined,
      conditions: [],
      hiddenConditions: [],
    });
  });
});
