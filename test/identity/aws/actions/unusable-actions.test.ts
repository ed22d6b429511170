import { deepEqual } from "node:assert/strict";
import { unusableActions } from "../../../../identity/aws/actions/unusable-actions";
import { documentOf, UNKNOWN, type Written } from "../documents";

describe("the actions of a statement without a resource to act on", () => {
  const [BUCKET, OBJECTS] = ["arn:aws:s3:::uploads", "arn:aws:s3:::uploads/*"];
  const USER = "arn:aws:iam::111122223333:user/ada";
  const ROLE = "arn:aws:iam::111122223333:role/shop";
  const STREAM = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/*";
  const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
  const ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias/orders";
  const SECRET = "arn:aws:secretsmanager:*:*:orders-*";
  const INSTANCE = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1a2b3c4d";
  const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/shop";
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
    ["are those of another service", "sqs:SendMessage", BUCKET, ["sqs:SendMessage lacks resource"]],
    ["are none beside a resource of each service", ["sqs:SendMessage", "s3:ListBucket"], [BUCKET, QUEUE], []],
    ["are none beside whatever a wildcard stands for", "sqs:SendMessage", "arn:aws:sqs:*:*:*", []],
    ["are those on roles beside a user", "iam:PassRole", USER, ["iam:PassRole lacks resource"]],
    ["are none on roles beside what may be one", "iam:PassRole", "arn:aws:iam::111122223333:*", []],
    ["are those on keys beside an alias", "kms:Decrypt", ALIAS, ["kms:Decrypt lacks resource"]],
    ["are none where a wildcard may reach over the type", "secretsmanager:GetSecretValue", SECRET, []],
    ["are none of tagging, whose types are not all known", "glue:TagResource", BUCKET, []],
    ["are those that take `*` only", "ec2:DescribeInstances", INSTANCE, ["ec2:DescribeInstances lacks everything"]],
    [
      "are those that take `*` only, beside one that does not",
      ["ec2:DescribeInstances", "ec2:StartInstances"],
      INSTANCE,
      ["ec2:DescribeInstances lacks everything"],
    ],
    ["are none that stand beside another by habit", ["dynamodb:GetRecords", "dynamodb:ListStreams"], STREAM, []],
    [
      "are those of a statement that does nothing",
      ["dynamodb:ListStreams"],
      STREAM,
      ["dynamodb:ListStreams lacks everything"],
    ],
    ["are none of another service beside one that has an effect", ["iam:PassRole", "lambda:CreateFunction"], ROLE, []],
    ["are none of those beside `*`", "ec2:DescribeInstances", [INSTANCE, "*"], []],
    ["are none of those that may be asked about all buckets", "s3:ListAllMyBuckets", "arn:aws:s3:::*", []],
    ["are none of those of a service whose types are not all known", "eks:CreateCluster", CLUSTER, []],
    ["are none of names that no action has", "s3:NoSuchThing", QUEUE, []],
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
