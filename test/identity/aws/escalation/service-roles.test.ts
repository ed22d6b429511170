import { deepEqual } from "node:assert/strict";
import type { Escalations } from "../../../../identity/aws/escalation/escalation";
import { besideServices } from "../../../../identity/aws/escalation/service-roles";
import { documentOf, UNKNOWN, type Written } from "../documents";

const BATCH = "service-role/AWSBatchServiceRole";
const GLUE = "service-role/AWSGlueServiceRole";

/** Ways up, each by the policies of AWS with these names; `undefined` is a policy of the customer. */
function waysBy(...policies: readonly (readonly (string | undefined)[])[]) {
  const paths = policies.map((names) => ({ deciding: names.map((name) => ({ grant: { name } })) }));
  return { paths, unknowns: [] } as unknown as Escalations<{ readonly name: string | undefined }>;
}

/** How many ways are left, and what keeps the answer open. */
function left(ways: ReturnType<typeof waysBy>, principal: Written | undefined) {
  const statement = (of: Written) => ({ Effect: "Allow", Principal: of, Action: "sts:AssumeRole" });
  const trust = principal === undefined ? undefined : documentOf(statement(principal), "trust");
  const { paths, unknowns } = besideServices(ways, trust, ({ name }) => name);
  return [paths.length, unknowns.map(({ unknown }) => unknown.path)];
}

const SERVICE = { Service: "batch.amazonaws.com" };

describe("ways up by the policies that AWS writes for its services", () => {
  const rows: readonly (readonly [title: string, ways: ReturnType<typeof waysBy>, principal: Written, left: number])[] =
    [
      ["the service that the policy is for", waysBy([BATCH]), SERVICE, 0],
      ["the service by its regional name", waysBy([BATCH]), { Service: "batch.eu-central-1.amazonaws.com" }, 0],
      ["a policy of another service", waysBy([GLUE]), SERVICE, 1],
      ["a policy of the customer", waysBy([undefined]), SERVICE, 1],
      ["a policy of the customer beside that of AWS", waysBy([BATCH, undefined]), SERVICE, 1],
      ["a policy of AWS for everybody", waysBy(["IAMFullAccess"]), SERVICE, 1],
      ["one way of each", waysBy([BATCH], [undefined]), SERVICE, 1],
      ["another service", waysBy([BATCH]), { Service: "lambda.amazonaws.com" }, 1],
      ["another service beside it", waysBy([BATCH]), { Service: ["batch.amazonaws.com", "lambda.amazonaws.com"] }, 1],
      ["an account beside it", waysBy([BATCH]), { ...SERVICE, AWS: "111122223333" }, 1],
      ["everybody", waysBy([BATCH]), "*", 1],
    ];
  for (const [title, ways, principal, count] of rows) {
    it(`are ${count === 0 ? "none" : "there"} for ${title}`, () => deepEqual(left(ways, principal), [count, []]));
  }

  it("are there for an identity that nobody becomes, such as a user", () => {
    deepEqual(left(waysBy([BATCH]), undefined), [1, []]);
  });

  it("are an open question while it is not known who may become the role", () => {
    deepEqual(left(waysBy([BATCH]), { Service: UNKNOWN }), [0, ["Statement.Principal.Service"]]);
    deepEqual(left(waysBy([BATCH], [undefined]), { Service: UNKNOWN }), [1, []]);
  });
});
