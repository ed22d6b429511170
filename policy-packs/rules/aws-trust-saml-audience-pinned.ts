import { isOpenValue, pinningOf, type Compared, type Pinning } from "../../identity/aws/conditions/pinning";
import { conditionFor } from "../../identity/aws/narrowing/demanded-conditions";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { shown, type Known } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "an assertion that was made out to another application is then taken as well";
const ROLE = "aws:iam/role:Role";
const PROVIDER = "arn:aws:iam::111122223333:saml-provider/staff";
const SIGN_IN = "https://signin.aws.amazon.com/saml";

/** Wildcards may stand for the region of AWS's sign-in page, and for nothing else. */
const REGIONAL =
  /^https:\/\/[*?\w.-]*\.?(signin\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|aws\.eu))\/saml(\/acs)?(\/[*\w-]*)?$/;

/** A sign-in page of AWS, in whatever partition: nothing else is where assertions for AWS are presented. */
const SIGN_IN_PAGE = /^https:\/\/([\w.-]+\.)?signin\.[\w.-]+\/saml(\/[\w/-]*)?$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html, by partition. */
const SIGN_IN_PAGES: Readonly<Record<string, string>> = {
  aws: SIGN_IN,
  "aws-cn": "https://signin.amazonaws.cn/saml",
  "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
};

export const awsTrustSamlAudiencePinned = defineRule({
  name: "aws-trust-saml-audience-pinned",
  title: "Trust in a SAML provider pins the audience",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Take assertions only that were made out to AWS", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI6", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:IA-9"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    missing: "no condition on `SAML:aud` holds the assertions that become `{role}` to AWS's sign-in page",
    other:
      "no assertion for AWS has the audience `{audience}`, and once it is dropped those for others become `{role}`",
    vacuous: "the condition on `SAML:aud` also lets assertions for other audiences become `{role}`",
  },
  question: "which SAML assertions become the role",
  why: WHY,
  fix: `Add \`SAML:aud\` under \`StringEquals\` with \`${SIGN_IN}\`, or with the sign-in page of your region or partition.`,
  *judge({ urn, name, document, secret }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      const { principal, type, text, conditions, doubts } = grant;
      if (principal ? principal.kind !== "saml" : type !== "Federated" && type !== "any") continue;
      const pinning = pinningOf(conditions, (key) => key === "saml:aud", problemOf);
      if (pinning.state === "pinned") continue;
      const [doubt] = [...doubts, ...(pinning.state === "unknown" ? [pinning.unknown] : [])];
      if (doubt) {
        yield undetermined(urn, doubt);
        continue;
      }
      const value = otherAudience(pinning);
      const message = pinning.state === "missing" ? "missing" : value ? "other" : "vacuous";
      const audience = value ? shown(secret ? { ...value, secret } : value) : "";
      const page = SIGN_IN_PAGES[partitionIn(text)];
      const narrower = page && conditionFor(grant.statement, "StringEquals", { "SAML:aud": page });
      const values = { role: name, audience };
      yield { verdict: "violation", message, at: { urn, path: text.path }, values, ...(narrower && { narrower }) };
    }
  },
  examples: [
    {
      title: "A SAML provider without a condition",
      resources: { auditor: role() },
      findings: [
        violation("no condition on `SAML:aud` holds the assertions that become `auditor` to AWS's sign-in page"),
      ],
    },
    {
      title: "Assertions for AWS's sign-in page",
      resources: { auditor: role({ StringEquals: { "SAML:aud": SIGN_IN } }) },
      findings: [],
    },
    {
      title: "An audience that is no sign-in page of AWS",
      resources: { auditor: role({ StringEquals: { "SAML:aud": "https://shop.example.com/saml" } }) },
      findings: [
        violation(
          "no assertion for AWS has the audience `https://shop.example.com/saml`, and once it is dropped those for others become `auditor`",
        ),
      ],
    },
    {
      title: "The sign-in page of one region, by the provider's own address",
      resources: {
        auditor: role({
          StringEquals: { "SAML:aud": "https://eu-central-1.signin.aws.amazon.com/saml/acs/SAMLSPAB12" },
        }),
      },
      findings: [],
    },
    {
      title: "Assertions for any audience",
      resources: { auditor: role({ StringLike: { "SAML:aud": [SIGN_IN, "https://*"] } }) },
      findings: [violation("the condition on `SAML:aud` also lets assertions for other audiences become `auditor`")],
    },
    {
      title: "Assertions for the sign-in page of any region",
      resources: { auditor: role({ StringLike: { "saml:AUD": [SIGN_IN, "https://*.signin.aws.amazon.com/saml"] } }) },
      findings: [],
    },
    {
      title: "A provider of which only tokens of another kind become the role",
      resources: { auditor: role(undefined, "sts:AssumeRole") },
      findings: [],
    },
    {
      title: "A trust policy that is not known yet",
      resources: { auditor: { type: ROLE, properties: { assumeRolePolicy: { "fn::unknown": true } } } },
      findings: [
        {
          resource: "auditor",
          path: "assumeRolePolicy",
          verdict: "undetermined",
          message:
            "cannot tell which SAML assertions become the role: `assumeRolePolicy` is not known before deployment",
        },
      ],
    },
  ],
});

/** The first audience, where none of them is AWS. */
/** That of the provider. */
function partitionIn(text: TrustGrant["text"]): string {
  const [, partition = "aws"] = /^arn:([^:]*):/.exec(text.state === "known" ? text.value : "") ?? [];
  return partition;
}

function otherAudience(pinning: Pinning<"wildcard" | "other">): Known<string> | undefined {
  if (pinning.state !== "loose" || pinning.values.some(([, problem]) => problem === "wildcard")) return undefined;
  return pinning.values[0]?.[0];
}

function problemOf(value: string, compared: Compared): "wildcard" | "other" | undefined {
  if (isOpenValue(value, compared)) return REGIONAL.test(value) ? undefined : "wildcard";
  return SIGN_IN_PAGE.test(value) ? undefined : "other";
}

function role(condition?: object, action = "sts:AssumeRoleWithSAML") {
  const statement = { Effect: "Allow", Principal: { Federated: PROVIDER }, Action: action };
  const document = { Version: "2012-10-17", Statement: [{ ...statement, ...(condition && { Condition: condition }) }] };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string) {
  const path = "assumeRolePolicy.Statement[0].Principal.Federated";
  return { resource: "auditor", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
