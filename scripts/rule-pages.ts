import { format } from "prettier";
import { stringify } from "yaml";
import {
  EXAMPLE_DATE,
  type AnyRule,
  type Example,
  type ExampleResource,
  type OptionSpec,
  type OptionSpecs,
} from "../policy-packs/judge/rule";
import { SETTINGS_POLICY, SETTINGS_SCHEMA } from "../policy-packs/judge/settings";
import { RULES } from "../policy-packs/rules";
import { AWS_RULES } from "../policy-packs/rules/aws";
import { AZURE_RULES } from "../policy-packs/rules/azure";
import { CONTROLS } from "../policy-packs/standards/controls";

/** The pages of docs/rules by file name, made from the rules' metadata and nothing else. */
export async function rulePages(rules: readonly AnyRule[] = RULES): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  for (const rule of rules) pages.set(`${rule.name}.md`, await formatted(rulePage(rule)));
  pages.set("README.md", await formatted(catalogue(rules)));
  return pages;
}

function formatted(markdown: string): Promise<string> {
  return format(markdown, { parser: "markdown", printWidth: 120 });
}

function catalogue(rules: readonly AnyRule[]): string {
  const rows = [...rules]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((rule) => [
      `[\`${rule.name}\`](${rule.name}.md)`,
      inline(rule.title),
      packsOf(rule).join(", "),
      rule.severity,
      rule.enforcement,
    ]);
  return joined(
    "<!-- Made from the rules by `npm run docs`; do not edit. -->",
    "# Rules",
    "What the policy packs judge. Each rule has a page with its reason, its options and examples that are run as tests. " +
      `What many rules share is configured once, as the policy \`${SETTINGS_POLICY}\`.`,
    table(["Rule", "It demands", "Packs", "Severity", "Enforcement"], rows),
    "## Settings",
    `Set under \`${SETTINGS_POLICY}\` in the file that \`--policy-pack-config\` names.`,
    table(
      ["Setting", "Meaning", "Default"],
      Object.entries(SETTINGS_SCHEMA).map(([name, { description, default: value }]) => [
        `\`${name}\``,
        inline(description),
        `\`${JSON.stringify(value)}\``,
      ]),
    ),
  );
}

function rulePage(rule: AnyRule): string {
  return joined(
    `<!-- Made from policy-packs/rules/${rule.name}.ts by \`npm run docs\`; do not edit. -->`,
    `# ${inline(rule.title)}`,
    table(
      ["Rule", "Severity", "Enforcement", "Packs"],
      [[`\`${rule.name}\``, rule.severity, rule.enforcement, packsOf(rule).join(", ")]],
    ),
    `The duty it enforces, on the ${rule.duty.side}'s side of the shared responsibility: ${clause(rule.duty.text)}`,
    "## Why it matters",
    sentence(rule.why),
    "## How to mend it",
    inline(rule.fix),
    "## When it cannot tell",
    `Where a value is unknown that decides ${inline(rule.question)}, the verdict is **undetermined**: the finding names ` +
      `the value and the resources it waits for. Whether that blocks is the setting \`undetermined\` of \`${SETTINGS_POLICY}\`.`,
    ...optionsOf(rule),
    "## Controls",
    table(
      ["Control", "Name"],
      rule.controls.map((control) => [control, inline(CONTROLS[control])]),
    ),
    "## Configuration",
    "In the file that `--policy-pack-config` names:",
    block("json", JSON.stringify(configurationOf(rule), undefined, 2)),
    "## Examples",
    `In the notation of Pulumi YAML, each judged by this rule alone on ${EXAMPLE_DATE.slice(0, 10)}.` +
      (usesUnknown(rule) ? " `fn::unknown: true` stands for a value that only the deployment settles." : ""),
    ...rule.examples.flatMap((example) => exampleSection(rule, example)),
  );
}

function optionsOf(rule: AnyRule): string[] {
  const options = Object.entries(rule.options as OptionSpecs);
  if (options.length === 0) return [];
  const lines = options.map(([name, option]) => {
    const least = option.minimum === undefined ? "" : `, at least ${option.minimum}`;
    const value = `\`${JSON.stringify(option.default)}\``;
    return `- \`${name}\` (${KINDS[option.type]}${least}): ${sentence(option.description)} The default, ${value}, is from ${inline(option.source)} (read ${option.reviewed}).`;
  });
  return ["## Options", lines.join("\n")];
}

const KINDS = { integer: "a whole number", strings: "a list of texts", boolean: "true or false" } as const;

function configurationOf(rule: AnyRule): object {
  const defaults = Object.entries(rule.options as Readonly<Record<string, OptionSpec>>).map(
    ([name, option]) => [name, option.default] as const,
  );
  return { [rule.name]: { enforcementLevel: rule.enforcement, ...Object.fromEntries(defaults) } };
}

function exampleSection(rule: AnyRule, example: Example): string[] {
  const configuration = {
    ...(example.settings && { [SETTINGS_POLICY]: example.settings }),
    ...(example.options && { [rule.name]: example.options }),
  };
  return [
    `### ${inline(example.title)}`,
    ...(Object.keys(configuration).length === 0
      ? []
      : ["With the configuration", block("json", JSON.stringify(configuration, undefined, 2))]),
    block("yaml", stringify({ resources: mapValues(example.resources, asPulumiYaml) }, { lineWidth: 0 }).trimEnd()),
    example.findings.length === 0
      ? "Passes."
      : example.findings
          .map(
            ({ resource, path, verdict, message }) =>
              `- **${verdict}** at \`${path === "" ? resource : `${resource}.${path}`}\`: ${inline(message)}`,
          )
          .join("\n"),
  ];
}

/** Pulumi YAML writes resources in options as references. */
function asPulumiYaml({ type, properties, options }: ExampleResource): object {
  const reference = (name: string) => (name.startsWith("${") ? name : `\${${name}}`);
  return {
    type,
    ...(properties && { properties }),
    ...(options && {
      options: {
        ...(options.parent !== undefined && { parent: reference(options.parent) }),
        ...(options.provider !== undefined && { provider: reference(options.provider) }),
        ...(options.dependsOn && { dependsOn: options.dependsOn.map(reference) }),
      },
    }),
  };
}

function usesUnknown(rule: AnyRule): boolean {
  return JSON.stringify(rule.examples).includes("fn::unknown");
}

function packsOf(rule: AnyRule): string[] {
  return [...(AWS_RULES.includes(rule) ? ["AWS"] : []), ...(AZURE_RULES.includes(rule) ? ["Azure"] : [])];
}

function mapValues<T, U>(map: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function joined(...parts: readonly string[]): string {
  return `${parts.join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function sentence(text: string): string {
  const written = clause(text);
  return written.charAt(0).toUpperCase() + written.slice(1);
}

function clause(text: string): string {
  const written = inline(text).replace(/^[A-Z](?![A-Z0-9])/, (letter) => letter.toLowerCase());
  return written.endsWith(".") ? written : `${written}.`;
}

/** Escapes what Markdown would read as markup, outside of code and addresses. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`|https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[*_<>[\]]/g, "\\$&")))
    .join("");
}
