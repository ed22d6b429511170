import { DUTY_TAGS, type Duty } from "../../identity/accountability";
import { ORDINARY, type KnownGravity } from "../../identity/gravity";
import { absent, type Unknown } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { ANSWERING_TYPES, answersFor, systemAssignedIdentity, type Answer } from "./accountability-subjects";
import { ancestorWhere, WORKLOAD_IDENTITY, WORKLOAD_ROLE } from "./component";
import type { Family, StackView } from "./family";
import { gravityOfIdentity } from "./gravity";
import { describedTagsOf, effectiveTags, type EffectiveTags } from "./tags";

/** What says who answers for an identity, or for a key or secret that identities use. */
export interface Accountability {
  readonly kind: "accountability";
  readonly urn: string;
  /** What the resource is, for a reader. */
  readonly subject: string;
  /** The tags that state the duties, or what stands in for them. */
  readonly tags: EffectiveTags;
  /** What carries a tag there, for a reader: "tag", or "pair in `description`". */
  readonly carrier: string;
  /** How grave it is, what it can do, as far as the stack seen so far says. */
  readonly gravity: () => KnownGravity;
}

export const accountability: Family<"accountability"> = {
  kind: "accountability",
  types: ANSWERING_TYPES,
  *read(resource, stack) {
    const answer = answersFor(resource, stack);
    if (answer) yield factOf(resource, answer, stack);
  },
};

/** Any resource of Azure may have an identity of its own. */
export const systemAssignedAccountability: Family<"accountability"> = {
  kind: "accountability",
  types: ["*"],
  *read(resource, stack) {
    const answer = systemAssignedIdentity(resource);
    if (answer) yield factOf(resource, answer, stack);
  },
};

function factOf(resource: Resource, answer: Answer, stack: StackView): Accountability {
  const { subject, texts, unseen } = answer;
  const tags = withComponent(tagsOf(resource, answer), componentOf(resource, stack));
  return {
    kind: "accountability",
    urn: resource.urn,
    subject,
    tags: unseen ? orUnseen(tags, unseen) : tags,
    carrier: texts ? `pair in \`${texts[0]}\`` : "tag",
    gravity: () => (unseen ? ORDINARY : gravityOfIdentity(resource, stack)),
  };
}

function tagsOf(resource: Resource, { texts, unseen }: Answer): EffectiveTags {
  if (texts) return describedTagsOf(resource, texts);
  return unseen ? { path: unseen.path, keys: [], at: () => absent(unseen.path) } : effectiveTags(resource);
}

/** Where the identity that answers is not seen, what nothing else says stays unknown. */
function orUnseen(tags: EffectiveTags, unseen: Unknown): EffectiveTags {
  return {
    ...tags,
    at: (key) => {
      const said = tags.at(key);
      return said.state === "absent" ? unseen : said;
    },
  };
}

const DUTIES = Object.keys(DUTY_TAGS) as readonly Duty[];
const DUTY_OF_TAG = new Map<string, Duty>(DUTIES.map((duty) => [DUTY_TAGS[duty], duty]));

/**
 * The component that registers the mandate of its parts as inputs: ours, or any that registers all of it. A component
 * with an `owner` alone may mean the owner of anything.
 */
function componentOf(resource: Resource, stack: StackView): Resource | undefined {
  return ancestorWhere(
    resource,
    stack,
    ({ type, inputs }) =>
      type === WORKLOAD_ROLE || type === WORKLOAD_IDENTITY || DUTIES.every((duty) => Object.hasOwn(inputs, duty)),
  );
}

/** A component says its mandate in plain inputs: they count where the resource itself carries no such tag. */
function withComponent(tags: EffectiveTags, component: Resource | undefined): EffectiveTags {
  if (!component) return tags;
  const from = `the inputs of the component \`${component.name}\``;
  return {
    ...tags,
    at: (key) => {
      const said = tags.at(key);
      const duty = DUTY_OF_TAG.get(key);
      if (said.state !== "absent" || duty === undefined) return said;
      const meant = Property.input(component, duty).string();
      return meant.state === "known" ? { ...meant, path: said.path, from } : { ...meant, path: said.path };
    },
  };
}
