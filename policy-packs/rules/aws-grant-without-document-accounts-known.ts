import { STAND_IN_ACCOUNT } from "../../identity/aws/document/arn";
import {
  leaveOutsiders,
  strangersIn,
  strangersLeft,
  untold,
  type LeftStranger,
} from "../../identity/aws/trust/outsiders";
import type { Condition } from "../../identity/aws/document/document";
import type { Known, Unknown } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY =
  "whoever holds that account, or breaks into it, holds what it may use of yours, and no policy document shows it";
const VERSION = "2012-10-17";
const OWN = { ownAccounts: ["111122223333"] };
const PARTNER = "arn:aws:iam::444455556666:role/reports";

function keyGrant(granteePrincipal: unknown) {
  const keyId = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
  return { orders: { type: "aws:kms/grant:Grant", properties: { keyId, granteePrincipal, operations: ["Decrypt"] } } };
}

function entry(account: string) {
  const properties = { clusterName: "shop", principalArn: `arn:aws:iam::${account}:role/admin` };
  return { admin: { type: "aws:eks/accessEntry:AccessEntry", properties } };
}

function permission(more: object) {
  const properties = { function: "orders", action: "lambda:InvokeFunction", principal: "444455556666", ...more };
  return { orders: { type: "aws:lambda/permission:Permission", properties } };
}

function share(principal: string) {
  const resourceShareArn = "arn:aws:ram:eu-central-1:111122223333:resource-share/3fa85f64";
  return {
    subnets: { type: "aws:ram/principalAssociation:PrincipalAssociation", properties: { resourceShareArn, principal } },
  };
}

function sharing(allowExternalPrincipals: boolean) {
  const properties = { resourceShareArn: "${share.arn}", principal: "444455556666" };
  return {
    share: { type: "aws:ram/resourceShare:ResourceShare", properties: { name: "subnets", allowExternalPrincipals } },
    subnets: { type: "aws:ram/principalAssociation:PrincipalAssociation", properties },
  };
}

export const awsGrantWithoutDocumentAccountsKnown = defineRule({
  name: "aws-grant-without-document-accounts-known",
  title: "No grant without a policy document lets in an account that nobody has listed",
  severity: "high",
  enforcement: "advisory",
  duty: { text: "Know each account that may use your resources", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI3", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:AC-3"],
  judges: "aws-direct-grant",
  options: {},
  messages: {
    outsider: "`{path}` lets `{whom}` of an account that is not listed {allows}",
    organisation: "`{path}` lets accounts of `{whom}`, an organisation that is not listed, {allows}",
    hidden: "`{path}` lets an account that is not listed {allows}",
  },
  question: "whether the grant lets unknown accounts in",
  why: WHY,
  fix: "List the account in the setting `ownAccounts` or `trustedAccounts`, or the organisation in `trustedOrganisations`; or take the grant back.",
  *judge({ urn, whom, accounts, allows, conditions, shut }, { settings }) {
    if (!whom || whom.state === "absent" || (shut.state === "known" && shut.value)) return;
    const organisations = settings.trustedOrganisations;
    const left = leaveOutsiders(conditions, VERSION, organisations);
    if (left.includes(false)) return;
    if (whom.state === "unknown") {
      yield undetermined(urn, whom, { key: whom.path });
      return;
    }
    const own = [STAND_IN_ACCOUNT, ...accounts, ...settings.ownAccounts];
    const strangers = strangersOf(whom, conditions, [...own, ...settings.trustedAccounts], organisations);
    const perhaps = [...left, shut].find(
      (each): each is Unknown => typeof each === "object" && each.state === "unknown",
    );
    for (const [index, { text, account }] of strangers.entries()) {
      const key = `${text.path} ${index}`;
      const open = text.state === "unknown" ? text : (untold(account, own, text.path) ?? perhaps);
      if (open) yield undetermined(urn, open, { key });
      else if (text.state === "known")
        yield { verdict: "violation", ...said(text, account, allows), at: { urn, path: text.path }, key };
    }
  },
  examples: [
    {
      title: "A key for a role of an account that nobody has listed",
      resources: keyGrant(PARTNER),
      settings: OWN,
      findings: [
        violation(
          "orders",
          "granteePrincipal",
          `\`granteePrincipal\` lets \`${PARTNER}\` of an account that is not listed use the key as the grant says`,
        ),
      ],
    },
    {
      title: "A key for a role of a partner that is listed",
      resources: keyGrant(PARTNER),
      settings: { ...OWN, trustedAccounts: ["444455556666"] },
      findings: [],
    },
    {
      title: "A cluster for a role of another account",
      resources: entry("444455556666"),
      settings: OWN,
      findings: [
        violation(
          "admin",
          "principalArn",
          "`principalArn` lets `arn:aws:iam::444455556666:role/admin` of an account that is not listed call the cluster's Kubernetes API",
        ),
      ],
    },
    {
      title: "A cluster for a role of the own account",
      resources: entry("111122223333"),
      settings: OWN,
      findings: [],
    },
    {
      title: "A function for another account",
      resources: permission({}),
      settings: OWN,
      findings: [
        violation(
          "orders",
          "principal",
          "`principal` lets `444455556666` of an account that is not listed invoke the function",
        ),
      ],
    },
    {
      title: "A function for another account of the organisation",
      resources: permission({ principalOrgId: "o-a1b2c3d4e5" }),
      settings: OWN,
      findings: [],
    },
    {
      title: "Subnets for an organisation that is not listed",
      resources: share("arn:aws:organizations::111122223333:organization/o-zzzzzzzzzz"),
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [
        violation(
          "subnets",
          "principal",
          "`principal` lets accounts of `arn:aws:organizations::111122223333:organization/o-zzzzzzzzzz`, an organisation that is not listed, use what the resource share holds",
        ),
      ],
    },
    {
      title: "Subnets for the own organisation",
      resources: share("arn:aws:organizations::111122223333:organization/o-a1b2c3d4e5"),
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [],
    },
    {
      title: "Subnets for another account by a share that is open to strangers",
      resources: sharing(true),
      settings: OWN,
      findings: [
        violation(
          "subnets",
          "principal",
          "`principal` lets `444455556666` of an account that is not listed use what the resource share holds",
        ),
      ],
    },
    {
      title: "Subnets for another account by a share within the organisation",
      resources: sharing(false),
      settings: OWN,
      findings: [],
    },
    {
      title: "A grantee that is a secret",
      resources: keyGrant({ "fn::secret": PARTNER }),
      settings: OWN,
      findings: [
        violation(
          "orders",
          "granteePrincipal",
          "`granteePrincipal` lets an account that is not listed use the key as the grant says",
        ),
      ],
    },
    {
      title: "A grantee that is a secret, of a partner that is listed",
      resources: keyGrant({ "fn::secret": PARTNER }),
      settings: { ...OWN, trustedAccounts: ["444455556666"] },
      findings: [],
    },
    {
      title: "An account where nothing tells which is the own",
      resources: keyGrant(PARTNER),
      findings: [
        {
          resource: "orders",
          path: "granteePrincipal",
          verdict: "undetermined",
          message:
            "cannot tell whether the grant lets unknown accounts in: `granteePrincipal` is an account of which it is not known whose it is",
        },
      ],
    },
    {
      title: "A grantee that is not known yet",
      resources: keyGrant({ "fn::unknown": true }),
      settings: OWN,
      findings: [
        {
          resource: "orders",
          path: "granteePrincipal",
          verdict: "undetermined",
          message:
            "cannot tell whether the grant lets unknown accounts in: `granteePrincipal` is not known before deployment",
        },
      ],
    },
  ],
});

/** Those whom a grant names, and of everyone those whom its conditions leave. */
function strangersOf(
  whom: Known<string>,
  conditions: readonly Condition[],
  known: readonly string[],
  organisations: readonly string[],
): readonly LeftStranger[] {
  if (whom.value === "*") return strangersLeft(conditions, VERSION, known, organisations);
  return strangersIn(whom.value, known, organisations).map(({ text, account }) => ({
    text: { ...whom, value: text },
    account,
  }));
}

function said({ path, value, secret }: Known<string>, account: string | undefined, allows: string) {
  if (secret) return { message: "hidden", values: { path, allows } } as const;
  const message = account === undefined ? "organisation" : "outsider";
  return { message, values: { path, whom: value, allows } } as const;
}

function violation(resource: string, path: string, what: string) {
  return { resource, path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
