import type { Action } from "../identity/aws/actions/actions";
import type { Patterns, Statement } from "../identity/aws/document/document";
import type { Nearby } from "../identity/aws/narrowing/named-resources";
import { excesses, type Reach } from "../identity/aws/permissions/reach";
import type { AwsGrantedDocument } from "./facts/aws/granted-document";
import type { Narrower } from "../identity/narrower";
import { undetermined, type Problem, type Violation } from "./judge/rule";

/** What a rule says of one statement that reaches too far. */
export interface Said<M extends string> extends Pick<Violation<M>, "message" | "values" | "severity"> {
  /** The element to which the reach is due. @default the whole statement */
  readonly element: Patterns | undefined;
  /** What would pass, where the document may be shown. */
  readonly narrower?: (nearby: Nearby) => Narrower | undefined;
}

/**
 * The problems of one reach in a document: each statement as the rule says it, and what keeps the answer open.
 *
 * @param say its values are filled in beside `place`, the place of the element
 */
export function* problemsOfReach<M extends string>(
  granted: AwsGrantedDocument,
  reach: Reach,
  say: (statement: Statement, actions: readonly Action[]) => Said<M>,
): Iterable<Problem<M>> {
  const { urn, path, identity, perhapsBoundary } = granted;
  for (const found of excesses(granted, reach)) {
    if (found.answer === "undetermined") {
      yield undetermined(found.grant?.urn ?? urn, found.unknown, { key: `${path} unknown` });
      continue;
    }
    if (perhapsBoundary) {
      yield undetermined(perhapsBoundary.urn, perhapsBoundary.unknown, { key: `${urn} ${path} boundary` });
      continue;
    }
    const { element, values, narrower: narrow, ...said } = say(found.statement, found.actions);
    const place = element?.place ?? found.statement.place;
    const nearby = narrow && granted.nearby();
    const narrower = nearby && narrow(nearby);
    yield {
      verdict: "violation",
      ...said,
      at: { urn, path: place },
      values: { place, ...values },
      ...(narrower && { narrower }),
      cause: causeOf(found.statement.place, identity),
      ...(identity !== undefined && { identity }),
    };
  }
}

/** What rules find of one statement that one identity has is mended by one change of it. */
export function causeOf(statement: string, identity: string | undefined): string {
  return `${statement} of ${identity ?? "anybody"}`;
}
