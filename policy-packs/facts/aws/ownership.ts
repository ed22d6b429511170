import { accountOf, STAND_IN_ACCOUNT } from "../../../identity/aws/document/arn";
import { Property } from "../../judge/properties";
import { SecretProperty, type PropertyValue, type Resource } from "../../judge/resource";
import type { StackView } from "../family";

/**
 * Accounts to which a resource belongs, or may. Its ARN tells it where there is one, be it a stand-in; before that the
 * provider's arguments may.
 */
export function accountsOf(resource: Resource): readonly string[] {
  const arn = Property.output(resource, "arn").string();
  const own = arn.state === "known" ? accountOf(arn.value) : undefined;
  if (own !== undefined && own !== STAND_IN_ACCOUNT) return [own];
  return [...(own === undefined ? [] : [own]), ...accountsOfProvider(resource)];
}

/**
 * The real accounts of which a resource is in one, as far as anything tells: its ARN or provider, or else the settings.
 * Those that name own accounts name them all; an account of which another resource of the stack is, is beside them, as
 * this one may be of it too. Empty where nothing tells.
 */
export function possibleAccounts(resource: Resource, stack: StackView): readonly string[] {
  const { ownAccounts } = stack.surroundings;
  const told = realAccountsOf(resource);
  if (told.length > 0 || ownAccounts.length === 0) return told;
  return [...new Set([...ownAccounts, ...accountsIn(stack)])];
}

function realAccountsOf(resource: Resource): readonly string[] {
  return accountsOf(resource).filter((account) => account !== STAND_IN_ACCOUNT);
}

const ACCOUNTS = new WeakMap<StackView, { readonly of: number; readonly accounts: ReadonlySet<string> }>();

/** The accounts that any resource of a stack tells, read once for as many resources as it has. */
function accountsIn(stack: StackView): ReadonlySet<string> {
  const of = stack.resources.size;
  const read = ACCOUNTS.get(stack);
  if (read?.of === of) return read.accounts;
  const accounts = new Set([...stack.resources.values()].flatMap(realAccountsOf));
  ACCOUNTS.set(stack, { of, accounts });
  return accounts;
}

/** A provider is limited to accounts, or enters one by a role there. Its lists may be written as JSON texts. */
function accountsOfProvider({ provider }: Resource): readonly string[] {
  if (!provider) return [];
  const texts = ["allowedAccountIds", "assumeRole", "assumeRoles"].map((name) =>
    JSON.stringify(provider.inputs[name] ?? null),
  );
  const [allowed = "", ...entered] = texts;
  const ids = [...allowed.matchAll(/\d{12}/g)].map(([id]) => id);
  const roles = entered.flatMap((text) =>
    [...text.matchAll(/arn:[\w-]+:iam::(\d{12}):role\//g)].map(([, id]) => id ?? ""),
  );
  return [...new Set([...ids, ...roles])];
}

/** Whether a property, or a part of it, is marked as a secret; however deep it lies. */
export function holdsSecret(value: PropertyValue | undefined): boolean {
  const parts: unknown[] = [value];
  for (let part = parts.pop(); part !== undefined || parts.length > 0; part = parts.pop()) {
    if (part instanceof SecretProperty) return true;
    if (typeof part === "object" && part !== null) for (const inner of Object.values(part)) parts.push(inner);
  }
  return false;
}
