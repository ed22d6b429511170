import { deepEqual } from "node:assert/strict";
import { unusableActions } from "../../../../identity/aws/actions/unusable-actions";
import { documentOf, UNKNOWN, type Written } from "../documents";

describe("the actions of a statement without a resource to act on", () => {
  const [BUCKET, OBJECTS] = ["arn:aws:s3:::uploads", "arn:aws:s3:::uploads/*"];
  const rows: readonly (readonly [title: string, action: Written, resource: Written, expected: readonly string[]])[] = [
    ["are those on objects beside a bucket", ["s3:GetObject", "s3:ListBucket"], BUCKET, ["s3:GetObject lacks object"]],
    ["are those on buckets beside objects", ["s3:GetObject", "s3:ListBucket"], OBJECTS, ["s3:ListBucket lacks bucket"]],
    ["are found in any case", "S3:putobject", [BUCKET, "arn:aws:s3:::other"], ["S3:putobject lacks object"]],
    ["are none beside both", ["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS], []],
    ["are none beside everything", ["s3:GetObject", "s3:ListBucket"], "*", []],
    ["are none beside a wildcard that may stand for a bar", "s3:GetObject", "arn:aws:s3:::uploads*", []],
    ["are none beside an unknown resource", "s3:GetObject", [BUCKET, UNKNOWN], []],
    ["are none at an access point", "s3:GetObject", "arn:aws:s3:eu-west-1:111122223333:accesspoint/a/object/*", []],
    ["are none of a pattern", "s3:*", BUCKET, []],
    ["are none of other services", "sqs:SendMessage", BUCKET, []],
  ];
  for (const [title, action, resource, expected] of rows) {
    it(title, () => {
      const { statements } = documentOf({ Effect: "Allow", Action: action, Resource: resource });
      deepEqual(
        statements.flatMap(unusableActions).map((each) => `${each.action} lacks ${each.lacks}`),
        expected,
      );
    });
  }
});
