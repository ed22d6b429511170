import {
  AssetProperty,
  SecretProperty,
  UnknownProperty,
  type PropertyMap,
  type PropertyValue,
  type Provider,
} from "../../policy-packs/judge/resource";
import { answersOf, type Answer, type Place } from "./answer";
import { AWS_SHAPES } from "./aws";
import { azureShape } from "./azure";
import {
  guidOf,
  marksIn,
  STAND_IN_ACCOUNT,
  STAND_IN_CLIENT,
  STAND_IN_CLIENT_OBJECT,
  STAND_IN_SUBSCRIPTION,
  STAND_IN_TENANT,
} from "./marks";
import type { Shape } from "./shape";
import { textsIn } from "./template";

export interface StandInOptions extends Place {
  /** Answers as a real preview does: names are filled in, and what the cloud computes is unknown. @default false */
  readonly unknown?: boolean;
}

/** Stand-ins that belong to no resource. */
const SHARED: readonly (readonly [string, string])[] = [
  [STAND_IN_SUBSCRIPTION, "<subscription>"],
  [STAND_IN_TENANT, "<tenant>"],
  [STAND_IN_CLIENT, "<client>"],
  [STAND_IN_CLIENT_OBJECT, "<client object>"],
  [STAND_IN_ACCOUNT, "<account>"],
];

/** A type that no table knows still has an id. */
const ANY_SHAPE: Shape = { outputs: { id: "{label}-{mark}" } };

/**
 * Values of the right shape for what only a deployment can tell. A stand-in is knowledge of which resource, not of its
 * value: it is unique to its resource, so every reference built from it resolves, and it is never shown as if it were
 * real (`describe`).
 *
 * INVARIANT: the same program gives the same stand-ins, in whatever order its resources come, unless two resources of a
 * type share a name. An output without a template is not answered, so it stays unknown.
 */
export class StandIns {
  /** Label and owner of each stand-in. */
  private readonly given = new Map<string, { readonly label: string; readonly urn: string }>();
  /** Stand-ins by a run of digits in them, to find those that a text may contain. */
  private readonly byMark = new Map<string, string[]>();

  constructor(private readonly options: StandInOptions = {}) {}

  /** What the cloud would answer for a resource: its inputs, and stand-ins for id, ARN, name and the like. */
  outputsOf(urn: string, type: string, name: string, inputs: PropertyMap, provider?: Provider): PropertyMap {
    const shape = shapeOf(type);
    const subject = { urn, label: name, inputs, provider };
    const plain = answersOf(subject, shape, this.options);
    const answers = plain.some((answer) => this.isTaken(answer, urn))
      ? answersOf(subject, shape, this.options, true)
      : plain;
    for (const answer of answers) this.give(answer, name, urn);
    const values = answers.map(({ property, value }): [string, PropertyValue] => [
      property,
      this.options.unknown && property !== shape.named ? new UnknownProperty(undefined, [urn]) : value,
    ]);
    return merge({ ...Object.fromEntries(values), ...this.systemIdentity(type, urn, inputs) }, inputs);
  }

  /** What a resource answers that exists already and that the program reads by its id. */
  outputsOfExisting(urn: string, type: string, name: string, id: string, inputs: PropertyMap): PropertyMap {
    const shape = shapeOf(type);
    const named = shape.named !== undefined && shape.outputs["id"] === "{name}" ? { [shape.named]: id } : {};
    const resourceName = id.startsWith("/") ? { name: id.slice(id.lastIndexOf("/") + 1) } : {};
    const arn = id.startsWith("arn:") ? { arn: id } : {};
    return this.outputsOf(urn, type, name, { ...named, ...resourceName, ...arn, ...inputs, id });
  }

  /** Replaces each stand-in in a text by `<name.property>`, such as `<uploads.arn>`. */
  describe(text: string): string {
    const candidates = [...marksIn(text)].flatMap((mark) => this.byMark.get(mark) ?? []);
    const longestFirst = [...new Set(candidates)].sort((a, b) => b.length - a.length);
    const described = longestFirst.reduce(
      (rest, standIn) => rest.replaceAll(standIn, `<${this.given.get(standIn)?.label ?? ""}>`),
      text,
    );
    return SHARED.reduce((rest, [standIn, label]) => rest.replaceAll(standIn, label), described);
  }

  private isTaken({ value, invented }: Answer, urn: string): boolean {
    return invented && textsIn(value).some((text) => (this.given.get(text)?.urn ?? urn) !== urn);
  }

  private give({ property, value, invented }: Answer, name: string, urn: string): void {
    if (!invented) return;
    for (const text of textsIn(value)) {
      const [mark] = marksIn(text);
      if (mark === undefined || this.given.has(text)) continue;
      this.given.set(text, { label: `${name}.${property}`, urn });
      this.byMark.set(mark, [...(this.byMark.get(mark) ?? []), text]);
    }
  }

  /** An Azure resource that asks for an identity of its own is answered with it. */
  private systemIdentity(type: string, urn: string, inputs: PropertyMap): PropertyMap {
    const identity = inputs["identity"];
    if (!type.startsWith("azure-native:") || !isPlain(identity)) return {};
    const kind = identity["type"];
    if (typeof kind !== "string" || !kind.includes("SystemAssigned")) return {};
    if (this.options.unknown) return { identity: { principalId: new UnknownProperty(undefined, [urn]) } };
    const principalId = guidOf(urn, "Identity");
    this.give({ property: "identity.principalId", value: principalId, invented: true }, labelIn(urn), urn);
    return { identity: { principalId, tenantId: this.options.tenant ?? STAND_IN_TENANT } };
  }
}

function shapeOf(type: string): Shape {
  return (Object.hasOwn(AWS_SHAPES, type) ? AWS_SHAPES[type] : undefined) ?? azureShape(type) ?? ANY_SHAPE;
}

/** The program's own values win; where both are objects, member by member. */
function merge(answers: PropertyMap, inputs: PropertyMap): PropertyMap {
  const merged = Object.entries(inputs).map(([key, input]): [string, PropertyValue] => {
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    return [key, isPlain(answer) && isPlain(input) ? merge(answer, input) : input];
  });
  return { ...answers, ...Object.fromEntries(merged) };
}

function labelIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function isPlain(value: PropertyValue | undefined): value is PropertyMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof UnknownProperty || value instanceof SecretProperty || value instanceof AssetProperty);
}
