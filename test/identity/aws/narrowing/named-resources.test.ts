import { deepEqual, equal, ok } from "node:assert/strict";
import { actionNamed, actionsOfService, services, type Action } from "../../../../identity/aws/actions/actions";
import { resourceFormsOf } from "../../../../identity/aws/actions/action-resources";
import type { PolicyDocument } from "../../../../identity/aws/document/document";
import { onNamedResources, resourcesFor, type Nearby } from "../../../../identity/aws/narrowing/named-resources";
import { excesses, type Reach } from "../../../../identity/aws/permissions/reach";
import { documentOf, type Written } from "../documents";

const NOWHERE: Nearby = { arns: [], only: [] };
const REACHES: readonly Reach[] = ["negation", "service", "credentials", "exposure", "scope", "data"];

function actionsNamed(...names: readonly string[]): readonly Action[] {
  return names.flatMap((name) => actionNamed(name) ?? []);
}

/** What reaches too far in a document that nobody has yet. */
function excessIn(document: PolicyDocument): readonly string[] {
  const granted = { document, holders: [] };
  return REACHES.flatMap((reach) =>
    [...excesses(granted, reach)].flatMap((found) =>
      found.answer === "yes" ? found.actions.map(({ name }) => `${reach}: ${name}`) : [],
    ),
  );
}

describe("the resources that a statement could name", () => {
  const FORMS: readonly (readonly [actions: readonly string[], values: readonly string[]])[] = [
    [["s3:GetObject"], ["arn:aws:s3:::BUCKET_NAME/*"]],
    [["s3:ListBucket"], ["arn:aws:s3:::BUCKET_NAME"]],
    [["dynamodb:PutItem", "dynamodb:Query"], ["arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME"]],
    [["secretsmanager:GetSecretValue"], ["arn:aws:secretsmanager:REGION:ACCOUNT:secret:SECRET_NAME-??????"]],
    [
      ["sqs:SendMessage", "sns:Publish"],
      ["arn:aws:sns:REGION:ACCOUNT:TOPIC_NAME", "arn:aws:sqs:REGION:ACCOUNT:QUEUE_NAME"],
    ],
    [["iam:PutRolePolicy"], ["arn:aws:iam::ACCOUNT:role/ROLE_NAME"]],
    [["logs:PutLogEvents"], ["arn:aws:logs:REGION:ACCOUNT:log-group:LOG_GROUP_NAME:log-stream:*"]],
  ];
  for (const [actions, values] of FORMS) {
    it(`are ${values.join(" and ")} for ${actions.join(" and ")}`, () => {
      deepEqual(resourcesFor(actionsNamed(...actions), NOWHERE)?.values, values);
    });
  }

  it("have the account and the region where they are known", () => {
    const nearby = { ...NOWHERE, account: "111122223333", region: "eu-central-1" };
    deepEqual(resourcesFor(actionsNamed("dynamodb:PutItem"), nearby), {
      values: ["arn:aws:dynamodb:eu-central-1:111122223333:table/TABLE_NAME"],
      fillIn: ["TABLE_NAME"],
    });
  });

  const BUCKET = "arn:aws:s3:::uploads";
  const TABLE = "arn:aws:dynamodb:eu-central-1:111122223333:table/orders";
  const NEARBY: readonly (readonly [
    title: string,
    action: string,
    nearby: Partial<Nearby>,
    values: readonly string[],
  ])[] = [
    ["is a resource that the workload works with", "dynamodb:PutItem", { arns: [BUCKET, TABLE] }, [TABLE]],
    ["is what lies in it", "s3:PutObject", { arns: [BUCKET, TABLE] }, [`${BUCKET}/*`]],
    ["is the only one of its type in the stack", "dynamodb:PutItem", { only: [BUCKET, TABLE] }, [TABLE]],
    [
      "is that of the workload where there are both",
      "dynamodb:PutItem",
      { arns: [TABLE], only: [`${TABLE}-2`] },
      [TABLE],
    ],
    [
      "is none of another kind",
      "dynamodb:DeleteBackup",
      { arns: [BUCKET] },
      ["arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME/backup/BACKUP_NAME"],
    ],
    [
      "is the streams of a log group",
      "logs:PutLogEvents",
      { arns: ["arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/a:*"] },
      ["arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/a:log-stream:*"],
    ],
  ];
  for (const [title, action, nearby, values] of NEARBY) {
    it(title, () => deepEqual(resourcesFor(actionsNamed(action), { ...NOWHERE, ...nearby })?.values, values));
  }

  it("are not told of where they are too many to be of help", () => {
    equal(resourcesFor(actionsNamed("ec2:RunInstances"), NOWHERE), undefined);
  });

  it("pass for every action that AWS grants on single resources", () => {
    const byForms = new Map<string, Action[]>();
    for (const action of services().flatMap(actionsOfService)) {
      const forms = resourceFormsOf(action).join(" ");
      if (forms !== "") byForms.set(forms, [...(byForms.get(forms) ?? []), action]);
    }
    let passed = 0;
    for (const actions of byForms.values()) {
      const named = resourcesFor(actions, NOWHERE);
      if (!named) continue;
      const Action = actions.map(({ name }) => name);
      deepEqual(excessIn(documentOf({ Effect: "Allow", Action, Resource: named.values })), [], named.values.join(" "));
      passed++;
    }
    ok(passed > 1500, `${passed} forms`);
  }).timeout(60_000);
});

describe("a statement on every resource", () => {
  const narrowed = (statement: Written, ...names: readonly string[]) => {
    const document = documentOf([statement]);
    const [read] = document.statements;
    return read && onNamedResources(document, read, actionsNamed(...names), NOWHERE)?.changes;
  };

  it("keeps actions that take `*` alone, in a statement of their own", () => {
    const Action = ["s3:PutObject", "s3:ListAllMyBuckets"];
    deepEqual(narrowed({ Effect: "Allow", Action, Resource: "*" }, "s3:PutObject"), [
      { path: "Statement[0].Resource", value: "arn:aws:s3:::BUCKET_NAME/*" },
      { path: "Statement[0].Action", value: "s3:PutObject" },
      { path: "Statement[1]", value: { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" } },
    ]);
  });

  it("keeps those of a pattern that takes in both by name", () => {
    deepEqual(narrowed({ Effect: "Allow", Action: "sqs:*Queue*", Resource: "*" }, "sqs:CreateQueue"), [
      { path: "Statement[0].Resource", value: "arn:aws:sqs:REGION:ACCOUNT:QUEUE_NAME" },
      { path: "Statement[0].Action", value: "sqs:*Queue*" },
      { path: "Statement[1]", value: { Effect: "Allow", Action: "sqs:ListQueues", Resource: "*" } },
    ]);
  });

  it("is left alone where a condition would have to move with them", () => {
    const Condition = { StringLike: { "aws:userid": "*" } };
    const Action = ["s3:PutObject", "s3:ListAllMyBuckets"];
    equal(narrowed({ Effect: "Allow", Action, Resource: "*", Condition }, "s3:PutObject"), undefined);
  });

  it("names what it is for in place of what it leaves out", () => {
    const statement = { Effect: "Allow", Action: "s3:PutObject", NotResource: "arn:aws:s3:::audit/*" };
    deepEqual(narrowed(statement, "s3:PutObject"), [
      { path: "Statement[0].Resource", value: "arn:aws:s3:::BUCKET_NAME/*" },
      { path: "Statement[0].NotResource" },
    ]);
  });
});
