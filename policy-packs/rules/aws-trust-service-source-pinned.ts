import { sourcePinning, tellsItsSource } from "../../identity/aws/conditions/source-keys";
import { onlyAccount } from "../../identity/aws/document/arn";
import { sourceDemanded } from "../../identity/aws/narrowing/demanded-conditions";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { shown, type Known } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "a service acts for many customers, and one of them may point it at a role that is not theirs";
const ROLE = "aws:iam/role:Role";
const SCHEDULER = "scheduler.amazonaws.com";
const ACCOUNT = { StringEquals: { "aws:SourceAccount": "111122223333" } };

export const awsTrustServiceSourcePinned = defineRule({
  name: "aws-trust-service-source-pinned",
  title: "Trust in a service names the account or resource it acts for, where the service tells",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "Say for whom a service may become a role", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    missing: "`{service}` becomes `{role}` whoever it acts for",
    literal:
      "no source is `{value}`, as the condition on `{key}` takes it literally, and once it is dropped `{service}` becomes `{role}` whoever it acts for",
    vacuous:
      "the condition on `{key}` does not hold `{service}` to one account or resource that it becomes `{role}` for",
  },
  question: "for whom a service may become the role",
  why: WHY,
  fix: "Add `aws:SourceAccount` under `StringEquals` with your account, or `aws:SourceArn` under `ArnLike` with the resource that uses the role.",
  *judge({ urn, name, document, accounts, secret }, { settings }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      const { text, version } = grant;
      if (!mayTell(grant)) continue;
      const pinning = sourcePinning(grant.conditions, version);
      if (pinning.state === "pinned") continue;
      const [doubt] = [...grant.doubts, ...(pinning.state === "unknown" ? [pinning.unknown] : [])];
      if (doubt || text.state === "unknown" || pinning.state === "unknown") {
        if (doubt) yield undetermined(urn, doubt);
        continue;
      }
      const hide = (value: Known<string>) => shown(secret ? { ...value, secret } : value);
      const values = { service: hide(text), role: name };
      const account = onlyAccount([...accounts, ...settings.ownAccounts]);
      const narrower = sourceDemanded(grant.statement, secret ? undefined : pinning, account);
      const passing = narrower && { narrower };
      if (pinning.state === "literal") {
        const { value, key } = pinning;
        const at = { urn, path: value.path };
        yield {
          verdict: "violation",
          message: "literal",
          at,
          values: { ...values, key, value: hide(value) },
          ...passing,
        };
        continue;
      }
      const at = { urn, path: text.path };
      yield pinning.state === "vacuous"
        ? { verdict: "violation", message: "vacuous", at, values: { ...values, key: pinning.key }, ...passing }
        : { verdict: "violation", message: "missing", at, values, ...passing };
    }
  },
  examples: [
    {
      title: "A scheduler that may act for anybody",
      resources: { nightly: role({ Service: SCHEDULER }) },
      findings: [violation(`\`${SCHEDULER}\` becomes \`nightly\` whoever it acts for`)],
    },
    {
      title: "A scheduler that acts for one account",
      resources: { nightly: role({ Service: SCHEDULER }, ACCOUNT) },
      findings: [],
    },
    {
      title: "A condition that also holds where the service does not say for whom it acts",
      resources: {
        nightly: role({ Service: "states.eu-central-1.amazonaws.com" }, { StringEqualsIfExists: ACCOUNT.StringEquals }),
      },
      findings: [
        violation(
          "the condition on `aws:SourceAccount` does not hold `states.eu-central-1.amazonaws.com` to one account or resource that it becomes `nightly` for",
        ),
      ],
    },
    {
      title: "A condition on the resource",
      resources: {
        nightly: role(
          { Service: "states.eu-central-1.amazonaws.com" },
          { ArnLike: { "aws:SourceArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:*" } },
        ),
      },
      findings: [],
    },
    {
      title: "A wildcard in the resource where it is taken literally",
      resources: {
        nightly: role(
          { Service: "states.eu-central-1.amazonaws.com" },
          { StringEquals: { "aws:SourceArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:*" } },
        ),
      },
      findings: [
        violation(
          "no source is `arn:aws:states:eu-central-1:111122223333:stateMachine:*`, as the condition on `aws:SourceArn` takes it literally, and once it is dropped `states.eu-central-1.amazonaws.com` becomes `nightly` whoever it acts for",
          'assumeRolePolicy.Statement.Condition.StringEquals["aws:SourceArn"]',
        ),
      ],
    },
    {
      title: "One state machine",
      resources: {
        nightly: role(
          { Service: "states.eu-central-1.amazonaws.com" },
          { StringEquals: { "aws:SourceArn": "arn:aws:states:eu-central-1:111122223333:stateMachine:nightly" } },
        ),
      },
      findings: [],
    },
    {
      title: "Lambda, which does not say for which function it acts",
      resources: { nightly: role({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] }) },
      findings: [],
    },
    {
      title: "An account that is not known yet",
      resources: {
        nightly: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { Service: SCHEDULER },
                  Action: "sts:AssumeRole",
                  Condition: { StringLike: { "aws:SourceAccount": { "fn::unknown": true } } },
                },
              ],
            },
          },
        },
      },
      findings: [
        {
          resource: "nightly",
          path: 'assumeRolePolicyDocument.Statement[0].Condition.StringLike["aws:SourceAccount"]',
          verdict: "undetermined",
          message:
            'cannot tell for whom a service may become the role: `assumeRolePolicyDocument.Statement[0].Condition.StringLike["aws:SourceAccount"]` is not known before deployment',
        },
      ],
    },
  ],
});

function mayTell({ principal, type }: TrustGrant): boolean {
  if (!principal) return type === "Service" || type === "any";
  return principal.kind === "service" && tellsItsSource(principal.service);
}

function role(principal: object, condition?: object) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const document = { Version: "2012-10-17", Statement: { ...statement, ...(condition && { Condition: condition }) } };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string, path = "assumeRolePolicy.Statement.Principal.Service") {
  return { resource: "nightly", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
