import { deepEqual } from "node:assert/strict";
import { readPolicyDocument } from "../../../../identity/aws/document/document";
import { actionNames } from "../../../../identity/aws/actions/misspelt-actions";

function namesIn(action: string, effect = "Allow") {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: effect, Action: action, Resource: "*" } });
  const { misspelt, notKnown } = actionNames(readPolicyDocument(text, "identity", "policy"));
  return [...misspelt.map(({ nearest }) => nearest ?? "no action"), ...notKnown.map(({ because }) => because)];
}

const GATHERED = "among those that AWS had on 2026-09-26";

describe("names of actions in a policy document", () => {
  const rows: readonly (readonly [action: string, expected: readonly string[]])[] = [
    ["s3:GetObject", []],
    ["s3:getobject", []],
    ["s3:Get*", []],
    ["*", []],
    ["*:Get*", []],
    // A letter left out, added, replaced, swapped with its neighbour.
    ["s3:GetObjet", ["s3:GetObject"]],
    ["s3:GettObject", ["s3:GetObject"]],
    ["sts:AssuneRole", ["sts:AssumeRole"]],
    ["sqs:SendMesasge", ["sqs:SendMessage"]],
    ["secretsmanager:GetSecretsValue", ["secretsmanager:GetSecretValue"]],
    ["ec2:DescribeInstance", ["ec2:DescribeInstances"]],
    // Names in the way AWS names new actions.
    ["s3:GetObjects", [`no action ${GATHERED}; the nearest is \`s3:GetObject\``]],
    ["s3:PutObjectV2", [`no action ${GATHERED}; the nearest is \`s3:PutObject\``]],
    ["s3:GetObjectz", ["s3:GetObject"]],
    // Operations of an API, which another action permits.
    ["s3:HeadObject", ["s3:GetObject"]],
    ["s3:ListObjectsV2", ["s3:ListBucket"]],
    ["S3:listbuckets", ["s3:ListAllMyBuckets"]],
    ["lambda:Invoke", ["lambda:InvokeFunction"]],
    // Common names of services.
    ["cloudwatchlogs:PutLogEvents", ["logs:PutLogEvents"]],
    ["stepfunctions:Start*", ["states:*"]],
    ["elbv2:NoSuchThing", ["no action"]],
    // Too far from anything.
    ["s3:FetchObject", [`no action ${GATHERED}`]],
    ["s3:DoSomething", ["no action"]],
    ["s3:Fetch*", [`a pattern that matches no action ${GATHERED}`]],
    // The service is misspelt, or not known.
    ["lamda:InvokeFunction", ["lambda:InvokeFunction"]],
    ["lamda:NoSuchThing", ["no action"]],
    ["nonesuch:GetThing", [`no action ${GATHERED}`]],
    ["nonesuch:*", [`a pattern that matches no action ${GATHERED}`]],
    ["constructor:name", ["no action"]],
  ];
  for (const [action, expected] of rows) {
    it(`${expected.length === 0 ? "are right" : "are reported"} with ${action}`, () =>
      deepEqual(namesIn(action), expected));
  }

  it("tell a denial without effect from a grant without effect", () => {
    const text = JSON.stringify({
      Statement: [{ Effect: "Deny", Action: ["s3:GetObject", "s3:GetObjet"], Resource: "*" }],
    });
    deepEqual(actionNames(readPolicyDocument(text, "identity", "policy")).misspelt, [
      { place: "policy.Statement[0].Action[1]", effect: "Deny", nearest: "s3:GetObject" },
    ]);
  });

  it("take bounded time with names as long as documents", () => {
    deepEqual(namesIn(`s3:${"a".repeat(200_000)}`), [`no action ${GATHERED}`]);
  });
});
