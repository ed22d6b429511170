import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { administrator } from "../../../../identity/aws/permissions/administrator";
import {
  permission,
  sidesOf,
  type HasDocument,
  type Permission,
} from "../../../../identity/aws/permissions/permissions";
import { serviceControl, serviceControlProblems } from "../../../../identity/aws/permissions/service-control";
import { allow, deny, documentOf, type Written } from "../documents";

const policy = (...statements: readonly Written[]) => ({ Version: "2012-10-17", Statement: statements });
const OTHER_REGIONS = { Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } } };
const ELSEWHERE = { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } };

/** What is left of everything, or of what is given. */
function left(
  policies: readonly unknown[],
  action: string,
  grants: readonly Written[] = [allow("*")],
): Permission<HasDocument>["answer"] {
  const limits = serviceControl(policies);
  const sides = sidesOf<HasDocument>({
    grants: grants.map((statement) => ({ document: documentOf(statement) })),
    ...(limits.length > 0 && { serviceControl: limits }),
  });
  return permission(sides, { action, resources: ["arn:aws:s3:::a"].map((arn) => arn.slice("arn:aws".length)) }).answer;
}

describe("service control policies", () => {
  const ROWS: readonly (readonly [title: string, policies: readonly unknown[], answer: string])[] = [
    ["take nothing away where none are known", [], "yes"],
    ["that only deny something else leave it, beside FullAWSAccess", [policy(deny("iam:*"))], "yes"],
    ["that deny it take it away", [policy(deny("s3:GetObject"))], "no"],
    ["that deny it in one of several documents take it away", [policy(deny("iam:*")), policy(deny("s3:*"))], "no"],
    ["that deny it outside one endpoint leave it there", [policy(deny("s3:*", ELSEWHERE))], "conditional"],
    ["that deny it in other regions leave it", [policy(deny("s3:*", OTHER_REGIONS))], "yes"],
    ["that list what is allowed leave no more than that", [policy(allow("iam:*"))], "no"],
    ["that list it leave it", [policy(allow("iam:*")), policy(allow("s3:*"))], "yes"],
    ["that allow all and deny it take it away", [policy(allow("*"), deny("s3:*"))], "no"],
    ["may stand as JSON text", [JSON.stringify(policy(deny("s3:*")))], "no"],
    ["that IAM would refuse may take away anything", [{ Statement: { Effect: "Deny", Action: 7 } }], "undetermined"],
    ["that are no documents may take away anything", [7, null, undefined, "", "{"], "undetermined"],
  ];
  for (const [title, policies, answer] of ROWS) {
    it(title, () => {
      equal(left(policies, "s3:getobject"), answer);
    });
  }

  it("never give what no policy of the identity gives", () => {
    equal(left([policy(allow("*"))], "s3:getobject", []), "no");
  });

  it("leave no administrator where nobody may write permissions", () => {
    const grants = [{ document: documentOf(allow("*")) }];
    equal(administrator({ grants, serviceControl: serviceControl([policy(deny("iam:*"))]) }).answer, "no");
    equal(administrator({ grants, serviceControl: serviceControl([policy(deny("s3:*"))]) }).answer, "yes");
    equal(administrator({ grants, serviceControl: serviceControl([{}]) }).answer, "undetermined");
  });

  it("say what IAM would refuse, and where", () => {
    deepEqual(serviceControlProblems([policy(deny("s3:*")), policy({ Effect: "Deny", Action: "s3:*" })]), [
      {
        place: "serviceControlPolicies[1].Statement[0].Resource",
        expected: "`Resource` or `NotResource`",
        found: "nothing",
      },
    ]);
  });

  const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: fc.constantFrom("*", "s3:*", "s3:GetObject", "iam:*"),
    Resource: fc.constantFrom("*", "arn:aws:s3:::a", "arn:aws:s3:::b"),
    Condition: fc.constantFrom<Written>({}, { StringEquals: { "aws:SourceVpc": "vpc-1a2b3c4d" } }),
  });
  const ORDER = ["no", "conditional", "yes"];

  it("never widen what an identity may do, and a Deny more never widens what they leave", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(statement), fc.array(statement, { minLength: 1 }), (grants, limits) => {
        const without = left([], "s3:getobject", grants);
        const within = left([policy(...limits)], "s3:getobject", grants);
        const denied = left([policy(...limits), policy(deny("s3:GetObject"))], "s3:getobject", grants);
        seen.add(within);
        ok(ORDER.indexOf(within) <= ORDER.indexOf(without));
        equal(denied, "no");
      }),
      { numRuns: 500 },
    );
    deepEqual([...seen].sort(), ["conditional", "no", "yes"]);
  });

  it("mean the same however they are split into documents, and in whatever order", () => {
    fc.assert(
      fc.property(fc.array(statement), fc.array(statement, { minLength: 1 }), (grants, limits) => {
        const whole = left([policy(...limits)], "s3:getobject", grants);
        equal(
          left(
            limits.map((each) => policy(each)),
            "s3:getobject",
            grants,
          ),
          whole,
        );
        equal(left([policy(...[...limits].reverse())], "s3:getobject", grants), whole);
      }),
      { numRuns: 500 },
    );
  });
});
