import { STAND_IN_ACCOUNT } from "../../identity/aws/document/arn";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { accountsOf } from "./aws/ownership";
import { environmentSigns, type EnvironmentSigns } from "./environment-signs";
import type { StackView } from "./family";
import { identitiesMentioned } from "./identity-mentions";
import { usesIn, type IdentityUse, type Use } from "./identity-use";

/** An identity as other stacks may know it, and the workloads of this one that run as it. */
export interface StackIdentity {
  /** The fact about its use in this stack. */
  readonly use: IdentityUse;
  /** Whether this stack makes it. */
  readonly made: boolean;
  /** By what other stacks may name it; empty where it is not known yet. */
  readonly keys: readonly string[];
  readonly signs: Partial<EnvironmentSigns> & Pick<EnvironmentSigns, "accounts">;
  readonly workloads: readonly { readonly use: Use; readonly signs: EnvironmentSigns }[];
}

/** What a stack tells other stacks of identities. */
export interface StackIdentities {
  readonly identities: readonly StackIdentity[];
  /** Keys of identities that it mentions without running as them. */
  readonly mentions: readonly string[];
}

/** What the stack tells of its identities, and of those of others that it uses. */
export function identitiesIn(stack: StackView): StackIdentities {
  const profiles = profileKeys(stack);
  return {
    identities: usesIn(stack).identities.map((use) => identityOf(use, stack, profiles)),
    mentions: [...identitiesMentioned(stack)].flatMap((text) => keyOf(text) ?? []),
  };
}

function identityOf(
  use: IdentityUse,
  stack: StackView,
  profiles: ReadonlyMap<string, readonly string[]>,
): StackIdentity {
  const resource = use.foreign ? undefined : stack.resources.get(use.urn);
  const workloads = use.uses.flatMap((each) => {
    const by = each.sort === "workload" ? stack.resources.get(each.urn) : undefined;
    return by ? [{ use: each, signs: environmentSigns(by, stack) }] : [];
  });
  return {
    use,
    made: resource !== undefined && resource.external !== true,
    keys: resource ? [...ownKeys(resource), ...(profiles.get(resource.urn) ?? [])] : foreignKeys(use, stack),
    signs: resource ? environmentSigns(resource, stack) : { accounts: [] },
    workloads,
  };
}

/** An ARN is the same whatever its partition and path; IAM and Azure do not tell names apart by case. */
function keyOf(text: string): string | undefined {
  const [, account, sort, name] =
    /^arn:[^:]*:iam::(\d{12}):(role|user|instance-profile)\/(?:.*\/)?([^/]+)$/.exec(text) ?? [];
  if (name !== undefined) return account === STAND_IN_ACCOUNT ? undefined : `${account} ${sort} ${name.toLowerCase()}`;
  return isAzureId(text) ? text.toLowerCase() : undefined;
}

/** Stand-ins lie in a subscription of zeros. */
function isAzureId(text: string): boolean {
  return /^\/subscriptions\/(?!0{8}-)[^/]+\/resourceGroups\/.+\/userAssignedIdentities\/[^/]+$/i.test(text);
}

function ownKeys(resource: Resource): readonly string[] {
  return ["arn", "id"].flatMap((name) => {
    const text = Property.output(resource, name).string();
    return text.state === "known" ? (keyOf(text.value) ?? []) : [];
  });
}

/** Other stacks' machines name the instance profile in place of the role. */
function profileKeys(stack: StackView): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const resource of stack.resources.values()) {
    if (!/^aws(-native)?:iam[:/].*InstanceProfile$/.test(resource.type)) continue;
    for (const urn of resource.propertyDependencies["role"] ?? resource.propertyDependencies["roles"] ?? []) {
      keys.set(urn, [...(keys.get(urn) ?? []), ...ownKeys(resource)]);
    }
  }
  return keys;
}

/** A bare name is of the account of whoever uses it. */
function foreignKeys({ name, uses, profile }: IdentityUse, stack: StackView): readonly string[] {
  const key = keyOf(name);
  if (key !== undefined || /[:/ ]/.test(name)) return key === undefined ? [] : [key];
  const users = uses.flatMap(({ urn }) => stack.resources.get(urn) ?? []);
  const [account, ...others] = new Set(users.flatMap(accountsOf));
  if (account === undefined || others.length > 0 || account === STAND_IN_ACCOUNT) return [];
  return [`${account} ${profile ? "instance-profile" : "role"} ${name.toLowerCase()}`];
}
