import { formatDay, instantOfEpochSeconds, lifetimeUntil } from "../../identity/lifetime";
import type { Absent, Known } from "../../identity/knowledge";
import { defineRule, undetermined } from "../judge/rule";

const WHY = "a secret that has leaked, or outlived its owner, stays good until somebody remembers it";

export const azureKeyVaultSecretExpires = defineRule({
  name: "azure-key-vault-secret-expires",
  title: "Key Vault secrets expire, and soon enough",
  severity: "high",
  enforcement: "mandatory",
  duty: { text: "Limit the life of every secret", side: "customer" },
  controls: [
    "OWASP-NHI-2025:NHI7",
    "CIS-AZURE-5.0.0:8.3.3",
    "CIS-AZURE-5.0.0:8.3.4",
    "NIST-800-53r5:IA-5",
    "NIST-CSF-2.0:PR.AA-01",
  ],
  judges: "azure-key-vault-secret",
  options: {
    maxDays: {
      type: "integer",
      default: 90,
      minimum: 1,
      description: "The most days that may lie between now and a secret's expiry.",
      source:
        "Microsoft, Azure landing zones, initiative Enforce-Guardrails-KeyVault, parameter secretsValidityInDays: https://github.com/Azure/Enterprise-Scale/blob/main/src/resources/Microsoft.Authorization/policySetDefinitions/Enforce-Guardrails-KeyVault.json",
      reviewed: "2026-11-21",
    },
  },
  messages: {
    never: "the secret has no expiry in `{path}`",
    over: "the secret expired {when}",
    "too-long": "the secret expires {when}, and at most {maxDays} days are allowed",
    milliseconds:
      "`{path}` counts milliseconds where seconds are expected, so that the secret practically never expires",
    "out-of-range": "`{path}` stands for no date that a calendar has",
  },
  question: "when the secret expires",
  why: WHY,
  fix: "Set `properties.attributes.expires` to a date within the limit, in seconds since 1970, and rotate the secret before it.",
  // `notBefore` does not shorten a life: Azure Policy counts a secret's days of validity from its creation.
  *judge({ urn, expires, enabled }, { options: { maxDays }, now }) {
    if (enabled.state === "known" && !enabled.value) return;
    if (expires.state === "unknown") {
      yield undetermined(urn, expires);
      return;
    }
    const fault = faultOf(expires, now, maxDays);
    if (!fault) return;
    const { path } = expires;
    const values = { path, maxDays, when: fault.when ?? "" };
    if (enabled.state === "unknown") yield undetermined(urn, enabled);
    else yield { verdict: "violation", message: fault.message, at: { urn, path }, values };
  },
  examples: [
    {
      title: "A secret that never expires",
      resources: { password: secret({}) },
      findings: [violation("the secret has no expiry in `properties.attributes.expires`")],
    },
    {
      title: "A secret that expires within 90 days",
      resources: { password: secret({ expires: 1775001600 }) },
      findings: [],
    },
    {
      title: "A secret that expires in a year",
      resources: { password: secret({ expires: 1800000000 }) },
      findings: [violation("the secret expires on 2027-01-15, in 365 days, and at most 90 days are allowed")],
    },
    {
      title: "A secret that expires on the last day allowed",
      resources: { password: secret({ expires: 1776254400 }) },
      findings: [],
    },
    {
      title: "A secret that expires in a year, where a year is allowed",
      resources: { password: secret({ expires: 1800000000 }) },
      options: { maxDays: 365 },
      findings: [],
    },
    {
      title: "A secret that has expired",
      resources: { password: secret({ expires: 1767139200 }) },
      findings: [violation("the secret expired on 2025-12-31")],
    },
    {
      title: "A secret that is switched off",
      resources: { password: secret({ expires: 1767139200, enabled: false }) },
      findings: [],
    },
    {
      title: "A secret whose expiry is given in milliseconds",
      resources: { password: secret({ expires: 1775001600000 }) },
      findings: [
        violation(
          "`properties.attributes.expires` counts milliseconds where seconds are expected, so that the secret practically never expires",
        ),
      ],
    },
    {
      title: "The same expiry in seconds",
      resources: { password: secret({ expires: 1775001600, enabled: true }) },
      findings: [],
    },
    {
      title: "A secret whose expiry is no date",
      resources: { password: secret({ expires: 1e18 }) },
      findings: [violation("`properties.attributes.expires` stands for no date that a calendar has")],
    },
    {
      title: "A secret that expires at the end of the month",
      resources: { password: secret({ expires: 1769817600 }) },
      findings: [],
    },
    {
      title: "A secret whose expiry only the deployment tells",
      resources: { password: secret({ expires: { "fn::unknown": true } }) },
      findings: [
        {
          resource: "password",
          path: "properties.attributes.expires",
          verdict: "undetermined",
          message:
            "cannot tell when the secret expires: `properties.attributes.expires` is not known before deployment",
        },
      ],
    },
  ],
});

interface Fault {
  readonly message: "never" | "over" | "too-long" | "milliseconds" | "out-of-range";
  /** Completes "the secret expires …". */
  readonly when?: string;
}

function faultOf(expires: Known<number> | Absent, now: Date, maxDays: number): Fault | undefined {
  if (expires.state === "absent") return { message: "never" };
  const instant = instantOfEpochSeconds(expires.value);
  if (instant.state !== "instant") return { message: instant.state };
  const lifetime = lifetimeUntil(instant.at, now, maxDays);
  if (lifetime.state === "within") return undefined;
  if (expires.secret === true) return { message: lifetime.state, when: "on a day that is kept secret" };
  const day = `on ${formatDay(instant.at)}`;
  return { message: lifetime.state, when: lifetime.state === "over" ? day : `${day}, in ${lifetime.days} days` };
}

function secret(attributes: Readonly<Record<string, unknown>>) {
  return {
    type: "azure-native:keyvault:Secret",
    properties: {
      resourceGroupName: "shop",
      vaultName: "shop-vault",
      properties: { value: { "fn::secret": "correct horse battery staple" }, attributes },
    },
  };
}

function violation(what: string) {
  return {
    resource: "password",
    path: "properties.attributes.expires",
    verdict: "violation",
    message: `${what}: ${WHY}`,
  } as const;
}
