import { onlyAccount } from "../../identity/aws/document/arn";
import { forOwnCallers } from "../../identity/aws/narrowing/demanded-conditions";
import { openness } from "../../identity/aws/trust/trust";
import { unknown } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "anybody with an AWS account or a token of their own can then act as the role";
const ROLE = "aws:iam/role:Role";
const NATIVE_ROLE = "aws-native:iam:Role";

function trusting(statement: object) {
  return { assumeRolePolicy: { "fn::toJSON": { Version: "2012-10-17", Statement: statement } } };
}

export const awsTrustPolicyNotPublic = defineRule({
  name: "aws-trust-policy-not-public",
  title: "No trust policy lets everyone become the role",
  severity: "critical",
  enforcement: "mandatory",
  duty: { text: "Name who may become each role", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI4",
    "OWASP-NHI-2025:NHI6",
    "NIST-CSF-2.0:PR.AA-05",
    "NIST-800-53r5:AC-3",
    "NIST-800-53r5:IA-9",
  ],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    principal: "`{path}` lets callers of every account become `{role}`",
    exclusion: "`{path}` lets all callers but those it names become `{role}`",
    federation: "`{path}` lets tokens of every identity provider in the account become `{role}`",
    externalId: "`{path}` lets every caller who knows the external id, which is no secret, become `{role}`",
  },
  question: "whether the trust policy is open to everyone",
  why: WHY,
  fix: "Name the principals that need the role, or add a condition that leaves only them, such as `aws:PrincipalOrgID` under `StringEquals`.",
  *judge({ urn, name, document, accounts }, { settings }) {
    const result = openness(document);
    if (result.answer === "everyone") {
      const { place: path } = result.principal;
      const message = result.externalIdOnly ? "externalId" : result.through;
      const values = { path, role: name };
      const statement = document.statements.find(({ principal }) => principal === result.principal);
      const own = onlyAccount([...accounts, ...settings.ownAccounts]);
      const isOpenTo = statement && result.through === "principal";
      const narrower = isOpenTo && forOwnCallers(statement, settings.trustedOrganisations, own);
      const passing = narrower && { narrower };
      yield { verdict: "violation", message, at: { urn, path }, values, key: "trust", ...passing };
    }
    if (result.answer === "undetermined") {
      yield undetermined(urn, result.unknowns[0] ?? unknown("", "only partly known"), { key: "trust" });
    }
  },
  examples: [
    {
      title: "A lone statement that trusts every account",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
        },
      },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicy.Statement.Principal",
          verdict: "violation",
          message: `\`assumeRolePolicy.Statement.Principal\` lets callers of every account become \`runner\`: ${WHY}`,
        },
      ],
    },
    {
      title: "The same for callers of the own organisation",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
          }),
        },
      },
      findings: [],
    },
    {
      title: "Everyone who knows an external id",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            Principal: "*",
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "shop-4711" } },
          }),
        },
      },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicy.Statement.Principal",
          verdict: "violation",
          message: `\`assumeRolePolicy.Statement.Principal\` lets every caller who knows the external id, which is no secret, become \`runner\`: ${WHY}`,
        },
      ],
    },
    {
      title: "One partner's account, with an external id",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::444455556666:root" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": "shop-4711" } },
          }),
        },
      },
      findings: [],
    },
    {
      title: "A condition that callers without an organisation meet as well",
      resources: {
        runner: {
          type: NATIVE_ROLE,
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { AWS: ["111122223333", "*"] },
                  Action: ["sts:AssumeRole"],
                  Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
                },
              ],
            },
          },
        },
      },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicyDocument.Statement[0].Principal",
          verdict: "violation",
          message: `\`assumeRolePolicyDocument.Statement[0].Principal\` lets callers of every account become \`runner\`: ${WHY}`,
        },
      ],
    },
    {
      title: "One account alone",
      resources: {
        runner: {
          type: NATIVE_ROLE,
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { AWS: ["111122223333"] },
                  Action: ["sts:AssumeRole"],
                  Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
                },
              ],
            },
          },
        },
      },
      findings: [],
    },
    {
      title: "All callers but one",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            NotPrincipal: { AWS: "arn:aws:iam::111122223333:user/guest" },
            Action: "sts:AssumeRole",
          }),
        },
      },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicy.Statement.NotPrincipal",
          verdict: "violation",
          message: `\`assumeRolePolicy.Statement.NotPrincipal\` lets all callers but those it names become \`runner\`: ${WHY}`,
        },
      ],
    },
    {
      title: "That one caller alone",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111122223333:user/guest" },
            Action: "sts:AssumeRole",
          }),
        },
      },
      findings: [],
    },
    {
      title: "Any identity provider",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({ Effect: "Allow", Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithSAML" }),
        },
      },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicy.Statement.Principal",
          verdict: "violation",
          message: `\`assumeRolePolicy.Statement.Principal\` lets tokens of every identity provider in the account become \`runner\`: ${WHY}`,
        },
      ],
    },
    {
      title: "One identity provider",
      resources: {
        runner: {
          type: ROLE,
          properties: trusting({
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/staff" },
            Action: "sts:AssumeRoleWithSAML",
          }),
        },
      },
      findings: [],
    },
    {
      title: "A trust policy that is not known yet",
      resources: { runner: { type: ROLE, properties: { assumeRolePolicy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "runner",
          path: "assumeRolePolicy",
          verdict: "undetermined",
          message:
            "cannot tell whether the trust policy is open to everyone: `assumeRolePolicy` is not known before deployment",
        },
      ],
    },
    {
      title: "The same in a component that says whom it trusts",
      resources: {
        uploader: { type: "mandate:aws:WorkloadRole", properties: { trust: { kind: "lambda" }, grants: [] } },
        runner: {
          type: ROLE,
          properties: { assumeRolePolicy: { "fn::unknown": true } },
          options: { parent: "uploader" },
        },
      },
      findings: [],
    },
  ],
});
