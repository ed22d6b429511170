import { createHash } from "node:crypto";

/** What stand-ins name where the configuration names no account; facts know it too. */
export { STAND_IN_ACCOUNT } from "../../identity/aws/document/arn";

/** The region that stand-ins name where neither resource, provider nor configuration does. */
export const STAND_IN_REGION = "us-east-1";

/** What Azure stand-ins name where the configuration does not tell; no real subscription, tenant or client has these. */
export const STAND_IN_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
export const STAND_IN_TENANT = "00000000-0000-0000-0000-000000000001";

/** Client id and object id of whoever deploys. */
export const STAND_IN_CLIENT = "00000000-0000-0000-0000-000000000002";
export const STAND_IN_CLIENT_OBJECT = "00000000-0000-0000-0000-000000000003";

const MARK_LENGTH = 8;

/** Digits that belong to one resource and stay the same from run to run; longer ones begin with shorter ones. */
export function markOf(urn: string, length: number = MARK_LENGTH): string {
  let digits = "";
  for (let round = 0; digits.length < length; round++) {
    digits += createHash("sha256")
      .update(round === 0 ? urn : `${urn} ${round}`)
      .digest("hex");
  }
  return digits.slice(0, length);
}

/** The mark in the shape of a GUID; `salt` tells several of one resource apart, and the mark still opens it. */
export function guidOf(urn: string, salt = ""): string {
  const rest = markOf(`${urn} ${salt}`, 24);
  return [markOf(urn), rest.slice(0, 4), `4${rest.slice(4, 7)}`, `8${rest.slice(7, 10)}`, rest.slice(10, 22)].join("-");
}

/** Each run of digits in a text that may be a mark. */
export function marksIn(text: string): ReadonlySet<string> {
  return new Set([...text.toLowerCase().matchAll(/(?=([0-9a-f]{8}))/g)].flatMap((match) => match[1] ?? []));
}
