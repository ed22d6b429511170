/**
 * Does a policy document name actions or services that AWS does not have, and which ones are meant? IAM takes any name,
 * so a misspelt action is a grant, or worse a denial, without effect.
 *
 * A name that is missing in the snapshot may also be newer than it. It counts as misspelt where another action is so
 * near that a slip explains it, and the difference is none by which AWS names new actions (a plural, a number, a
 * version), where the name is one of an operation that another action permits, or where no action is named in that way;
 * any other name is only not known.
 */
import { unknown, type Unknown } from "../../knowledge";
import { actionNamed, actionsGathered, actionsMatching, actionsOfService, services } from "./actions";
import type { Effect, Patterns, PolicyDocument } from "../document/document";
import { distance, nearestName, reachOf } from "./nearest-name";
import { nameMeant } from "./other-names";
import { beginsLikeAction } from "./verbs";

/** An action that does not exist; the name itself is left out, since it may come from a secret. */
export interface Misspelt {
  readonly place: string;
  readonly effect: Effect;
  /** The action that is nearest, where one is near. */
  readonly nearest?: string;
}

export interface ActionNames {
  readonly misspelt: readonly Misspelt[];
  /** Names that may be newer than the snapshot. */
  readonly notKnown: readonly Unknown[];
}

export function actionNames({ statements }: PolicyDocument): ActionNames {
  const misspelt: Misspelt[] = [];
  const notKnown: Unknown[] = [];
  for (const { action, effect } of statements) {
    for (const { pattern, place } of missing(action)) {
      const nearest = nearestAction(pattern);
      const of = effect.state === "known" ? effect.value : "Allow";
      if (nearest?.slip === true) misspelt.push({ place, effect: of, nearest: nearest.name });
      else if (!nearest && isNoAction(pattern)) misspelt.push({ place, effect: of });
      else notKnown.push(unknown(place, becauseOf(pattern, nearest?.name)));
    }
  }
  return { misspelt, notKnown };
}

function* missing(action: Patterns | undefined): Iterable<{ readonly pattern: string; readonly place: string }> {
  for (const value of action?.values ?? []) {
    if (value.state !== "known" || !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(value.value)) continue;
    if (actionsMatching(value.value).length === 0) yield { pattern: value.value, place: value.path };
  }
}

/** Whether a name is not even of the form of an action. */
function isNoAction(pattern: string): boolean {
  const [, own = ""] = pattern.split(":");
  return !/[*?]/.test(own) && !beginsLikeAction(own);
}

function becauseOf(pattern: string, nearest: string | undefined): string {
  const what = /[*?]/.test(pattern) ? "a pattern that matches no action" : "no action";
  const near = nearest === undefined ? "" : `; the nearest is \`${nearest}\``;
  return `${what} among those that AWS had on ${actionsGathered()}${near}`;
}

function nearestAction(written: string): { readonly name: string; readonly slip: boolean } | undefined {
  const pattern = written.toLowerCase();
  const meant = nameMeant(pattern);
  if (meant !== undefined && actionsMatching(meant).length > 0) {
    return { name: actionNamed(meant)?.name ?? meant.replace(/:.*/s, ":*"), slip: true };
  }
  const [service = "", own = ""] = pattern.split(":");
  if (/[*?]/.test(own)) return undefined;
  const here = nearestName(own, namesOf(service));
  if (here)
    return {
      name: actionNamed(`${service}:${here}`)?.name ?? here,
      slip: !isNewerForm(written.slice(service.length + 1), here),
    };
  if (namesOf(service).length > 0) return undefined;
  const near = services()
    .filter((each) => distance(service, each, reachOf(service)) <= reachOf(service))
    .find((each) => actionNamed(`${each}:${own}`) !== undefined);
  return near === undefined ? undefined : { name: actionNamed(`${near}:${own}`)?.name ?? near, slip: true };
}

function namesOf(service: string): readonly string[] {
  return actionsOfService(service).map(({ name }) => name.slice(service.length + 1).toLowerCase());
}

/** Whether AWS might have added the name beside the other one: its plural, or another number or version of it. */
function isNewerForm(written: string, known: string): boolean {
  const name = written.toLowerCase();
  const stem = (text: string) => text.replace(/(?:e?s|v?\d+)$/, "").replace(/\d+/g, "");
  if (stem(name) === stem(known)) return true;
  // What is added begins with a capital where the name has capitals at all.
  return name.startsWith(known) && (written === name || /^[A-Z0-9]/.test(written.slice(known.length)));
}
