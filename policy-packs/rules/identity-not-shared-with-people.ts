import { isPerson } from "../../identity/human";
import { shown } from "../../identity/knowledge";
import type { Entrant, IdentityPeople } from "../facts/identity-people";
import type { UnknownUse } from "../facts/identity-use";
import { defineRule, undetermined } from "../judge/rule";

const WHY =
  "its log no longer tells a person's act from the workload's, and no second factor or leaver's process holds for it";
const GITHUB = "token.actions.githubusercontent.com";
const SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";

export const identityNotSharedWithPeople = defineRule({
  name: "identity-not-shared-with-people",
  title: "People and workloads do not share an identity",
  severity: "medium",
  enforcement: "mandatory",
  duty: { text: "Keep people out of workload identities, and workloads out of people's", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI10", "NIST-CSF-2.0:PR.AA-01", "NIST-800-53r5:AC-2", "NIST-800-53r5:IA-9"],
  judges: "identity-people",
  moment: "when-complete",
  options: {},
  messages: {
    person: "`{person}` is people's, and becomes the {subject} `{name}`, which is a workload's: {evidence}",
    secondFactor:
      "whoever has a second factor, and so a person, becomes the {subject} `{name}`, which is a workload's: {evidence}",
    password: "the {subject} `{name}` has a password, which people type, and access keys, which programs use",
    workload: "`{workload}` runs as `{name}`, which is people's",
  },
  question: "whether people and workloads share the identity",
  why: WHY,
  fix: "Give people a role of their own, through IAM Identity Center or another directory, and the workload one of its own. What counts as people is the setting `humanPrincipals`.",
  *judge(fact, { settings: { humanPrincipals } }) {
    const { urn, name, subject } = fact;
    const people = fact.principals.filter((each) => each.secondFactor || isPerson(each.text.value, humanPrincipals));
    if (fact.foreign) {
      for (const each of fact.workloads.length === 0 ? fact.unknowns : []) yield undetermined(each.urn, each);
      if (!isPerson(name, humanPrincipals)) return;
      for (const { urn: at, path, name: workload } of fact.workloads) {
        const values = { workload, name };
        yield { verdict: "violation", message: "workload", at: { urn: at, path }, values, key: `${at} ${path}` };
      }
      return;
    }
    const evidence = evidenceOf(fact, people);
    if (evidence !== undefined) {
      for (const { text, path, urn: at, secondFactor } of people) {
        const message = isPerson(text.value, humanPrincipals) || !secondFactor ? "person" : "secondFactor";
        const values = { person: shown(text), subject, name, evidence };
        yield {
          verdict: "violation",
          message,
          at: { urn: at, path },
          values,
          key: path,
          ...(at !== urn && { identity: urn }),
        };
      }
    }
    if (fact.keys.length > 0) {
      for (const { urn: at, path } of fact.passwords)
        yield {
          verdict: "violation",
          message: "password",
          at: { urn: at, path },
          values: { subject, name },
          identity: urn,
        };
    }
    yield* openOf(fact, people.length > 0);
  },
  examples: [
    {
      title: "A role of a function that people of IAM Identity Center become as well",
      resources: { resizer: role({ Service: "lambda.amazonaws.com" }, { AWS: SSO }) },
      findings: [
        becomes(
          "assumeRolePolicy.Statement[1].Principal.AWS",
          `\`${SSO}\` is people's, and becomes the IAM role \`resizer\`, which is a workload's: it trusts \`lambda.amazonaws.com\``,
        ),
      ],
    },
    {
      title: "A role of a function that a role of a pipeline becomes as well",
      resources: {
        resizer: role({ Service: "lambda.amazonaws.com" }, { AWS: "arn:aws:iam::111122223333:role/pipeline" }),
      },
      findings: [],
    },
    {
      title: "A role of people alone",
      resources: { admin: role({ Federated: "arn:aws:iam::111122223333:saml-provider/directory" }, { AWS: SSO }) },
      findings: [],
    },
    {
      title: "A pipeline's role that everybody of the account with a second factor becomes",
      resources: {
        resizer: role(
          { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
          { AWS: "arn:aws:iam::111122223333:root" },
          { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        ),
      },
      findings: [
        becomes(
          "assumeRolePolicy.Statement[1].Principal.AWS",
          `whoever has a second factor, and so a person, becomes the IAM role \`resizer\`, which is a workload's: tokens of \`arn:aws:iam::111122223333:oidc-provider/${GITHUB}\` become it`,
        ),
      ],
    },
    {
      title: "A pipeline's role that the account becomes from one address",
      resources: {
        resizer: role(
          { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
          { AWS: "arn:aws:iam::111122223333:root" },
          { IpAddress: { "aws:SourceIp": "198.51.100.7/32" } },
        ),
      },
      findings: [],
    },
    {
      title: "A user with a password and a key",
      resources: {
        robot: { type: "aws:iam/user:User" },
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } },
        password: { type: "aws:iam/userLoginProfile:UserLoginProfile", properties: { user: "${robot.name}" } },
      },
      findings: [
        {
          resource: "password",
          path: "user",
          verdict: "violation",
          message: `the IAM user \`robot\` has a password, which people type, and access keys, which programs use: ${WHY}`,
        },
      ],
    },
    {
      title: "A user with a key, and another with a password",
      resources: {
        robot: { type: "aws:iam/user:User" },
        anna: { type: "aws:iam/user:User" },
        key: { type: "aws:iam/accessKey:AccessKey", properties: { user: "${robot.name}" } },
        password: { type: "aws:iam/userLoginProfile:UserLoginProfile", properties: { user: "${anna.name}" } },
      },
      findings: [],
    },
    {
      title: "A function that runs as a role of people",
      resources: { resize: lambda(SSO) },
      findings: [
        {
          resource: "resize",
          path: "role",
          verdict: "violation",
          message: `\`resize\` runs as \`${SSO}\`, which is people's: ${WHY}`,
        },
      ],
    },
    {
      title: "A function that runs as a role of another stack",
      resources: { resize: lambda("arn:aws:iam::111122223333:role/resizer") },
      findings: [],
    },
    {
      title: "A principal that is not known yet, in the trust policy of a function's role",
      resources: {
        resizer: {
          type: "aws-native:iam:Role",
          properties: {
            assumeRolePolicyDocument: documentOf({ Service: "lambda.amazonaws.com" }, { AWS: { "fn::unknown": true } }),
          },
        },
      },
      findings: [
        {
          resource: "resizer",
          path: "assumeRolePolicyDocument.Statement[1].Principal.AWS",
          verdict: "undetermined",
          message:
            "cannot tell whether people and workloads share the identity: `assumeRolePolicyDocument.Statement[1].Principal.AWS` is not known before deployment",
        },
      ],
    },
  ],
});

/** What tells that a workload uses the identity; undefined where nothing does. */
function evidenceOf(
  { workloads, services, principals }: IdentityPeople,
  people: readonly Entrant[],
): string | undefined {
  const [workload] = workloads;
  if (workload) return `\`${workload.name}\` runs as it`;
  const [service] = services;
  if (service !== undefined) return `it trusts \`${service}\``;
  const issuer = principals.find((each) => each.issuer && !people.includes(each));
  return issuer && `tokens of \`${shown(issuer.text)}\` become it`;
}

/** What is not known matters where the other half is there, or may be: people may join a workload, or it them. */
function* openOf({ urn, unknowns, keys, passwords }: IdentityPeople, hasPeople: boolean) {
  const matters = (unknown: UnknownUse) => {
    if (keys.length > 0 || passwords.length > 0 || unknown.urn === urn) return true;
    return unknown.sort === "workload" && hasPeople;
  };
  const open = unknowns.find((each) => each.sort !== "reference" && matters(each));
  if (open) yield undetermined(open.urn, open, open.urn === urn ? {} : { identity: urn });
}

function documentOf(...principals: readonly object[]) {
  const Statement = principals.map((Principal) => ({
    Effect: "Allow",
    Principal,
    Action: ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"],
  }));
  return { Version: "2012-10-17", Statement };
}

/** @param condition on the second principal */
function role(first: object, second: object, condition?: object) {
  const document = documentOf(first, second);
  const [one, other] = document.Statement;
  const Statement = [one, { ...other, ...(condition && { Condition: condition }) }];
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: { "fn::toJSON": { ...document, Statement } } } };
}

function lambda(role: string) {
  return { type: "aws:lambda/function:Function", properties: { role } };
}

function becomes(path: string, what: string) {
  return { resource: "resizer", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
