import { deepEqual } from "node:assert/strict";
import { outsiders, strangersIn } from "../../../../identity/aws/trust/outsiders";
import { documentOf, UNKNOWN, type Written } from "../documents";

type Members = Readonly<Record<string, Written>>;

const OWN = "111122223333";
const OTHER = "444455556666";
const ORGANISATION = "o-a1b2c3d4e5";

function allow(more: Members = {}): Members {
  return { Effect: "Allow", Principal: { AWS: OTHER }, Action: "sqs:*", Resource: "*", ...more };
}

/** Each outsider's account, with a question mark where it may be none. */
function judge(statement: Written, organisations: readonly string[] = []): readonly string[] {
  return outsiders(documentOf(statement, "resource"), [OWN], organisations).map(
    ({ account, doubts }) => `${account}${doubts.length > 0 ? "?" : ""}`,
  );
}

describe("the outsiders of a resource's policy", () => {
  const ROWS: readonly (readonly [title: string, more: Members, expected: readonly string[]])[] = [
    ["are accounts by their id", {}, [OTHER]],
    ["are accounts by their root", { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } }, [OTHER]],
    ["are roles of accounts", { Principal: { AWS: `arn:aws-cn:iam::${OTHER}:role/sync` } }, [OTHER]],
    ["are each one of a list", { Principal: { AWS: [OWN, OTHER, "777788889999"] } }, [OTHER, "777788889999"]],
    ["are not the known accounts", { Principal: { AWS: `arn:aws:iam::${OWN}:role/app` } }, []],
    ["are not services", { Principal: { Service: "sns.amazonaws.com" } }, []],
    ["are not origin access identities", { Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront E1A2" } }, []],
    ["are not everyone, who is another matter", { Principal: "*" }, []],
    [
      "are everyone of an account that a condition leaves",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": [OWN, OTHER] } } },
      [OTHER],
    ],
    [
      "are not everyone of the own account",
      { Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": OWN } } },
      [],
    ],
    [
      "are not everyone where a second condition leaves the own account",
      {
        Principal: "*",
        Condition: {
          StringEquals: { "aws:PrincipalAccount": OWN },
          ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${OTHER}:*` },
        },
      },
      [],
    ],
    [
      "are not everyone who perhaps is of another account",
      { Principal: "*", Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-f6g7h8i9j0" } } },
      [],
    ],
    [
      "are perhaps everyone of an account that is not known",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": UNKNOWN } } },
      ["undefined?"],
    ],
    ["are perhaps everyone under an unknown condition", { Principal: "*", Condition: UNKNOWN }, ["undefined?"]],
    ["are not those who are denied", { Effect: "Deny" }, []],
    ["are there perhaps under an unknown effect", { Effect: UNKNOWN }, [`${OTHER}?`]],
    ["are there perhaps under an unknown condition", { Condition: UNKNOWN }, [`${OTHER}?`]],
    ["are not of the organisation", { Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } } }, []],
    [
      "are perhaps of an unknown organisation",
      { Condition: { StringEquals: { "aws:PrincipalOrgID": UNKNOWN } } },
      [`${OTHER}?`],
    ],
    [
      "meet a condition that holds without an organisation",
      { Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION } } },
      [OTHER],
    ],
    [
      "are not of an organisation whose key is demanded beside",
      {
        Condition: {
          StringEqualsIfExists: { "aws:PrincipalOrgID": ORGANISATION },
          Null: { "aws:PrincipalOrgID": "false" },
        },
      },
      [],
    ],
    ["come over TLS as well", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, [OTHER]],
  ];
  for (const [title, more, expected] of ROWS) it(title, () => deepEqual(judge(allow(more)), expected));

  it("are of an organisation that is not trusted, where some are", () => {
    const statement = allow({ Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANISATION } } });
    deepEqual(judge(statement, [ORGANISATION]), []);
    deepEqual(judge(statement, ["o-f6g7h8i9j0"]), [OTHER]);
  });

  it("are not those whom a Deny leaves nothing", () => {
    const outside = { StringNotEquals: { "aws:PrincipalOrgID": ORGANISATION } };
    const deny = (more: Members): Members => ({ ...allow(), Effect: "Deny", Principal: "*", ...more });
    deepEqual(judge([allow(), deny({ Condition: outside })]), []);
    deepEqual(judge([allow(), deny({ Action: "sqs:SendMessage", Condition: outside })]), [OTHER]);
    deepEqual(judge([allow(), deny({ Condition: UNKNOWN })]), [`${OTHER}?`]);
  });
});

describe("the strangers that a text names", () => {
  const ROWS: readonly (readonly [text: string, organisations: readonly string[], expected: readonly string[]])[] = [
    [OTHER, [], [OTHER]],
    [OWN, [], []],
    [`${OWN}, ${OTHER}`, [], [OTHER]],
    [`arn:aws-us-gov:iam::${OTHER}:user/sync`, [], [`arn:aws-us-gov:iam::${OTHER}:user/sync`]],
    [`arn:aws:organizations::${OTHER}:organization/${ORGANISATION}`, [], []],
    [`arn:aws:organizations::${OTHER}:organization/${ORGANISATION}`, [ORGANISATION], []],
    [
      `arn:aws:organizations::${OTHER}:ou/o-f6g7h8i9j0/ou-ab12-11111111`,
      [ORGANISATION],
      [`arn:aws:organizations::${OTHER}:ou/o-f6g7h8i9j0/ou-ab12-11111111`],
    ],
    ["o-f6g7h8i9j0/r-ab12/*", [ORGANISATION], ["o-f6g7h8i9j0/r-ab12/*"]],
    ["IAM_ALLOWED_PRINCIPALS", [ORGANISATION], []],
    ["s3.amazonaws.com", [], []],
    ["", [], []],
  ];
  for (const [text, organisations, expected] of ROWS) {
    it(`\`${text}\` are ${expected.join() || "none"} where ${organisations.join() || "any organisation"} is known`, () =>
      deepEqual(
        strangersIn(text, [OWN], organisations).map((stranger) => stranger.text),
        expected,
      ));
  }
});
