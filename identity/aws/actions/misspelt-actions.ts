/**
 * Does a policy document name actions or services that AWS does not have, and which ones are meant? IAM takes any name,
 * so a misspelt action is a grant, or worse a denial, without effect.
 *
 * A name that is missing in the snapshot may also be newer than it. It counts as misspelt where another action is so
 * near that a slip explains it, and the difference is none by which AWS names new actions (a plural, a number, a
 * version); any other name is only not known.
 */
import { unknown, type Unknown } from "../../knowledge";
import { actionNamed, actionsGathered, actionsMatching, actionsOfService, services } from "./actions";
import type { Effect, Patterns, PolicyDocument } from "../document/document";
import { matchesPattern } from "../document/match";

/** An action that does not exist; the name itself is left out, since it may come from a secret. */
export interface Misspelt {
  readonly place: string;
  readonly effect: Effect;
  /** The action that is nearest. */
  readonly nearest: string;
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
      if (nearest?.slip === true) {
        const of = effect.state === "known" ? effect.value : "Allow";
        misspelt.push({ place, effect: of, nearest: nearest.name });
      } else notKnown.push(unknown(place, becauseOf(pattern, nearest?.name)));
    }
  }
  return { misspelt, notKnown };
}

function* missing(action: Patterns | undefined): Iterable<{ readonly pattern: string; readonly place: string }> {
  for (const value of action?.values ?? []) {
    if (value.state !== "known" || !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(value.value)) continue;
    if (actionsMatching(value.value).length === 0) yield { pattern: value.value.toLowerCase(), place: value.path };
  }
}

function becauseOf(pattern: string, nearest: string | undefined): string {
  const what = /[*?]/.test(pattern) ? "a pattern that matches no action" : "no action";
  const near = nearest === undefined ? "" : `; the nearest is \`${nearest}\``;
  return `${what} among those that AWS had on ${actionsGathered()}${near}`;
}

/** The furthest that a slip goes: two letters, or one in a short name. */
function reachOf(name: string): number {
  return name.length < 6 ? 1 : 2;
}

function nearestAction(pattern: string): { readonly name: string; readonly slip: boolean } | undefined {
  const [service = "", own = ""] = pattern.split(":");
  if (/[*?]/.test(own)) return undefined;
  const here = nearest(own, namesOf(service));
  if (here) return { name: actionNamed(`${service}:${here}`)?.name ?? here, slip: !isNewerForm(own, here) };
  if (namesOf(service).length > 0) return undefined;
  const meant = services()
    .filter((each) => distance(service, each, reachOf(service)) <= reachOf(service))
    .find((each) => actionNamed(`${each}:${own}`) !== undefined);
  return meant === undefined ? undefined : { name: actionNamed(`${meant}:${own}`)?.name ?? meant, slip: true };
}

function namesOf(service: string): readonly string[] {
  return actionsOfService(service).map(({ name }) => name.slice(service.length + 1).toLowerCase());
}

function nearest(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = reachOf(name) + 1;
  for (const candidate of candidates) {
    const far = distance(name, candidate, least - 1);
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Whether AWS might have added the name beside the other one: its plural, or another number or version of it. */
function isNewerForm(name: string, known: string): boolean {
  const stem = (text: string) => text.replace(/(?:e?s|v?\d+)$/, "").replace(/\d+/g, "");
  return stem(name) === stem(known) || matchesPattern(`${known}*`, name);
}

/** Letters to insert, leave out, replace or swap with their neighbour; more than `most` counts as `most + 1`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[b.length] ?? most + 1;
}
