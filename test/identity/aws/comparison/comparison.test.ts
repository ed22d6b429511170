import { deepEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { permissionExcess } from "../../../../identity/aws/comparison/comparison";
import { unknownDocument } from "../../../../identity/aws/document/document";
import type { HasDocument } from "../../../../identity/aws/permissions/permissions";
import { unknown } from "../../../../identity/knowledge";
import { documentOf, UNKNOWN, type Written } from "../documents";
import { referenceAnswer, type PlainStatement } from "../reference-evaluator";

const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const VPC = { StringEquals: { "aws:SourceVpc": "vpc-1" } };

interface Held {
  readonly grants: readonly Written[];
  readonly boundary?: Written;
  readonly perhaps?: readonly Written[];
}

function grantOf(written: Written): HasDocument {
  return written === UNKNOWN ? { document: unknownDocument(unknown("policy")) } : { document: documentOf(written) };
}

function held({ grants, boundary, perhaps }: Held) {
  return {
    grants: grants.map(grantOf),
    ...(boundary !== undefined && { boundary: grantOf(boundary) }),
    ...(perhaps && { perhaps: () => perhaps.map((each) => ({ ...grantOf(each), owner: unknown("role") })) }),
  };
}

function compare(now: Held, approved: Held) {
  return permissionExcess(held(now), held(approved));
}

function allow(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

function deny(action: Written, resource: Written = "*", more: Readonly<Record<string, Written>> = {}): Written {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

const UPLOADS = "arn:aws:s3:::uploads/*";
const LOGS = "arn:aws:s3:::logs/*";

describe("the excess of permissions", () => {
  const ROWS: readonly (readonly [title: string, now: Held, approved: Held, words: readonly string[]])[] = [
    ["is nothing where nothing changed", { grants: [allow("s3:GetObject")] }, { grants: [allow("s3:GetObject")] }, []],
    [
      "is an action more",
      { grants: [allow(["s3:GetObject", "s3:DeleteObject"], UPLOADS)] },
      { grants: [allow("s3:GetObject", UPLOADS)] },
      ["certain medium `s3:DeleteObject` on `arn:aws:s3:::uploads/*`"],
    ],
    [
      "is a resource more",
      { grants: [allow("s3:GetObject", [UPLOADS, LOGS])] },
      { grants: [allow("s3:GetObject", UPLOADS)] },
      ["certain low `s3:GetObject` on `arn:aws:s3:::logs/*`"],
    ],
    [
      "is told once of all actions on the same resources",
      { grants: [allow(["s3:GetObject", "s3:PutObject"], [UPLOADS, LOGS])] },
      { grants: [] },
      ["certain medium `s3:GetObject` and `s3:PutObject` on `arn:aws:s3:::uploads/*` and `arn:aws:s3:::logs/*`"],
    ],
    [
      "is nothing where the case of actions changed",
      { grants: [allow("S3:getobject")] },
      { grants: [allow("s3:GetObject")] },
      [],
    ],
    [
      "minds the case of resources",
      { grants: [allow("s3:GetObject", "arn:aws:s3:::A")] },
      { grants: [allow("s3:GetObject", "arn:aws:s3:::a")] },
      ["certain low `s3:GetObject` on `arn:aws:s3:::A`"],
    ],
    [
      "is nothing where several approved statements cover together",
      { grants: [allow(["s3:GetObject", "s3:PutObject"], [UPLOADS, LOGS])] },
      { grants: [allow("s3:Get*", UPLOADS), [allow("s3:PutObject", [LOGS, UPLOADS]), allow("s3:GetObject", LOGS)]] },
      [],
    ],
    [
      "is what a wildcard stands for beyond the approved actions, by name where it is little",
      { grants: [allow("sqs:*Message")] },
      { grants: [allow(["sqs:ReceiveMessage", "sqs:SendMessage"])] },
      ["certain high `sqs:DeleteMessage` on `*`"],
    ],
    [
      "is possibly what AWS may add, where every action of today is approved by name",
      { grants: [allow("sqs:Send*")] },
      { grants: [allow(["sqs:SendMessage", "sqs:SendMessageBatch"])] },
      ["possible high `sqs:Send*` on `*` because AWS may add actions that `sqs:Send*` matches"],
    ],
    [
      "is counted by what the actions do where it is much",
      { grants: [allow("sqs:*", "arn:aws:sqs:eu-west-1:111122223333:orders")] },
      { grants: [allow("sqs:List*")] },
      [
        "certain high actions that change permissions (3, such as `sqs:AddPermission`) and that write (8, such as `sqs:DeleteQueue`) of `sqs:*` on `arn:aws:sqs:eu-west-1:111122223333:orders`",
      ],
    ],
    [
      "is what a boundary no longer leaves out",
      { grants: [allow("s3:GetObject"), allow("sqs:SendMessage")] },
      { grants: [allow("*")], boundary: allow("s3:*") },
      ["certain high `sqs:SendMessage` on `*`, which the approved permissions boundary leaves out"],
    ],
    [
      "is nothing outside the own boundary",
      { grants: [allow("*")], boundary: allow("s3:GetObject", UPLOADS) },
      { grants: [allow("s3:*", UPLOADS)] },
      [],
    ],
    [
      "is nothing that is denied",
      { grants: [[allow("s3:*"), deny("s3:*", "arn:aws:s3:::audit/*")]] },
      { grants: [{ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::audit/*" }] },
      [],
    ],
    [
      "is what a denial under a condition may leave",
      { grants: [[allow("s3:GetObject"), deny("s3:GetObject", "*", { Condition: VPC })]] },
      { grants: [] },
      ["certain medium `s3:GetObject` on `*`"],
    ],
    [
      "is what was denied and is not any more",
      { grants: [allow("s3:*")] },
      { grants: [[allow("s3:*"), deny("s3:GetObject", "arn:aws:s3:::audit/*")]] },
      ["certain low `s3:GetObject` on `arn:aws:s3:::audit/*`, which the approved policies deny"],
    ],
    [
      "is nothing where another denial takes the place of one",
      { grants: [[allow("s3:*"), deny("s3:*", "arn:aws:s3:::audit*")]] },
      { grants: [[allow("s3:*"), deny("s3:GetObject", "arn:aws:s3:::audit/*")]] },
      [],
    ],
    [
      "is a condition less",
      { grants: [allow("s3:GetObject", UPLOADS)] },
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: MFA })] },
      [
        "certain low `s3:GetObject` on `arn:aws:s3:::uploads/*`, without the approved condition `Bool` on `aws:MultiFactorAuthPresent`",
      ],
    ],
    [
      "is possibly another condition",
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: VPC })] },
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: MFA })] },
      [
        "possible low `s3:GetObject` on `arn:aws:s3:::uploads/*`, without the approved condition `Bool` on `aws:MultiFactorAuthPresent` because its conditions are not shown to be as narrow as those approved",
      ],
    ],
    [
      "is nothing under a condition more",
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: { ...MFA, ...VPC } })] },
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: MFA })] },
      [],
    ],
    [
      "is a variable that became a name",
      { grants: [allow("s3:GetObject", "arn:aws:s3:::home/bob")] },
      { grants: [allow("s3:GetObject", "arn:aws:s3:::home/${aws:username}")] },
      ["certain low `s3:GetObject` on `arn:aws:s3:::home/bob`"],
    ],
    [
      "is nothing where a variable stays, denied or not",
      { grants: [[allow("s3:*", "arn:aws:s3:::home/*"), deny("s3:*", "arn:aws:s3:::home/${aws:username}")]] },
      { grants: [[allow("s3:*", "arn:aws:s3:::home/*"), deny("s3:*", "arn:aws:s3:::home/${aws:username}")]] },
      [],
    ],
    [
      "is all but what is excluded",
      { grants: [{ Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::audit" }] },
      { grants: [{ Effect: "Allow", NotAction: ["iam:*", "s3:GetObject"], NotResource: "arn:aws:s3:::audit" }] },
      ["certain medium `s3:GetObject` on every resource but `arn:aws:s3:::audit`"],
    ],
    [
      "is grave where permissions are managed",
      { grants: [allow("iam:AttachRolePolicy", "arn:aws:iam::111122223333:role/app"), allow("iam:PutRolePolicy")] },
      { grants: [] },
      [
        "certain high `iam:AttachRolePolicy` on `arn:aws:iam::111122223333:role/app`",
        "certain critical `iam:PutRolePolicy` on `*`",
      ],
    ],
  ];
  const line = (each: ReturnType<typeof compare>[number]) =>
    each.certainty === "undetermined"
      ? `undetermined ${each.words} at ${each.unknown.path}`
      : `${each.certainty} ${each.severity} ${each.words}${each.because === undefined ? "" : ` because ${each.because}`}`;
  for (const [title, now, approved, words] of ROWS) {
    it(title, () => {
      deepEqual(compare(now, approved).map(line), words);
    });
  }

  const OPEN: typeof ROWS = [
    [
      "an unknown document",
      { grants: [UNKNOWN] },
      { grants: [allow("s3:*")] },
      ["undetermined an action that is not known yet on a resource that is not known yet at policy"],
    ],
    ["an unknown document beside an approved administrator", { grants: [UNKNOWN] }, { grants: [allow("*")] }, []],
    [
      "an unknown action",
      { grants: [allow(UNKNOWN, UPLOADS)] },
      { grants: [allow("s3:*")] },
      ["undetermined an action that is not known yet on `arn:aws:s3:::uploads/*` at Statement.Action"],
    ],
    [
      "an unknown resource",
      { grants: [allow("s3:GetObject", UNKNOWN)] },
      { grants: [allow("s3:*", UPLOADS)] },
      ["undetermined `s3:GetObject` on a resource that is not known yet at Statement.Resource"],
    ],
    [
      "an unknown resource of an action approved on all",
      { grants: [allow("s3:GetObject", UNKNOWN)] },
      { grants: [allow("s3:*")] },
      [],
    ],
    [
      "a denial of something unknown",
      { grants: [[allow("s3:GetObject"), deny("s3:*", UNKNOWN)]] },
      { grants: [] },
      ["undetermined `s3:GetObject` on `*` at Statement[1].Resource"],
    ],
    [
      "a condition that is not known, where it is approved under one",
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: UNKNOWN })] },
      { grants: [allow("s3:GetObject", UPLOADS, { Condition: MFA })] },
      [
        "undetermined `s3:GetObject` on `arn:aws:s3:::uploads/*`, without the approved condition `Bool` on `aws:MultiFactorAuthPresent` at Statement.Condition",
      ],
    ],
    [
      "a document that may be somebody else's",
      { grants: [], perhaps: [allow("s3:GetObject")] },
      { grants: [] },
      ["undetermined `s3:GetObject` on `*` at role"],
    ],
    [
      "an approved part that is not known, which allows nothing",
      { grants: [allow("s3:GetObject")] },
      { grants: [allow("s3:GetObject", UNKNOWN)] },
      ["possible medium `s3:GetObject` on `*` because a part of what was approved is not known"],
    ],
  ];
  for (const [title, now, approved, words] of OPEN) {
    it(`is judged by ${title}`, () => {
      deepEqual(compare(now, approved).map(line), words);
    });
  }
});

const NAMES = [
  ["s3:getobject", "s3:putobject", "s3:getbucketpolicy", "iam:passrole"],
  // Actions that AWS does not have.
  ["s3:getzz", "s3:getzzobject", "s3:zz", "s3:zzobject", "s3:putobjecz", "zz:zz", "zz:zzobject", "iam:zz"],
].flat();
const ACTIONS = ["s3:GetObject", "s3:Get*", "s3:*", "*", "iam:*", "s3:PutObject", "s3:PutObjec?"];
const CROSSING = ["s3:*Object", "*Object"];
const RESOURCES = ["*", "arn:aws:s3:::a", "arn:aws:s3:::a*", "arn:aws:s3:::a/*", "arn:aws:s3:::*", "arn:aws:s3:::?"];
const PLACES = ["a", "az", "a/", "a/z", "z", "zz", ""].map((name) => `arn:aws:s3:::${name}`).concat("z", "");

type Circumstances = Readonly<Record<"mfa" | "vpc", boolean>>;

/** A statement in plain data, under which of two conditions. */
interface Row extends PlainStatement {
  readonly under: readonly (keyof Circumstances)[];
}

function statement(actions: readonly string[], conditioned: boolean): fc.Arbitrary<Row> {
  return fc
    .record({
      Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
      action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 2 }),
      notAction: fc.constantFrom(false, false, true),
      resource: fc.uniqueArray(fc.constantFrom(...RESOURCES), { minLength: 1, maxLength: 2 }),
      notResource: fc.constantFrom(false, false, true),
      under: conditioned
        ? fc.constantFrom<Row["under"]>([], [], ["mfa"], ["vpc"], ["mfa", "vpc"])
        : fc.constant<Row["under"]>([]),
    })
    .map(({ Effect, action, notAction, resource, notResource, under }) => ({
      Effect,
      ...(notAction ? { NotAction: action } : { Action: action }),
      ...(notResource ? { NotResource: resource } : { Resource: resource }),
      under,
    }));
}

interface Rows {
  readonly grants: readonly (readonly Row[])[];
  readonly boundary?: readonly Row[] | undefined;
}

function rows(actions: readonly string[], conditioned: boolean): fc.Arbitrary<Rows> {
  const document = fc.array(statement(actions, conditioned), { minLength: 1, maxLength: 3 });
  return fc.record({
    grants: fc.array(document, { minLength: 1, maxLength: 2 }),
    boundary: fc.option(document, { nil: undefined, freq: 2 }),
  });
}

function written({ under, ...rest }: Row): Written {
  const condition = { ...(under.includes("mfa") && MFA), ...(under.includes("vpc") && VPC) };
  return under.length > 0 ? { ...rest, Condition: condition } : rest;
}

function heldOf({ grants, boundary }: Rows): Held {
  return {
    grants: grants.map((grant) => grant.map(written)),
    ...(boundary && { boundary: boundary.map(written) }),
  };
}

function allows({ grants, boundary }: Rows, action: string, resource: string, now: Circumstances): boolean {
  const inForce = (list: readonly Row[]) => list.filter(({ under }) => under.every((each) => now[each]));
  return referenceAnswer(grants.map(inForce), boundary && inForce(boundary), { action, resource }) === "yes";
}

const SITUATIONS: readonly Circumstances[] = [true, false].flatMap((mfa) =>
  [true, false].map((vpc): Circumstances => ({ mfa, vpc })),
);

function hasExcess(now: Rows, approved: Rows): boolean {
  return NAMES.some((action) =>
    PLACES.some((resource) =>
      SITUATIONS.some((when) => allows(now, action, resource, when) && !allows(approved, action, resource, when)),
    ),
  );
}

describe("the comparison of permissions", () => {
  it("finds an excess exactly where some request is allowed and was not, without conditions", () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(rows(ACTIONS, false), rows(ACTIONS, false), (now, approved) => {
        const expected = hasExcess(now, approved);
        seen.add(expected);
        equal(compare(heldOf(now), heldOf(approved)).length > 0, expected);
      }),
      { numRuns: 400 },
    );
    equal(seen.size, 2);
  });

  it("finds an excess wherever some request is allowed and was not, with conditions and patterns that cross", () => {
    const actions = [...ACTIONS, ...CROSSING];
    let passed = 0;
    fc.assert(
      fc.property(rows(actions, true), rows(actions, true), (now, approved) => {
        if (compare(heldOf(now), heldOf(approved)).length > 0) return;
        passed++;
        equal(hasExcess(now, approved), false);
      }),
      { numRuns: 400 },
    );
    equal(passed > 100, true);
  });

  const ANY = rows([...ACTIONS, ...CROSSING], true);

  it("finds nothing between a set and itself, in another order, with duplicates, split or put together", () => {
    fc.assert(
      fc.property(ANY, (approved) => {
        const { grants, boundary } = approved;
        const limits = boundary && { boundary };
        const same: readonly Rows[] = [
          approved,
          { grants: [...grants].reverse().map((grant) => [...grant].reverse()), ...limits },
          { grants: [...grants, ...grants], ...limits },
          { grants: grants.flatMap((grant) => grant.map((each) => [each])), ...limits },
          { grants: [grants.flat()], ...limits },
          { grants: grants.map((grant) => grant.flatMap(split)), ...limits },
        ];
        for (const now of same) {
          deepEqual(compare(heldOf(now), heldOf(approved)), []);
          deepEqual(compare(heldOf(approved), heldOf(now)), []);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("finds no more where a denial or a boundary is added, or a grant is taken away", () => {
    fc.assert(
      fc.property(ANY, ANY, statement(ACTIONS, true), fc.nat(), (now, approved, more, at) => {
        const before = compare(heldOf(now), heldOf(approved)).length > 0;
        if (before) return;
        const denial: Row = { ...more, Effect: "Deny" };
        const narrower: readonly Rows[] = [
          { ...now, grants: [...now.grants, [denial]] },
          { ...now, boundary: now.boundary ?? [{ ...more, Effect: "Allow" }] },
          { ...now, grants: now.grants.map((grant) => withoutAllow(grant, at)) },
        ];
        for (const each of narrower) deepEqual(compare(heldOf(each), heldOf(approved)), []);
      }),
      { numRuns: 400 },
    );
  });

  it("is never settled by making a part of what is approved unknown, and never silent about a part of what is now", () => {
    fc.assert(
      fc.property(rows(ACTIONS, true), fc.constantFrom("Action", "Resource", "Effect", "Condition"), (now, key) => {
        const [[first, ...others] = [], ...grants] = heldOf(now).grants as readonly (readonly Written[])[];
        const open = { ...(first as Readonly<Record<string, Written>>), [key]: UNKNOWN };
        const opened: Held = { ...heldOf(now), grants: [[open, ...others], ...grants] };
        for (const each of compare(opened, heldOf(now))) equal(each.certainty, "undetermined");
        for (const each of compare(heldOf(now), opened)) equal(each.certainty, "possible");
      }),
      { numRuns: 200 },
    );
  });
});

describe("the comparison of hostile documents", () => {
  const many = (count: number, make: (index: number) => Written) =>
    Array.from({ length: count }, (_each, index) => make(index));

  it("finds the one statement that differs among ten thousand", () => {
    const approved = many(10_000, (index) => allow("s3:GetObject", `arn:aws:s3:::b${index}/*`));
    const items = compare(
      { grants: [[...approved, allow("s3:GetObject", "arn:aws:s3:::other")]] },
      { grants: [approved] },
    );
    deepEqual(
      items.map(({ place, words }) => [place, words]),
      [["Statement[10000]", "`s3:GetObject` on `arn:aws:s3:::other`"]],
    );
  });

  it("takes what it cannot compare in bounded work for a possible excess", () => {
    const stars = "*a?".repeat(60);
    const now = many(400, (index) => allow(`s3:${stars}${index}`, `arn:${stars}${index}b`));
    const approved = many(400, (index) => allow(`s3:${stars}${index}`, `arn:${stars}${index}c`));
    const items = compare({ grants: [now] }, { grants: [approved] });
    equal(items.length, 400);
    equal(new Set(items.map(({ certainty }) => certainty)).has("possible"), true);
  });
});

/** A statement for each action. */
function split(row: Row): readonly Row[] {
  return row.Action && row.Effect === "Allow" ? row.Action.map((action) => ({ ...row, Action: [action] })) : [row];
}

function withoutAllow(grant: readonly Row[], at: number): readonly Row[] {
  const allowing = grant.filter(({ Effect }) => Effect === "Allow");
  const gone = allowing[at % Math.max(allowing.length, 1)];
  return grant.filter((each) => each !== gone);
}
