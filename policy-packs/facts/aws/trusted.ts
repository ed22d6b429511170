import { onlyAccount, STAND_IN_ACCOUNT } from "../../../identity/aws/document/arn";
import { trustGrants, type TrustGrant } from "../../../identity/aws/trust/grants";
import type { PolicyDocument } from "../../../identity/aws/document/document";
import type { Known, Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import { componentOf, WORKLOAD_ROLE } from "../component";
import type { StackView } from "../family";
import { IDENTITY_TYPES, nameOf } from "./identity-resources";
import { accountsOf, holdsSecret, possibleAccounts } from "./ownership";
import { documentsOf } from "./policy-document";

/** Whom the trust policy of a role lets become it. */
export interface TrustOfRole {
  /** One for each principal of each statement that surely allows it. */
  readonly grants: readonly TrustedPrincipal[];
  /** Hosts of the services that act with the role, such as `lambda.amazonaws.com`. */
  readonly services: readonly string[];
  /** What may let further ones in. */
  readonly unknowns: readonly Unknown[];
  /** Where the document is not known and a component says that somebody outside the account's services may enter. */
  readonly intent?: Known<string>;
}

export interface TrustedPrincipal {
  readonly grant: TrustGrant;
  readonly text: Known<string>;
  /** The role or user of this stack that it names. */
  readonly resource?: Resource;
  /** The account, where it is another than the role's own, or where nothing tells that it is the same. */
  readonly otherAccount?: string;
}

const NONE: TrustOfRole = { grants: [], services: [], unknowns: [] };

/** The kinds of trust of the component that name a service of the account. */
const SERVICE_KINDS: ReadonlySet<string> = new Set(["lambda", "ec2", "ecs", "eksPodIdentity"]);

export function trustOf(role: Resource, stack: StackView): TrustOfRole {
  const carried = documentsOf(role, stack).find(({ attachedTo }) => attachedTo === "trust");
  if (!carried) return NONE;
  if (carried.intent) return intended(role, stack);
  return trustIn(carried.document, role, stack, holdsSecret(role.inputs[carried.path]));
}

/** What a component means to trust, where its document is not known. */
function intended(role: Resource, stack: StackView): TrustOfRole {
  const component = componentOf(role, stack, [WORKLOAD_ROLE]);
  const kind = component && Property.input(component, "trust").at("kind").string();
  if (kind?.state !== "known") return NONE;
  return SERVICE_KINDS.has(kind.value) ? { ...NONE, services: [kind.value] } : { ...NONE, intent: kind };
}

function trustIn(document: PolicyDocument, role: Resource, stack: StackView, secret: boolean): TrustOfRole {
  const grants: TrustedPrincipal[] = [];
  const services = new Set<string>();
  const unknowns = new Map(document.hidden.map((each) => [each.path, each]));
  for (const grant of trustGrants(document)) {
    const [doubt] = grant.doubts;
    if (doubt || grant.text.state === "unknown") {
      const open = doubt ?? (grant.text as Unknown);
      unknowns.set(open.path, open);
    } else if (grant.principal?.kind === "service") services.add(secret ? "a secret principal" : grant.text.value);
    else grants.push(trusted(grant, secret ? { ...grant.text, secret } : grant.text, role, stack));
  }
  return { grants, services: [...services].sort(), unknowns: [...unknowns.values()] };
}

function trusted(grant: TrustGrant, text: Known<string>, role: Resource, stack: StackView): TrustedPrincipal {
  const { principal, type } = grant;
  const resource = type === "AWS" ? identityOf(text, role, stack) : undefined;
  const account = principal?.kind === "account" ? principal.account : undefined;
  const isOther = account !== undefined && account !== STAND_IN_ACCOUNT && !accountsOf(role).includes(account);
  return { grant, text, ...(resource && { resource }), ...(isOther && { otherAccount: account }) };
}

function identityOf(text: Known<string>, role: Resource, stack: StackView): Resource | undefined {
  const { references } = stack;
  const types = [...IDENTITY_TYPES.role, ...IDENTITY_TYPES.user];
  const byArn = references.resolve(text, role, types);
  if (byArn.state === "resource") return byArn.resource;
  const name = nameOf(text.value);
  if (name === text.value) return undefined;
  const account = /^arn:[^:]*:iam::(\d{12}):/.exec(text.value)?.[1];
  if (account === undefined || !isOwn(account, role, stack)) return undefined;
  const byName = references.resolve({ ...text, value: name }, role, types);
  return byName.state === "resource" ? byName.resource : undefined;
}

function isOwn(account: string, role: Resource, stack: StackView): boolean {
  return accountsOf(role).includes(account) || onlyAccount(possibleAccounts(role, stack)) === account;
}
