import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { explain, type Explanation } from "../../../../identity/aws/permissions/explanation";
import type { HasDocument, Permissions } from "../../../../identity/aws/permissions/permissions";
import { serviceControl } from "../../../../identity/aws/permissions/service-control";
import { unknown } from "../../../../identity/knowledge";
import { allow, deny, documentOf, UNKNOWN, type Written } from "../documents";

const FROM_VPC = { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } };
const ONE_QUEUE = { Resource: "arn:aws:sqs:eu-central-1:111122223333:orders" };

function grantsOf(...statements: readonly Written[]): readonly HasDocument[] {
  return statements.map((statement) => ({ document: documentOf(statement) }));
}

/** Each level as "sqs Write 2/12 [0]". */
function services({ services: list }: Explanation<HasDocument>): readonly string[] {
  return list.flatMap(({ service, levels }) =>
    levels.map(({ level, actions, of, by }) => `${service} ${level} ${actions.length}/${of} [${by.join(" ")}]`),
  );
}

function limits({ limits: list }: Explanation<HasDocument>): readonly string[] {
  return list.map(({ kind, takes, statement }) => `${kind} ${takes}${statement ? ` ${statement.place}` : ""}`);
}

describe("the explanation of what an identity may do", () => {
  const ROWS: readonly (readonly [
    title: string,
    permissions: Permissions<HasDocument>,
    services: readonly string[],
    limits: readonly string[],
  ])[] = [
    ["is empty without policies", { grants: [] }, [], []],
    [
      "tells actions by service and level, the gravest service first",
      { grants: grantsOf(allow(["sqs:SendMessage", "sqs:ListQueues", "kms:CreateGrant"])) },
      ["kms Permissions management 1/4 [0]", "sqs Write 1/8 [0]", "sqs Read 1/7 [0]"],
      [],
    ],
    ["expands wildcards", { grants: grantsOf(allow("sqs:*Message")) }, ["sqs Write 2/8 [0]", "sqs Read 1/7 [0]"], []],
    [
      "names each statement that gives a level",
      { grants: grantsOf(allow("sqs:SendMessage"), allow("sqs:DeleteMessage", ONE_QUEUE)) },
      ["sqs Write 2/8 [0 1]"],
      [],
    ],
    [
      "leaves out what is denied on everything",
      { grants: grantsOf(allow(["sqs:SendMessage", "sqs:DeleteMessage"]), deny("sqs:Send*")) },
      ["sqs Write 1/8 [0]"],
      ["denial 1 Statement"],
    ],
    [
      "keeps what is denied on one resource, and tells the denial",
      { grants: grantsOf(allow("sqs:SendMessage"), deny("sqs:*", ONE_QUEUE)) },
      ["sqs Write 1/8 [0]"],
      ["denial 0 Statement"],
    ],
    [
      "keeps what is denied under a condition, and tells the denial",
      { grants: grantsOf(allow("sqs:SendMessage"), deny("sqs:*", FROM_VPC)) },
      ["sqs Write 1/8 [0]"],
      ["denial 0 Statement"],
    ],
    [
      "does not tell denials of what nothing allows",
      { grants: grantsOf(allow("sqs:SendMessage"), deny("s3:*")) },
      ["sqs Write 1/8 [0]"],
      [],
    ],
    [
      "leaves out what the boundary does not allow",
      {
        grants: grantsOf(allow(["sqs:SendMessage", "sqs:DeleteMessage"])),
        boundary: { document: documentOf(allow("sqs:Send*")) },
      },
      ["sqs Write 1/8 [0]"],
      ["boundary 1"],
    ],
    [
      "leaves out nothing for a boundary that is not known",
      {
        grants: grantsOf(allow("sqs:SendMessage")),
        boundary: { document: documentOf(UNKNOWN) },
      },
      ["sqs Write 1/8 [0]"],
      ["boundary 0"],
    ],
    [
      "tells of service control policies by what they deny",
      {
        grants: grantsOf(allow(["sqs:SendMessage", "sns:Publish"])),
        serviceControl: serviceControl([{ Version: "2012-10-17", Statement: [deny("sns:*")] }]),
      },
      ["sqs Write 1/8 [0]"],
      ["denial 1 serviceControlPolicies[0].Statement[0]"],
    ],
  ];
  for (const [title, permissions, expected, limited] of ROWS) {
    it(title, () => {
      const explanation = explain(permissions);
      deepEqual([services(explanation), limits(explanation)], [expected, limited]);
    });
  }

  it("says whether a statement holds always, only sometimes, or perhaps", () => {
    const holds = (statement: Written) => explain({ grants: grantsOf(statement) }).statements.map((each) => each.holds);
    deepEqual(holds(allow("sqs:*")), ["always"]);
    deepEqual(holds(allow("sqs:*", { Condition: { Bool: { "aws:SecureTransport": "true" } } })), ["always"]);
    deepEqual(holds(allow("sqs:*", FROM_VPC)), ["sometimes"]);
    deepEqual(holds(allow("sqs:*", { Condition: UNKNOWN })), ["undetermined"]);
    deepEqual(holds({ Effect: UNKNOWN, Action: "sqs:*", Resource: "*" }), ["undetermined"]);
    deepEqual(holds(deny("sqs:*")), []);
  });

  it("says what it does not know, once each, and whose a grant may be", () => {
    const owner = unknown("role", "not known before deployment");
    const paths = explain({
      grants: grantsOf(allow(UNKNOWN), UNKNOWN),
      perhaps: () => [{ document: documentOf(deny("*")), owner }],
    }).unknowns.map(({ unknown: { path } }) => path);
    deepEqual(paths, ["Statement.Action", "Statement", "role"]);
  });

  it("tells of a whole service by its pattern as by all of its actions", () => {
    const [sqs] = explain({ grants: grantsOf(allow("sqs:*")) }).services;
    equal(sqs?.whole, true);
    const [part] = explain({ grants: grantsOf(allow("sqs:*"), deny("sqs:PurgeQueue")) }).services;
    equal(part?.whole, false);
  });

  const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Allow", "Deny"),
    Action: fc.constantFrom("sqs:*", "sqs:Send*", "sns:Publish", "*"),
    Resource: fc.constantFrom("*", "arn:aws:sqs:*:*:orders"),
    Condition: fc.constantFrom<Written>({}, FROM_VPC.Condition),
  });
  const actionsIn = (permissions: Permissions<HasDocument>) =>
    new Set(explain(permissions).services.flatMap(({ levels }) => levels.flatMap(({ actions }) => actions)));

  it("never grows by a Deny, a boundary or a service control policy, and never shrinks by an Allow", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), statement, (list, more) => {
        const grants = grantsOf(...list);
        const before = actionsIn({ grants });
        const after = actionsIn({ grants: [...grants, ...grantsOf(more)] });
        const [small, large] = more.Effect === "Deny" ? [after, before] : [before, after];
        ok([...small].every((action) => large.has(action)));
        const limit = { Version: "2012-10-17", Statement: [more] };
        for (const within of [
          actionsIn({ grants, boundary: { document: documentOf(more) } }),
          actionsIn({ grants, serviceControl: serviceControl([limit]) }),
        ]) {
          ok([...within].every((action) => before.has(action)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it("does not depend on how statements are split into documents", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), (list) => {
        const together = actionsIn({ grants: [{ document: documentOf(list) }] });
        deepEqual(actionsIn({ grants: grantsOf(...list) }), together);
      }),
      { numRuns: 50 },
    );
  });
});
