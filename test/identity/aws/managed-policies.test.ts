import { equal } from "node:assert/strict";
import { awsManagedPolicy } from "../../../identity/aws/managed-policies";

describe("a policy that AWS manages", () => {
  const ROWS: readonly (readonly [string, string | undefined, number])[] = [
    ["arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", 1],
    ["arn:aws-us-gov:iam::aws:policy/PowerUserAccess", "PowerUserAccess", 2],
    ["arn:aws:iam::aws:policy/job-function/SystemAdministrator", "job-function/SystemAdministrator", 0],
    ["arn:aws:iam::aws:policy/__proto__", "__proto__", 0],
    ["arn:aws:iam::111122223333:policy/AdministratorAccess", undefined, 0],
    ["AdministratorAccess", undefined, 0],
  ];
  for (const [arn, name, statements] of ROWS) {
    it(`is found by its ARN alone: ${arn}`, () => {
      const policy = awsManagedPolicy(arn);
      equal(policy?.name, name);
      equal(policy?.document.statements.length ?? 0, statements);
    });
  }
});
