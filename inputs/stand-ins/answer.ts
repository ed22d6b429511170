import type { PropertyMap, Provider } from "../../policy-packs/judge/resource";
import { guidOf, markOf, STAND_IN_ACCOUNT, STAND_IN_REGION, STAND_IN_SUBSCRIPTION, STAND_IN_TENANT } from "./marks";
import type { Shape } from "./shape";
import { fill, type Filled } from "./template";

/** Where the stack is deployed, as far as its configuration tells. */
export interface Place {
  /** AWS account id. @default STAND_IN_ACCOUNT */
  readonly account?: string;
  /** AWS region of resources whose provider names none. @default STAND_IN_REGION */
  readonly region?: string;
  /** Azure subscription. @default STAND_IN_SUBSCRIPTION */
  readonly subscription?: string;
  /** Microsoft Entra tenant. @default STAND_IN_TENANT */
  readonly tenant?: string;
}

/** The resource that answers. */
export interface Subject {
  readonly urn: string;
  readonly label: string;
  readonly inputs: PropertyMap;
  readonly provider: Provider | undefined;
}

/** One output that a resource's shape gives it. */
export interface Answer {
  readonly property: string;
  readonly value: Filled;
  /** Whether any part of it is invented; if not, it follows from what the program says. */
  readonly invented: boolean;
}

/**
 * Fills a shape for one resource.
 *
 * @param distinct marks the physical name although the program gives one: another resource has the same
 */
export function answersOf(subject: Subject, shape: Shape, place: Place, distinct = false): readonly Answer[] {
  const mark = markOf(subject.urn);
  const given = shape.named === undefined ? undefined : text(subject.inputs, shape.named);
  const filledIn = fill(
    shape.autoName ?? "{label}-{mark}",
    (name) => lookUp(name, subject, place)?.text,
    mark,
  ) as string;
  const physical = given === undefined ? filledIn : distinct ? `${given}-${mark}` : given;
  const named = { text: physical, invented: given === undefined || distinct };

  const answers: Answer[] = [];
  for (const [property, template] of Object.entries(withName(shape, given))) {
    let invented = false;
    const note = (found: Found | undefined) => {
      invented ||= found?.invented ?? true;
      return found?.text;
    };
    const value = fill(
      template,
      (name) => note(name === "name" && shape.named !== undefined ? named : lookUp(name, subject, place)),
      mark,
    );
    if (value !== undefined) answers.push({ property, value, invented });
  }
  return answers;
}

interface Found {
  readonly text: string;
  readonly invented: boolean;
}

/** A name that the provider fills in is an output as well. */
function withName(shape: Shape, given: string | undefined): Shape["outputs"] {
  const { named, outputs } = shape;
  return named === undefined || given !== undefined || "name" in outputs ? outputs : { [named]: "{name}", ...outputs };
}

function lookUp(name: string, subject: Subject, place: Place): Found | undefined {
  return marked(name, subject) ?? placed(name, subject, place) ?? derived(name, subject);
}

/** Digits of the resource's own: `mark`, `mark17`, `MARK16`, `guid`, `guidClient`. */
function marked(name: string, { urn }: Subject): Found | undefined {
  const digits = /^(mark|MARK)(\d*)$/.exec(name);
  if (digits) {
    const mark = markOf(urn, digits[2] === "" ? undefined : Number(digits[2]));
    return { text: digits[1] === "MARK" ? mark.toUpperCase() : mark, invented: true };
  }
  const guid = /^guid(\w*)$/.exec(name);
  return guid ? { text: guidOf(urn, guid[1]), invented: true } : undefined;
}

function placed(name: string, { inputs, provider }: Subject, place: Place): Found | undefined {
  const region = text(inputs, "region") ?? text(provider?.inputs ?? {}, "region") ?? place.region ?? STAND_IN_REGION;
  switch (name) {
    case "region":
      return { text: region, invented: false };
    case "partition":
      return { text: partitionOf(region), invented: false };
    case "dns":
      return { text: dnsSuffixOf(region), invented: false };
    case "account":
      return { text: place.account ?? STAND_IN_ACCOUNT, invented: place.account === undefined };
    case "subscription":
      return { text: place.subscription ?? STAND_IN_SUBSCRIPTION, invented: place.subscription === undefined };
    case "tenant":
      return { text: place.tenant ?? STAND_IN_TENANT, invented: place.tenant === undefined };
    default:
      return undefined;
  }
}

/** Inputs, and what formats make of them. */
function derived(name: string, { inputs, label }: Subject): Found | undefined {
  switch (name) {
    case "label":
      return { text: label, invented: false };
    case "issuer":
      return said(text(inputs, "url")?.replace(/^https:\/\//, ""));
    case "scope":
      return said(text(inputs, "scope")?.replace(/^\/*/, "/").replace(/\/+$/, ""));
    case "functionName":
      return said(text(inputs, "functionName")?.replace(/^arn:.*:function:/, ""));
    case "slash":
      return said(text(inputs, "name")?.startsWith("/") ? "" : "/");
    default:
      return said(text(inputs, name));
  }
}

function said(found: string | undefined): Found | undefined {
  return found === undefined ? undefined : { text: found, invented: false };
}

/** A plain text input; a secret one must not become part of an id. */
function text(inputs: PropertyMap, name: string): string | undefined {
  const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** AWS, "Amazon Resource Names": the partition follows from the region. */
export function partitionOf(region: string): string {
  return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

export function dnsSuffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
