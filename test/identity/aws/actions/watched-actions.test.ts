import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Patterns } from "../../../../identity/aws/document/document";
import { covers } from "../../../../identity/aws/document/match";
import { WatchedActions } from "../../../../identity/aws/actions/watched-actions";
import { known, unknown } from "../../../../identity/knowledge";

const NAMES = ["iam:PassRole", "iam:PutRolePolicy", "lambda:CreateFunction", "sts:AssumeRole"];
const WATCHED = new WatchedActions(NAMES);

function element(negated: boolean, ...values: readonly (string | undefined)[]): Patterns {
  const at = "Action";
  return { place: at, negated, values: values.map((value) => (value === undefined ? unknown(at) : known(value, at))) };
}

describe("watched actions", () => {
  const rows: readonly (readonly [title: string, patterns: Patterns, surely: string[], possibly: string[]])[] = [
    ["named whole", element(false, "iam:PassRole"), ["iam:PassRole"], ["iam:PassRole"]],
    ["named in another case", element(false, "IAM:passrole"), ["iam:PassRole"], ["iam:PassRole"]],
    ["named by a wildcard", element(false, "iam:P?ss*"), ["iam:PassRole"], ["iam:PassRole"]],
    ["not named", element(false, "s3:GetObject", "constructor"), [], []],
    ["left out", element(true, "iam:*"), NAMES.slice(2), NAMES.slice(2)],
    ["beside an unknown name", element(false, "sts:*", undefined), ["sts:AssumeRole"], NAMES],
    ["beside an unknown exception", element(true, "iam:*", undefined), [], NAMES.slice(2)],
  ];
  for (const [title, patterns, surely, possibly] of rows) {
    it(`${title} are ${surely.join(", ") || "none"}, and at most ${possibly.join(", ") || "none"}`, () => {
      deepEqual([...WATCHED.coveredBy(patterns, "surely")], surely);
      deepEqual([...WATCHED.coveredBy(patterns, "possibly")], possibly);
    });
  }

  it("are those that the element covers, asked one by one", () => {
    const pattern = fc.oneof(
      fc.constantFrom(undefined, ...NAMES, "*"),
      fc.string({ unit: fc.constantFrom(..."i a m : P s R o l e t C r * ?".split(" ")), maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.boolean(), fc.array(pattern, { maxLength: 4 }), (negated, values) => {
        const patterns = element(negated, ...values);
        for (const certainty of ["surely", "possibly"] as const) {
          const lower = (text: string): string => text.toLowerCase();
          const expected = NAMES.filter((name) => covers(patterns, lower(name), certainty, lower));
          deepEqual([...WATCHED.coveredBy(patterns, certainty)].sort(), [...expected].sort());
        }
      }),
    );
  });
});
