import { actionsOf } from "../../identity/aws/document/statement-text";
import { onlyAccount } from "../../identity/aws/document/arn";
import { sourceDemanded } from "../../identity/aws/narrowing/demanded-conditions";
import { serviceGrants, type ServiceGrant } from "../../identity/aws/trust/services";
import { shown, type Known } from "../../identity/knowledge";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const WHY = "a service acts for many customers, and one of them may point it at a resource that is not theirs";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const TRAIL = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/audit";
const IS_SERVICE = { "aws:PrincipalIsAWSService": "true" };
const LOGS = "arn:aws:s3:::shop-logs";

export const awsResourcePolicyServiceSourcePinned = defineRule({
  name: "aws-resource-policy-service-source-pinned",
  title: "Resource policies name the account or resource a service acts for, where the service tells",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "Say for whom a service may use a resource", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-resource-policy",
  options: {},
  messages: {
    missing: "`{path}` lets {service} use {actions} whoever it acts for",
    vacuous:
      "the condition on `{key}` does not hold {service} to one account or resource for which it may use {actions}",
  },
  question: "for whom services may use the resource",
  why: WHY,
  fix: "Add `aws:SourceAccount` under `StringEquals` with your account, `aws:SourceArn` under `ArnLike` with the resource for which the service acts, or `aws:SourceOrgID` with your organisation.",
  *judge({ urn, document, secret, accounts }, { settings }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden, { key: hidden.path });
    const account = onlyAccount([...accounts, ...settings.ownAccounts]);
    const loose = serviceGrants(document).filter(({ pinning: { state } }) => state !== "pinned" && state !== "literal");
    const writing = new Set(loose.filter(({ looksOnly }) => !looksOnly).map(({ text }) => serviceIn(text)));
    for (const grant of loose) {
      const { text, pinning, doubts, looksOnly } = grant;
      // The same omission, and the less grave of the two.
      if (looksOnly && text.state === "known" && writing.has(text.value)) continue;
      const open = doubts[0] ?? (pinning.state === "unknown" ? pinning.unknown : undefined);
      if (open) yield undetermined(urn, open, { key: open.path });
      else if (text.state === "known")
        yield { ...problemOf(grant, text, urn, secret), ...passing(grant, account, secret) };
    }
  },
  examples: [
    {
      title: "A bucket to which CloudTrail writes for anybody",
      resources: logs("s3:PutObject", `${LOGS}/*`),
      findings: [
        violation(
          `\`policy.Statement.Principal.Service\` lets \`cloudtrail.amazonaws.com\` use \`s3:PutObject\` whoever it acts for`,
        ),
      ],
    },
    {
      title: "The same for one trail",
      resources: logs("s3:PutObject", `${LOGS}/*`, { StringEquals: { "aws:SourceArn": TRAIL } }),
      findings: [],
    },
    {
      title: "A condition on the ACL of what is written, which says nothing of the writer",
      resources: logs("s3:PutObject", `${LOGS}/*`, { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } }),
      findings: [
        violation(
          `\`policy.Statement.Principal.Service\` lets \`cloudtrail.amazonaws.com\` use \`s3:PutObject\` whoever it acts for`,
        ),
      ],
    },
    {
      title: "A condition on the account beside it",
      resources: logs("s3:PutObject", `${LOGS}/*`, {
        StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "111122223333" },
      }),
      findings: [],
    },
    {
      title: "A condition that trails of every account meet",
      resources: logs("s3:PutObject", `${LOGS}/*`, { ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*" } }),
      findings: [
        violation(
          "the condition on `aws:SourceArn` does not hold `cloudtrail.amazonaws.com` to one account or resource for which it may use `s3:PutObject`",
        ),
      ],
    },
    {
      title: "A condition that trails of one account meet",
      resources: logs("s3:PutObject", `${LOGS}/*`, {
        ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*" },
      }),
      findings: [],
    },
    {
      title: "A bucket to which any service writes, whoever it acts for",
      resources: logs("s3:PutObject", `${LOGS}/*`, { Bool: IS_SERVICE }, "*"),
      findings: [
        violation("`policy.Statement.Principal` lets any AWS service use `s3:PutObject` whoever it acts for", "*"),
      ],
    },
    {
      title: "Any service that acts for one account",
      resources: logs(
        "s3:PutObject",
        `${LOGS}/*`,
        { Bool: IS_SERVICE, StringEquals: { "aws:SourceAccount": "111122223333" } },
        "*",
      ),
      findings: [],
    },
    {
      title: "Load balancers, which do not tell for whom they write",
      resources: logs("s3:PutObject", `${LOGS}/*`, undefined, "logdelivery.elasticloadbalancing.amazonaws.com"),
      findings: [],
    },
    {
      title: "A condition that is not known yet",
      resources: logs("s3:PutObject", `${LOGS}/*`, { StringEquals: { "aws:SourceAccount": { "fn::unknown": true } } }),
      findings: [
        {
          resource: "logs",
          path: "policy",
          verdict: "undetermined",
          message: "cannot tell for whom services may use the resource: `policy` is not known before deployment",
        },
      ],
    },
  ],
});

/** The narrower text that would pass. */
function passing({ statement, pinning }: ServiceGrant, account: string | undefined, secret: boolean) {
  const narrower = sourceDemanded(statement, secret ? undefined : pinning, account);
  return narrower && { narrower };
}

function serviceIn(text: ServiceGrant["text"]): string | undefined {
  return text.state === "known" ? text.value : undefined;
}

function problemOf(
  { statement, isAny, pinning, looksOnly }: ServiceGrant,
  text: Known<string>,
  urn: string,
  secret: boolean,
): Problem<"missing" | "vacuous"> {
  const service = isAny ? "any AWS service" : `\`${shown(secret ? { ...text, secret } : text)}\``;
  const { path } = text;
  const actions = secret ? "the actions of the statement" : actionsOf(statement);
  const values = { path, service, actions };
  const grave = looksOnly ? ({ severity: "low" } as const) : {};
  const at = { urn, path };
  return pinning.state === "vacuous"
    ? { verdict: "violation", message: "vacuous", at, values: { ...values, key: pinning.key }, ...grave }
    : { verdict: "violation", message: "missing", at, values, ...grave };
}

function logs(action: string, resource: string, condition?: object, service = "cloudtrail.amazonaws.com") {
  const Principal = service === "*" ? "*" : { Service: service };
  const statement = { Effect: "Allow", Principal, Action: action, Resource: resource };
  const document = { Version: "2012-10-17", Statement: { ...statement, ...(condition && { Condition: condition }) } };
  return { logs: { type: BUCKET_POLICY, properties: { bucket: "shop-logs", policy: { "fn::toJSON": document } } } };
}

function violation(what: string, service?: "*") {
  const path = service === "*" ? "policy.Statement.Principal" : "policy.Statement.Principal.Service";
  return { resource: "logs", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
