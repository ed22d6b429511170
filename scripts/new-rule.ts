import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import published from "../test/published-names.json";

const RULES = join(__dirname, "..", "policy-packs", "rules");
const FACTS = join(__dirname, "..", "policy-packs", "facts", "facts.ts");

/** `npm run new-rule -- NAME KIND`: writes a rule that the house test refuses until it is filled in. */
async function newRule(name = "", kind = ""): Promise<void> {
  refuse(!/^[a-z]+(-[a-z0-9]+)+$/.test(name), "the name is kebab-case: the subject first, then the state demanded");
  const taken = Object.values(published).some((names: object) => Object.hasOwn(names, name));
  refuse(taken || existsSync(join(RULES, `${name}.ts`)), `the name \`${name}\` is taken, now or formerly`);
  const kinds = [...readFileSync(FACTS, "utf8").matchAll(/^ {2}"?([\w-]+)"?: \w+;$/gm)].map(([, each]) => each);
  refuse(!kinds.includes(kind), `the second argument is the kind of fact that the rule judges: ${kinds.join(", ")}`);

  writeFileSync(join(RULES, `${name}.ts`), skeleton(name, kind));
  const list = join(RULES, listOf(name));
  writeFileSync(list, await registered(readFileSync(list, "utf8"), name));
  process.stdout.write(
    [
      `policy-packs/rules/${name}.ts is written and registered. Now:`,
      "  1. fill in each TODO, and add examples: each violation, then its valid neighbour, and an unknown value",
      `  2. add "${name}" with its enforcement and packs to test/published-names.json`,
      "  3. npm run docs",
      "  4. npx mocha --no-config --require tsx test/house.test.ts test/policy-packs/rules.test.ts",
      "",
    ].join("\n"),
  );
}

function refuse(wrong: boolean, message: string): void {
  if (!wrong) return;
  process.stderr.write(`${message}\nusage: npm run new-rule -- NAME KIND\n`);
  process.exit(2);
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
}

/** The file that lists the rule, with those of its cloud or those of either. */
function listOf(name: string): string {
  const cloud = ["aws", "azure"].find((each) => name.startsWith(`${each}-`));
  return `${cloud ?? "common"}.ts`;
}

/** The list with one more rule; imports and names stay in order. */
function registered(list: string, name: string): Promise<string> {
  const imports = /^import \{ \w+ \} from "\.\/(\w+-[\w-]+)";\n/gm;
  const names = [...[...list.matchAll(imports)].map(([, each]) => each ?? ""), name].sort();
  const [head = "", ...rest] = list.replace(imports, "").split("\n\n");
  const lines = names.map((each) => `import { ${camelCase(each)} } from "./${each}";`);
  const listed = rest.join("\n\n").replace(/= \[[^\].]*/, `= [${names.map(camelCase).join(", ")}, `);
  return format(`${[head.trimEnd(), ...lines].join("\n")}\n\n${listed}`, { parser: "typescript", printWidth: 120 });
}

function skeleton(name: string, kind: string): string {
  return `import { defineRule } from "../judge/rule";

export const ${camelCase(name)} = defineRule({
  name: "${name}",
  title: "TODO: the state demanded, as a fact",
  severity: "medium",
  enforcement: "advisory",
  duty: { text: "TODO: the customer's duty, in the imperative", side: "customer" },
  controls: [],
  judges: "${kind}",
  options: {},
  messages: {
    todo: "TODO: what is wrong, naming the concrete thing",
  },
  question: "TODO: whether the state holds",
  why: "TODO: why it matters, in a clause",
  fix: "TODO: the change that mends it.",
  // eslint-disable-next-line require-yield -- TODO: read the fact; yield \`undetermined(urn, value)\` where it is unknown
  *judge() {
    return;
  },
  examples: [],
});
`;
}

void newRule(...process.argv.slice(2));
