import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { digestOf, LockIndex, type Lock } from "../../../identity/lock/lock";
import { problemText } from "../../../identity/lock/lock";
import { readSource, sourceProblem } from "../../../identity/lock/sources";
import { parseLockText, writeLockText } from "../../../identity/lock/yaml";

const ENTRY = `version: 1
identities:
  - identity: resizer
    type: aws:iam/role:Role
    privileges:
      - allow: s3:GetObject
        on: \${uploads}/*
`;

const APPROVAL = `    approval:
      approver: security-board
      date: 2026-01-05
      reason: Needed
      until: 2026-06-30
      monitor: soc
      revoker: on-call
      reviewDays: 90
      digest: sha256:0
`;

function read(text: string): { readonly lock: Lock; readonly problems: readonly string[] } {
  const source = { name: "mandate.lock.yaml", ...parseLockText(text) };
  const { lock } = readSource(source);
  return { lock, problems: lock.problems.map((problem) => sourceProblem(source, problem)) };
}

/** What is wrong with a file, and how it is said. */
const MALFORMED: readonly (readonly [what: string, text: string, problem: string])[] = [
  [
    "text that is no YAML",
    "version: 1\nidentities: [",
    "mandate.lock.yaml:2:14: expected a privilege lock in YAML, found a mistake in its form (bad indent)",
  ],
  [
    "a key that stands twice",
    `${ENTRY}version: 1\n`,
    "mandate.lock.yaml:8:1: expected each key once, found the same key twice",
  ],
  [
    "an alias",
    "version: 1\nidentities:\n  - &a {identity: x, type: t}\n  - *a\n",
    "mandate.lock.yaml:4:5: expected everything written out, found an alias, which hides from a reviewer what stands there",
  ],
  ["an empty file", "", "mandate.lock.yaml:1:1: expected a lock with `version` and `identities`, found null"],
  [
    "another version",
    ENTRY.replace("version: 1", "version: 2"),
    "mandate.lock.yaml:1:1: expected `version: 1`, found another version",
  ],
  [
    "a misspelt key of the document",
    "version: 1\nidentites: []\n",
    "mandate.lock.yaml:2:1: expected `identities`, found `identites`",
  ],
  [
    "a second document",
    `${ENTRY}---\n${ENTRY}`,
    "mandate.lock.yaml:8:1: expected a privilege lock in YAML, found a mistake in its form (multiple docs)",
  ],
  [
    "a misspelt key of an entry",
    ENTRY.replace("privileges:", "privilages:"),
    "mandate.lock.yaml:5:5: expected `privileges`, found `privilages`",
  ],
  [
    "a misspelt key of a statement",
    ENTRY.replace("allow:", "alow:"),
    "mandate.lock.yaml:6:9: expected `allow`, found `alow`",
  ],
  [
    "an entry without a type",
    ENTRY.replace("    type: aws:iam/role:Role\n", ""),
    "mandate.lock.yaml:3:5: expected the member `type`, found nothing",
  ],
  ["a number for a name", ENTRY.replace("resizer", "7"), "mandate.lock.yaml:3:5: expected a text, found a number"],
  [
    "a statement without an effect",
    ENTRY.replace("allow: s3:GetObject\n        on:", "on:"),
    "mandate.lock.yaml:6:9: expected one of `allow`, `allowAllBut`, `deny` and `denyAllBut`, found none of them",
  ],
  [
    "a statement with two effects",
    ENTRY.replace("        on:", "        deny:"),
    "mandate.lock.yaml:6:9: expected one of `allow`, `allowAllBut`, `deny` and `denyAllBut`, found `allow` and `deny`",
  ],
  ["a principal of no type", `${ENTRY}        to: {aws: "*"}\n`, "mandate.lock.yaml:8:14: expected `AWS`, found `aws`"],
  [
    "an object for a text",
    ENTRY.replace("s3:GetObject", "{a: b}"),
    "mandate.lock.yaml:6:9: expected a list of texts, found an object",
  ],
  [
    "a day that is none",
    ENTRY + APPROVAL.replace("2026-06-30", "2026-02-30"),
    "mandate.lock.yaml:12:7: expected an ISO day such as 2027-03-31, found another text",
  ],
  [
    "an approval without a revoker",
    ENTRY + APPROVAL.replace("      revoker: on-call\n", ""),
    "mandate.lock.yaml:8:5: expected the member `revoker`, found nothing",
  ],
  [
    "half a day",
    ENTRY + APPROVAL.replace("90", "0.5"),
    "mandate.lock.yaml:15:7: expected a whole number of days, found a number",
  ],
];

describe("A privilege lock in a file", () => {
  for (const [what, text, problem] of MALFORMED) {
    it(`names the place of ${what}`, () => {
      const { lock, problems } = read(text);
      equal(problems[0], problem);
      deepEqual(lock.entries, []);
    });
  }

  it("refuses two entries for one identity, and lets neither approve", () => {
    const { lock, problems } = read(ENTRY + ENTRY.slice(ENTRY.indexOf("  - ")));
    deepEqual(problems, [
      "mandate.lock.yaml:8:5: expected each identity once for a stack, found what `identities[0]` is for as well",
    ]);
    deepEqual(lock.entries, []);
  });

  it("keeps what is well formed beside what is not", () => {
    const { lock } = read(
      ENTRY.replace("resizer", "mailer") + ENTRY.slice(ENTRY.indexOf("  - ")).replace("allow:", "alow:"),
    );
    deepEqual(
      lock.entries.map(({ identity }) => identity),
      ["mailer"],
    );
  });

  it("takes a lone text for a list of one", () => {
    const [entry] = read(ENTRY).lock.entries;
    deepEqual(entry?.privileges, [{ allow: ["s3:GetObject"], on: ["${uploads}/*"] }]);
  });

  it("takes keys such as `__proto__` for data", () => {
    const when = `${ENTRY}        when: {StringEquals: {__proto__: [a]}}\n`;
    const [entry] = read(when).lock.entries;
    match(JSON.stringify(entry?.privileges), /"__proto__":\["a"\]/);
    notEqual(digestOf(entry ?? fail()), digestOf(read(ENTRY).lock.entries[0] ?? fail()));
  });

  it("says the same with lists in another order", () => {
    const [one] = read(ENTRY.replace("s3:GetObject", "[s3:GetObject, s3:PutObject]")).lock.entries;
    const [other] = read(ENTRY.replace("s3:GetObject", "[s3:PutObject, s3:GetObject]")).lock.entries;
    equal(digestOf(one ?? fail()), digestOf(other ?? fail()));
  });
});

describe("Writing a privilege lock", () => {
  it("changes one entry and keeps comments, order and approvals of the others", () => {
    const before = `# Ours.\nversion: 1\nidentities:\n  # The one that resizes.\n  - identity: resizer # see the wiki\n    type: aws:iam/role:Role\n    privileges:\n      # Agreed in March.\n      - allow: s3:GetObject\n        on: "*"\n  - identity: archiver\n    type: aws:iam/role:Role\n    privileges: []\n`;
    const [entry] = read(before).lock.entries;
    const wider = {
      ...(entry ?? fail()),
      privileges: [...(entry?.privileges ?? []), { allow: ["s3:PutObject"], on: ["*"] }],
    };
    const after = writeLockText(before, { write: [{ entry: wider, at: "identities[0]" }] });
    equal(
      after,
      before.replace('        on: "*"\n', '        on: "*"\n      - allow: s3:PutObject\n        on: "*"\n'),
    );
  });

  it("puts a new entry where it sorts, with nothing else changed", () => {
    const text = writeLockText(ENTRY, {
      write: [{ entry: { ...(read(ENTRY).lock.entries[0] ?? fail()), identity: "archiver" } }],
    });
    deepEqual(
      read(text).lock.entries.map(({ identity }) => identity),
      ["archiver", "resizer"],
    );
    equal(text.endsWith(ENTRY.slice(ENTRY.indexOf("  - "))), true);
  });

  it("removes an entry", () => {
    equal(writeLockText(ENTRY, { write: [], remove: ["identities[0]"] }), "version: 1\nidentities: []\n");
  });
});

describe("The entry of an identity", () => {
  const lock = read(
    `version: 1
identities:
  - {identity: a, type: T}
  - {identity: a, type: T, stacks: [prod]}
  - {identity: a, type: T, project: shop}
  - {identity: a, type: U}
`,
  ).lock;
  const index = new LockIndex(lock);
  for (const [project, stack, type, place] of [
    ["blog", "dev", "T", "identities[0]"],
    ["blog", "prod", "T", "identities[1]"],
    ["shop", "dev", "T", "identities[2]"],
    ["shop", "prod", "T", "identities[1]"],
    ["shop", "prod", "U", "identities[3]"],
    ["shop", "prod", "V", undefined],
  ] as const) {
    it(`for ${type} of ${project} in ${stack} is ${place ?? "none"}`, () => {
      equal(index.entryFor({ identity: "a", type, project, stack })?.place, place);
    });
  }

  it("is not looked for where the document is malformed", () => {
    equal(problemText({ place: "", expected: "a", found: "b" }, "x:1:1"), "x:1:1: expected a, found b");
  });
});

function fail(): never {
  throw new Error("the entry is missing");
}
