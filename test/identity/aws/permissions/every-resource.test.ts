import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { grantedStatements, type GrantedStatement, type HasPlace } from "../../../../identity/aws/permissions/breadth";
import { documentOf, UNKNOWN, type Written } from "../documents";

function readOf(resource: Written, action: Written = "*"): GrantedStatement<HasPlace> {
  const document = documentOf({ Effect: "Allow", Action: action, Resource: resource });
  const [read] = grantedStatements<HasPlace>({ document, holders: [] });
  ok(read);
  return read;
}

describe("a statement on resources", () => {
  const rows: readonly (readonly [resource: Written, surely: boolean, possibly: boolean])[] = [
    ["*", true, true],
    ["arn:aws:s3:::*", true, true],
    ["arn:aws:s3:::*/*", true, true],
    ["arn:aws:sqs", true, true],
    ["arn:aws:s3:::uploads-*", false, false],
    ["arn:aws:s3:::uploads/*", false, false],
    ["arn:aws:sqs:eu-west-1:111122223333:orders", false, false],
    ["arn:aws:iam::111122223333:role/*", true, true],
    ["arn:aws:iam::111122223333:role/app-*", false, false],
    [["arn:aws:s3:::uploads/*", UNKNOWN], false, true],
  ];
  for (const [resource, ...expected] of rows) {
    it(`may be on all of a service for ${JSON.stringify(resource)}: ${expected.join(", ")}`, () => {
      const read = readOf(resource);
      deepEqual([read.broad("surely").size > 0, read.broad("possibly").size > 0], expected);
    });
  }

  it("is never left out where an action is granted on every resource of its service", () => {
    const part = fc.constantFrom("*", "?*", "", "aws", "s3", "iam", "sqs", "dynamodb", "eu-west-1", "111122223333");
    const end = fc.constantFrom("*", "*/*", "role/*", "role/a*", "table/*", "secret:*", "orders", "**", "?", "/*");
    const arn = fc.tuple(part, part, part, part, end).map((parts) => `arn:${parts.join(":")}`);
    const pattern = fc.oneof(arn, fc.constantFrom("*", "arn:*", "arn:aws:s3", "arn:aws:*:*", "*:s3:*"));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), (resources) => {
        const read = readOf(resources, ["s3:*", "sts:AssumeRole", "iam:*", "sqs:*", "dynamodb:*", "secretsmanager:*"]);
        for (const certainty of ["surely", "possibly"] as const) {
          if (!read.hasBroad(certainty)) equal(read.broad(certainty).size, 0, resources.join(" "));
        }
      }),
      { numRuns: 500 },
    );
  });
});
