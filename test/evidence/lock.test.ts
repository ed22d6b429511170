import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { lockPlan, privilegesOf, type LockPlan } from "../../evidence/lock";
import { digestOf } from "../../identity/lock/lock";
import { readSource } from "../../identity/lock/sources";
import { parseLockText, writeLockText } from "../../identity/lock/yaml";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { stackOf, type DeclaredResources } from "../../testing/stack";

/** A statement in the notation of the stacks below. */
interface Stated {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

interface Held {
  readonly statements: readonly Stated[];
  readonly trusted: readonly string[];
}

const ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:List*", "dynamodb:GetItem", "dynamodb:Query"];
const RESOURCES = ["${uploads.arn}/*", "${uploads.arn}/incoming/*", "${orders.arn}", "${orders.arn}/index/*"];
const SERVICES = ["lambda.amazonaws.com", "ec2.amazonaws.com", "states.amazonaws.com"];
const VPCE = { StringEquals: { "aws:SourceVpce": ["vpce-0a1b2c3d4e5f60718"] } };

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });

const STATED: fc.Arbitrary<Stated> = fc
  .record({
    Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    Action: some(ACTIONS),
    Resource: some(RESOURCES),
    conditioned: fc.boolean(),
  })
  .map(({ conditioned, ...statement }) => ({ ...statement, ...(conditioned && { Condition: VPCE }) }));

const HELD: fc.Arbitrary<Held> = fc.record({
  statements: fc.array(STATED, { minLength: 1, maxLength: 3 }),
  trusted: some(SERVICES),
});

const document = (Statement: readonly object[]) => ({ "fn::toJSON": { Version: "2012-10-17", Statement } });

/** A role with these statements, each in a policy of its own where `split`. */
function stack({ statements, trusted }: Held, split = false): DeclaredResources {
  const trust = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: trusted } }];
  const policies = split ? statements.map((statement) => [statement]) : [statements];
  return {
    uploads: { type: "aws:s3/bucket:Bucket" },
    orders: { type: "aws:dynamodb/table:Table" },
    worker: { type: "aws:iam/role:Role", properties: { assumeRolePolicy: document(trust) } },
    ...Object.fromEntries(
      policies.map((each, index) => [
        `policy${index}`,
        {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${worker.name}", policy: document([...each]) },
        },
      ]),
    ),
  };
}

function plan(declared: DeclaredResources, text?: string, options: Parameters<typeof lockPlan>[3] = {}): LockPlan {
  const fact = privilegesOf(stackOf(declared));
  ok(fact);
  const document = parseLockText(text ?? "version: 1\nidentities: []\n");
  return lockPlan(fact, readSource({ name: "", ...document }).lock, DEFAULT_SETTINGS, options);
}

function written(declared: DeclaredResources, text?: string, options: Parameters<typeof lockPlan>[3] = {}): string {
  return writeLockText(text, plan(declared, text, options).changes);
}

function change(declared: DeclaredResources, text: string): string | undefined {
  return plan(declared, text).steps[0]?.change;
}

/** Ways to hold more; undefined where the role holds nothing that could be widened so. */
const WIDENINGS: Readonly<Record<string, (held: Held) => Held>> = {
  "another action": ({ statements, trusted }) => ({
    statements: [...statements, { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["*"] }],
    trusted,
  }),
  "another resource": ({ statements, trusted }) => ({
    statements: [...statements, { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["${uploads.arn}-backup/*"] }],
    trusted,
  }),
  "another principal": ({ statements, trusted }) => ({ statements, trusted: [...trusted, "glue.amazonaws.com"] }),
};

describe("A privilege lock that is written", () => {
  it("covers the stack that it was written for", () => {
    fc.assert(
      fc.property(HELD, (held) => {
        equal(change(stack(held), written(stack(held))), "covered");
      }),
      { numRuns: 60 },
    );
  });

  it("is the same text in whatever order statements, actions, resources and policies come", () => {
    fc.assert(
      fc.property(HELD, fc.boolean(), (held, split) => {
        const reversed = held.statements
          .map((each) => ({ ...each, Action: [...each.Action].reverse(), Resource: [...each.Resource].reverse() }))
          .reverse();
        const shuffled = { statements: reversed, trusted: [...held.trusted].reverse() };
        equal(written(stack(shuffled, split)), written(stack(held)));
      }),
      { numRuns: 60 },
    );
  });

  it("says that the earlier version of the policy language knows no variables", () => {
    const home = (Version: string): DeclaredResources => {
      const text = "arn:aws:s3:::homes/$${aws:username}/*";
      const Condition = { StringLike: { "s3:prefix": ["$${aws:username}/*"] } };
      const Statement = [{ Effect: "Allow", Action: "s3:GetObject", Resource: text, Condition }];
      return {
        worker: { type: "aws:iam/role:Role" },
        home: {
          type: "aws:iam/rolePolicy:RolePolicy",
          properties: { role: "${worker.name}", policy: { "fn::toJSON": { Version, Statement } } },
        },
      };
    };
    const [earlier, later] = [home("2008-10-17"), home("2012-10-17")];
    deepEqual(
      [
        change(earlier, written(earlier)),
        change(later, written(later)),
        change(earlier, written(later)),
        change(later, written(earlier)),
      ],
      ["covered", "covered", "wider", "wider"],
    );
  });

  for (const [what, widen] of Object.entries(WIDENINGS)) {
    it(`does not cover ${what}`, () => {
      fc.assert(
        fc.property(HELD, (held) => {
          equal(change(stack(widen(held)), written(stack(held))), "wider");
        }),
        { numRuns: 60 },
      );
    });
  }

  it("covers whatever holds less", () => {
    fc.assert(
      fc.property(HELD, fc.nat(), (held, which) => {
        const allows = held.statements.filter(({ Effect }) => Effect === "Allow");
        const dropped = allows[which % Math.max(allows.length, 1)];
        const narrower = { ...held, statements: held.statements.filter((each) => each !== dropped) };
        const change = plan(stack(narrower), written(stack(held))).steps[0]?.change;
        ok(change === "covered" || change === "narrower", change);
      }),
      { numRuns: 60 },
    );
  });

  const READS: Stated = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["${uploads.arn}/*"] };
  const BUT: Stated = { Effect: "Deny", Action: ["s3:GetObject"], Resource: ["${uploads.arn}/secret/*"] };
  const trusted = ["lambda.amazonaws.com"];
  for (const [what, before, after] of [
    ["a condition that is dropped", [{ ...READS, Condition: VPCE }], [READS]],
    ["a Deny that is dropped", [READS, BUT], [READS]],
    ["a Deny that is narrower", [READS, BUT], [READS, { ...BUT, Condition: VPCE }]],
    ["an action that becomes a pattern", [READS], [{ ...READS, Action: ["s3:Get*"] }]],
  ] as const) {
    it(`does not cover ${what}, and covers the way back`, () => {
      const wider = stack({ statements: after, trusted });
      const narrower = stack({ statements: before, trusted });
      equal(change(wider, written(narrower)), "wider");
      ok(change(narrower, written(wider)) !== "wider");
    });
  }
});

describe("Bringing a lock up to date", () => {
  const held = (Action: readonly string[]): Held => ({
    statements: [{ Effect: "Allow", Action, Resource: ["${uploads.arn}/*"] }],
    trusted: ["lambda.amazonaws.com"],
  });
  const approval = (digest: string) =>
    `    approval: {approver: board, date: 2026-01-05, reason: r, until: 2026-06-30, monitor: m, revoker: v, reviewDays: 90, digest: "${digest}"}\n`;

  /** The lock of a stack, approved. */
  function approved(declared: DeclaredResources): string {
    const text = written(declared);
    const [entry] = readSource({ name: "", ...parseLockText(text) }).lock.entries;
    ok(entry);
    return text + approval(digestOf(entry));
  }

  it("leaves an approved entry as it is where less is held", () => {
    const text = approved(stack(held(["s3:GetObject", "s3:PutObject"])));
    equal(written(stack(held(["s3:GetObject"])), text), text);
  });

  it("writes what is held where less is asked for, and the approval lapses", () => {
    const text = approved(stack(held(["s3:GetObject", "s3:PutObject"])));
    const { steps } = plan(stack(held(["s3:GetObject"])), text, { narrow: true });
    deepEqual(
      steps.map(({ change, lapses }) => [change, lapses]),
      [["narrower", "board"]],
    );
  });

  it("writes what is wider, keeps the old approval in sight and says whose it was", () => {
    const text = approved(stack(held(["s3:GetObject"])));
    const wider = stack(held(["s3:GetObject", "s3:DeleteObject"]));
    deepEqual(plan(wider, text).steps, [
      {
        identity: "worker",
        type: "aws:iam/role:Role",
        unknowns: [],
        change: "wider",
        lines: ["+ `s3:DeleteObject` on `${uploads}/*`"],
        lapses: "board",
      },
    ]);
    const after = written(wider, text);
    ok(after.includes("approver: board"));
    equal(change(wider, after), "covered");
  });

  it("gives a stack entries of its own", () => {
    const text = approved(stack(held(["s3:GetObject"])));
    const after = written(stack(held(["s3:PutObject"])), text, { separate: true });
    const { lock } = readSource({ name: "", ...parseLockText(after) });
    deepEqual(
      lock.entries.map(({ stacks }) => stacks),
      [[], ["dev"]],
    );
  });

  it("tells of what is gone, and removes it when asked to", () => {
    const text = written(stack(held(["s3:GetObject"])));
    const { worker: _gone, policy0: _with, ...rest } = stack(held(["s3:GetObject"]));
    const other = { ...rest, mailer: { type: "aws:iam/role:Role" } };
    deepEqual(
      plan(other, text).steps.map(({ identity, change }) => `${identity} ${change}`),
      ["mailer new", "worker gone"],
    );
    const { lock } = readSource({ name: "", ...parseLockText(written(other, text, { prune: true })) });
    deepEqual(
      lock.entries.map(({ identity }) => identity),
      ["mailer"],
    );
  });

  it("writes nothing that is not known, and says so", () => {
    const declared: DeclaredResources = {
      worker: { type: "aws:iam/role:Role" },
      policy: {
        type: "aws:iam/rolePolicy:RolePolicy",
        properties: { role: "${worker.name}", policy: { "fn::unknown": true } },
      },
    };
    deepEqual(plan(declared).steps[0]?.unknowns, ["`policy` is not known before deployment"]);
    ok(written(declared).includes("privileges: []"));
  });
});
