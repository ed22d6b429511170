/**
 * Which plain data stands for a statement of a policy document, and which document stands for such data?
 *
 * INVARIANTS: reading the form of a statement gives a statement that decides every request alike. Service prefixes and
 * names of operators are compared without regard to case by IAM, so a form writes operators in AWS's own spelling and
 * leaves actions as they are. A statement with an unknown part has no form.
 */
import { sorted, type StatementForm } from "../../entitlements";
import { unknown, type Unknown } from "../../knowledge";
import type { Condition, Patterns, Principals, Statement, Text } from "./document";
import type { Operator } from "../conditions/operators";
import type { PartialJson } from "./partial-json";

/** Replaces parts of a text, such as ARNs by the names of what they stand for. */
export type Rename = (text: string) => string;

/** The form of a statement, or what of it is not known. */
export function formOf(
  statement: Statement,
  rename: Rename,
): { readonly form: StatementForm } | { readonly unknowns: readonly [Unknown, ...Unknown[]] } {
  const [first, ...others] = unknownsOf(statement);
  if (first) return { unknowns: [first, ...others] };
  const { effect, action, resource, principal, conditions } = statement;
  const allows = effect.state === "known" && effect.value === "Allow";
  return {
    form: {
      ...(action && { [`${allows ? "allow" : "deny"}${but(action)}`]: textsOf(action.values) }),
      ...(resource && { [`on${but(resource)}`]: textsOf(resource.values, rename) }),
      ...(principal && { [`to${but(principal)}`]: principalsOf(principal, rename) }),
      ...(conditions.length > 0 && { when: conditionsOf(conditions, rename) }),
    },
  };
}

/** Every part of a statement that is not known. */
function unknownsOf(statement: Statement): readonly Unknown[] {
  const { effect, action, resource, principal, conditions, hiddenConditions } = statement;
  const texts = [
    effect,
    ...(action?.values ?? []),
    ...(resource?.values ?? []),
    ...(principal?.entries ?? []).map(({ value }) => value),
    ...conditions.flatMap(({ values }) => values),
  ];
  return [
    ...texts.filter((text): text is Unknown => text.state === "unknown"),
    ...hiddenConditions,
    ...repeatedKeys(conditions),
  ];
}

/** Both must hold, which one list of values cannot say: IAM refuses the document, as it tells no case apart here. */
function repeatedKeys(conditions: readonly Condition[]): readonly Unknown[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ operator, key, place }) => {
    const written = `${nameOf(operator)} ${key.toLowerCase()}`;
    const repeated = seen.has(written);
    seen.add(written);
    return repeated ? [unknown(place, "a key that stands twice under one operator")] : [];
  });
}

function but({ negated }: { readonly negated: boolean }): string {
  return negated ? "AllBut" : "";
}

function textsOf(values: Patterns["values"], rename: Rename = (text) => text): readonly string[] {
  return sorted(values.flatMap((value) => (value.state === "known" ? [rename(value.value)] : [])));
}

function principalsOf({ entries }: Principals, rename: Rename): Readonly<Record<string, readonly string[]>> {
  const types = sorted(entries.map(({ type }) => type));
  return Object.fromEntries(
    types.map((type) => [
      type,
      textsOf(
        entries.filter((entry) => entry.type === type).map(({ value }) => value),
        rename,
      ),
    ]),
  );
}

function conditionsOf(conditions: readonly Condition[], rename: Rename): NonNullable<StatementForm["when"]> {
  const operators = new Map<string, Map<string, Text[]>>();
  for (const { operator, key, values } of conditions) {
    const keys = operators.get(nameOf(operator)) ?? new Map<string, Text[]>();
    operators.set(nameOf(operator), keys.set(rename(key), [...(keys.get(rename(key)) ?? []), ...values]));
  }
  const inOrder = <T>(map: ReadonlyMap<string, T>) => sorted(map.keys()).map((key) => [key, map.get(key)] as const);
  return Object.fromEntries(
    inOrder(operators).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        inOrder(keys ?? new Map<string, Text[]>()).map(([key, values]) => [key, textsOf(values ?? [], rename)]),
      ),
    ]),
  );
}

/** As AWS writes it. */
function nameOf({ qualifier, name, ifExists }: Operator): string {
  return `${qualifier === undefined ? "" : `${qualifier}:`}${name}${ifExists ? "IfExists" : ""}`;
}

/** A text of a form with each `${name}` filled in; unknown where what it names is not known. */
export type Fill = (text: string) => string | Unknown;

/** The policy document that forms stand for. */
export function documentOfForms(forms: readonly StatementForm[], fill: Fill): PartialJson {
  return new Map<string, PartialJson>([
    ["Version", "2012-10-17"],
    ["Statement", forms.map((form) => statementOfForm(form, fill))],
  ]);
}

function statementOfForm(form: StatementForm, fill: Fill): PartialJson {
  const { allow, allowAllBut, deny, denyAllBut, on, onAllBut, to, toAllBut, when } = form;
  const texts = (values: readonly string[] | undefined) => values?.map(fill);
  const members: readonly (readonly [string, PartialJson | undefined])[] = [
    ["Effect", (allow ?? allowAllBut) ? "Allow" : "Deny"],
    ["Action", allow ?? deny],
    ["NotAction", allowAllBut ?? denyAllBut],
    ["Resource", texts(on)],
    ["NotResource", texts(onAllBut)],
    ["Principal", to && principalOfForm(to, fill)],
    ["NotPrincipal", toAllBut && principalOfForm(toAllBut, fill)],
    ["Condition", when && conditionOfForm(when, fill)],
  ];
  return new Map(members.filter((member): member is readonly [string, PartialJson] => member[1] !== undefined));
}

function principalOfForm(to: Readonly<Record<string, readonly string[]>>, fill: Fill): PartialJson {
  if (Object.hasOwn(to, "any")) return "*";
  return new Map(Object.entries(to).map(([type, values]) => [type, values.map(fill)]));
}

function conditionOfForm(when: NonNullable<StatementForm["when"]>, fill: Fill): PartialJson {
  return new Map(
    Object.entries(when).map(([operator, keys]) => [
      operator,
      new Map(
        Object.entries(keys).map(([key, values]): [string, PartialJson] => {
          const filled = fill(key);
          return [typeof filled === "string" ? filled : key, values.map(fill)];
        }),
      ),
    ]),
  );
}
