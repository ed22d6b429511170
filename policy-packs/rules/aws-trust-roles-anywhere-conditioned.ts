import { pinningOf, type Pinning } from "../../identity/aws/conditions/pinning";
import { conditionFor } from "../../identity/aws/narrowing/demanded-conditions";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "every certificate of every authority that the account trusts then opens it, whatever it was issued for";
const ROLE = "aws:iam/role:Role";
const ANCHOR = "arn:aws:rolesanywhere:eu-central-1:111122223333:trust-anchor/3fa85f64-5717-4562-b3fc-2c963f66afa6";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementrolesanywhere.html */
const SOME_ANCHOR = "arn:aws:rolesanywhere:REGION:ACCOUNT:trust-anchor/TRUST_ANCHOR_ID";
const FILL_IN = ["REGION", "ACCOUNT", "TRUST_ANCHOR_ID"];

export const awsTrustRolesAnywhereConditioned = defineRule({
  name: "aws-trust-roles-anywhere-conditioned",
  title: "Trust in Roles Anywhere names the certificate or the trust anchor",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Say which certificates open a role", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI4", "OWASP-NHI-2025:NHI9", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:IA-9"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    missing: "every certificate that a trust anchor of the account accepts becomes `{role}`",
    vacuous: "the condition on `{key}` fits more than one certificate authority or subject that becomes `{role}`",
  },
  question: "which certificates become the role",
  why: WHY,
  fix: "Add the certificate's subject, such as `aws:PrincipalTag/x509Subject/CN`, under `StringEquals`, or `aws:SourceArn` with the ARN of the trust anchor under `ArnEquals`; best both.",
  *judge({ urn, name, document, secret }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    for (const grant of trustGrants(document)) {
      const { principal, type, text, doubts } = grant;
      const meant = principal?.kind === "service" && principal.service === "rolesanywhere";
      if (principal ? !meant : type !== "Service" && type !== "any") continue;
      const pinnings = [byAnchor(grant), byCertificate(grant)];
      if (pinnings.some(({ state }) => state === "pinned")) continue;
      const [doubt] = [...doubts, ...pinnings.flatMap((each) => (each.state === "unknown" ? [each.unknown] : []))];
      if (doubt) {
        yield undetermined(urn, doubt);
        continue;
      }
      const narrower = conditionFor(grant.statement, "ArnEquals", { "aws:SourceArn": SOME_ANCHOR }, FILL_IN);
      const key = pinnings.map(keyIn).find((each) => each !== undefined);
      yield {
        verdict: "violation",
        message: key === undefined ? "missing" : "vacuous",
        at: { urn, path: text.path },
        values: { role: name, key: secret ? "a secret value" : (key ?? "") },
        ...(narrower && { narrower }),
      };
    }
  },
  examples: [
    {
      title: "Any certificate",
      resources: { sensor: role() },
      findings: [violation("every certificate that a trust anchor of the account accepts becomes `sensor`")],
    },
    {
      title: "Certificates of one subject",
      resources: { sensor: role({ StringEquals: { "aws:PrincipalTag/x509Subject/CN": "sensor.example.com" } }) },
      findings: [],
    },
    {
      title: "A source identity that any common name fits",
      resources: { sensor: role({ StringLike: { "sts:SourceIdentity": "*" } }) },
      findings: [
        violation(
          "the condition on `sts:SourceIdentity` fits more than one certificate authority or subject that becomes `sensor`",
        ),
      ],
    },
    {
      title: "The source identity that a certificate's common name gives",
      resources: { sensor: role({ StringEquals: { "sts:SourceIdentity": "sensor.example.com" } }) },
      findings: [],
    },
    {
      title: "Any trust anchor of the account",
      resources: {
        sensor: role({
          ArnLike: { "aws:SourceArn": "arn:aws:rolesanywhere:eu-central-1:111122223333:trust-anchor/*" },
        }),
      },
      findings: [
        violation(
          "the condition on `aws:SourceArn` fits more than one certificate authority or subject that becomes `sensor`",
        ),
      ],
    },
    {
      title: "One trust anchor",
      resources: { sensor: role({ ArnLike: { "aws:SourceArn": ANCHOR } }) },
      findings: [],
    },
    {
      title: "A service principal that is not known yet",
      resources: {
        sensor: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                { Effect: "Allow", Principal: { Service: { "fn::unknown": true } }, Action: "sts:AssumeRole" },
              ],
            },
          },
        },
      },
      findings: [
        {
          resource: "sensor",
          path: "assumeRolePolicyDocument.Statement[0].Principal.Service",
          verdict: "undetermined",
          message:
            "cannot tell which certificates become the role: `assumeRolePolicyDocument.Statement[0].Principal.Service` is not known before deployment",
        },
      ],
    },
  ],
});

/** The problem is the key as it is written. */
function byAnchor({ conditions }: TrustGrant): Pinning<string> {
  return pinningOf(
    conditions,
    (key) => key === "aws:sourcearn",
    (value, { condition }) => (/:trust-anchor\/[^*?]+$/.test(value) ? undefined : condition.key),
  );
}

/** https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html: tags and the source identity, which
 * is the subject's common name, are made of the certificate. */
function byCertificate({ conditions }: TrustGrant): Pinning<string> {
  return pinningOf(
    conditions,
    (key) => key === "sts:sourceidentity" || /^aws:principaltag\/x509(subject|issuer|san)\//.test(key),
    (value, { condition }) => (/^[*?]*$/.test(value) ? condition.key : undefined),
  );
}

function keyIn(pinning: Pinning<string>): string | undefined {
  if (pinning.state === "loose") return pinning.values[0]?.[1];
  return pinning.state === "not-binding" ? pinning.condition.key : undefined;
}

function role(condition?: object) {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "rolesanywhere.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
  };
  const document = { Version: "2012-10-17", Statement: { ...statement, ...(condition && { Condition: condition }) } };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string) {
  const path = "assumeRolePolicy.Statement.Principal.Service";
  return { resource: "sensor", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
