import {
  ACCOUNT,
  allow,
  bounded,
  deny,
  document,
  inline,
  itTellsApart,
  OBJECTS,
  PASSING,
  role,
  UNKNOWN,
  withObject,
  withRights,
  type Pair,
} from "./stacks";

describe("the passing of roles", () => {
  const ROLES = `arn:aws:iam::${ACCOUNT}:role`;
  const to = (service: unknown, operator = "StringEquals") => ({ [operator]: { "iam:PassedToService": service } });
  const LAMBDA = to("lambda.amazonaws.com");
  const passes = (resource: unknown, condition?: object) => withRights(allow("iam:PassRole", resource, condition));
  const one = passes(`${ROLES}/task`, LAMBDA);
  const pair = (title: string, resource: unknown, condition?: object): Pair => [
    title,
    passes(resource, condition),
    [PASSING],
    one,
    [],
  ];
  itTellsApart([
    pair("is of every role", "*"),
    pair("is of every role, to one service", "*", LAMBDA),
    pair("is of every role of the account", `${ROLES}/*`, LAMBDA),
    pair("is of every role in whatever account", "arn:aws:iam::*:role/*", LAMBDA),
    pair("is to every service", `${ROLES}/task`),
    pair("is to every service by a wildcard", `${ROLES}/task`, to("*.amazonaws.com", "StringLike")),
    pair("is to every service but one", `${ROLES}/task`, to("ec2.amazonaws.com", "StringNotEquals")),
    pair("is to every service in one region", `${ROLES}/task`, {
      StringEquals: { "aws:RequestedRegion": "eu-west-1" },
    }),
    pair("is of every role, whatever tags are asked of it", "*", {
      StringEquals: { "iam:PassedToService": "lambda.amazonaws.com", "aws:ResourceTag/team": "shop" },
    }),
    pair("is of the role itself", `${ROLES}/app`, LAMBDA),
    [
      "is of roles of one name or path",
      passes(`${ROLES}/app*`, LAMBDA),
      [PASSING],
      passes([`${ROLES}/task-*`, `${ROLES}/jobs/*`], LAMBDA),
      [],
    ],
    [
      "is of the role itself or of another one of the stack",
      passes("${role.arn}", LAMBDA),
      [PASSING],
      { other: role({ name: "task" }), ...passes("${other.arn}", LAMBDA) },
      [],
    ],
    [
      "is left or not by a boundary",
      bounded([allow("*")], allow("iam:PassRole")),
      [PASSING],
      bounded([allow("s3:*")], allow("iam:PassRole")),
      [],
    ],
    [
      "is left to one service by a boundary",
      bounded([allow("iam:PassRole")], allow("iam:PassRole", `${ROLES}/task`)),
      [PASSING],
      bounded([allow("iam:PassRole", "*", LAMBDA)], allow("iam:PassRole", `${ROLES}/task`)),
      [],
    ],
    [
      "is left or not by a denial in another policy",
      { role: role(), rights: inline("role", allow("iam:PassRole")) },
      [PASSING],
      { role: role(), rights: inline("role", allow("iam:PassRole")), limits: inline("role", deny("iam:Pass*")) },
      [],
    ],
    [
      "is an open question where the role is not known",
      passes(`${ROLES}/task`),
      [PASSING],
      withObject(allow("iam:PassRole", UNKNOWN, LAMBDA)),
      [`${PASSING}?`],
    ],
    [
      "is an open question where a boundary is under a condition that is not known",
      bounded([allow("iam:PassRole", "*", LAMBDA)], allow("iam:PassRole", `${ROLES}/task`)),
      [],
      {
        boundary: {
          type: "aws-native:iam:ManagedPolicy",
          properties: { policyDocument: document(allow("iam:PassRole", "*", UNKNOWN)) },
        },
        role: role({ permissionsBoundary: "${boundary.policyArn}" }),
        rights: inline("role", allow("iam:PassRole", `${ROLES}/task`)),
      },
      [`${PASSING}?`],
    ],
    [
      "is an open question where the role's own name is not known",
      { role: role(), rights: inline("role", allow("iam:PassRole", `${ROLES}/app`, LAMBDA)) },
      [PASSING],
      { role: role({ name: UNKNOWN }), rights: inline("role", allow("iam:PassRole", `${ROLES}/app`, LAMBDA)) },
      [`${PASSING}?`],
    ],
  ]);
  itTellsApart(
    [
      [
        "is none where an unknown action is on a bucket",
        withObject(allow(["iam:PassRole", UNKNOWN], `${ROLES}/task`)),
        [PASSING],
        withObject(allow(["s3:GetObject", UNKNOWN], OBJECTS)),
        [],
      ],
    ],
    {},
    [PASSING],
  );
});
