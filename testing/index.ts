import { InputError, type Input } from "../inputs/input";
import { judgeInput, type JudgedFinding } from "../inputs/judge-input";
import { StandIns } from "../inputs/stand-ins/stand-ins";
import { parseConfiguration } from "../policy-packs/configuration";
import type { Resource } from "../policy-packs/judge/resource";
import type { AnyRule } from "../policy-packs/judge/rule";
import { nearest } from "../identity/nearest";
import { RULES } from "../policy-packs/rules";
import { stackOfPlain, type PlainResource } from "./plain";
import { stackOf, type DeclaredResources } from "./stack";

export type { PlainResource } from "./plain";
export type { DeclaredResources } from "./stack";
export { InputError } from "../inputs/input";
export { ConfigurationError } from "../policy-packs/configuration";

/** What a judgement found; the fields are those of `mandate check --format json`. */
export type Finding = Omit<JudgedFinding, "key" | "reason" | "cause">;

/** How to judge. */
export interface JudgeOptions {
  /**
   * The policy packs' configuration, as in the file that `--policy-pack-config` names.
   *
   * @default every rule with its own enforcement level and options
   */
  readonly config?: Readonly<Record<string, unknown>>;
  /**
   * Names of the rules to judge by.
   *
   * @default all rules
   */
  readonly rules?: readonly string[];
  /**
   * The moment of judgement; dates in the stack are compared with it.
   *
   * @default now
   */
  readonly at?: Date;
}

/** How to run and judge a program. */
export interface ProgramOptions extends JudgeOptions {
  /**
   * The stack whose configuration the program reads.
   *
   * @default the only one, else `dev`
   */
  readonly stack?: string;
  /**
   * Leaves what other resources will be unknown, as a preview does, instead of standing in for it.
   *
   * @default false
   */
  readonly unknown?: boolean;
}

/**
 * Judges resources. It needs no cloud, no Pulumi command and no provider.
 *
 * @param resources resources by name in the notation of Pulumi YAML, or a list of plain objects whose properties are
 * taken as they are
 * @throws `InputError` for resources that refer to nothing or to each other in a circle, and for rules that do not exist;
 * `ConfigurationError` for a configuration that cannot be used
 */
export function judgeResources(
  resources: DeclaredResources | readonly PlainResource[],
  options: JudgeOptions = {},
): readonly Finding[] {
  const standIns = new StandIns();
  const stack = isList(resources) ? stackOfPlain(resources, standIns) : stackOf(resources, standIns);
  return judged(inputOf(stack, standIns), options);
}

/**
 * Runs a Node.js Pulumi program without deploying anything, and judges the resources that it declares. It needs no
 * cloud and no Pulumi command.
 *
 * @param dir the folder that holds the program's `Pulumi.yaml`
 * @throws `InputError` where the program cannot be run or fails; its `detail` is what the program said
 */
export async function judgeProgram(dir: string, options: ProgramOptions = {}): Promise<readonly Finding[]> {
  const { readProgram } = await import("../inputs/program/read-program.js");
  const { stack, unknown } = options;
  const input = await readProgram(dir, {
    ...(stack !== undefined && { stack }),
    ...(unknown !== undefined && { unknown }),
  });
  return judged(input, options);
}

function judged(input: Input, { config = {}, rules, at }: JudgeOptions): readonly Finding[] {
  const configuration = parseConfiguration(config, "config", RULES);
  const wanted = rules && new Set(rules.map(ruleNamed));
  const chosen = [...configuration.rules].filter(([rule]) => !wanted || wanted.has(rule));
  return judgeInput(input, { ...configuration, rules: new Map(chosen) }, at).map(
    ({ key: _key, reason: _reason, cause: _cause, ...finding }) => finding,
  );
}

function ruleNamed(name: string): AnyRule {
  const rule = RULES.find((each) => each.name === name);
  if (rule) return rule;
  const near = nearest(
    name,
    RULES.map((each) => each.name),
  );
  throw new InputError(`there is no rule \`${name}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
}

function inputOf(resources: readonly Resource[], standIns: StandIns): Input {
  return { path: "resources", kind: "program", resources, describe: (text) => standIns.describe(text), notes: [] };
}

function isList(resources: DeclaredResources | readonly PlainResource[]): resources is readonly PlainResource[] {
  return Array.isArray(resources);
}
