import { deepEqual, equal, ok } from "node:assert/strict";
import { unknown } from "../../../identity/knowledge";
import { findingOf, nameInUrn, placedMessage } from "../../../policy-packs/judge/finding";
import type { Resource } from "../../../policy-packs/judge/resource";
import type { AnyRule, Problem } from "../../../policy-packs/judge/rule";

const WORKER = "urn:pulumi:dev::example::pkg:index:App$aws:iam/role:Role::worker";
const UPLOADS = "urn:pulumi:dev::example::aws:s3/bucket:Bucket::uploads";

const rule = {
  name: "role-owner-stated",
  severity: "medium",
  controls: ["NIST-800-53r5:AC-2"],
  messages: { none: "the role names no owner", odd: "`{tag}` says {owner}" },
  question: "whether the role has an owner",
  why: "nobody then answers for it",
  fix: "Add the tag.",
} as unknown as AnyRule;

const resources = new Map<string, Resource>([
  [
    WORKER,
    {
      urn: WORKER,
      type: "aws:iam/role:Role",
      name: "worker",
      inputs: {},
      dependencies: [],
      propertyDependencies: {},
      source: { file: "index.ts", line: 7, column: 1 },
    },
  ],
]);

function found(problem: Problem, describe = (text: string) => text) {
  return findingOf(rule, problem, WORKER, resources, describe);
}

function odd(values: Readonly<Record<string, string | number>>): Problem {
  return { verdict: "violation", message: "odd", at: { urn: WORKER, path: "tags" }, values };
}

describe("a finding", () => {
  it("says where, what, why and what mends it", () => {
    deepEqual(found({ verdict: "violation", message: "none", at: { urn: WORKER, path: "tags.owner" } }), {
      rule: "role-owner-stated",
      verdict: "violation",
      severity: "medium",
      urn: WORKER,
      type: "aws:iam/role:Role",
      name: "worker",
      path: "tags.owner",
      message: "the role names no owner: nobody then answers for it",
      fix: "Add the tag.",
      controls: ["NIST-800-53r5:AC-2"],
      location: { file: "index.ts", line: 7, column: 1 },
      key: `role-owner-stated|${WORKER}|tags.owner`,
    });
  });

  it("says what cannot be told, and what it waits for", () => {
    const open = unknown("tags.owner", undefined, [UPLOADS, WORKER]);
    const finding = found({ verdict: "undetermined", at: { urn: WORKER, path: "tags.owner" }, unknown: open });
    equal(
      finding.message,
      "cannot tell whether the role has an owner: `tags.owner` is not known before deployment; it waits for uploads, worker",
    );
    deepEqual(finding.waitsFor, [UPLOADS, WORKER]);
    equal(finding.verdict, "undetermined");
  });

  it("speaks of the whole where the unknown has no path", () => {
    const open = unknown("", "encrypted");
    equal(
      found({ verdict: "undetermined", at: { urn: WORKER, path: "" }, unknown: open }).message,
      "cannot tell whether the role has an owner: it is encrypted",
    );
  });

  it("fills a message in one pass, on one line, with what stands for stand-ins", () => {
    const describe = (text: string) => text.replace("arn:x", "<uploads.arn>");
    equal(
      found(odd({ tag: "{owner}\n\tx", owner: "arn:x" }), describe).message,
      "`{owner} x` says <uploads.arn>: nobody then answers for it",
    );
  });

  it("fills numbers, and leaves a place without a value as it is", () => {
    equal(found(odd({ tag: 0 })).message, "`0` says {owner}: nobody then answers for it");
  });

  it("takes the problem's severity, identity and key before the rule's", () => {
    const problem = { ...odd({}), severity: "critical", identity: "worker", key: "statement-2" } as Problem;
    const { severity, identity, key } = found(problem);
    deepEqual([severity, identity, key], ["critical", "worker", `role-owner-stated|${WORKER}|statement-2`]);
  });

  it("names a resource that the judge has not seen by its URN", () => {
    const finding = found({ verdict: "violation", message: "none", at: { urn: UPLOADS, path: "" } });
    deepEqual([finding.name, finding.type], ["uploads", ""]);
    ok(!("location" in finding));
  });

  const urns: readonly (readonly [urn: string, name: string])[] = [
    [WORKER, "worker"],
    ["urn:pulumi:dev::example::a:b:C::name::with::colons", "name::with::colons"],
    ["no urn", "no urn"],
    ["", ""],
  ];
  for (const [urn, name] of urns) it(`reads the name \`${name}\` in \`${urn}\``, () => equal(nameInUrn(urn), name));

  const placed: readonly [path: string, message: string, of: string | undefined, text: string][] = [
    ["tags.owner", "no owner", undefined, "tags.owner: no owner"],
    ["tags.owner", "`tags.owner` is empty", undefined, "`tags.owner` is empty"],
    ["", "nothing rotates it", undefined, "nothing rotates it"],
    ["tags.owner", "`tags.owner` is empty", "uploads", "tags.owner of uploads: `tags.owner` is empty"],
    ["", "nothing rotates it", "uploads", "of uploads: nothing rotates it"],
  ];
  for (const [path, message, of, text] of placed)
    it(`says "${text}"`, () => equal(placedMessage({ path, message }, of), text));
});
