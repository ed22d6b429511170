import { renamed, type Narrower } from "../../identity/narrower";
import { stepsOf } from "../../identity/places";
import { SecretProperty, type PropertyValue, type Resource } from "../../policy-packs/judge/resource";

type Step = string | number;

/** What a reader would fill in; other words are names that a resource can have as they are. */
const OWN: Readonly<Record<string, string>> = { ACCOUNT: "111122223333", REGION: "eu-central-1" };

/** The resources with the narrower text of a finding in place, in JSON documents as well. */
export function putInPlace(resources: readonly Resource[], urn: string, narrower: Narrower): readonly Resource[] {
  const { fillIn = [] } = narrower;
  const own = (text: string) => fillIn.reduce((filled, word) => filled.replaceAll(word, OWN[word] ?? word), text);
  return resources.map((resource) =>
    resource.urn !== urn
      ? resource
      : renamed(narrower, own).changes.reduce((changed, { path, value }) => {
          const inputs = withChange(changed.inputs, stepsOf(path), value) as Resource["inputs"];
          return { ...changed, inputs };
        }, resource),
  );
}

function withChange(whole: PropertyValue | undefined, path: readonly Step[], value: unknown): PropertyValue {
  const [step, ...rest] = path;
  if (step === undefined) return value as PropertyValue;
  if (whole instanceof SecretProperty) return new SecretProperty(withChange(whole.value, path, value));
  if (typeof whole === "string") return JSON.stringify(withChange(JSON.parse(whole) as PropertyValue, path, value));
  if (Array.isArray(whole)) {
    const list = whole as readonly PropertyValue[];
    const at = Number(step);
    const element = isTakenOut(rest, value) ? [] : [withChange(list[at], rest, value)];
    return [...list.slice(0, at), ...element, ...list.slice(at + 1)];
  }
  const members = Object.entries((whole ?? {}) as object).filter(([key]) => key !== step);
  const there = (whole as Readonly<Record<string, PropertyValue>> | undefined)?.[step];
  const member = isTakenOut(rest, value) ? [] : [[step, withChange(there, rest, value)]];
  return Object.fromEntries([...members, ...member]) as PropertyValue;
}

function isTakenOut(rest: readonly Step[], value: unknown): boolean {
  return rest.length === 0 && value === undefined;
}
