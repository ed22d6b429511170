import { deepEqual } from "node:assert/strict";
import * as fc from "fast-check";
import { StandIns } from "../../inputs/stand-ins/stand-ins";
import type { Finding } from "../../policy-packs/judge/finding";
import { Judge } from "../../policy-packs/judge/judge";
import { EXAMPLE_DATE, type ExampleResource } from "../../policy-packs/judge/rule";
import { RULES } from "../../policy-packs/rules";
import { stackOf, type DeclaredResources } from "../../testing/stack";
import { everyValueReplaced } from "./examples";

/** Rules that judge what an identity of AWS holds, by itself or with what others hold. */
const AWS_RULES = RULES.filter(({ name }) => !name.startsWith("azure-"));

interface Stated {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

const ACTIONS = [
  "*",
  "iam:*",
  "iam:PassRole",
  "iam:AttachRolePolicy",
  "iam:CreateAccessKey",
  "iam:Get*",
  "lambda:CreateFunction",
  "lambda:InvokeFunction",
  "lambda:UpdateFunctionCode",
  "s3:*",
  "s3:GetObject",
  "s3:ListAllMyBuckets",
  "secretsmanager:GetSecretValue",
  "sts:AssumeRole",
];
const ON = ["*", "arn:aws:s3:::uploads/*", "arn:aws:iam::123456789012:role/deploy", "${admin.arn}", "${app.arn}"];
const CONDITIONS: readonly (object | undefined)[] = [
  undefined,
  undefined,
  { Bool: { "aws:MultiFactorAuthPresent": "true" } },
  { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
];

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 3 });

function stated(Effect: Stated["Effect"]): fc.Arbitrary<Stated> {
  return fc
    .record({ actions: some(ACTIONS), isNegated: fc.boolean(), Resource: some(ON), on: fc.constantFrom(...CONDITIONS) })
    .map(({ actions, isNegated, Resource, on }) => ({
      Effect,
      ...(isNegated && Effect === "Deny" ? { NotAction: actions } : { Action: actions }),
      Resource,
      ...(on && { Condition: on }),
    }));
}

const ALLOW = stated("Allow");
const DENY = stated("Deny");
const STATEMENTS = fc.array(fc.oneof({ weight: 3, arbitrary: ALLOW }, DENY), { minLength: 1, maxLength: 4 });

/** Of a boundary, which the role refers to and which so cannot refer to the role. */
const LIMITS = STATEMENTS.map((statements) =>
  statements.map((each) => ({ ...each, Resource: each.Resource.map((on) => on.replace(/^\$.*/, "*")) })),
);

const document = (Statement: readonly object[]) => ({ "fn::toJSON": { Version: "2012-10-17", Statement } });
const TRUST = document([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }]);
const MANAGED = "aws:iam/policy:Policy";

/** The stack that all share: a role that may do everything, which others may try to become. */
const ADMINISTRATOR: DeclaredResources = {
  admin: {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: TRUST, managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
  },
};

function role(properties: Readonly<Record<string, unknown>> = {}): ExampleResource {
  return { type: "aws:iam/role:Role", properties: { assumeRolePolicy: TRUST, ...properties } };
}

function managed(statements: readonly Stated[]): ExampleResource {
  return { type: MANAGED, properties: { policy: document(statements) } };
}

/** A role with one policy. */
function whole(statements: readonly Stated[], properties: Readonly<Record<string, unknown>> = {}): DeclaredResources {
  return {
    ...ADMINISTRATOR,
    app: role(properties),
    policy: {
      type: "aws:iam/rolePolicy:RolePolicy",
      properties: { role: "${app.name}", policy: document(statements) },
    },
  };
}

/** A user with one policy. */
function user(statements: readonly Stated[]): DeclaredResources {
  return {
    ...ADMINISTRATOR,
    app: { type: "aws:iam/user:User" },
    policy: {
      type: "aws:iam/userPolicy:UserPolicy",
      properties: { user: "${app.name}", policy: document(statements) },
    },
  };
}

const attached = (by: string, properties: Readonly<Record<string, unknown>>): ExampleResource => ({
  type: `aws:iam/${by.charAt(0).toLowerCase()}${by.slice(1)}:${by}`,
  properties,
});

/** The ways to give statements to a role, each with policies of its own for the first and the other ones. */
const WAYS_TO_GRANT: Readonly<
  Record<string, (first: readonly Stated[], others: readonly Stated[]) => DeclaredResources>
> = {
  "two inline policies": (first, others) => ({
    app: role(),
    one: attached("RolePolicy", { role: "${app.name}", policy: document(first) }),
    two: attached("RolePolicy", { role: "${app.id}", policy: document(others) }),
  }),
  "managed policies, attached one by one": (first, others) => ({
    app: role(),
    one: managed(first),
    two: managed(others),
    oneAttached: attached("RolePolicyAttachment", { role: "${app.name}", policyArn: "${one.arn}" }),
    twoAttached: attached("RolePolicyAttachment", { role: "${app.name}", policyArn: "${two.arn}" }),
  }),
  "managed policies, attached to many": (first, others) => ({
    app: role(),
    one: managed(first),
    two: managed(others),
    oneAttached: attached("PolicyAttachment", { roles: ["${app.name}"], policyArn: "${one.arn}" }),
    twoAttached: attached("PolicyAttachment", { roles: ["${app.name}"], policyArn: "${two.arn}" }),
  }),
  "managed policies, attached exclusively": (first, others) => ({
    app: role(),
    one: managed(first),
    two: managed(others),
    both: attached("RolePolicyAttachmentsExclusive", {
      roleName: "${app.name}",
      policyArns: ["${one.arn}", "${two.arn}"],
    }),
  }),
  "an inline policy and a managed one": (first, others) => ({
    app: role(),
    one: attached("RolePolicy", { role: "${app.name}", policy: document(first) }),
    two: managed(others),
    twoAttached: attached("RolePolicyAttachment", { role: "${app.name}", policyArn: "${two.arn}" }),
  }),
};

/** The ways to give statements to a user. */
const WAYS_TO_GRANT_A_USER: typeof WAYS_TO_GRANT = {
  "a policy of the user and one of its group": (first, others) => ({
    app: { type: "aws:iam/user:User" },
    team: { type: "aws:iam/group:Group" },
    member: attached("UserGroupMembership", { user: "${app.name}", groups: ["${team.name}"] }),
    one: attached("UserPolicy", { user: "${app.name}", policy: document(first) }),
    two: attached("GroupPolicy", { group: "${team.name}", policy: document(others) }),
  }),
  "managed policies of the user and of its group": (first, others) => ({
    app: { type: "aws:iam/user:User" },
    team: { type: "aws:iam/group:Group" },
    member: attached("GroupMembership", { group: "${team.name}", users: ["${app.name}"] }),
    one: managed(first),
    two: managed(others),
    oneAttached: attached("UserPolicyAttachment", { user: "${app.name}", policyArn: "${one.arn}" }),
    twoAttached: attached("GroupPolicyAttachmentsExclusive", { groupName: "${team.name}", policyArns: ["${two.arn}"] }),
  }),
};

function judged(
  declared: DeclaredResources,
  order: (length: number) => readonly number[] = ascending,
): readonly Finding[] {
  const standIns = new StandIns({ unknown: false });
  const judge = new Judge({ now: new Date(EXAMPLE_DATE), describe: (text) => standIns.describe(text) });
  for (const rule of AWS_RULES) judge.enable(rule);
  const resources = stackOf(declared, standIns);
  return judge.finish(order(resources.length).flatMap((index) => resources[index] ?? []));
}

function ascending(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

/** The rules that find something, but for what they say of resources that are no concern. */
function violated(declared: DeclaredResources, except: readonly string[] = ["admin"]): readonly string[] {
  const names = judged(declared)
    .filter(({ verdict, name }) => verdict === "violation" && !except.includes(name))
    .map(({ rule }) => rule);
  return [...new Set(names)].sort();
}

/** Rules that judge a document without what other documents deny. */
const OF_ONE_DOCUMENT = RULES.filter(({ judges }) => judges === "aws-granted-document").map(({ name }) => name);

const ADMINISTRATOR_RULE = "aws-identity-not-administrator";

/** Rules that leave an administrator to the rule about that: one cause, one finding. */
const SAID_BY_ADMINISTRATOR = [...OF_ONE_DOCUMENT, "aws-identity-without-escalation"];

/** Rules that judge a group as well, whatever is denied to the one user that is in it here. */
const OF_A_GROUP = [...SAID_BY_ADMINISTRATOR, ADMINISTRATOR_RULE];

/**
 * Those of the first that are not among the second, and not said by them: of the rules that judge a document, the gravest
 * speaks of a statement.
 */
function without(rules: readonly string[], others: readonly string[]): readonly string[] {
  const said = [
    ...others,
    ...(others.includes(ADMINISTRATOR_RULE) ? SAID_BY_ADMINISTRATOR : []),
    ...(others.some((rule) => OF_ONE_DOCUMENT.includes(rule)) ? OF_ONE_DOCUMENT : []),
  ];
  return rules.filter((rule) => !said.includes(rule));
}

/** It tells of statements that do nothing, those that deny included. */
const OF_EFFECT = "aws-policy-document-well-formed";

const RUNS = { numRuns: 20 };

describe("What the rules of AWS say of a stack", function () {
  this.timeout(120_000);

  it("gains no violation by a Deny, but where it has no effect, and loses none by an Allow", () => {
    fc.assert(
      fc.property(STATEMENTS, ALLOW, DENY, (statements, allow, deny) => {
        const before = violated(whole(statements));
        const denied = violated(whole([...statements, deny])).filter((rule) => rule !== OF_EFFECT);
        deepEqual(without(denied, before), [], "with the Deny");
        deepEqual(without(before, violated(whole([...statements, allow]))), [], "with the Allow");
      }),
      RUNS,
    );
  });

  it("gains no violation by a permissions boundary", () => {
    fc.assert(
      fc.property(STATEMENTS, LIMITS, (statements, limits) => {
        const before = violated(whole(statements));
        const bounded = {
          ...whole(statements, { permissionsBoundary: "${limit.arn}" }),
          limit: managed(limits),
        };
        deepEqual(without(violated(bounded, ["admin", "limit"]), before), []);
      }),
      RUNS,
    );
  });

  for (const [ways, inOne, more] of [
    [WAYS_TO_GRANT, whole, OF_ONE_DOCUMENT],
    [WAYS_TO_GRANT_A_USER, user, OF_A_GROUP],
  ] as const) {
    for (const [way, split] of Object.entries(ways)) {
      it(`is the same of one policy and of ${way}, but for what a Deny elsewhere takes away`, () => {
        fc.assert(
          fc.property(STATEMENTS, STATEMENTS, (first, others) => {
            const one = violated(inOne([...first, ...others]));
            const several = violated({ ...ADMINISTRATOR, ...split(first, others) });
            const mayBeMore = [...first, ...others].some(({ Effect }) => Effect === "Deny") ? more : [];
            deepEqual(without(one, several), [], "missing");
            deepEqual(
              without(several, one).filter((rule) => !mayBeMore.includes(rule)),
              [],
              "added",
            );
          }),
          RUNS,
        );
      });
    }
  }

  it("does not depend on the order of resources, or on that of statements", () => {
    const ways = Object.values(WAYS_TO_GRANT);
    fc.assert(
      fc.property(
        STATEMENTS,
        STATEMENTS,
        fc.constantFrom(...ways),
        fc.infiniteStream(fc.nat()),
        (first, others, way, places) => {
          const declared = { ...ADMINISTRATOR, ...way(first, others) };
          const shuffled = (length: number) => {
            const keys = ascending(length).map((index) => [places.next().value, index] as const);
            return keys.sort(([a], [b]) => a - b).map(([, index]) => index);
          };
          deepEqual(judged(declared, shuffled), judged(declared));
          const reversed = { ...ADMINISTRATOR, ...way([...first].reverse(), [...others].reverse()) };
          deepEqual(violated(reversed), violated(declared));
        },
      ),
      RUNS,
    );
  });

  it("keeps a violation, or says that it cannot tell, whatever value becomes unknown", () => {
    const ways = Object.values(WAYS_TO_GRANT);
    fc.assert(
      fc.property(STATEMENTS, STATEMENTS, fc.constantFrom(...ways), (first, others, way) => {
        const declared = { ...ADMINISTRATOR, ...way(first, others) };
        const before = violated(declared, []);
        for (const { place, resources } of everyValueReplaced(declared, () => ({ "fn::unknown": true }))) {
          const spoken = judged(resources).flatMap(({ rule, others = [] }) => [rule, ...others]);
          deepEqual(without(before, spoken), [], place);
        }
      }),
      { numRuns: 10 },
    );
  });
});
