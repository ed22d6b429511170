import type { Statement } from "../../identity/aws/document/document";
import { onlyAccount } from "../../identity/aws/document/arn";
import { forOwnCallers } from "../../identity/aws/narrowing/demanded-conditions";
import { openTo, type Opening } from "../../identity/aws/trust/openness";
import { actionsOf } from "../../identity/aws/document/statement-text";
import { unknown } from "../../identity/knowledge";
import { defineRule, undetermined, type Severity } from "../judge/rule";

const WHY = "no credential of yours is needed for it, and none of yours can be revoked to stop it";
const BUCKET = { type: "aws:s3/bucket:Bucket" };
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";

function policy(...statements: readonly object[]) {
  return { "fn::toJSON": { Version: "2012-10-17", Statement: statements } };
}

function website(more: object = {}) {
  const Resource = ["arn:aws:s3:::shop-website/*"];
  return { Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource, ...more };
}

function bucketPolicy(...statements: readonly object[]) {
  return { type: BUCKET_POLICY, properties: { bucket: "${website.id}", policy: policy(...statements) } };
}

function queue(statement: object) {
  const all = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sqs:SendMessage", Resource: "*", ...statement };
  return {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    properties: { queueUrl: "https://sqs.eu-central-1.amazonaws.com/111122223333/orders", policy: policy(all) },
  };
}

function block(restrictPublicBuckets: unknown) {
  return {
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    properties: { bucket: "${website.id}", restrictPublicBuckets },
  };
}

export const awsResourcePolicyNotPublic = defineRule({
  name: "aws-resource-policy-not-public",
  title: "No resource's policy lets everyone in",
  severity: "critical",
  enforcement: "mandatory",
  duty: { text: "Name who may use each resource", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-resource-policy",
  options: {},
  messages: {
    principal: "`{path}` lets callers of every account use {actions}",
    exclusion: "`{path}` lets all callers but those it names use {actions}",
    federation: "`{path}` lets tokens of every identity provider use {actions}",
  },
  question: "whether the resource's policy is open to everyone",
  why: WHY,
  fix: "Name the principals that need the resource, or add a condition that leaves only them, such as `aws:PrincipalOrgID`, `aws:SourceArn` or `aws:SourceVpce`. Serve a website through CloudFront with an origin access control.",
  *judge({ urn, path, document, secret, shut, accounts }, { settings }) {
    if (shut.state === "known" && shut.value) return;
    const result = openTo(document);
    if (result.answer === "undetermined") {
      yield undetermined(urn, result.unknowns[0] ?? unknown(path, "only partly known"), { key: path });
    }
    if (result.answer !== "everyone") return;
    if (shut.state === "unknown") {
      yield undetermined(urn, shut, { key: path });
      return;
    }
    const own = onlyAccount([...accounts, ...settings.ownAccounts]);
    for (const { statement, principal, through } of result.openings) {
      const narrower = through === "principal" && forOwnCallers(statement, settings.trustedOrganisations, own);
      const values = { path: principal.place, actions: secret ? "the actions of the statement" : actionsOf(statement) };
      const at = { urn, path: principal.place };
      yield {
        verdict: "violation",
        message: through,
        at,
        values,
        severity: severityOf(statement, through),
        ...(narrower && { narrower }),
      };
    }
  },
  examples: [
    {
      title: "A bucket that everyone may read",
      resources: { website: BUCKET, "website-policy": bucketPolicy(website()) },
      findings: [
        {
          resource: "website-policy",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` lets callers of every account use \`s3:GetObject\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same for CloudFront alone, which serves it",
      resources: {
        website: BUCKET,
        "website-policy": bucketPolicy(website({ Principal: { Service: "cloudfront.amazonaws.com" } })),
      },
      findings: [],
    },
    {
      title: "A bucket that everyone may read who comes over TLS",
      resources: {
        website: BUCKET,
        "website-policy": bucketPolicy(website({ Condition: { Bool: { "aws:SecureTransport": "true" } } })),
      },
      findings: [
        {
          resource: "website-policy",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` lets callers of every account use \`s3:GetObject\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A bucket that callers of the organisation may read",
      resources: {
        website: BUCKET,
        "website-policy": bucketPolicy(
          website({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
        ),
      },
      findings: [],
    },
    {
      title: "A block of public access that is switched off",
      resources: { website: BUCKET, "website-policy": bucketPolicy(website()), "website-block": block(false) },
      findings: [
        {
          resource: "website-policy",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` lets callers of every account use \`s3:GetObject\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A block of public access, under which the policy has no effect for strangers",
      resources: { website: BUCKET, "website-policy": bucketPolicy(website()), "website-block": block(true) },
      findings: [],
    },
    {
      title: "A block of public access that is not known yet",
      resources: {
        website: BUCKET,
        "website-policy": bucketPolicy(website()),
        "website-block": block({ "fn::unknown": true }),
      },
      findings: [
        {
          resource: "website-policy",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether the resource's policy is open to everyone: `policy` is without effect if `restrictPublicBuckets` of `website-block` is true, which is not known",
        },
      ],
    },
    {
      title: "A queue that every topic of every account may fill",
      resources: { orders: queue({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } } }) },
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` lets callers of every account use \`sqs:SendMessage\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A queue that the topics of one account may fill",
      resources: { orders: queue({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:111122223333:*" } } }) },
      findings: [],
    },
    {
      title: "A key for everyone but one user",
      resources: {
        orders: {
          type: "aws:kms/key:Key",
          properties: {
            policy: policy({
              Effect: "Allow",
              NotPrincipal: { AWS: "arn:aws:iam::111122223333:user/guest" },
              Action: ["kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey"],
              Resource: "*",
            }),
          },
        },
      },
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].NotPrincipal",
          verdict: "violation",
          message: `\`policy.Statement[0].NotPrincipal\` lets all callers but those it names use \`kms:Decrypt\`, \`kms:Encrypt\` and 2 more actions: ${WHY}`,
        },
      ],
    },
    {
      title: "A key for whom the policies of its own account allow it, which is the default",
      resources: {
        orders: {
          type: "aws:kms/key:Key",
          properties: {
            policy: policy({
              Sid: "Enable IAM User Permissions",
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::111122223333:root" },
              Action: "kms:*",
              Resource: "*",
            }),
          },
        },
      },
      findings: [],
    },
    {
      title: "A bucket for all users of any identity provider",
      resources: {
        website: BUCKET,
        "website-policy": bucketPolicy(website({ Principal: { Federated: "*" }, Action: "*" })),
      },
      findings: [
        {
          resource: "website-policy",
          path: "policy.Statement[0].Principal",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal\` lets tokens of every identity provider use every action: ${WHY}`,
        },
      ],
    },
    {
      title: "A private API, closed to all that do not come through its endpoint",
      resources: {
        orders: {
          type: "aws:apigateway/restApiPolicy:RestApiPolicy",
          properties: {
            restApiId: "a1b2c3d4e5",
            policy: policy(
              { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
              {
                Effect: "Deny",
                Principal: "*",
                Action: "execute-api:Invoke",
                Resource: "execute-api:/*",
                Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
              },
            ),
          },
        },
      },
      findings: [],
    },
    {
      title: "A policy that is not known yet",
      resources: {
        orders: {
          type: "aws:sns/topicPolicy:TopicPolicy",
          properties: { arn: "arn:aws:sns:eu-central-1:111122223333:orders", policy: { "fn::unknown": true } },
        },
      },
      findings: [
        {
          resource: "orders",
          path: "policy",
          verdict: "undetermined",
          message:
            "cannot tell whether the resource's policy is open to everyone: `policy` is not known before deployment",
        },
      ],
    },
  ],
});

/** Reading alone is less than changing, but for secrets and what takes a message away. */
function severityOf({ action }: Statement, through: Opening["through"]): Severity {
  const reads = /^(?!secretsmanager:|kms:)[a-z0-9-]+:(get|list|describe|head|batchget|batchcheck|read|query|scan)/i;
  const readOnly =
    action?.negated === false && action.values.every((value) => value.state === "known" && reads.test(value.value));
  return readOnly && through === "principal" ? "high" : "critical";
}
