import type { Knowledge } from "../../identity/knowledge";
import { Property } from "../judge/properties";
import type { Resource } from "../judge/resource";
import { accountsOf } from "./aws/ownership";
import { componentOf, WORKLOAD_IDENTITY, WORKLOAD_ROLE } from "./component";
import type { StackView } from "./family";
import { tagShapeOf } from "./taggable";
import { effectiveTags, type EffectiveTags } from "./tags";

/** What tells the environment of a resource: what it says itself, and where it lies. */
export interface EnvironmentSigns {
  /** What its tags say, or the component that makes it; `absent` where it carries no tags. */
  readonly tags: Pick<EffectiveTags, "at">;
  /** The stack's name. */
  readonly stack: string;
  /** AWS accounts or Azure subscriptions that it lies in, or may. */
  readonly accounts: readonly string[];
}

const ENVIRONMENT = "environment";

export function environmentSigns(resource: Resource, view: StackView): EnvironmentSigns {
  return {
    tags: saidBy(resource, view),
    stack: stackIn(resource.urn),
    accounts: resource.type.startsWith("azure-native:") ? subscriptionsOf(resource) : accountsOf(resource),
  };
}

/** The name of the stack in a URN. */
function stackIn(urn: string): string {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}

function saidBy(resource: Resource, view: StackView): Pick<EffectiveTags, "at"> {
  const component = componentOf(resource, view, [WORKLOAD_ROLE, WORKLOAD_IDENTITY]);
  const carries = resource.type.startsWith("aws-native:") || tagShapeOf(resource.type) !== undefined;
  const tags = carries ? effectiveTags(resource) : undefined;
  return {
    at: (key): Knowledge<string> => {
      const said = tags?.at(key) ?? { state: "absent", path: "tags" };
      if (said.state !== "absent" || key !== ENVIRONMENT || !component) return said;
      return { ...Property.input(component, ENVIRONMENT).string(), path: said.path };
    },
  };
}

function subscriptionsOf(resource: Resource): readonly string[] {
  const id = Property.output(resource, "id").string();
  const own = id.state === "known" ? subscriptionIn(id.value) : undefined;
  const configured = resource.provider?.inputs["subscriptionId"];
  return own === undefined ? (typeof configured === "string" ? [configured.toLowerCase()] : []) : [own];
}

/** The subscription in the id of an Azure resource, in lower case. */
export function subscriptionIn(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}
