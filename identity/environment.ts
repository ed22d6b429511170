/**
 * Which environment does a text name: a tag, the name of a stack, an account's entry in the settings? Organisations
 * write the same environment in several ways (`prod`, `prd`, `live`, `shop-prod`), so names are compared by what they
 * stand for. Separate accounts and no shared identities are what AWS and NIST ask for:
 * https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/separating-production-and-non-production-environments.html
 * (SP 800-53 CM-4(1), SA-3(1)).
 *
 * INVARIANTS: two names that the settings do not tell apart are one environment. A word inside a longer name counts
 * only where it is the only such word and nothing before it turns it round (`non-prod`, `pre-prod`).
 */
import { matchesPattern } from "./aws/document/match";

/** The ways in which each environment is written, in lower case; `*` stands for any run of characters. */
export type EnvironmentNames = Readonly<Record<string, readonly string[]>>;

/** What organisations commonly write. */
export const COMMON_ENVIRONMENTS: EnvironmentNames = {
  production: ["prod", "prd", "live"],
  staging: ["stage", "stg", "preprod", "pre-prod", "pre-production", "preproduction"],
  test: ["tst", "testing", "qa", "uat", "int", "integration"],
  development: ["dev", "devel", "develop"],
  sandbox: ["sbx", "playground"],
};

export interface NamedEnvironment {
  /** What names of the same environment have in common. */
  readonly name: string;
  /** Whether the settings know it; else the text stands for itself. */
  readonly listed: boolean;
}

const REVERSING: ReadonlySet<string> = new Set(["non", "not", "no", "pre", "post", "ex", "anti"]);

/** The environment that a text names; undefined for a blank one. */
export function environmentNamed(text: string, names: EnvironmentNames): NamedEnvironment | undefined {
  const written = text.trim().toLowerCase();
  if (written === "") return undefined;
  const listed = listedAs(written, names) ?? wordIn(written, names);
  return listed === undefined ? { name: written, listed: false } : { name: listed, listed: true };
}

function listedAs(written: string, names: EnvironmentNames): string | undefined {
  const found = Object.keys(names).find(
    (name) =>
      name.toLowerCase() === written || (names[name] ?? []).some((each) => matchesPattern(each.toLowerCase(), written)),
  );
  return found?.toLowerCase();
}

/** `shop-prod-eu` is production, and `non-prod` is not. */
function wordIn(written: string, names: EnvironmentNames): string | undefined {
  const words = written.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  if (words.some((word) => REVERSING.has(word) || word.startsWith("non"))) return undefined;
  const found = new Set(words.flatMap((word) => listedAs(word, names) ?? []));
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}
