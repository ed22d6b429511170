import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { escalations, type UnheldWorkload } from "../../../../identity/aws/escalation/escalation";
import { FRESH } from "../../../../identity/aws/permissions/permissions";
import { known, unknown } from "../../../../identity/knowledge";
import { UNKNOWN, type Written } from "../documents";
import { actor, allow, workload, type Told } from "./actors";

/** What is found of `a`, as `method -> target, reach, steps`; `?` and the paths of the unknowns where it is not certain. */
function climbs(actors: Readonly<Record<string, Told>>, unheld: readonly UnheldWorkload[] = []): string {
  const found = escalations(
    Object.entries(actors).map(([name, told]) => actor(name, told)),
    unheld,
  ).get("a");
  if (!found) return "administrator";
  const [path] = found.paths;
  if (!path)
    return found.unknowns.length === 0 ? "nothing" : `? ${found.unknowns.map((each) => each.unknown.path).join(" ")}`;
  const { method, target, first, reach, steps } = path;
  const named =
    typeof target === "string" ? target : `${target.heldBy === undefined ? "" : `${target.heldBy} of `}${target.name}`;
  const before = first && typeof target === "object" ? `${first.words.replace("{target}", target.name)}, then ` : "";
  return `${before}${method.words.replace("{target}", named)}: ${reach}, ${steps}`;
}

function deny(principal: Written, condition: Written = {}): Written {
  return { Effect: "Deny", Principal: principal, Action: "sts:AssumeRole", Condition: condition };
}

const ACCOUNT = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" };
const SERVICE = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
const FUNCTIONS = ["lambda:CreateFunction", "lambda:InvokeFunction"];
const MAKES_FUNCTIONS = allow(FUNCTIONS);
const ADMIN: Told = { may: [allow("*")], trusts: "lambda.amazonaws.com" };
const READER: Told = { may: [allow("s3:GetObject")], trusts: "lambda.amazonaws.com" };
const PASS_B = allow("iam:PassRole", "arn:aws:iam::111122223333:role/b");

const FUNCTION = workload("function", "f", `:lambda:${FRESH}:${FRESH}:function:f`);

describe("an identity", () => {
  const ROWS: readonly (readonly [title: string, actors: Readonly<Record<string, Told>>, expected: string])[] = [
    ["that is an administrator has nothing to gain", { a: { may: [allow("*")] } }, "administrator"],
    ["that reads comes to nothing more", { a: READER }, "nothing"],
    [
      "that writes every role's policies becomes an administrator",
      { a: { may: [allow("iam:PutRolePolicy")] } },
      "write any policy into itself: administrator, 1",
    ],
    [
      "that writes its own policies becomes an administrator",
      { a: { may: [allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/a")] } },
      "write any policy into itself: administrator, 1",
    ],
    [
      "that writes the policies of one other role comes to nothing by that",
      { a: { may: [allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/b")] }, b: READER },
      "nothing",
    ],
    [
      "that is a role writes the policies of any user",
      { a: { may: [allow("iam:PutUserPolicy")] } },
      "write any policy into any: administrator, 1",
    ],
    [
      "that is a user writes its own policies by the policy variable",
      { a: { sort: "user", may: [allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")] } },
      "write any policy into itself: administrator, 1",
    ],
    [
      "that is a user makes access keys for itself, which is no gain",
      { a: { sort: "user", may: [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")] } },
      "nothing",
    ],
    [
      "that makes access keys for everybody gains",
      { a: { may: [allow("iam:CreateAccessKey")] } },
      "make an access key for any: more, 1",
    ],
    [
      "that makes access keys for an administrator becomes one",
      { a: { may: [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/b")] }, b: { ...ADMIN, sort: "user" } },
      "make an access key for b: administrator, 1",
    ],
    [
      "that is a user writes the policies of its group",
      { a: { sort: "user", groups: ["g"], may: [allow("iam:AttachGroupPolicy", "arn:aws:iam::*:group/g")] } },
      "attach any policy to itself: administrator, 1",
    ],
    [
      "that is a user does not gain by another group",
      { a: { sort: "user", groups: ["g"], may: [allow("iam:AttachGroupPolicy", "arn:aws:iam::*:group/h")] } },
      "nothing",
    ],
    [
      "that rewrites a policy of its own becomes an administrator",
      { a: { policies: ["p"], may: [allow("iam:CreatePolicyVersion", "arn:aws:iam::*:policy/p")] } },
      "rewrite itself: administrator, 1",
    ],
    [
      "that rewrites another policy does not",
      { a: { policies: ["q"], may: [allow("iam:CreatePolicyVersion", "arn:aws:iam::*:policy/p")] } },
      "nothing",
    ],
    [
      "that attaches one harmless policy does not",
      {
        a: {
          may: [
            allow("iam:AttachRolePolicy", "*", {
              ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" },
            }),
          ],
        },
      },
      "nothing",
    ],
    [
      "that attaches all policies of AWS becomes an administrator",
      {
        a: { may: [allow("iam:AttachRolePolicy", "*", { ArnLike: { "iam:PolicyARN": "arn:aws:iam::aws:policy/*" } })] },
      },
      "attach any policy to itself: administrator, 1",
    ],
    [
      "that makes roles of a name becomes an administrator by a new one",
      { a: { may: [allow(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::111122223333:role/shop-*")] } },
      "make any with any policy and assume it: administrator, 1",
    ],
    [
      "that makes roles within a boundary does not",
      {
        a: {
          may: [
            allow(["iam:CreateRole", "iam:PutRolePolicy"], "*", { StringEquals: { "iam:PermissionsBoundary": "arn" } }),
          ],
        },
      },
      "nothing",
    ],
    [
      "that writes within a boundary comes to no more than that",
      { a: { may: [allow("iam:PutRolePolicy")], boundary: "IAMFullAccess" } },
      "nothing",
    ],
    [
      "that may remove its boundary and write does",
      { a: { may: [allow(["iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"])], boundary: "IAMFullAccess" } },
      "write any policy into itself: administrator, 1",
    ],
    [
      "that has everything within a boundary of which it cannot get rid comes to nothing",
      { a: { may: [allow("*")], boundary: "ReadOnlyAccess" } },
      "nothing",
    ],
    [
      "that is denied what it needs comes to nothing",
      { a: { may: [allow("iam:*"), { Effect: "Deny", Action: "iam:*", Resource: "*" }] } },
      "nothing",
    ],
    [
      "that may do it under a condition only comes to nothing",
      { a: { may: [allow("iam:*", "*", { Bool: { "aws:MultiFactorAuthPresent": "true" } })] } },
      "nothing",
    ],
    [
      "that passes every role to functions gains",
      { a: { may: [allow("iam:PassRole"), MAKES_FUNCTIONS] } },
      "pass any to a new function and call it: more, 1",
    ],
    [
      "that passes every role and makes functions of one name gains as well",
      {
        a: {
          may: [allow("iam:PassRole"), allow(FUNCTIONS, "arn:aws:lambda:eu-central-1:111122223333:function:app-*")],
        },
      },
      "pass any to a new function and call it: more, 1",
    ],
    ["that passes every role and makes nothing does not", { a: { may: [allow("iam:PassRole")] } }, "nothing"],
    ["that makes functions and passes no role does not", { a: { may: [MAKES_FUNCTIONS] } }, "nothing"],
    [
      "that passes roles to another service does not",
      {
        a: {
          may: [
            allow("iam:PassRole", "*", { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
            MAKES_FUNCTIONS,
          ],
        },
      },
      "nothing",
    ],
    [
      "that passes an administrator becomes one",
      { a: { may: [PASS_B, MAKES_FUNCTIONS] }, b: ADMIN },
      "pass b to a new function and call it: administrator, 1",
    ],
    ["that passes a harmless role does not", { a: { may: [PASS_B, MAKES_FUNCTIONS] }, b: READER }, "nothing"],
    [
      "that passes an administrator to a service which it does not trust does not",
      { a: { may: [PASS_B, MAKES_FUNCTIONS] }, b: { ...ADMIN, trusts: "ec2.amazonaws.com" } },
      "nothing",
    ],
    [
      "that passes an administrator whose trust is not known may become one",
      { a: { may: [PASS_B, MAKES_FUNCTIONS] }, b: { ...ADMIN, trusts: UNKNOWN } },
      "? ",
    ],
    [
      "that passes a role which passes an administrator becomes one over both",
      {
        a: { may: [PASS_B, MAKES_FUNCTIONS] },
        b: { ...READER, may: [allow("iam:PassRole", "arn:aws:iam::*:role/c"), MAKES_FUNCTIONS] },
        c: ADMIN,
      },
      "pass b to a new function and call it: administrator, 2",
    ],
    [
      "that passes itself in a circle comes to nothing",
      {
        a: { may: [PASS_B, MAKES_FUNCTIONS] },
        b: { ...READER, may: [allow("iam:PassRole", "arn:aws:iam::*:role/a"), MAKES_FUNCTIONS] },
      },
      "nothing",
    ],
    [
      "that replaces the code of any function gains",
      { a: { may: [allow("lambda:UpdateFunctionCode")] } },
      "replace the code of any: more, 1",
    ],
    [
      "that replaces the code of all functions of a region gains",
      { a: { may: [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-central-1:111122223333:function:*")] } },
      "replace the code of any: more, 1",
    ],
    [
      "that replaces the code of an administrator's function becomes one",
      {
        a: { may: [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-central-1:111122223333:function:f")] },
        b: { ...ADMIN, workloads: [FUNCTION] },
      },
      "replace the code of f of b: administrator, 1",
    ],
    [
      "that replaces the code of a harmless function does not",
      {
        a: { may: [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-central-1:111122223333:function:f")] },
        b: { ...READER, workloads: [FUNCTION] },
        c: ADMIN,
      },
      "nothing",
    ],
    [
      "that opens a shell on an administrator's instance becomes one",
      {
        a: { may: [allow("ssm:StartSession", "arn:aws:ec2:*:*:instance/i-1")] },
        b: { ...ADMIN, workloads: [workload("instance", "i", `:ec2:${FRESH}:${FRESH}:instance/i-1`)] },
      },
      "open a shell on i of b: administrator, 1",
    ],
    [
      "that opens a shell on tagged instances only comes to nothing",
      {
        a: { may: [allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "shop" } })] },
      },
      "nothing",
    ],
    [
      "that opens a shell on tagged instances and tags any gains",
      {
        a: {
          may: [
            allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "shop" } }),
            allow("ec2:CreateTags"),
          ],
        },
      },
      "open a shell on any: more, 1",
    ],
    [
      "that opens a shell on tagged instances and tags those that it makes comes to nothing",
      {
        a: {
          may: [
            allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "shop" } }),
            allow("ec2:CreateTags", "*", { StringEquals: { "ec2:CreateAction": "RunInstances" } }),
          ],
        },
      },
      "nothing",
    ],
    [
      "that opens a shell on tagged instances and tags those that have the tag comes to nothing",
      {
        a: {
          may: [
            allow(["ssm:StartSession", "ec2:CreateTags"], "*", { StringEquals: { "aws:ResourceTag/team": "shop" } }),
          ],
        },
      },
      "nothing",
    ],
    [
      "that replaces the code of tagged functions and tags functions, with a tag that is demanded, gains",
      {
        a: {
          may: [
            allow("lambda:UpdateFunctionCode", "*", { StringEquals: { "aws:ResourceTag/team": "shop" } }),
            allow("lambda:TagResource", "*", { StringEquals: { "aws:RequestTag/team": "shop" } }),
          ],
        },
      },
      "replace the code of any: more, 1",
    ],
    [
      "that replaces the code of tagged functions and tags the one of an administrator becomes one",
      {
        a: {
          may: [
            allow(["lambda:UpdateFunctionCode"], "arn:aws:lambda:*:*:function:f", {
              StringEquals: { "aws:ResourceTag/team": "shop" },
            }),
            allow("lambda:TagResource", "arn:aws:lambda:*:*:function:f"),
          ],
        },
        b: { ...ADMIN, workloads: [FUNCTION] },
      },
      "replace the code of f of b: administrator, 1",
    ],
    [
      "that makes roles with a tag of its choice and writes their policies becomes an administrator",
      {
        a: {
          may: [
            allow("iam:CreateRole", "*", { StringEquals: { "aws:RequestTag/team": "shop" } }),
            allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/shop-*"),
            allow("iam:CreateRole", "arn:aws:iam::111122223333:role/shop-*", { Null: { "aws:TagKeys": "false" } }),
          ],
        },
      },
      "make any with any policy and assume it: administrator, 1",
    ],
    [
      "that passes a role to functions that it makes with a tag gains",
      {
        a: {
          may: [
            allow("iam:PassRole"),
            allow("lambda:CreateFunction", "*", { StringEquals: { "aws:RequestTag/team": ["shop", UNKNOWN] } }),
            allow("lambda:InvokeFunction"),
          ],
        },
      },
      "pass any to a new function and call it: more, 1",
    ],
    [
      "that is denied making roles without a tag becomes an administrator by a tagged one",
      {
        a: {
          may: [
            allow(["iam:CreateRole", "iam:PutRolePolicy"], "arn:aws:iam::111122223333:role/shop-*"),
            {
              Effect: "Deny",
              Action: "iam:CreateRole",
              Resource: "*",
              Condition: { Null: { "aws:RequestTag/team": "true" } },
            },
          ],
        },
      },
      "make any with any policy and assume it: administrator, 1",
    ],
    [
      "that writes policies under a tag of the request, of which the action takes none, comes to nothing",
      { a: { may: [allow("iam:PutRolePolicy", "*", { StringEquals: { "aws:RequestTag/team": "shop" } })] } },
      "nothing",
    ],
    [
      "that opens a shell on instances with a tag of AWS, which nobody else sets, comes to nothing",
      {
        a: {
          may: [
            allow("ssm:StartSession", "*", {
              StringLike: { "ssm:resourceTag/aws:cloudformation:stack-name": "shop-*" },
            }),
            allow("ec2:CreateTags"),
          ],
        },
      },
      "nothing",
    ],
    [
      "that opens a shell on tagged instances and sets certain other tags comes to nothing",
      {
        a: {
          may: [
            allow("ssm:StartSession", "*", { StringEquals: { "ssm:resourceTag/team": "shop" } }),
            allow("ec2:CreateTags", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": ["cost"] } }),
          ],
        },
      },
      "nothing",
    ],
    [
      "that passes any role to notebooks of a name gains",
      {
        a: {
          may: [
            allow("iam:PassRole"),
            allow("sagemaker:CreateNotebookInstance", "arn:aws:sagemaker:*:*:notebook-instance/shop-*"),
          ],
        },
      },
      "pass any to a new notebook instance: more, 1",
    ],
    [
      "that passes any role to what bears a name, of whatever kind, gains",
      {
        a: {
          may: [allow("iam:PassRole"), allow("sagemaker:CreateNotebookInstance", "arn:aws:sagemaker:*:*:*shop*")],
        },
      },
      "pass any to a new notebook instance: more, 1",
    ],
    [
      "that may make notebooks on resources of another kind only makes none",
      {
        a: {
          may: [allow("iam:PassRole"), allow("sagemaker:CreateNotebookInstance", "arn:aws:sagemaker:*:*:domain/*")],
        },
      },
      "nothing",
    ],
    [
      "that passes any role to a state that it tests gains",
      { a: { may: [allow("iam:PassRole"), allow("states:TestState")] } },
      "pass any to a state that it tests: more, 1",
    ],
    [
      "that may test states on one state machine, where the action is on none, tests none",
      {
        a: {
          may: [allow("iam:PassRole"), allow("states:TestState", "arn:aws:states:*:*:stateMachine:orders")],
        },
      },
      "nothing",
    ],
    [
      "that passes any role to App Runner, by the name that this service has there, gains",
      {
        a: {
          may: [
            allow("iam:PassRole", "*", { StringEquals: { "iam:PassedToService": "apprunner.amazonaws.com" } }),
            allow("apprunner:CreateService"),
          ],
        },
      },
      "pass any to an App Runner service: more, 1",
    ],
    [
      "that sends one harmless command document comes to nothing",
      {
        a: {
          may: [
            allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/AWS-RunPatchBaseline"]),
          ],
        },
      },
      "nothing",
    ],
    [
      "that assumes an administrator which trusts it becomes one",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: { ...ADMIN, trusts: "arn:aws:iam::111122223333:root" },
      },
      "assume b: administrator, 1",
    ],
    [
      "that assumes an administrator which trusts another account does not",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: { ...ADMIN, trusts: "arn:aws:iam::444455556666:root" },
      },
      "nothing",
    ],
    [
      "that puts users into a group of administrators becomes one",
      { a: { may: [allow("iam:AddUserToGroup", "arn:aws:iam::*:group/b")] }, b: { ...ADMIN, sort: "group" } },
      "put users into b: administrator, 1",
    ],
    [
      "that writes the policies of one other role and assumes it becomes an administrator",
      {
        a: { may: [allow(["iam:PutRolePolicy", "sts:AssumeRole"], "arn:aws:iam::111122223333:role/b")] },
        b: { ...READER, trusts: "arn:aws:iam::111122223333:root" },
      },
      "write any policy into b, then assume b: administrator, 1",
    ],
    [
      "that writes the policies of one other role, by which it is not trusted, does not",
      {
        a: { may: [allow(["iam:PutRolePolicy", "sts:AssumeRole"], "arn:aws:iam::111122223333:role/b")] },
        b: READER,
      },
      "nothing",
    ],
    [
      "that writes the policies of one other role and whom it trusts becomes an administrator",
      {
        a: { may: [allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], "arn:aws:iam::*:role/shop-*")] },
        "shop-b": READER,
      },
      "write any policy into shop-b, then let itself assume shop-b: administrator, 1",
    ],
    [
      "that writes the policies of a role with a boundary comes to no more than that",
      {
        a: { may: [allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], "arn:aws:iam::*:role/shop-*")] },
        "shop-b": { ...READER, boundary: "ReadOnlyAccess" },
      },
      "nothing",
    ],
    [
      "that rewrites the policy of a function's role and the function's code becomes an administrator",
      {
        a: {
          may: [
            allow("iam:CreatePolicyVersion", "arn:aws:iam::*:policy/p"),
            allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:f"),
          ],
        },
        b: { ...READER, policies: ["p"], workloads: [FUNCTION] },
      },
      "rewrite b, then replace the code of f of b: administrator, 1",
    ],
    [
      "that writes the policies of a user and makes it an access key becomes an administrator",
      {
        a: { may: [allow(["iam:AttachUserPolicy", "iam:CreateAccessKey"], "arn:aws:iam::*:user/b")] },
        b: { sort: "user" },
      },
      "attach any policy to b, then make an access key for b: administrator, 1",
    ],
    [
      "that assigns a permission set of administrators becomes one",
      {
        a: {
          may: [allow("sso:CreateAccountAssignment", ["arn:aws:sso:::instance/i", "arn:aws:sso:::permissionSet/i/b"])],
        },
        b: { sort: "permission set", may: [allow("*")], arn: known(":sso:::permissionSet/i/b", "arn") },
      },
      "assign b to anyone: administrator, 1",
    ],
    [
      "that assumes any role, of which an administrator is one, becomes one",
      { a: { may: [allow("sts:AssumeRole")] }, b: { ...ADMIN, trusts: "arn:aws:iam::111122223333:role/a" } },
      "assume b: administrator, 1",
    ],
    [
      "that assumes any role gains something, though the administrator trusts another role",
      { a: { may: [allow("sts:AssumeRole")] }, b: { ...ADMIN, trusts: "arn:aws:iam::111122223333:role/c" } },
      "assume any: more, 1",
    ],
    [
      "that assumes an administrator which refuses it comes to nothing",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: { ...ADMIN, trusts: [ACCOUNT, deny({ AWS: "arn:aws:iam::111122223333:role/a" })] },
      },
      "nothing",
    ],
    [
      "that assumes an administrator which refuses another one becomes one",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: { ...ADMIN, trusts: [ACCOUNT, deny({ AWS: "arn:aws:iam::111122223333:role/c" })] },
      },
      "assume b: administrator, 1",
    ],
    [
      "that assumes an administrator which refuses all but it becomes one",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: {
          ...ADMIN,
          trusts: [ACCOUNT, deny("*", { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/a" } })],
        },
      },
      "assume b: administrator, 1",
    ],
    [
      "that assumes an administrator which refuses all but others comes to nothing",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: {
          ...ADMIN,
          trusts: [ACCOUNT, deny("*", { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/c" } })],
        },
      },
      "nothing",
    ],
    [
      "that assumes an administrator which refuses what is not known may become one",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: { ...ADMIN, trusts: [ACCOUNT, deny({ AWS: UNKNOWN })] },
      },
      "? ",
    ],
    [
      "that assumes an administrator which trusts the account under a condition that it meets becomes one",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: {
          ...ADMIN,
          trusts: [{ ...ACCOUNT, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } } }],
        },
      },
      "assume b: administrator, 1",
    ],
    [
      "that assumes an administrator which trusts the account under a condition that it misses does not",
      {
        a: { may: [allow("sts:AssumeRole", "arn:aws:iam::*:role/b")] },
        b: {
          ...ADMIN,
          trusts: [{ ...ACCOUNT, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/*" } } }],
        },
      },
      "nothing",
    ],
    [
      "that passes an administrator to a service which it refuses comes to nothing",
      {
        a: { may: [PASS_B, MAKES_FUNCTIONS] },
        b: { ...ADMIN, trusts: [SERVICE, deny({ Service: "lambda.amazonaws.com" })] },
      },
      "nothing",
    ],
    ["with an unknown document may come to anything", { a: { may: [UNKNOWN] } }, "? policy"],
    [
      "with an unknown resource may come to more",
      { a: { may: [allow("iam:PutRolePolicy", UNKNOWN)] } },
      "? Statement.Resource",
    ],
    ["with an unknown bucket to read does not", { a: { may: [allow("s3:GetObject", UNKNOWN)] } }, "nothing"],
    [
      "whose name is not known may be the one that it writes",
      { a: { arn: unknown("name"), may: [allow("iam:PutRolePolicy", "arn:aws:iam::*:role/b")] } },
      "? ",
    ],
    [
      "may be completed by what may be somebody else's",
      { a: { may: [allow("iam:PassRole")], perhaps: [MAKES_FUNCTIONS] } },
      "? role",
    ],
  ];
  for (const [title, actors, expected] of ROWS) {
    it(title, () => {
      equal(climbs(actors), expected);
    });
  }

  it("may gain by a workload of which it is not known whose role it holds", () => {
    const a = { may: [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:f")] };
    equal(climbs({ a }, [{ workload: FUNCTION, role: unknown("role") }]), "? ");
    equal(climbs({ a }), "nothing");
  });

  it("is told the shortest path to the most first, and each method once", () => {
    const a = actor("a", { may: [allow(["lambda:UpdateFunctionCode", "iam:PutRolePolicy"])] });
    const paths = escalations([a]).get("a")?.paths ?? [];
    deepEqual(
      paths.map(({ method, reach }) => [method.name, reach]),
      [
        ["iam:PutRolePolicy", "administrator"],
        ["lambda:UpdateFunctionCode", "more"],
      ],
    );
  });
});

describe("the paths of an identity", () => {
  const statement = fc
    .record({
      actions: fc.subarray(["iam:PassRole", "iam:PutRolePolicy", "iam:*", "lambda:*", "lambda:UpdateFunctionCode"], {
        minLength: 1,
      }),
      resource: fc.constantFrom<Written>("*", "arn:aws:iam::*:role/b", "arn:aws:lambda:*:*:function:f", UNKNOWN),
      effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    })
    .map(({ actions, resource, effect }): Written => ({ Effect: effect, Action: actions, Resource: resource }));
  const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
  const count = (may: readonly Written[], boundary?: string) => {
    const a = { may, ...(boundary !== undefined && { boundary }) };
    const found = escalations([actor("a", a), actor("b", { ...ADMIN, workloads: [FUNCTION] })]).get("a");
    return { paths: found?.paths.length ?? Infinity, open: (found?.unknowns.length ?? 0) > 0 };
  };

  it("grow with what is allowed, and never with a Deny or a boundary", () => {
    fc.assert(
      fc.property(statements, statement, (may, more) => {
        const before = count(may).paths;
        const after = count([...may, more]).paths;
        ok((more as { Effect: string }).Effect === "Deny" ? after <= before : after >= before);
        ok(count(may, "PowerUserAccess").paths <= before);
      }),
      { numRuns: 300 },
    );
  });

  it("do not depend on order or on how documents are split", () => {
    fc.assert(
      fc.property(statements, (may) => {
        deepEqual(count([[...may].reverse()]), count(may));
      }),
      { numRuns: 300 },
    );
  });

  it("are certain or none where nothing is unknown, and stay where an unknown is filled", () => {
    fc.assert(
      fc.property(statements, fc.constantFrom("*", "arn:aws:iam::*:role/b", "arn:aws:s3:::x"), (may, value) => {
        const filled = may.map((each) => {
          const { Resource, ...rest } = each as { Resource: Written };
          return { ...rest, Resource: Resource === UNKNOWN ? value : Resource };
        });
        const whole = count(filled);
        const less = count(may);
        equal(whole.open, false);
        if (less.paths > 0) ok(whole.paths > 0);
        else if (!less.open) equal(whole.paths, 0);
      }),
      { numRuns: 500 },
    );
  });
});
