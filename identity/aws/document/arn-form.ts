/**
 * Is an ARN in `Resource` one that IAM takes, and can a resource bear it? A document with another one is refused, or its
 * statement grants and denies nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 *
 * INVARIANT: only what cannot be right is told; a wildcard may be whatever its segment needs.
 */

/** What is wrong with one text; completes "expected …, found …". */
export interface Fault {
  readonly expected: string;
  readonly found: string;
}

/** The segments of an ARN before the resource itself, which may hold colons of its own. */
interface Segments {
  readonly service: string | undefined;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly resource: string | undefined;
}

type Check = (segments: Segments) => Fault | undefined;

/** What IAM asks of a resource in the permissions of an identity, besides what every ARN must have. */
export function identityArnFault(text: string): Fault | undefined {
  if (/^\*+$/.test(text)) return undefined;
  if (!text.startsWith("arn:"))
    return { expected: "`*` or an ARN", found: "a wildcard in place of an ARN's beginning" };
  const service = text.replace(/\$\{[^}]*\}/g, "*").split(":")[2] ?? "";
  if (service !== "" && !/[*?]/.test(service)) return arnFault(text);
  const found = service === "" ? "none" : "a wildcard";
  return { expected: "the service in the third segment of the ARN", found };
}

/** @param text an ARN, with wildcards or not; any other text has no fault here */
export function arnFault(text: string): Fault | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const [, , service, region, account, ...resource] = text.replace(/\$\{[^}]*\}/g, "*").split(":");
  const segments = { service, region, account, resource: resource.length === 0 ? undefined : resource.join(":") };
  for (const check of CHECKS) {
    const fault = check(segments);
    if (fault) return fault;
  }
  return undefined;
}

const CHECKS: readonly Check[] = [
  ({ service = "" }) =>
    service === service.toLowerCase() ? undefined : { expected: "the service in lower case", found: "capitals" },
  ({ region = "" }) =>
    /^[a-z0-9*?-]*$/.test(region)
      ? undefined
      : { expected: "a region in the ARN's fourth segment", found: "another text" },
  ({ account = "" }) => {
    const found = /^\d+$/.test(account) ? `${account.length} digits` : "another text";
    return isAccount(account) ? undefined : { expected: "an account of 12 digits in the ARN's fifth segment", found };
  },
  // An ARN cut short may only end in a wildcard, which then stands for the rest.
  ({ service, region, account, resource }) =>
    resource === undefined && !(account ?? region ?? service ?? "").endsWith("*")
      ? { expected: "the six segments of an ARN", found: "fewer" }
      : undefined,
  ({ resource }) => (resource === "" ? { expected: "a resource in the ARN's last segment", found: "none" } : undefined),
  withoutRegion,
  withoutPlace,
  ({ service, resource }) =>
    service === "iam" && resource !== undefined && !IN_IAM.test(resource)
      ? { expected: "a resource of IAM such as `role/…` or `policy/…`", found: "another text" }
      : undefined,
];

/** Some resources belong to AWS, whose accounts are words. */
function isAccount(text: string): boolean {
  return text === "" || /^\d{12}$/.test(text) || /^[\d*?]*[*?][\d*?]*$/.test(text) || /^[a-z]+(-[a-z]+)*$/.test(text);
}

const IN_IAM =
  /^(root$|[*?]|(user|federated-user|role|group|instance-profile|mfa|server-certificate|policy|sms-mfa|saml-provider|oidc-provider|u2f|assumed-role|role-template|report|access-report|delegation-request|contextProvider)(\/|[*?])|[a-z0-9-]*[*?])/;

/** What S3 has within a region: everything but buckets and objects. */
const REGIONAL_IN_S3 = /^([*?]|(accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)[/:*?])/;

/** IAM has no regions, and buckets are named without region and account. */
function withoutRegion({ service, region = "", account = "", resource = "" }: Segments): Fault | undefined {
  const found = region === "" ? "an account" : "a region";
  if (service === "iam" && /^[a-z0-9-]+$/.test(region)) {
    return { expected: "no region in an ARN of IAM", found };
  }
  const isPlaced = /^[a-z0-9-]+$/.test(region) || /^\d+$/.test(account);
  if (service !== "s3" || !isPlaced || REGIONAL_IN_S3.test(resource)) return undefined;
  return { expected: "neither region nor account in the ARN of a bucket or its objects", found };
}

const IN_ACCOUNTS = ["iam", "sts", "lambda", "sqs", "sns", "dynamodb", "kms", "secretsmanager"];
/** Global tables of DynamoDB have none. */
const IN_REGIONS = ["lambda", "sqs", "sns", "kms", "secretsmanager"];

function withoutPlace({ service = "", region, account }: Segments): Fault | undefined {
  if (region === "" && IN_REGIONS.includes(service))
    return { expected: "the region in the ARN's fourth segment", found: "none" };
  if (account === "" && IN_ACCOUNTS.includes(service))
    return { expected: "the account in the ARN's fifth segment", found: "none" };
  return undefined;
}
