import { accountOf, STAND_IN_ACCOUNT } from "../../identity/aws/document/arn";
import type { PolicyDocument, Statement } from "../../identity/aws/document/document";
import { outsiders, untold } from "../../identity/aws/trust/outsiders";
import { actionsOf } from "../../identity/aws/document/statement-text";
import type { Unknown } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "whoever holds that account, or breaks into it, holds what it may use of yours";
const SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";
const SECRET = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-AbCdEf";
const PARTNER = "arn:aws:iam::444455556666:root";
const OWN = { ownAccounts: ["111122223333"] };

function secret(principal: unknown, more: object = {}) {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    ...more,
  };
  const policy = { Version: "2012-10-17", Statement: [statement] };
  return { orders: { type: SECRET_POLICY, properties: { secretArn: SECRET, policy } } };
}

export const awsResourcePolicyAccountsKnown = defineRule({
  name: "aws-resource-policy-accounts-known",
  title: "Resource policies let in no account that nobody has listed",
  severity: "high",
  enforcement: "advisory",
  duty: { text: "Know each account that may use your resources", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI3", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-resource-policy",
  options: {},
  messages: {
    outsider: "`{path}` lets `{principal}` of an account that is not listed use {actions}",
    organisation: "`{path}` lets accounts of `{principal}`, an organisation that is not listed, use {actions}",
    hidden: "`{path}` lets an account in that is not listed",
  },
  question: "whether the resource's policy lets unknown accounts in",
  why: WHY,
  fix: "List the account in the setting `ownAccounts` or `trustedAccounts`, the organisation in `trustedOrganisations`, add `aws:PrincipalOrgID` under `StringEquals`, or take the principal out.",
  *judge({ urn, document, secret: isSecret, accounts }, { settings }) {
    const own = [STAND_IN_ACCOUNT, ...accounts, ...accountsNamed(document), ...settings.ownAccounts];
    const listed = [...own, ...settings.trustedAccounts, ...ACCOUNTS_OF_AWS];
    const found = outsiders(document, listed, settings.trustedOrganisations);
    for (const { statement, text, account, doubts } of found) {
      const { path } = text;
      const doubt = untold(account, own, path) ?? doubts[0];
      if (doubt) {
        yield undetermined(urn, doubt, { key: path });
      } else {
        const message = isSecret ? "hidden" : account === undefined ? "organisation" : "outsider";
        const values = isSecret ? { path } : { path, principal: text.value, actions: actionsOf(statement) };
        yield { verdict: "violation", message, at: { urn, path }, values };
      }
    }
    const [open] = [...document.hidden, ...document.statements.flatMap(unknownPrincipals)];
    if (open) yield undetermined(urn, open, { key: open.path });
  },
  examples: [
    {
      title: "A secret for an account that nobody has listed",
      resources: secret(PARTNER),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal.AWS",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal.AWS\` lets \`${PARTNER}\` of an account that is not listed use \`secretsmanager:GetSecretValue\`: ${WHY}`,
        },
      ],
    },
    {
      title: "A secret for the own account",
      resources: secret("arn:aws:iam::111122223333:root"),
      settings: OWN,
      findings: [],
    },
    {
      title: "A secret policy that is itself a secret",
      resources: secret({ "fn::secret": PARTNER }),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal.AWS",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal.AWS\` lets an account in that is not listed: ${WHY}`,
        },
      ],
    },
    {
      title: "A partner's account that is listed",
      resources: secret({ "fn::secret": PARTNER }),
      settings: { ...OWN, trustedAccounts: ["444455556666"] },
      findings: [],
    },
    {
      title: "Another account on a condition that its callers meet whatever their organisation",
      resources: secret(PARTNER, { Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal.AWS",
          verdict: "violation",
          message: `\`policy.Statement[0].Principal.AWS\` lets \`${PARTNER}\` of an account that is not listed use \`secretsmanager:GetSecretValue\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Another account of the organisation",
      resources: secret(PARTNER, { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      settings: OWN,
      findings: [],
    },
    {
      title: "An account where nothing tells which is the own",
      resources: secret(PARTNER),
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal.AWS",
          verdict: "undetermined",
          message:
            "cannot tell whether the resource's policy lets unknown accounts in: `policy.Statement[0].Principal.AWS` is an account of which it is not known whose it is",
        },
      ],
    },
    {
      title: "Everyone of one account, by a condition",
      resources: secret("*", { Condition: { StringEquals: { "aws:PrincipalAccount": "444455556666" } } }),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: 'policy.Statement[0].Condition.StringEquals["aws:PrincipalAccount"]',
          verdict: "violation",
          message: `\`policy.Statement[0].Condition.StringEquals["aws:PrincipalAccount"]\` lets \`444455556666\` of an account that is not listed use \`secretsmanager:GetSecretValue\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Everyone of the own account",
      resources: secret("*", { Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } }),
      settings: OWN,
      findings: [],
    },
    {
      title: "Everyone of an organisation that is not listed",
      resources: secret("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" } } }),
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [
        {
          resource: "orders",
          path: 'policy.Statement[0].Condition.StringEquals["aws:PrincipalOrgID"]',
          verdict: "violation",
          message: `\`policy.Statement[0].Condition.StringEquals["aws:PrincipalOrgID"]\` lets accounts of \`o-zzzzzzzzzz\`, an organisation that is not listed, use \`secretsmanager:GetSecretValue\`: ${WHY}`,
        },
      ],
    },
    {
      title: "Everyone of the organisation that is listed",
      resources: secret("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [],
    },
    {
      title: "An account of AWS from which load balancers write their logs",
      resources: secret("arn:aws:iam::054676820928:root"),
      settings: OWN,
      findings: [],
    },
    {
      title: "A principal that is not known yet",
      resources: secret({ "fn::unknown": true }),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: "policy.Statement[0].Principal.AWS",
          verdict: "undetermined",
          message:
            "cannot tell whether the resource's policy lets unknown accounts in: `policy.Statement[0].Principal.AWS` is not known before deployment",
        },
      ],
    },
  ],
});

/**
 * Accounts of AWS from which load balancers write their logs, one a region.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const ACCOUNTS_OF_AWS: readonly string[] = (
  "127311923021 033677994240 027434742980 797873946194 098369216593 754344448648 589379963580 718504428378 " +
  "383597477331 600734575887 114774131450 783225319266 582318560864 985666609251 054676820928 156460612806 " +
  "652711504416 635631232127 009996457667 897822967062 076674570225 507241528517 048591011584 190560391635 " +
  "638102146993 037604701340"
).split(" ");

/** What a statement names is the resource itself, so the account in its ARN is the own one. */
function accountsNamed({ statements }: PolicyDocument): readonly string[] {
  return statements
    .flatMap(({ resource }) => (resource && !resource.negated ? resource.values : []))
    .flatMap((value) => (value.state === "known" ? (accountOf(value.value) ?? []) : []));
}

function unknownPrincipals({ effect, principal }: Statement): readonly Unknown[] {
  if (!principal || principal.negated || (effect.state === "known" && effect.value === "Deny")) return [];
  return principal.entries.flatMap(({ type, value }) =>
    value.state === "unknown" && (type === "AWS" || type === "any") ? [value] : [],
  );
}
