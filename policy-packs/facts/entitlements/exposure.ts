import type { Unknown } from "../../../identity/knowledge";
import { Property } from "../../judge/properties";
import type { Resource } from "../../judge/resource";
import type { Entitlement } from "./entitlements";
import type { StackView } from "../family";
import { usesIn } from "../identity-use";

/** Whoever may call what runs as an identity, without signing in, reaches the identity. */
interface Opening {
  /** The property that names the function. */
  readonly function: string;
  /** The property that says who may call, and what it says where that is everyone. */
  readonly to: string;
  readonly everyone: string;
  /** Properties that narrow who may call, where there is one. */
  readonly narrowedBy: readonly string[];
  readonly words: string;
}

const URL = { everyone: "NONE", narrowedBy: [], words: "by its URL" };
const PERMISSION = {
  to: "principal",
  everyone: "*",
  narrowedBy: ["sourceArn", "sourceAccount", "principalOrgId"],
  words: "in every account",
};

const OPENINGS: Readonly<Record<string, Opening>> = {
  "aws:lambda/functionUrl:FunctionUrl": { ...URL, function: "functionName", to: "authorizationType" },
  "aws-native:lambda:Url": { ...URL, function: "targetFunctionArn", to: "authType" },
  "aws:lambda/permission:Permission": { ...PERMISSION, function: "function" },
  "aws-native:lambda:Permission": { ...PERMISSION, function: "functionName" },
};

const FUNCTIONS = ["aws:lambda/function:Function", "aws-native:lambda:Function"];

export const EXPOSURE_TYPES: readonly string[] = Object.keys(OPENINGS);

/** What lets everyone reach an identity, and what may. */
export interface Exposure {
  readonly exposure: readonly Entitlement[];
  readonly unknowns: readonly (Unknown & { readonly urn: string })[];
}

/** By the URN of the identity, for what everyone may call and runs as it. */
export function exposureIn(resources: readonly Resource[], stack: StackView): ReadonlyMap<string, Exposure> {
  const openings = resources.filter(({ type }) => OPENINGS[type] !== undefined);
  const found = new Map<string, Exposure>();
  if (openings.length === 0) return found;
  const identities = identitiesByWorkload(stack);
  for (const resource of openings) {
    const called = calledBy(resource, stack);
    const opened = called && openedBy(resource, called);
    for (const identity of (called && opened && identities.get(called.urn)) ?? []) {
      const { exposure, unknowns } = found.get(identity) ?? { exposure: [], unknowns: [] };
      found.set(identity, {
        exposure: [...exposure, ...(opened?.exposure ?? [])],
        unknowns: [...unknowns, ...(opened?.unknowns ?? [])],
      });
    }
  }
  return found;
}

function identitiesByWorkload(stack: StackView): ReadonlyMap<string, readonly string[]> {
  const byWorkload = new Map<string, string[]>();
  for (const { urn, foreign, uses } of usesIn(stack).identities) {
    if (foreign) continue;
    for (const use of uses) {
      if (use.sort !== "workload") continue;
      const list = byWorkload.get(use.urn) ?? [];
      list.push(urn);
      byWorkload.set(use.urn, list);
    }
  }
  return byWorkload;
}

function calledBy(resource: Resource, { references }: StackView): Resource | undefined {
  const { function: place = "" } = OPENINGS[resource.type] ?? {};
  const reference = references.resolve(Property.input(resource, place).string(), resource, FUNCTIONS);
  return reference.state === "resource" ? reference.resource : undefined;
}

/** Nothing where not everyone may call it. */
function openedBy(resource: Resource, { name }: Resource): Exposure | undefined {
  const { to = "", everyone, narrowedBy = [], words } = OPENINGS[resource.type] ?? {};
  const { urn } = resource;
  const whom = Property.input(resource, to).string();
  const open = [whom, ...narrowedBy.map((narrow) => Property.input(resource, narrow).string())];
  const gap = open.find((each): each is Unknown => each.state === "unknown");
  if (whom.state === "known" && whom.value !== everyone) return undefined;
  if (open.slice(1).some(({ state }) => state === "known")) return undefined;
  if (gap) return { exposure: [], unknowns: [{ ...gap, urn }] };
  if (whom.state !== "known") return undefined;
  return { exposure: [{ words: `everyone may call ${name} ${words ?? ""}`, urn, path: to }], unknowns: [] };
}
