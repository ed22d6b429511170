import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { actionNamed, type Action } from "../../../../identity/aws/actions/actions";
import { grantedStatements, type HasPlace } from "../../../../identity/aws/permissions/breadth";
import { CREDENTIALS, DATA, excesses, SHARING, type Reach } from "../../../../identity/aws/permissions/reach";
import { WHOLE_KIND } from "../../../../identity/aws/actions/whole-kinds";
import { documentOf, UNKNOWN, type Written } from "../documents";

const REACHES: readonly Reach[] = ["negation", "service", "credentials", "exposure", "scope", "data"];

function grantOf(statement: Written): HasPlace {
  return { document: documentOf(statement), path: "policy" };
}

interface Limits {
  readonly beside?: readonly Written[];
  readonly boundary?: Written;
  readonly perhaps?: Written;
}

/** What the statement reaches for a holder with these limits, or for nobody in particular. */
function reachesOf(statement: Written, limits?: Limits): readonly string[] {
  const own = grantOf(statement);
  const holder = limits && {
    grants: [own, ...(limits.beside ?? []).map(grantOf)],
    ...(limits.boundary !== undefined && { boundary: grantOf(limits.boundary) }),
    perhaps: () => (limits.perhaps === undefined ? [] : [grantOf(limits.perhaps)]),
  };
  const granted = { document: own.document, holders: holder ? [holder] : [] };
  return REACHES.flatMap((reach) =>
    [...excesses(granted, reach)].map(({ answer }) => (answer === "yes" ? reach : `${reach}?`)),
  );
}

function allow(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}) {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

function deny(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}) {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

describe("the worst that a statement reaches", () => {
  const rows: readonly (readonly [title: string, statement: Written, reach: Reach | undefined])[] = [
    ["a service by its wildcard", allow("s3:*"), "service"],
    ["every service", allow("*"), "service"],
    ["a service by a wildcard in other letters", allow("S3:**"), "service"],
    ["services by a wildcard for their names", allow("sq?:*"), "service"],
    ["a service on every ARN of it", allow("s3:*", "arn:aws:s3:::*"), "service"],
    [
      "a service on every ARN of an account and region",
      allow("sqs:*", "arn:aws:sqs:eu-west-1:111122223333:*"),
      "service",
    ],
    ["a service in another partition", allow("sqs:*", "arn:aws-us-gov:sqs:*:*:*"), "service"],
    ["a service on the ARNs of another one", allow("s3:*", "arn:aws:sqs:*:*:*"), undefined],
    ["a service on one bucket", allow("s3:*", ["arn:aws:s3:::uploads", "arn:aws:s3:::uploads/*"]), undefined],
    ["a service on buckets of one name", allow("s3:*", "arn:aws:s3:::uploads-*"), undefined],
    ["a service that only reads", allow("freetier:Get*"), undefined],
    ["a denial of a service", deny("s3:*"), undefined],
    ["all that reads in a service, beside data", allow("sns:Get*"), undefined],
    ["all that puts in a service", allow("s3:Put*"), "exposure"],
    ["all that puts objects", allow("s3:PutObject*"), "exposure"],
    ["all that deletes objects", allow("s3:DeleteObject"), "scope"],
    ["permissions before what is written", allow(["s3:PutObject", "s3:PutBucketPolicy"]), "exposure"],
    ["the policies of the buckets of one name", allow("s3:PutBucketPolicy", "arn:aws:s3:::uploads-*"), undefined],
    ["what shares snapshots", allow("ec2:ModifySnapshotAttribute"), "exposure"],
    ["what shares every snapshot", allow("ec2:ModifySnapshotAttribute", "arn:aws:ec2:*::snapshot/*"), "exposure"],
    [
      "every secret by its kind",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*"),
      "credentials",
    ],
    [
      "secrets of one name",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:shop-*"),
      undefined,
    ],
    ["every role of an account", allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/*"), "credentials"],
    ["the role of one name in every account", allow("sts:AssumeRole", "arn:aws:iam::*:role/deployer"), undefined],
    ["roles below a path", allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/shop/*"), undefined],
    ["every table's items", allow("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/*"), "data"],
    ["the items of one table", allow("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/a"), undefined],
    [
      "every table, to write to",
      allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/*"),
      undefined,
    ],
    ["a service by all of its keys", allow("kms:*", "arn:aws:kms:eu-west-1:111122223333:key/*"), "service"],
    [
      "what is written in one region",
      allow("sqs:SendMessage", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }),
      "scope",
    ],
    [
      "everything in one region",
      allow("*", "*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } }),
      "service",
    ],
    ["all but one action", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }, "negation"],
    ["all but everything", { Effect: "Allow", NotAction: "*", Resource: "*" }, undefined],
    [
      "all but one action on one bucket",
      { Effect: "Allow", NotAction: "iam:*", Resource: "arn:aws:s3:::a" },
      "negation",
    ],
    ["all resources but one", { Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::a/*" }, "negation"],
    [
      "no resource at all",
      { Effect: "Allow", Action: "s3:PutObject", NotResource: ["arn:aws:s3:::a/*", "*"] },
      undefined,
    ],
    ["a denial of all but one action", { Effect: "Deny", NotAction: "iam:*", Resource: "*" }, undefined],
    ["secrets before what is written", allow(["s3:PutObject", "secretsmanager:GetSecretValue"]), "credentials"],
    ["parameters by a pattern", allow("ssm:GetParam*"), "credentials"],
    ["parameters below a path", allow("ssm:GetParam*", "arn:aws:ssm:*:*:parameter/shop/*"), undefined],
    ["what is written before data", allow(["s3:GetObject", "s3:PutObject"]), "scope"],
    ["data alone", allow(["s3:GetObject", "s3:ListAllMyBuckets"]), "data"],
    ["objects of every bucket", allow("s3:GetObject", "arn:aws:s3:::*/*"), "data"],
    ["objects of one name in every bucket", allow("s3:GetObject", "arn:aws:s3:::*/public.html"), undefined],
    ["lists and descriptions", allow(["s3:ListBucket", "ec2:Describe*", "iam:Get*", "iam:List*"]), undefined],
    ["what takes no resource", allow(["xray:PutTraceSegments", "cloudwatch:PutMetricData"]), undefined],
    ["lines of a log", allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]), undefined],
    ["lines of a log beside the log itself", allow(["logs:PutLogEvents", "logs:DeleteLogGroup"]), "scope"],
    [
      "interfaces in a network",
      allow(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeSubnets"]),
      undefined,
    ],
    ["interfaces beside their permissions", allow("ec2:*NetworkInterfacePermission"), "exposure"],
    ["what takes no resource beside what does", allow(["xray:PutTraceSegments", "sqs:SendMessage"]), "scope"],
    ["passing roles, which is judged by itself", allow("iam:PassRole"), undefined],
    ["tags", allow("ec2:CreateTags"), undefined],
    ["an action newer than the snapshot", allow("s3:PutObjectTwice"), undefined],
    [
      "what is written under a condition that narrows it",
      allow("ec2:StopInstances", "*", { Condition: { StringEquals: { "ec2:ResourceTag/team": "shop" } } }),
      undefined,
    ],
    [
      "what is written under a condition that everything meets",
      allow("ec2:StopInstances", "*", { Condition: { StringLike: { "ec2:InstanceType": "*" } } }),
      "scope",
    ],
  ];
  for (const [title, statement, reach] of rows) {
    it(`is ${reach ?? "nothing"} for ${title}`, () => deepEqual(reachesOf(statement), reach ? [reach] : []));
  }
});

describe("what is left of a statement for those who have it", () => {
  const SEND = allow("sqs:*");
  const rows: readonly (readonly [title: string, limits: Limits, reaches: readonly string[]])[] = [
    ["all of it without limits", {}, ["service"]],
    ["nothing beside a denial of the service", { beside: [deny("sqs:*")] }, []],
    ["nothing beside denials that cover it together", { beside: [deny("sqs:*Message*"), deny("sqs:*")] }, []],
    ["all but one action beside a denial of it", { beside: [deny("sqs:DeleteQueue")] }, ["service"]],
    ["all of it beside a denial for one queue", { beside: [deny("sqs:*", "arn:aws:sqs:*:*:orders")] }, ["service"]],
    [
      "all of it beside a denial under a condition",
      { beside: [deny("sqs:*", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })] },
      ["service"],
    ],
    ["nothing within a boundary of another service", { boundary: allow("sns:*") }, []],
    ["all of it within a boundary of everything", { boundary: allow("*") }, ["service"]],
    ["nothing within a boundary of one queue", { boundary: allow("sqs:*", "arn:aws:sqs:*:*:orders") }, []],
    ["nothing within a boundary that denies it", { boundary: [allow("*"), deny("sqs:*")] }, []],
    ["an open question within a boundary that is not known", { boundary: UNKNOWN }, ["service?"]],
    ["an open question beside what may be a denial", { perhaps: deny("sqs:*") }, ["service?"]],
    ["all of it beside a statement that makes an administrator", { beside: [allow("*")] }, ["service"]],
  ];
  for (const [title, limits, reaches] of rows) {
    it(`is ${title}`, () => deepEqual(reachesOf(SEND, limits), reaches));
  }

  it("is told once where it makes an administrator", () => {
    deepEqual(reachesOf(allow("*"), {}), []);
    deepEqual(reachesOf(allow("*"), { boundary: allow("sqs:*") }), ["service"]);
  });
});

describe("a document that nobody has in the stack", () => {
  const rows: readonly (readonly [title: string, statements: readonly Written[], reaches: readonly string[]])[] = [
    ["what it denies", [allow("sqs:*"), deny("sqs:*")], []],
    ["what it denies elsewhere", [allow("sqs:*"), deny("sns:*")], ["service"]],
    ["what it denies on one queue", [allow("sqs:*"), deny("sqs:*", "arn:aws:sqs:*:*:orders")], ["service"]],
    ["what it may deny", [allow("s3:PutObject"), { ...deny("s3:PutObject"), Effect: UNKNOWN }], ["scope?"]],
  ];
  for (const [title, statements, reaches] of rows) {
    it(`is judged by ${title}`, () => deepEqual(reachesOf(statements), reaches));
  }
});

describe("a partly unknown statement", () => {
  const rows: readonly (readonly [title: string, statement: Written, reaches: readonly string[]])[] = [
    ["an unknown resource", allow("s3:PutObject", UNKNOWN), ["scope?"]],
    ["an unknown resource beside `*`", allow("s3:PutObject", ["*", UNKNOWN]), ["scope"]],
    [
      "an unknown action beside a known one",
      allow(["s3:PutObject", UNKNOWN]),
      ["service?", "credentials?", "exposure?", "scope", "data?"],
    ],
    ["an unknown action on one bucket", allow(UNKNOWN, "arn:aws:s3:::uploads"), []],
    ["an unknown effect", { ...allow("s3:PutObject"), Effect: UNKNOWN }, ["scope?"]],
    ["unknown conditions", allow("s3:PutObject", "*", { Condition: UNKNOWN }), ["scope?"]],
    ["an unknown resource for what only lists", allow("s3:ListBucket", UNKNOWN), []],
  ];
  for (const [title, statement, reaches] of rows) {
    it(`with ${title} is judged by what it may be`, () => deepEqual(reachesOf(statement), reaches));
  }
});

describe("the lists of actions behind a reach", () => {
  it("name actions that AWS has, and that can be granted on single resources", () => {
    for (const name of [...CREDENTIALS, ...DATA, ...SHARING, ...WHOLE_KIND.keys()]) {
      const action = actionNamed(name);
      equal(action?.name, name);
      ok(action.scopable, `${name} takes \`*\` only`);
    }
  });

  it("have no action in common", () => {
    deepEqual(
      [...CREDENTIALS].filter((name) => DATA.has(name)),
      [],
    );
  });
});

describe("the reach of statements", () => {
  const action = fc.constantFrom("s3:*", "s3:PutObject", "sqs:*", "ssm:GetParameter", "s3:GetObject", "sqs:Send*", "*");
  const resource = fc.constantFrom("*", "arn:aws:s3:::*", "arn:aws:sqs:*:*:*", "arn:aws:s3:::uploads");
  const allowing = fc.tuple(action, resource).map(([one, on]) => allow(one, on));
  const denying = fc.tuple(action, resource).map(([one, on]) => deny(one, on));
  const usable = (statement: Written, limits: Limits) => {
    const own = grantOf(statement);
    const boundary = limits.boundary === undefined ? {} : { boundary: grantOf(limits.boundary) };
    const holders = [{ grants: [own, ...(limits.beside ?? []).map(grantOf)], ...boundary }];
    const [read] = grantedStatements({ document: own.document, holders });
    return read ? read.broad("surely") : new Set<Action>();
  };

  it("shrinks, and never grows, with a denial or a boundary more", () => {
    fc.assert(
      fc.property(allowing, denying, allowing, (statement, denial, boundary) => {
        const free = usable(statement, { beside: [deny("nonesuch:*")] });
        for (const limits of [{ beside: [denial] }, { boundary }, { beside: [denial], boundary }]) {
          // Whoever is no administrator any more is told of the statement itself.
          if (statement.Action === "*") continue;
          for (const action of usable(statement, limits)) ok(free.has(action));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes bounded time for ten thousand statements", () => {
    const statements = Array.from({ length: 10_000 }, (_, at) =>
      allow(["s3:PutObject", `s3:Get*${at}`], `arn:aws:s3:::${at}`),
    );
    deepEqual(reachesOf(statements, { beside: statements.slice(0, 10) }), []);
  });
});
