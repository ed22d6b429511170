import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { describedTags } from "../../identity/described-tags";

describe("tags in a text", () => {
  const rows: readonly (readonly [title: string, text: string, tags: Readonly<Record<string, string>>])[] = [
    ["are none in no text", "", {}],
    ["are none in a sentence", "Lets the app read pictures.", {}],
    ["are pairs with a colon", "owner: team-shop", { owner: "team-shop" }],
    ["are pairs with an equals sign", "owner=team-shop", { owner: "team-shop" }],
    ["are parted by semicolons", "owner: a; expiry=2027-03-31", { owner: "a", expiry: "2027-03-31" }],
    ["are parted by lines", "owner: a\r\nexpiry: 2027-03-31\n", { owner: "a", expiry: "2027-03-31" }],
    ["stand beside sentences", "Lets the app read.\nowner: a", { owner: "a" }],
    ["have keys of one word", "The team that owns it: a", {}],
    [
      "may hold colons and equals signs in their value",
      "purpose: see https://example.com?a=b",
      { purpose: "see https://example.com?a=b" },
    ],
    ["may be empty", "owner:", { owner: "" }],
    ["have a key", ": a", {}],
  ];
  for (const [title, text, tags] of rows) {
    it(title, () => deepEqual(Object.fromEntries(describedTags(text).map(({ key, value }) => [key, value])), tags));
  }

  it("are read back as they are written", () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,9}$/);
    const value = fc.stringMatching(/^[a-z0-9@:=./ -]{0,20}$/).map((text) => text.trim());
    const tags = fc.array(fc.tuple(key, value).map(([key, value]) => ({ key, value })));
    fc.assert(
      fc.property(
        tags,
        fc.constantFrom(":", ": ", "=", " = "),
        fc.constantFrom(";", "; ", "\n"),
        (list, mark, between) => {
          const text = list.map((tag) => `${tag.key}${mark}${tag.value}`).join(between);
          deepEqual(describedTags(text), list);
        },
      ),
    );
  });
});
