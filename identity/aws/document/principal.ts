/**
 * Whom does one principal of a trust policy name? Accounts, roles, users and sessions by ARN or account id, services by
 * their host name, and identity providers by ARN or host name, in every partition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { isEveryone, type PrincipalType } from "./document";

export type Principal =
  | { readonly kind: "everyone" }
  | { readonly kind: "account"; readonly account: string; readonly whole: boolean }
  /** `service` without region and suffix, such as `states` or `delivery.logs`. */
  | { readonly kind: "service"; readonly service: string }
  /** `issuer` as condition keys begin: the provider's URL without `https://`. */
  | { readonly kind: "oidc"; readonly issuer: string }
  | { readonly kind: "saml" }
  /** A unique id, which does not tell its account, or a text that IAM refuses. */
  | { readonly kind: "other" };

export function readPrincipal(type: PrincipalType, value: string): Principal {
  if (isEveryone(type, value)) return { kind: "everyone" };
  if (type === "AWS") return readAws(value);
  if (type === "Service") return { kind: "service", service: serviceIn(value) };
  return type === "Federated" ? readFederated(value) : { kind: "other" };
}

function readAws(value: string): Principal {
  if (/^\d{12}$/.test(value)) return { kind: "account", account: value, whole: true };
  const account = /^arn:[^:]*:(?:iam|sts)::(\d{12}):./.exec(value)?.[1];
  return account === undefined ? { kind: "other" } : { kind: "account", account, whole: value.endsWith(":root") };
}

function readFederated(value: string): Principal {
  if (!value.startsWith("arn:")) return { kind: "oidc", issuer: value };
  const issuer = /:oidc-provider\/(.+)$/.exec(value)?.[1];
  if (issuer !== undefined) return { kind: "oidc", issuer };
  return value.includes(":saml-provider/") ? { kind: "saml" } : { kind: "other" };
}

const SUFFIX = /\.(amazonaws\.(com(\.cn)?|eu)|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov)$/;
const REGION = /\.[a-z]{2,4}(-[a-z]+)+-\d$/;

/** `states.eu-central-1.amazonaws.com` and `states.amazonaws.com` are one service. */
function serviceIn(host: string): string {
  return host.toLowerCase().replace(SUFFIX, "").replace(REGION, "");
}
