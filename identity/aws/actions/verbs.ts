/**
 * Does a name begin as AWS names actions? Nearly all begin with a verb that other services use as well; hardly one
 * action in a hundred is the first to use its verb. A name of another form is no action that is newer than the snapshot.
 */
import { actionsOfService, services } from "./actions";

let verbs: ReadonlySet<string> | undefined;

/** @param name without the prefix, as it is written, such as `GetObject` */
export function beginsLikeAction(name: string): boolean {
  verbs ??= new Set(services().flatMap((service) => actionsOfService(service).map(verbOf)));
  if (/[A-Z]/.test(name)) return verbs.has(verbIn(name));
  return [...verbs].some((verb) => name.startsWith(verb));
}

function verbOf({ name, service }: { readonly name: string; readonly service: string }): string {
  return verbIn(name.slice(service.length + 1));
}

/** The first word in lower case. */
function verbIn(name: string): string {
  return (/^[A-Za-z][a-z]*/.exec(name)?.[0] ?? name).toLowerCase();
}
