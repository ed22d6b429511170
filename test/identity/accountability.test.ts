import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { isPlaceholder, namesSeveral, statementUnder, tagKeys } from "../../identity/accountability";
import { absent, known, unknown, type Knowledge } from "../../identity/knowledge";

/** Tags by key: a text is known, nothing is absent, `null` is unknown. */
function reader(tags: Readonly<Record<string, string | null>>): (key: string) => Knowledge<string> {
  return (key) => {
    const tag = tags[key];
    return tag === undefined ? absent(key) : tag === null ? unknown(key) : known(tag, key);
  };
}

const KEYS = ["owner", "team"] as const;

describe("the statement that tags make together", () => {
  const rows: readonly [string, Readonly<Record<string, string | null>>, ReturnType<typeof statementUnder>][] = [
    ["is missing where no tag is there", {}, { state: "missing", path: "owner" }],
    ["is the one tag", { owner: "a-team" }, { state: "stated", by: known("a-team", "owner") }],
    ["is the alias where the tag is missing", { team: "a-team" }, { state: "stated", by: known("a-team", "team") }],
    [
      "is the alias where the tag is empty",
      { owner: "", team: "a-team" },
      { state: "stated", by: known("a-team", "team") },
    ],
    [
      "is the alias where the tag is a placeholder",
      { owner: "TODO", team: "a-team" },
      { state: "stated", by: known("a-team", "team") },
    ],
    [
      "is one where both say the same",
      { owner: "A-Team", team: " a-team" },
      { state: "stated", by: known("A-Team", "owner") },
    ],
    [
      "is several where they differ",
      { owner: "a-team", team: "b-team" },
      { state: "several", by: [known("a-team", "owner"), known("b-team", "team")] },
    ],
    ["is empty where nothing else is there", { owner: " " }, { state: "empty", by: known(" ", "owner") }],
    ["is a placeholder", { owner: "tbd", team: "" }, { state: "placeholder", by: known("tbd", "owner") }],
    ["is unknown where the tag is", { owner: null }, unknown("owner")],
    ["is unknown where an alias may contradict it", { owner: "a-team", team: null }, unknown("team")],
    ["is unknown where an alias may still state it", { owner: "", team: null }, unknown("team")],
  ];
  for (const [title, tags, statement] of rows) {
    it(title, () => deepEqual(statementUnder(KEYS, reader(tags)), statement));
  }

  it("never turns into its opposite when a tag becomes unknown", () => {
    const text = fc.constantFrom("a-team", "b-team", "TODO", "", undefined);
    fc.assert(
      fc.property(text, text, fc.constantFrom(...KEYS), (owner, team, hidden) => {
        const tags = { ...(owner !== undefined && { owner }), ...(team !== undefined && { team }) };
        const whole = statementUnder(KEYS, reader(tags)).state;
        const less = statementUnder(KEYS, reader({ ...tags, [hidden]: null })).state;
        equal(less === "unknown" || less === whole, true, `${whole} becomes ${less}`);
      }),
    );
  });
});

describe("the keys that may carry a tag", () => {
  it("are its own and its aliases", () => deepEqual(tagKeys("owner", { owner: ["Team"] }), ["owner", "Team"]));
  it("are its own alone where it has no alias", () => deepEqual(tagKeys("owner", { purpose: ["why"] }), ["owner"]));
  it("come from the settings and not from a prototype", () => deepEqual(tagKeys("constructor", {}), ["constructor"]));
});

describe("a placeholder", () => {
  for (const text of [
    "TODO",
    "tbd",
    "n/a",
    "N.A.",
    "none",
    "Unknown",
    "change-me",
    "CHANGE_ME",
    "???",
    "-",
    "xxx",
    "<owner>",
    "${owner}",
    "{{ owner }}",
    "[team]",
    "your team",
    "",
  ]) {
    it(`is \`${text}\``, () => equal(isPlaceholder(text), true));
  }
  for (const text of [
    "team-payments",
    "a",
    "Nora",
    "todo-app-team",
    "none-such-team",
    "李雷",
    "team <team@example.com>",
  ]) {
    it(`is not \`${text}\``, () => equal(isPlaceholder(text), false));
  }
});

describe("several owners in one text", () => {
  for (const text of [
    "a@example.com, b@example.com",
    "a@example.com b@example.com",
    "A <a@example.com>; B <b@example.com>",
  ]) {
    it(`are in \`${text}\``, () => equal(namesSeveral(text), true));
  }
  for (const text of ["a@example.com", "Doe, John", "a@example.com, A@example.com", "team-a"]) {
    it(`are not in \`${text}\``, () => equal(namesSeveral(text), false));
  }
});
