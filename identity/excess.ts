/**
 * What one comparison of privileges finds: something that is granted now and was not approved. The comparisons of each
 * cloud and of trust give these; they differ in what `Subject` says of the place.
 */
import type { Unknown } from "./knowledge";

/** How grave an excess is, by what it lets somebody do. */
export type ExcessSeverity = "low" | "medium" | "high" | "critical";

/** Something that is granted now beyond what is approved, with its place as `Subject`. */
export type Excess<Subject> = Subject & (Surplus | OpenSurplus);

interface Surplus {
  /**
   * `certain`: some request is allowed that was not approved. `possible`: it could not be shown that there is none, and
   * `because` says why.
   */
  readonly certainty: "certain" | "possible";
  /** Completes "not shown to be approved: …". Present where the excess is possible only. */
  readonly because?: string;
  readonly severity: ExcessSeverity;
  /** What is in excess, for a reader, such as "`s3:DeleteObject` on `arn:aws:s3:::uploads/*`". */
  readonly words: string;
}

interface OpenSurplus {
  /** A part is unknown, and some of what it may be is not approved. */
  readonly certainty: "undetermined";
  readonly unknown: Unknown;
  /** What is not known, for a reader. */
  readonly words: string;
}
