/**
 * How grave is it, what an identity can do? That decides how often somebody must look at it again.
 *
 * `critical` is an identity that can give itself anything; `high` one that can change the permissions of others, or
 * reaches credentials or writes everywhere in a service; `medium` any other.
 *
 * INVARIANT: `possibly` is never less grave than `surely`, and differs from it only where `unknown` says why.
 */
import type { Unknown } from "./knowledge";

export type Gravity = "critical" | "high" | "medium";

/** What is known of an identity's gravity. */
export interface KnownGravity {
  readonly surely: Gravity;
  /** Completes "one that …", such as "may do everything". */
  readonly because: string;
  /** The gravest that it may be, once all is known. */
  readonly possibly: Gravity;
  /** What keeps them apart, and the resource it stands in. */
  readonly unknown?: Unknown & { readonly urn: string };
}

const ORDER: readonly Gravity[] = ["medium", "high", "critical"];

/** The graver of two. */
function graver(a: Gravity, b: Gravity): Gravity {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** Of one that can do nothing grave, as far as is known. */
export const ORDINARY: KnownGravity = {
  surely: "medium",
  because: "holds no power over permissions",
  possibly: "medium",
};

/** Of somebody who holds both. */
export function together(a: KnownGravity, b: KnownGravity): KnownGravity {
  const surely = graver(a.surely, b.surely);
  const possibly = graver(a.possibly, b.possibly);
  const open = [a, b].find((each) => each.unknown && each.possibly === possibly);
  return {
    surely,
    because: surely === a.surely ? a.because : b.because,
    possibly,
    ...(open?.unknown && surely !== possibly && { unknown: open.unknown }),
  };
}
