import { narrowsWho } from "../../identity/aws/conditions";
import { SOURCE_KEYS, tellsItsSource } from "../../identity/aws/source-keys";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust-grants";
import { shown } from "../../identity/knowledge";
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
    vacuous:
      "the condition on `{key}` does not hold `{service}` to one account or resource that it becomes `{role}` for",
  },
  question: "for whom a service may become the role",
  why: WHY,
  fix: "Add `aws:SourceAccount` under `StringEquals` with your account, or `aws:SourceArn` under `ArnLike` with the resource that uses the role.",
  *judge({ urn, name, document, secret }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      const { principal, text, type, version } = grant;
      const telling = principal ? principal.kind === "service" && tellsItsSource(principal.service) : isOpen(type);
      if (!telling) continue;
      const conditions = grant.conditions.filter(({ key }) => SOURCE_KEYS.includes(key.toLowerCase()));
      const left = conditions.map((condition) => narrowsWho(condition, version));
      if (left.includes("narrowing")) continue;
      const [doubt] = [...grant.doubts, ...left.filter((each) => typeof each !== "string")];
      if (doubt || text.state === "unknown") {
        if (doubt) yield undetermined(urn, doubt);
        continue;
      }
      const [condition] = conditions;
      yield {
        verdict: "violation",
        message: condition ? "vacuous" : "missing",
        at: { urn, path: text.path },
        values: { service: shown(secret ? { ...text, secret } : text), role: name, key: condition?.key ?? "" },
      };
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

function isOpen(type: TrustGrant["type"]): boolean {
  return type === "Service" || type === "any";
}

function role(principal: object, condition?: object) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const document = { Version: "2012-10-17", Statement: { ...statement, ...(condition && { Condition: condition }) } };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string) {
  const path = "assumeRolePolicy.Statement.Principal.Service";
  return { resource: "nightly", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
