import { accountOf, STAND_IN_ACCOUNT, tellOthersApart } from "../../identity/aws/document/arn";
import { isOpenValue, pinningOf, type Pinning } from "../../identity/aws/conditions/pinning";
import { conditionFor } from "../../identity/aws/narrowing/demanded-conditions";
import { trustGrants, type TrustGrant } from "../../identity/aws/trust/grants";
import { shown, unknown, type Known, type Unknown } from "../../identity/knowledge";
import { defineRule, undetermined, type Problem } from "../judge/rule";

const WHY = "whoever may act in that account, or tricks its service into acting, then acts as the role";
const ROLE = "aws:iam/role:Role";
const NATIVE_ROLE = "aws-native:iam:Role";
const PARTNER = "arn:aws:iam::444455556666:root";
const OWN = { ownAccounts: ["111122223333"] };
const EXTERNAL_ID = { StringEquals: { "sts:ExternalId": "shop-4711" } };

export const awsTrustCrossAccountConditioned = defineRule({
  name: "aws-trust-cross-account-conditioned",
  title: "Trust in another account carries an external id or an organisation",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Let other accounts become a role only on a condition that is yours", side: "customer" },
  controls: ["OWASP-NHI-2025:NHI3", "OWASP-NHI-2025:NHI4", "NIST-CSF-2.0:PR.AA-05", "NIST-800-53r5:IA-9"],
  judges: "aws-trust-policy",
  options: {},
  messages: {
    unconditioned:
      "`{principal}` of another account becomes `{role}` without an external id or a condition on its organisation",
    notBinding:
      "the condition on `{key}` also holds without the key, so `{principal}` of another account becomes `{role}`",
    impossible:
      "nobody can give the external id `{value}`, and once it is dropped `{principal}` of another account becomes `{role}`",
    loose: "`{value}` for `{key}` is no fixed value that counts, so `{principal}` of another account becomes `{role}`",
  },
  question: "whether the trust policy lets another account in without a condition",
  why: WHY,
  fix: "Add `sts:ExternalId` under `StringEquals` with an id that the partner keeps for you, or `aws:PrincipalOrgID`; or list the account in the setting `ownAccounts` or `trustedAccounts`.",
  remedy: "{narrower}, or list the account in the setting `ownAccounts` or `trustedAccounts`.",
  *judge({ urn, name, document, accounts, secret }, { settings }) {
    const [hidden] = document.hidden;
    if (hidden) yield undetermined(urn, hidden);
    const own = [STAND_IN_ACCOUNT, ...accounts, ...settings.ownAccounts];
    const organisations = settings.trustedOrganisations;
    for (const grant of trustGrants(document)) {
      for (const stranger of strangersIn(grant, [...own, ...settings.trustedAccounts], organisations)) {
        yield* problemOf(grant, stranger, { urn, role: name, own, organisations, secret });
      }
    }
  },
  examples: [
    {
      title: "A partner's account without a condition",
      resources: { partner: role({ AWS: PARTNER }) },
      settings: OWN,
      findings: [
        violation(
          `\`${PARTNER}\` of another account becomes \`partner\` without an external id or a condition on its organisation`,
        ),
      ],
    },
    {
      title: "The same with an external id",
      resources: { partner: role({ AWS: PARTNER }, EXTERNAL_ID) },
      settings: OWN,
      findings: [],
    },
    {
      title: "A partner's account, where nothing tells the own one",
      resources: { partner: role({ AWS: PARTNER }) },
      findings: [
        {
          resource: "partner",
          path: "assumeRolePolicy.Statement.Principal.AWS",
          verdict: "undetermined",
          message:
            "cannot tell whether the trust policy lets another account in without a condition: `assumeRolePolicy.Statement.Principal.AWS` is of an account of which nothing tells yet whether it is the stack's own; the setting `ownAccounts` can list it",
        },
      ],
    },
    {
      title: "A role of another account in China",
      resources: { partner: role({ AWS: "arn:aws-cn:iam::444455556666:role/sync" }) },
      settings: OWN,
      findings: [
        violation(
          "`arn:aws-cn:iam::444455556666:role/sync` of another account becomes `partner` without an external id or a condition on its organisation",
        ),
      ],
    },
    {
      title: "The same for callers of the own organisation",
      resources: {
        partner: role(
          { AWS: "arn:aws-cn:iam::444455556666:role/sync" },
          { StringEquals: { "aws:principalorgid": "o-a1b2c3d4e5" } },
        ),
      },
      settings: OWN,
      findings: [],
    },
    {
      title: "An external id that may be missing",
      resources: { partner: role({ AWS: PARTNER }, { StringEqualsIfExists: { "sts:ExternalId": "shop-4711" } }) },
      settings: OWN,
      findings: [
        violation(
          `the condition on \`sts:ExternalId\` also holds without the key, so \`${PARTNER}\` of another account becomes \`partner\``,
        ),
      ],
    },
    {
      title: "An external id that must be there",
      resources: {
        partner: role({ AWS: PARTNER }, { ...EXTERNAL_ID, Bool: { "aws:SecureTransport": "true" } }),
      },
      settings: OWN,
      findings: [],
    },
    {
      title: "An external id that nobody can give, as the wildcard is taken literally",
      resources: { partner: role({ AWS: PARTNER }, { StringEquals: { "sts:ExternalId": "*" } }) },
      settings: OWN,
      findings: [
        violation(
          `nobody can give the external id \`*\`, and once it is dropped \`${PARTNER}\` of another account becomes \`partner\``,
        ),
      ],
    },
    {
      title: "An external id that the partner keeps",
      resources: { partner: role({ AWS: PARTNER }, EXTERNAL_ID) },
      settings: OWN,
      findings: [],
    },
    {
      title: "An external id that is easily guessed, as everything fits",
      resources: { partner: role({ AWS: PARTNER }, { StringLike: { "sts:ExternalId": ["shop-4711", "shop-*"] } }) },
      settings: OWN,
      findings: [
        violation(
          `\`shop-*\` for \`sts:ExternalId\` is no fixed value that counts, so \`${PARTNER}\` of another account becomes \`partner\``,
          "assumeRolePolicy.Statement.Principal.AWS",
        ),
      ],
    },
    {
      title: "One of two external ids",
      resources: { partner: role({ AWS: PARTNER }, { StringLike: { "sts:ExternalId": ["shop-4711", "shop-4712"] } }) },
      settings: OWN,
      findings: [],
    },
    {
      title: "An organisation that is not among those trusted",
      resources: { partner: role({ AWS: PARTNER }, { StringEquals: { "aws:PrincipalOrgID": "o-zzzzzzzzzz" } }) },
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [
        violation(
          `\`o-zzzzzzzzzz\` for \`aws:PrincipalOrgID\` is no fixed value that counts, so \`${PARTNER}\` of another account becomes \`partner\``,
        ),
      ],
    },
    {
      title: "The organisation that is trusted",
      resources: { partner: role({ AWS: PARTNER }, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }) },
      settings: { ...OWN, trustedOrganisations: ["o-a1b2c3d4e5"] },
      findings: [],
    },
    {
      title: "A partner's account that the settings know",
      resources: { partner: role({ AWS: PARTNER }) },
      settings: { ...OWN, trustedAccounts: ["444455556666"] },
      findings: [],
    },
    {
      title: "Everyone of one other account",
      resources: {
        partner: {
          type: NATIVE_ROLE,
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Principal: { AWS: "*" },
                  Action: "sts:AssumeRole",
                  Condition: { StringEquals: { "aws:PrincipalAccount": "444455556666" } },
                },
              ],
            },
          },
        },
      },
      settings: OWN,
      findings: [
        violation(
          "`444455556666` of another account becomes `partner` without an external id or a condition on its organisation",
          'assumeRolePolicyDocument.Statement[0].Condition.StringEquals["aws:PrincipalAccount"]',
        ),
      ],
    },
    {
      title: "Another role of the stack",
      resources: {
        caller: role({ Service: "lambda.amazonaws.com" }),
        partner: role({ AWS: "${caller.arn}" }),
      },
      settings: OWN,
      findings: [],
    },
    {
      title: "A principal that is not known yet",
      resources: {
        partner: {
          type: NATIVE_ROLE,
          properties: {
            assumeRolePolicyDocument: {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Principal: { AWS: { "fn::unknown": true } }, Action: "sts:AssumeRole" }],
            },
          },
        },
      },
      findings: [
        {
          resource: "partner",
          path: "assumeRolePolicyDocument.Statement[0].Principal.AWS",
          verdict: "undetermined",
          message:
            "cannot tell whether the trust policy lets another account in without a condition: `assumeRolePolicyDocument.Statement[0].Principal.AWS` is not known before deployment",
        },
      ],
    },
  ],
});

/** Stands for an account of an organisation; no account has this id. */
const ANY_ACCOUNT = "*";

/** Somebody whom the grant lets in, by account where that is known. */
interface Stranger {
  readonly text: Known<string> | Unknown;
  readonly account: string | undefined;
}

/** Those of other accounts; everyone counts as the accounts to which conditions limit them, and else for another rule. */
function strangersIn(
  grant: TrustGrant,
  known: readonly string[],
  organisations: readonly string[],
): readonly Stranger[] {
  const { type, text, principal } = grant;
  if (text.state === "unknown") return type === "AWS" || type === "any" ? [{ text, account: undefined }] : [];
  if (principal?.kind === "everyone")
    return type === "Federated" ? [] : strangersAmongAll(grant, text, known, organisations);
  if (principal?.kind === "account") {
    return known.includes(principal.account) ? [] : [{ text, account: principal.account }];
  }
  return principal?.kind === "other" && type === "AWS" ? [{ text, account: undefined }] : [];
}

function strangersAmongAll(
  grant: TrustGrant,
  text: Known<string>,
  known: readonly string[],
  organisations: readonly string[],
): readonly Stranger[] {
  const left = accountsLeft(grant);
  if (left.length > 0) return left.filter(({ account }) => account === undefined || !known.includes(account));
  const { state } = byOrganisation(grant, []);
  const ofOrganisation = organisations.length > 0 && (state === "pinned" || state === "unknown");
  return grant.doubts.length > 0 || ofOrganisation ? [{ text, account: ANY_ACCOUNT }] : [];
}

/** Of several conditions one is enough to tell whom they leave. */
function accountsLeft({ conditions }: TrustGrant): readonly Stranger[] {
  const keys = ["aws:principalaccount", "aws:principalarn"];
  const telling = conditions.filter(
    ({ key, operator }) => keys.includes(key.toLowerCase()) && !operator.negated && operator.comparison !== "null",
  );
  const left = telling.map(({ values }) =>
    values
      .map((text) => ({ text, account: text.state === "known" ? accountIn(text.value) : undefined }))
      .filter(({ text, account }) => account !== undefined || text.state === "unknown"),
  );
  return left.find((strangers) => strangers.length > 0) ?? [];
}

function accountIn(value: string): string | undefined {
  return /^\d{12}$/.test(value) ? value : accountOf(value);
}

interface Scene {
  readonly urn: string;
  readonly role: string;
  readonly own: readonly string[];
  readonly organisations: readonly string[];
  readonly secret: boolean;
}

function* problemOf(
  grant: TrustGrant,
  { text, account }: Stranger,
  { urn, role: name, own, organisations, secret }: Scene,
): Iterable<Problem<"unconditioned" | "notBinding" | "impossible" | "loose">> {
  const pinnings = [byExternalId(grant), byOrganisation(grant, organisations)];
  if (pinnings.some(({ state }) => state === "pinned")) return;
  const doubt = doubtOf(grant, pinnings, text, account, own);
  if (doubt || text.state === "unknown") {
    yield undetermined(urn, doubt ?? unknown(text.path));
    return;
  }
  const at = { urn, path: text.path };
  const show = (value: Known<string>) => shown(secret ? { ...value, secret } : value);
  const values = { principal: show(text), role: name };
  const narrower = passing(grant, organisations);
  for (const pinning of pinnings) {
    if (pinning.state === "loose") {
      const [[value, { key, message }] = [text, UNTOLD]] = pinning.values;
      yield { verdict: "violation", message, at, values: { ...values, key, value: show(value) }, ...narrower };
      return;
    }
    if (pinning.state === "not-binding") {
      const { key } = pinning.condition;
      yield { verdict: "violation", message: "notBinding", at, values: { ...values, key }, ...narrower };
      return;
    }
  }
  yield { verdict: "violation", message: "unconditioned", at, values, ...narrower };
}

/** The organisation where one counts, and else an external id. */
function passing({ statement }: TrustGrant, organisations: readonly string[]) {
  const [organisation] = organisations;
  const narrower =
    organisation === undefined
      ? conditionFor(statement, "StringEquals", { "sts:ExternalId": "EXTERNAL_ID" }, ["EXTERNAL_ID"])
      : conditionFor(statement, "StringEquals", { "aws:PrincipalOrgID": organisation });
  return narrower && { narrower };
}

function doubtOf(
  { doubts }: TrustGrant,
  pinnings: readonly Pinning<Slack>[],
  text: Known<string> | Unknown,
  account: string | undefined,
  own: readonly string[],
): Unknown | undefined {
  const [doubt] = doubts;
  if (doubt) return doubt;
  const open = pinnings.find((pinning) => pinning.state === "unknown");
  if (open) return open.unknown;
  if (text.state === "unknown") return text;
  if (account === undefined) return unknown(text.path, "an id that does not tell its account");
  if (tellOthersApart(own) || account === ANY_ACCOUNT) return undefined;
  return unknown(
    text.path,
    "of an account of which nothing tells yet whether it is the stack's own; the setting `ownAccounts` can list it",
  );
}

/** What is wrong with a value, and the key as it is written. */
interface Slack {
  readonly message: "loose" | "impossible";
  readonly key: string;
}

const UNTOLD: Slack = { message: "loose", key: "" };

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: what callers can give. */
const EXTERNAL_IDS = /^[\w+=,.@:/-]{2,1224}$/;

function byExternalId({ conditions }: TrustGrant): Pinning<Slack> {
  return pinningOf(
    conditions,
    (key) => key === "sts:externalid",
    (value, compared) => {
      const { key } = compared.condition;
      if (isOpenValue(value, compared)) return { message: "loose", key };
      return EXTERNAL_IDS.test(value) ? undefined : { message: "impossible", key };
    },
  );
}

function byOrganisation({ conditions }: TrustGrant, trusted: readonly string[]): Pinning<Slack> {
  return pinningOf(
    conditions,
    (key) => key === "aws:principalorgid" || key === "aws:principalorgpaths",
    (value, { condition }) => {
      const [organisation = ""] = value.split("/");
      const counts = !/[*?$]/.test(organisation) && (trusted.length === 0 || trusted.includes(organisation));
      return counts ? undefined : { message: "loose", key: condition.key };
    },
  );
}

function role(principal: object, condition?: object) {
  const statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const document = { Version: "2012-10-17", Statement: { ...statement, ...(condition && { Condition: condition }) } };
  return { type: ROLE, properties: { assumeRolePolicy: { "fn::toJSON": document } } };
}

function violation(what: string, path = "assumeRolePolicy.Statement.Principal.AWS") {
  return { resource: "partner", path, verdict: "violation", message: `${what}: ${WHY}` } as const;
}
