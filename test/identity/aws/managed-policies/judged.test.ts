import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { administrator } from "../../../../identity/aws/permissions/administrator";
import { escalations, type Actor } from "../../../../identity/aws/escalation/escalation";
import {
  awsManagedPolicyNamed,
  awsManagedPolicyNames,
} from "../../../../identity/aws/managed-policies/managed-policies";
import { FRESH, type HasDocument } from "../../../../identity/aws/permissions/permissions";
import { known } from "../../../../identity/knowledge";

/** What each policy that escalates lets the role do that holds it: the methods by name, those to an administrator marked. */
const ESCALATING = join(__dirname, "../../../fixtures/aws-managed-policies-escalating.json");

/**
 * The policies that make an administrator, each with the reason. All others were read where they come near: they leave
 * out the writing of permissions, as `PowerUserAccess` does, or everything else, as `IAMFullAccess` does.
 */
const ADMINISTRATIVE: Readonly<Record<string, { readonly statements: readonly string[]; readonly reason: string }>> = {
  AdministratorAccess: { statements: ["Statement[0]"], reason: "allows `*` on `*` without a condition" },
};

/** What comes near, and why it is none. */
const NEARLY: Readonly<Record<string, string>> = {
  PowerUserAccess: "`NotAction` leaves out `iam:*`, `organizations:*` and `account:*`",
  IAMFullAccess: "only `iam:*`, by which it may make itself one: an escalation",
  "AdministratorAccess-Amplify": "writes roles' permissions and names its other services: an escalation",
  "AdministratorAccess-AWSElasticBeanstalk": "names its services",
  AIDevOpsAgentActionsPolicy: "`NotAction` leaves out `iam:*`",
  ReadOnlyAccess: "reads",
};

const NAMES = awsManagedPolicyNames();

function holderOf(name: string): Actor<HasDocument> {
  const { document } = awsManagedPolicyNamed(name);
  return {
    key: name,
    sort: "role",
    name: "holder",
    permissions: { grants: document ? [{ document }] : [] },
    arn: known(`:iam::${FRESH}:role/holder`, ""),
    groups: [],
    policies: [],
    workloads: [],
  };
}

describe("the policies that AWS manages", () => {
  it("are many, and all are read without a problem or an unknown part", () => {
    equal(NAMES.length, 1594);
    const odd = NAMES.filter((name) => {
      const { document } = awsManagedPolicyNamed(name);
      return !document || document.statements.length === 0 || document.problems.length + document.unknowns.length > 0;
    });
    deepEqual(odd, []);
  }).timeout(60_000);

  it("make an administrator in one case only, by the statement that is told", () => {
    const found = NAMES.flatMap((name) => {
      const result = administrator(holderOf(name).permissions);
      if (result.answer === "no") return [];
      return [
        [name, result.answer === "yes" ? result.deciding.map(({ statement }) => statement.place) : result.answer],
      ];
    });
    deepEqual(
      found,
      Object.entries(ADMINISTRATIVE).map(([name, { statements }]) => [name, statements]),
    );
    deepEqual(
      Object.keys(NEARLY).filter((name) => !NAMES.includes(name)),
      [],
    );
  }).timeout(60_000);

  it("escalate as was reviewed: compare the statements before you change the fixture", () => {
    const found = NAMES.flatMap((name) => {
      const { paths = [], unknowns = [] } = escalations([holderOf(name)]).get(name) ?? {};
      deepEqual(unknowns, []);
      const methods = paths.map(({ method, reach }) => `${reach === "administrator" ? "! " : ""}${method.name}`);
      return methods.length === 0 ? [] : [[name, methods] as const];
    });
    deepEqual(Object.fromEntries(found), JSON.parse(readFileSync(ESCALATING, "utf8")));
  }).timeout(60_000);
});
