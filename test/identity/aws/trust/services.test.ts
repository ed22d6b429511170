import { deepEqual } from "node:assert/strict";
import { serviceGrants } from "../../../../identity/aws/trust/services";
import { documentOf, UNKNOWN, type Written } from "../documents";

type Members = Readonly<Record<string, Written>>;

const OWN = "111122223333";
const TRAIL = `arn:aws:cloudtrail:eu-central-1:${OWN}:trail/audit`;

function allow(service: Written, action: Written, condition?: Written, more: Members = {}): Members {
  const narrowed: Members = condition === undefined ? {} : { Condition: condition };
  return { Effect: "Allow", Principal: { Service: service }, Action: action, Resource: "*", ...narrowed, ...more };
}

function host(name: string): string {
  return `${name}.amazonaws.com`;
}

/** How each service that tells is held, with a question mark where that is not certain. */
function judge(statement: Written): readonly string[] {
  return serviceGrants(documentOf(statement, "resource")).map(
    ({ pinning, doubts }) => `${pinning.state}${doubts.length > 0 ? "?" : ""}`,
  );
}

describe("a service that a resource's policy lets in", () => {
  const TELLING: readonly (readonly [service: string, action: string, expected: readonly string[]])[] = [
    [host("cloudtrail"), "s3:PutObject", ["missing"]],
    [host("cloudtrail"), "sns:Publish", ["missing"]],
    [host("cloudtrail"), "kms:GenerateDataKey*", ["missing"]],
    [host("logging.s3"), "s3:PutObject", ["missing"]],
    [host("delivery.logs"), "logs:PutLogEvents", ["missing"]],
    [host("s3"), "SQS:SendMessage", ["missing"]],
    [host("events"), "sqs:SendMessage", ["missing"]],
    [host("events"), "kms:Decrypt", []],
    [host("events"), "logs:PutLogEvents", []],
    [host("lambda"), "ecr:BatchGetImage", ["missing"]],
    [host("lambda"), "sqs:SendMessage", []],
    [host("iot"), "lambda:InvokeFunction", ["missing"]],
    [host("logdelivery.elasticloadbalancing"), "s3:PutObject", []],
    [host("backup"), "s3:*", []],
    [host("config"), "*", ["missing"]],
    ["config.amazonaws.com.cn", "s3:PutObject", ["missing"]],
    ["__proto__", "s3:PutObject", []],
  ];
  for (const [service, action, expected] of TELLING) {
    it(`such as ${service} for ${action} ${expected.length > 0 ? "tells" : "does not tell"} for whom it acts`, () =>
      deepEqual(judge(allow(service, action)), expected));
  }

  const CONDITIONS: readonly (readonly [condition: Written, expected: readonly string[]])[] = [
    [{ StringEquals: { "aws:SourceArn": TRAIL } }, ["pinned"]],
    [{ StringEquals: { "AWS:SourceAccount": OWN } }, ["pinned"]],
    [{ StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" } }, ["pinned"]],
    [{ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": "o-a1b2c3d4e5/r-ab12/*" } }, ["pinned"]],
    [{ ArnLike: { "aws:SourceArn": `arn:aws:cloudtrail:*:${OWN}:trail/*` } }, ["pinned"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*" } }, ["vacuous"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:shop-logs" } }, ["pinned"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:shop-logs" } }, ["vacuous"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:accesspoint/*" } }, ["vacuous"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:route53:::hostedzone/*" } }, ["vacuous"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:route53:::hostedzone/Z1A2B3*" } }, ["pinned"]],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:apigateway:eu-central-1::/restapis/a1b2c3/*" } }, ["pinned"]],
    [{ StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }, ["missing"]],
    [{ Bool: { "aws:SecureTransport": "true" } }, ["missing"]],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" } }, ["missing"]],
    [{ StringEqualsIfExists: { "aws:SourceAccount": OWN } }, ["vacuous"]],
    [{ StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": "false" } }, ["pinned"]],
    [{ StringEqualsIfExists: { "aws:SourceAccount": OWN }, Null: { "aws:SourceAccount": UNKNOWN } }, ["unknown"]],
    [{ StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:*:${OWN}:trail/*` } }, ["literal"]],
    [
      { StringEquals: { "aws:SourceArn": `arn:aws:cur:us-east-1:${OWN}:definition/*`, "aws:SourceAccount": OWN } },
      ["pinned"],
    ],
    [{ StringEquals: { "aws:SourceAccount": UNKNOWN } }, ["unknown"]],
    [UNKNOWN, ["missing?"]],
  ];
  for (const [condition, expected] of CONDITIONS) {
    it(`is ${expected.join()} under ${show(condition)}`, () =>
      deepEqual(judge(allow(host("cloudtrail"), "s3:PutObject", condition)), expected));
  }

  const ANY: readonly (readonly [condition: Written, expected: readonly string[]])[] = [
    [{ Bool: { "aws:PrincipalIsAWSService": "true" } }, ["any missing"]],
    [{ BoolIfExists: { "AWS:PrincipalIsAwsService": true } }, ["any missing"]],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" }, StringEquals: { "aws:SourceAccount": OWN } }, ["any pinned"]],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" }, ArnLike: { "aws:SourceArn": TRAIL } }, ["any pinned"]],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" }, ArnLike: { "aws:SourceArn": "*" } }, ["any vacuous"]],
    [{ Bool: { "aws:PrincipalIsAWSService": "true" }, StringLike: { "aws:SourceOrgID": "o-*" } }, ["any vacuous"]],
    [{ Bool: { "aws:PrincipalIsAWSService": UNKNOWN } }, ["any missing?"]],
    [UNKNOWN, ["any missing?"]],
    // Those are everyone, or everyone but services, whom another rule judges.
    [{ Bool: { "aws:PrincipalIsAWSService": "false" } }, []],
    [{ Bool: { "aws:PrincipalIsAWSService": ["true", "false"] } }, []],
    [{ Bool: { "aws:ViaAWSService": "true" } }, []],
    [{ StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }, []],
    [{ StringEquals: { "aws:PrincipalServiceName": host("cloudtrail") } }, ["missing"]],
    [{ StringEquals: { "aws:PrincipalServiceName": host("cloudtrail"), "aws:SourceAccount": OWN } }, ["pinned"]],
    [{ StringEquals: { "aws:PrincipalServiceName": host("backup") } }, []],
    [{ StringLike: { "aws:PrincipalServiceName": "*" } }, ["any missing"]],
    [{ StringEquals: { "aws:PrincipalServiceName": UNKNOWN } }, ["any missing?"]],
    [{ StringNotEquals: { "aws:PrincipalServiceName": host("cloudtrail") } }, []],
  ];
  for (const [condition, expected] of ANY) {
    for (const Principal of ["*", { AWS: "*" }]) {
      it(`that ${show(condition)} leaves of ${show(Principal)} is ${expected.join() || "none"}`, () => {
        const statement = allow("", "s3:PutObject", condition, { Principal });
        const found = serviceGrants(documentOf(statement, "resource"));
        deepEqual(
          found.map(
            ({ isAny, pinning, doubts }) => `${isAny ? "any " : ""}${pinning.state}${doubts.length > 0 ? "?" : ""}`,
          ),
          expected,
        );
      });
    }
  }

  it("that everyone may be is held by a Deny of all services that act for others", () => {
    const allowed = allow("", "s3:PutObject", { Bool: { "aws:PrincipalIsAWSService": "true" } }, { Principal: "*" });
    const deny = (Condition: Written): Members => ({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition,
    });
    const others = { StringNotEqualsIfExists: { "aws:SourceAccount": OWN } };
    deepEqual(judge([allowed, deny({ ...others, Bool: { "aws:PrincipalIsAWSService": "true" } })]), ["pinned"]);
    deepEqual(judge([allowed, deny({ ...others, Bool: { "aws:PrincipalIsAWSService": "false" } })]), ["missing"]);
  });

  it("is not let in by a Deny that exempts services", () => {
    const exempt = { Bool: { "aws:PrincipalIsAWSService": "false" } };
    deepEqual(judge(allow("", "s3:*", exempt, { Principal: "*", Effect: "Deny" })), []);
  });

  it("is held by what it encrypts with a key for it", () => {
    const context = {
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${OWN}:trail/*` },
    };
    deepEqual(judge(allow(host("cloudtrail"), "kms:GenerateDataKey*", context)), ["pinned"]);
    const any = { StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": "*" } };
    deepEqual(judge(allow(host("cloudtrail"), "kms:GenerateDataKey*", any)), ["missing"]);
  });

  it("is held by a Deny of all for whom it should not act", () => {
    const allowed = allow(host("cloudtrail"), "s3:PutObject", undefined, { Resource: "arn:aws:s3:::shop-logs/*" });
    const others = {
      StringNotEqualsIfExists: { "aws:SourceOrgID": "o-a1b2c3d4e5" },
      Bool: { "aws:PrincipalIsAWSService": "true" },
    };
    const deny = (more: Members): Members => ({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::shop-logs", "arn:aws:s3:::shop-logs/*"],
      Condition: others,
      ...more,
    });
    deepEqual(judge([allowed, deny({})]), ["pinned"]);
    deepEqual(judge([allowed, deny({ Resource: "arn:aws:s3:::shop-logs" })]), ["missing"]);
    deepEqual(judge([allowed, deny({ Action: "s3:DeleteObject" })]), ["missing"]);
    deepEqual(judge([allowed, deny({ Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } })]), []);
    deepEqual(judge([allowed, deny({ Condition: UNKNOWN })]), ["missing?"]);
    deepEqual(judge([allowed, deny({ Resource: UNKNOWN })]), ["missing?"]);
    deepEqual(judge([allowed, deny({ Condition: { StringNotEquals: { "aws:SourceAccount": OWN } } })]), ["pinned"]);
  });

  it("is not held by a Deny for strangers that exempts services", () => {
    const perimeter = {
      StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    };
    const deny: Members = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", Condition: perimeter };
    deepEqual(judge([allow(host("cloudtrail"), "s3:PutObject"), deny]), ["missing"]);
    const tls: Members = { ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } };
    deepEqual(judge([allow(host("cloudtrail"), "s3:PutObject"), tls]), ["missing"]);
  });

  it("tells nothing where log delivery writes what EventBridge found", () => {
    deepEqual(judge(allow([host("events"), host("delivery.logs")], ["logs:CreateLogStream", "logs:PutLogEvents"])), []);
    deepEqual(judge(allow([host("delivery.logs")], ["logs:CreateLogStream", "logs:PutLogEvents"])), ["missing"]);
  });

  it("is perhaps one that tells where it is not known which", () => {
    deepEqual(judge(allow(UNKNOWN, "s3:PutObject")), ["missing?"]);
    deepEqual(judge(allow(UNKNOWN, "s3:PutObject", { StringEquals: { "aws:SourceAccount": OWN } })), ["pinned?"]);
    deepEqual(judge(allow(host("cloudtrail"), UNKNOWN)), ["missing?"]);
    deepEqual(judge(allow(host("cloudtrail"), "s3:PutObject", undefined, { Effect: UNKNOWN })), ["missing?"]);
    deepEqual(judge(allow(host("cloudtrail"), "s3:PutObject", undefined, { Effect: "Deny" })), []);
  });
});

function show(written: Written): string {
  return JSON.stringify(written, (_key, value: unknown) => (value === UNKNOWN ? "(unknown)" : value));
}
