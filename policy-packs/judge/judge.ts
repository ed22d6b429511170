import type { FactKind } from "../facts/facts";
import { StackFacts, type Readings } from "../facts/stack-facts";
import { findingOf, type Finding } from "./finding";
import { couldNotLook, judgeGuarded } from "./guard";
import { onePerCause } from "./one-cause";
import type { Resource } from "./resource";
import {
  defaultOptions,
  type AnyRule,
  type OptionSpecs,
  type OptionValues,
  type Problem,
  type RuleContext,
} from "./rule";
import { DEFAULT_SETTINGS, type Settings } from "./settings";
import { byCodeUnit } from "../../identity/order";

export interface JudgeOptions {
  /** The moment of judgement; dates in the stack are compared with it. @default now */
  readonly now?: Date;
  /** Replaces values that must not be shown as they are, such as stand-ins, in messages. @default shows them */
  readonly describe?: (text: string) => string;
}

/**
 * Judges one stack. Resources come one at a time in dependency order (`add`), each before it is created, and once all
 * together (`finish`). A violation is reported as soon as it is certain; what is undetermined is reported at the end,
 * when every resource that might settle it has been seen. A finding given by `add` is not given again by `finish`.
 */
export class Judge {
  private readonly enabled = new Map<AnyRule, OptionValues<OptionSpecs>>();
  private readonly resources = new Map<string, Resource>();
  private readonly given = new Set<string>();
  private readonly stack = new StackFacts();
  private latest: Readings = { facts: [], unread: [] };
  private settings: Settings = DEFAULT_SETTINGS;
  private readonly now: Date;
  private readonly describe: (text: string) => string;

  constructor(options: JudgeOptions = {}) {
    this.now = options.now ?? new Date();
    this.describe = options.describe ?? ((text) => text);
  }

  /** Sets what the rules share; it holds from the next judgement on. */
  configure(settings: Settings): void {
    this.settings = settings;
    this.stack.surround(settings);
  }

  /** Lets a rule take part, and returns what it finds in the resource that was added last. */
  enable(rule: AnyRule, options: OptionValues<OptionSpecs> = defaultOptions(rule)): readonly Finding[] {
    this.enabled.set(rule, options);
    return this.judgeAtOnce([rule], this.latest);
  }

  /** Takes the next resource and returns the violations that are certain with it. */
  add(resource: Resource): readonly Finding[] {
    this.resources.set(resource.urn, resource);
    this.latest = this.stack.add(resource);
    return this.judgeAtOnce([...this.enabled.keys()], this.latest);
  }

  /**
   * Judges the complete stack and returns all findings that `add` has not given; what several rules cannot tell for
   * the same cause as one, unless the settings let undetermined verdicts block.
   *
   * @param resources all resources with what is known of them by now, in any order; what `add` saw of a resource's
   * inputs is kept. @default the resources that were added
   * @param readings what was read of these resources already. @default what the rules that take part judge is read
   */
  finish(resources: readonly Resource[] = [...this.resources.values()], readings?: Readings): readonly Finding[] {
    const complete = resources.map((resource) => ({
      ...resource,
      inputs: this.resources.get(resource.urn)?.inputs ?? resource.inputs,
    }));
    this.resources.clear();
    for (const resource of complete) this.resources.set(resource.urn, resource);
    const rules = [...this.enabled.keys()];
    const kinds = new Set<FactKind>(rules.map(({ judges }) => judges as FactKind));
    const findings = this.give(this.judge(rules, readings ?? StackFacts.complete(complete, this.settings, kinds)));
    return this.settings.undetermined === "advisory" ? onePerCause(findings) : findings;
  }

  private judgeAtOnce(rules: readonly AnyRule[], readings: Readings): readonly Finding[] {
    const findings = this.judge(
      rules.filter((rule) => rule.moment !== "when-complete"),
      readings,
    );
    return this.give(findings.filter((finding) => finding.verdict === "violation"));
  }

  private judge(rules: readonly AnyRule[], { facts, unread }: Readings): readonly Finding[] {
    const rulesOn = (kind: FactKind) => rules.filter((rule) => rule.judges === kind);
    const judged = facts.flatMap((fact) =>
      rulesOn(fact.kind).flatMap((rule) =>
        this.findings(rule, fact.urn, judgeGuarded(rule, fact, this.contextOf(rule))),
      ),
    );
    const notJudged = unread.flatMap((each) =>
      rulesOn(each.kind).flatMap((rule) => this.findings(rule, each.urn, [couldNotLook(each)])),
    );
    return [...judged, ...notJudged];
  }

  private contextOf(rule: AnyRule): RuleContext {
    return { options: this.enabled.get(rule) ?? {}, settings: this.settings, now: this.now };
  }

  /** A resource that somebody else manages is not judged, though what the stack gives to it is. */
  private findings(rule: AnyRule, subject: string, problems: readonly Problem[]): readonly Finding[] {
    return problems
      .filter(({ at }) => !this.resources.get(at.urn)?.external)
      .map((problem) => findingOf(rule, problem, subject, this.resources, this.describe));
  }

  /** Each finding once; where one is both certain and undetermined, the certain one. */
  private give(findings: readonly Finding[]): readonly Finding[] {
    const certainFirst = [...findings].sort(
      (a, b) => Number(b.verdict === "violation") - Number(a.verdict === "violation"),
    );
    const fresh = certainFirst.filter((finding) => !this.given.has(finding.key) && this.given.add(finding.key));
    return fresh.sort(byPlace);
  }
}

/** The order in which findings are given: by URN, rule and path. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    byCodeUnit(a.urn, b.urn) || byCodeUnit(a.rule, b.rule) || byCodeUnit(a.path, b.path) || byCodeUnit(a.key, b.key)
  );
}
