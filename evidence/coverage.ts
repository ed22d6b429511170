/**
 * Which duties and controls does a run enforce, and with what verdict? From the shared responsibility model
 * (`standards/duties.ts`) and the catalogues (`standards/controls.ts`), over the rules that took part.
 *
 * INVARIANT: a duty or a control without a rule is listed as such; what a run did not judge never looks like a pass.
 */
import { CATALOGUES, splitControl } from "../policy-packs/standards/catalogues";
import { CONTROLS, type ControlId } from "../policy-packs/standards/controls";
import { CROSSWALK } from "../policy-packs/standards/crosswalk";
import { DUTY_AREAS, type DutyArea, type ServiceSplit } from "../policy-packs/standards/duties";
import type { RuleRow } from "./evidence";
import { grouped } from "./grouped";

/**
 * What a run says of a duty or a control. `not-applicable`: its rules met nothing that they judge, such as a key vault
 * or a privilege lock; `none`: no rule of the run enforces it.
 */
export type CoverageVerdict = "violation" | "undetermined" | "pass" | "not-applicable" | "none";

/** One area of the shared responsibility model in this run. */
export interface AreaCoverage {
  readonly id: string;
  readonly title: string;
  readonly split: readonly ServiceSplit[];
  readonly duties: readonly DutyCoverage[];
  /** Controls that its rules cite. */
  readonly controls: readonly string[];
  readonly verdict: CoverageVerdict;
}

/** One duty of the customer, the rules that enforce it, and what they found. */
export interface DutyCoverage {
  readonly text: string;
  readonly rules: readonly string[];
  readonly verdict: CoverageVerdict;
}

/** One catalogue of controls in this run. */
export interface CatalogueCoverage {
  readonly id: string;
  readonly title: string;
  /** Whether the whole catalogue is listed, or only what concerns non-human identities. */
  readonly whole: boolean;
  readonly controls: readonly ControlCoverage[];
}

export interface ControlCoverage {
  readonly id: string;
  /** Its number in the catalogue. */
  readonly number: string;
  readonly title: string;
  /** Rules that cite it. */
  readonly rules: readonly string[];
  /** Rules that cite a control which demands the same of identities, and not this one. */
  readonly throughOthers: readonly string[];
  readonly verdict: CoverageVerdict;
}

/** The rules of a run whose duty stands in no area. */
const OTHER: DutyArea = { id: "other", title: "Other duties that rules enforce", split: [], duties: [] };

/** The duties of the customer by area; those that no rule enforces as well. */
export function areaCoverage(rules: readonly RuleRow[]): readonly AreaCoverage[] {
  const placed = new Set(DUTY_AREAS.flatMap(({ duties }) => duties));
  const others = [...new Set(rules.map(({ duty }) => duty))].filter((duty) => !placed.has(duty));
  const areas = others.length === 0 ? DUTY_AREAS : [...DUTY_AREAS, { ...OTHER, duties: others }];
  const byDuty = grouped(rules, ({ duty }) => [duty]);
  return areas.map(({ id, title, split, duties }) => {
    const own = duties.flatMap((text) => byDuty.get(text) ?? []);
    return {
      id,
      title,
      split,
      duties: duties.map((text) => dutyCoverage(text, byDuty.get(text) ?? [])),
      controls: [...new Set(own.flatMap(({ controls }) => controls))].sort(),
      verdict: verdictOf(own),
    };
  });
}

function dutyCoverage(text: string, rules: readonly RuleRow[]): DutyCoverage {
  return { text, rules: rules.map(({ rule }) => rule), verdict: verdictOf(rules) };
}

/** Every control of every catalogue, with the rules that bear on it. */
export function catalogueCoverage(rules: readonly RuleRow[]): readonly CatalogueCoverage[] {
  const citing = grouped(rules, ({ controls }) => controls);
  const serving = (control: ControlId) => (CROSSWALK[control] ?? []).flatMap((other) => citing.get(other) ?? []);
  const ids = Object.keys(CONTROLS) as readonly ControlId[];
  return Object.entries(CATALOGUES).map(([id, { title, whole }]) => ({
    id,
    title,
    whole,
    controls: ids
      .filter((control) => splitControl(control)[0] === id)
      .map((control) => controlCoverage(control, citing.get(control) ?? [], serving(control)))
      .sort((a, b) => a.number.localeCompare(b.number, "en", { numeric: true })),
  }));
}

function controlCoverage(id: ControlId, citing: readonly RuleRow[], serving: readonly RuleRow[]): ControlCoverage {
  const through = [...new Set(serving)].filter((rule) => !citing.includes(rule));
  return {
    id,
    number: splitControl(id)[1],
    title: CONTROLS[id],
    rules: citing.map(({ rule }) => rule),
    throughOthers: through.map(({ rule }) => rule),
    verdict: verdictOf([...citing, ...through]),
  };
}

function verdictOf(rules: readonly RuleRow[]): CoverageVerdict {
  if (rules.length === 0) return "none";
  if (rules.some(({ violation }) => violation > 0)) return "violation";
  if (rules.some(({ undetermined }) => undetermined > 0)) return "undetermined";
  return rules.every(({ notApplicable }) => notApplicable) ? "not-applicable" : "pass";
}
