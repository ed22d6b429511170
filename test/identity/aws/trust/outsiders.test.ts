import { deepEqual } from "node:assert/strict";
import { outsiders } from "../../../../identity/aws/trust/outsiders";
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
