import { statementUnder, tagKeys } from "../identity/accountability";
import { environmentNamed, type NamedEnvironment } from "../identity/environment";
import { unknown, type Unknown } from "../identity/knowledge";
import type { EnvironmentSigns } from "./facts/environment-signs";
import type { Settings } from "./judge/settings";

/** The environment that facts and settings tell of something, with the words that may be shown for it. */
export type Environment = (NamedEnvironment & { readonly shown: string }) | Unknown;

type EnvironmentSettings = Pick<Settings, "environments" | "environmentAccounts" | "tagAliases">;

/** What a resource says of itself. */
export function statedEnvironment(
  { tags }: Partial<EnvironmentSigns>,
  settings: EnvironmentSettings,
): Environment | undefined {
  if (!tags) return undefined;
  const statement = statementUnder(tagKeys("environment", settings.tagAliases), (key) => tags.at(key));
  if (statement.state === "unknown") return statement;
  if (statement.state !== "stated") return undefined;
  const { value, secret } = statement.by;
  const named = environmentOf(value, settings);
  return secret && named && !isUnknown(named) ? { ...named, shown: "a secret environment" } : named;
}

/** What a resource says, and else where it lies; a stack's name counts where the settings know it. */
export function lyingIn(
  own: Pick<EnvironmentSigns, "accounts"> & Partial<EnvironmentSigns>,
  settings: EnvironmentSettings,
): Environment | undefined {
  const said = statedEnvironment(own, settings) ?? environmentOfAccounts(own.accounts, settings);
  if (said !== undefined || own.stack === undefined) return said;
  const named = environmentNamed(own.stack, settings.environments);
  return named?.listed ? { ...named, shown: named.name } : undefined;
}

/** What the settings say of accounts and subscriptions. */
export function environmentOfAccounts(
  accounts: readonly string[],
  { environmentAccounts, environments }: EnvironmentSettings,
): Environment | undefined {
  const names = new Map(
    accounts.flatMap((account) => {
      const key = Object.hasOwn(environmentAccounts, account) ? account : inAnyCase(account, environmentAccounts);
      const named = key === undefined ? undefined : environmentNamed(environmentAccounts[key] ?? "", environments);
      return named ? [[named.name, { ...named, shown: named.name }] as const] : [];
    }),
  );
  const [only, ...others] = names.values();
  return others.length === 0 ? only : unknown("tags", "deployed to accounts of several environments");
}

/** The environment that a text names. */
export function environmentOf(text: string, { environments }: EnvironmentSettings): Environment | undefined {
  const named = environmentNamed(text, environments);
  return named && { ...named, shown: named.name };
}

/** Whether it is not known yet. */
export function isUnknown(side: Environment): side is Unknown {
  return "state" in side;
}

/** Azure compares ids without regard to case. */
function inAnyCase(account: string, accounts: EnvironmentSettings["environmentAccounts"]): string | undefined {
  if (/^\d+$/.test(account)) return undefined;
  return Object.keys(accounts).find((each) => each.toLowerCase() === account.toLowerCase());
}
