import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import {
  dutyStatement,
  isListed,
  isPlaceholder,
  isSameParty,
  namesSeveral,
  statementUnder,
  tagKeys,
} from "../../identity/accountability";
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
    [
      "is kept out of sight where it holds a credential",
      { owner: "AKIAIOSFODNN7EXAMPLE" },
      { state: "stated", by: known("AKIAIOSFODNN7EXAMPLE", "owner", true) },
    ],
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

describe("the statement of a duty", () => {
  const settings = { tagAliases: { owner: ["team"] }, accountabilityDefaults: { owner: "c-team" } };
  const from = "the setting `accountabilityDefaults`";
  const rows: readonly [string, Readonly<Record<string, string | null>>, ReturnType<typeof dutyStatement>][] = [
    ["is the tag's, whatever the default", { owner: "a-team" }, { state: "stated", by: known("a-team", "owner") }],
    ["is the alias's, whatever the default", { team: "a-team" }, { state: "stated", by: known("a-team", "team") }],
    ["is the default where no tag is there", {}, { state: "stated", by: { ...known("c-team", "owner"), from } }],
    ["is empty where the tag is, whatever the default", { owner: "" }, { state: "empty", by: known("", "owner") }],
    ["is unknown where a tag is", { team: null }, unknown("team")],
  ];
  for (const [title, tags, statement] of rows) {
    it(title, () => deepEqual(dutyStatement("owner", reader(tags), settings), statement));
  }

  it("is missing where neither tag nor default is there", () => {
    deepEqual(dutyStatement("monitor", reader({}), settings), { state: "missing", path: "monitor" });
  });

  it("is a placeholder where the default is one", () => {
    const { state } = dutyStatement("owner", reader({}), { ...settings, accountabilityDefaults: { owner: "TBD" } });
    equal(state, "placeholder");
  });

  it("does not depend on the order of aliases", () => {
    const keys = ["owner", "team", "squad", "Owner"];
    const tags = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom("a-team", "b-team", "TODO", "", null));
    const aliases = fc.shuffledSubarray(keys.slice(1), { minLength: 3 });
    fc.assert(
      fc.property(tags, aliases, aliases, (said, one, other) => {
        const state = (list: readonly string[]) => {
          const given = { tagAliases: { owner: list }, accountabilityDefaults: {} };
          return dutyStatement("owner", reader(said), given).state;
        };
        equal(state(one), state(other));
      }),
    );
  });

  it("agrees with every completion of what is unknown, where it is settled already", () => {
    const text = fc.constantFrom("a-team", "b-team", "TODO", "", undefined);
    fc.assert(
      fc.property(fc.constantFrom("a-team", "b-team", "TODO", "", null, undefined), text, (owner, team) => {
        const tags = (hidden: string | undefined) => ({
          ...(owner !== undefined && { owner }),
          ...(hidden !== undefined && { team: hidden }),
        });
        const less = dutyStatement("owner", reader({ ...tags(undefined), team: null }), settings).state;
        if (less !== "unknown") equal(dutyStatement("owner", reader(tags(team)), settings).state, less);
      }),
    );
  });
});

describe("one party", () => {
  const same: readonly (readonly [string, string])[] = [
    ["team-shop", "Team-Shop "],
    ["Team Shop", "team-shop"],
    ["team_shop", "@team-shop"],
    ["team-shop", "team-shop@example.com"],
    ["Team Shop <team-shop@example.com>", "TEAM-SHOP@example.com"],
    ["ann@example.com", "ann+aws@example.com"],
    ["mailto:ann@example.com", "ann@example.com"],
    ["李雷", "李雷"],
  ];
  for (const [a, b] of same) {
    it(`is named by \`${a}\` and \`${b}\``, () => deepEqual([isSameParty(a, b), isSameParty(b, a)], [true, true]));
  }
  const different: readonly (readonly [string, string])[] = [
    ["team-shop", "team-search"],
    ["ann@example.com", "ann@example.org"],
    ["ann@example.com", "anna@example.com"],
    ["team-shop@example.com", "shop"],
    ["李雷", "韩梅"],
    ["+", "-"],
  ];
  for (const [a, b] of different) {
    it(`is not named by \`${a}\` and \`${b}\``, () =>
      deepEqual([isSameParty(a, b), isSameParty(b, a)], [false, false]));
  }
  it("is not a list in which somebody else stands as well", () => {
    deepEqual(
      [isSameParty("ann@example.com, ben@example.com", "ann@example.com"), isSameParty("ann@example.com", "ann, ben")],
      [false, false],
    );
  });
});

describe("a name in a directory", () => {
  const names = ["Team-Shop", "ann@example.com", "ben@example.com"];
  for (const text of ["team-shop", " TEAM-SHOP ", "ann@example.com", "Ann <ann@example.com>, ben@example.com"]) {
    it(`is \`${text}\``, () => equal(isListed(text, names), true));
  }
  for (const text of ["shop", "team-shop@example.org", "ann", "ann@example.com, eve@example.com", ""]) {
    it(`is not \`${text}\``, () => equal(isListed(text, names), false));
  }
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
