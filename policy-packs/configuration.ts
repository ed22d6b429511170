import { Ajv, type ErrorObject } from "ajv";
import { nearest } from "../identity/nearest";
import { directoryAt } from "./directory";
import { optionsSchema } from "./judge/options-schema";
import { serviceControlProblems } from "../identity/aws/permissions/service-control";
import { partialJsonOf } from "../identity/lock/sources";
import { readLock } from "../identity/lock/read";
import { kindOf, memberPath } from "../identity/places";
import { listed, quoted } from "../identity/words";
import { readAllowedSigners } from "../identity/ssh-signature";
import { defaultOptions, type AnyRule, type Enforcement, type OptionSpecs, type OptionValues } from "./judge/rule";
import { DEFAULT_SETTINGS, SETTINGS_POLICY, SETTINGS_SCHEMA, type Settings } from "./judge/settings";

/**
 * What the rules are told, read from the same document that `pulumi preview --policy-pack-config` takes: `all` and each
 * rule's name hold an enforcement level, or an object with `enforcementLevel` and the rule's options; `mandate-settings`
 * holds what the rules share. An error names the place and what was expected, and never shows a value.
 */
export interface Configuration {
  readonly settings: Settings;
  /** Every rule that was asked for, the disabled ones too. */
  readonly rules: ReadonlyMap<AnyRule, RuleConfiguration>;
}

export interface RuleConfiguration {
  readonly enforcement: Enforcement;
  readonly options: OptionValues<OptionSpecs>;
}

/** A configuration that cannot be used: one sentence with source, place and expectation. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

const ALL = "all";
const LEVEL = "enforcementLevel";

/** As many names as a message lists; the rules are more. */
const MOST_NAMES = 25;

/** `remediate` blocks where a policy mends nothing by itself, and so far none does. */
const LEVELS: Readonly<Record<string, Enforcement>> = {
  advisory: "advisory",
  mandatory: "mandatory",
  remediate: "mandatory",
  disabled: "disabled",
};

/** How messages name the document, such as its file, or the part of it at a place, such as file, line and column. */
type ConfigurationSource = string | ((place: string) => string);

/** Reads a configuration, with what it leaves open as the rules say themselves. */
export function parseConfiguration(
  value: unknown,
  source: ConfigurationSource,
  rules: readonly AnyRule[],
): Configuration {
  const document = new ConfigurationDocument(value, source, rules);
  const all = document.entry(ALL, {});
  const shared = document.entry(SETTINGS_POLICY, SETTINGS_SCHEMA);
  document.checkPattern(shared.options["ownerPattern"], "ownerPattern");
  document.checkDuties(shared.options["duties"]);
  document.checkServiceControl(shared.options["serviceControlPolicies"]);
  document.checkLock(shared.options["lock"]);
  document.checkSigners(shared.options["allowedSigners"]);
  return {
    settings: { ...DEFAULT_SETTINGS, ...shared.options },
    rules: new Map(
      rules.map((rule) => {
        const { enforcement, options } = document.entry(rule.name, optionsSchema(rule));
        return [
          rule,
          {
            enforcement: enforcement ?? all.enforcement ?? rule.enforcement,
            options: { ...defaultOptions(rule), ...options } as OptionValues<OptionSpecs>,
          },
        ];
      }),
    ),
  };
}

interface Entry {
  readonly enforcement?: Enforcement;
  readonly options: Readonly<Record<string, unknown>>;
}

class ConfigurationDocument {
  /** An error that is verbose tells the schema, and so the members that an object may have. */
  private readonly ajv = new Ajv({ verbose: true });
  private readonly entries: ReadonlyMap<string, unknown>;

  constructor(
    value: unknown,
    private readonly source: ConfigurationSource,
    rules: readonly AnyRule[],
  ) {
    if (!isObject(value)) this.fail("", `expected an object of rules, found ${foundKind(value)}`);
    this.entries = new Map(Object.entries(value));
    const names = [ALL, SETTINGS_POLICY, ...rules.map(({ name }) => name)];
    for (const name of this.entries.keys()) if (!names.includes(name)) this.failUnknown(name, names, "rule");
  }

  /** What the document says under a name, checked against the schema of its options. */
  entry(name: string, properties: Readonly<Record<string, object>>): Entry {
    if (!this.entries.has(name)) return { options: {} };
    const value = this.entries.get(name);
    if (typeof value === "string") return { enforcement: this.level(value, name), options: {} };
    if (!isObject(value))
      return this.fail(name, `expected an enforcement level or an object, found ${foundKind(value)}`);
    const { [LEVEL]: level, ...options } = value;
    this.check(options, name, properties);
    return { ...(level !== undefined && { enforcement: this.level(level, `${name}.${LEVEL}`) }), options };
  }

  checkPattern(pattern: unknown, setting: string): void {
    if (typeof pattern !== "string") return;
    try {
      new RegExp(`^(?:${pattern})$`);
    } catch (error) {
      const reason = /: ([A-Za-z ]+)$/.exec(error instanceof Error ? error.message : "")?.[1];
      const why = reason === undefined ? "" : ` (${reason.toLowerCase()})`;
      this.fail(
        `${SETTINGS_POLICY}.${setting}`,
        `this is no regular expression${why}; expected one such as \`team-.+\``,
      );
    }
  }

  /** A directory that cannot be read would leave each identity undetermined; here it is said once. */
  checkDuties(duties: unknown): void {
    for (const [tag, demand] of isObject(duties) ? Object.entries(duties) : []) {
      const { pattern, directoryFile } = isObject(demand) ? demand : {};
      this.checkPattern(pattern, `duties.${tag}.pattern`);
      const directory = typeof directoryFile === "string" ? directoryAt(directoryFile) : undefined;
      if (directory?.state === "unreadable") {
        const place = `${SETTINGS_POLICY}.duties.${tag}.directoryFile`;
        this.fail(place, `expected a file with one name a line or a JSON list, found one that ${directory.because}`);
      }
    }
  }

  checkServiceControl(policies: unknown): void {
    if (!Array.isArray(policies)) return;
    const [problem] = serviceControlProblems(policies);
    if (problem) {
      this.fail(`${SETTINGS_POLICY}.${problem.place}`, `expected ${problem.expected}, found ${problem.found}`);
    }
  }

  checkLock(lock: unknown): void {
    if (!isObject(lock) || Object.keys(lock).length === 0) return;
    const [problem] = readLock(partialJsonOf(lock), `${SETTINGS_POLICY}.lock`).problems;
    if (problem) this.fail(problem.place, `expected ${problem.expected}, found ${problem.found}`);
  }

  checkSigners(lines: unknown): void {
    if (!Array.isArray(lines)) return;
    const [problem] = readAllowedSigners(lines.join("\n")).problems;
    if (!problem) return;
    const place = `${SETTINGS_POLICY}.allowedSigners[${problem.line - 1}]`;
    this.fail(place, `expected ${problem.expected}, found another text`);
  }

  private level(value: unknown, place: string): Enforcement {
    const level = typeof value === "string" && Object.hasOwn(LEVELS, value) ? LEVELS[value] : undefined;
    if (level !== undefined) return level;
    const found = typeof value === "string" ? "another text" : foundKind(value);
    return this.fail(place, `expected ${listed(quoted(Object.keys(LEVELS)), { before: "or" })}, found ${found}`);
  }

  private check(options: object, name: string, properties: Readonly<Record<string, object>>): void {
    const validate = this.ajv.compile({ type: "object", properties, additionalProperties: false });
    if (validate(options)) return;
    const [error] = validate.errors ?? [];
    if (!error) return;
    const steps = error.instancePath.split("/").slice(1).map(decodePointer);
    const { place, value } = locate(options, steps, name);
    if (error.keyword === "additionalProperties") {
      const known = steps.length === 0 ? [LEVEL, ...Object.keys(properties)] : membersOf(error);
      this.failUnknown(String(error.params["additionalProperty"]), known, "option", place);
    }
    const found =
      error.keyword === "minimum" ? "a smaller number" : error.keyword === "enum" ? "another text" : foundKind(value);
    this.fail(place, `expected ${expectation(error)}, found ${found}`);
  }

  private failUnknown(name: string, names: readonly string[], noun: string, place = ""): never {
    const near = nearest(name, names);
    const known =
      names.length > MOST_NAMES ? "`mandate rules` lists them" : `expected ${listed(quoted(names), { before: "or" })}`;
    const remedy = near === undefined ? known : `did you mean \`${near}\`?`;
    return this.fail(
      place,
      `\`${name.slice(0, 80)}\` is no ${noun} that Mandate knows; ${remedy}`,
      memberPath(place, name),
    );
  }

  /** @param at the place to look at, where it is another than the one that the message names */
  private fail(place: string, what: string, at = place): never {
    const source = typeof this.source === "string" ? this.source : this.source(at);
    throw new ConfigurationError([source, ...(place === "" ? [] : [place]), what].join(": "));
  }
}

function membersOf({ parentSchema }: ErrorObject): readonly string[] {
  const properties: unknown = parentSchema?.["properties"];
  return isObject(properties) ? Object.keys(properties) : [];
}

/** The sentence for each demand that the schemas of options and settings can make. */
function expectation(error: ErrorObject): string {
  const { type, limit, allowedValues } = error.params as { type?: string; limit?: number; allowedValues?: string[] };
  switch (error.keyword) {
    case "type":
      return KINDS[type ?? ""] ?? `a value of type ${type}`;
    case "enum":
      return listed(quoted(allowedValues ?? []), { before: "or" });
    case "minimum":
      return `at least ${limit}`;
    case "minLength":
      return "a string that is not empty";
    default:
      return error.message ?? "another value";
  }
}

const KINDS: Readonly<Record<string, string>> = {
  integer: "an integer",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  string: "a string",
};

function locate(value: unknown, steps: readonly string[], place: string): { place: string; value: unknown } {
  const [step, ...rest] = steps;
  if (step === undefined) return { place, value };
  const member = (value as Readonly<Record<string, unknown>>)[step];
  return locate(member, rest, Array.isArray(value) ? `${place}[${step}]` : memberPath(place, step));
}

/** JSON pointer escapes, RFC 6901. */
function decodePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number where an integer is expected is a fraction. */
function foundKind(value: unknown): string {
  return typeof value === "number" && !Number.isInteger(value) ? "a fraction" : kindOf(value);
}
