import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { Finding } from "../../../policy-packs/judge/finding";
import { Judge } from "../../../policy-packs/judge/judge";
import { UnknownProperty, type PropertyMap, type Resource } from "../../../policy-packs/judge/resource";
import { DEFAULT_SETTINGS } from "../../../policy-packs/judge/settings";
import { identityPrivilegesApproved } from "../../../policy-packs/rules/identity-privileges-approved";

const COMPONENT = "mandate:aws:WorkloadRole";
const NOW = new Date("2026-11-22T12:00:00Z");

/** One permission of the component: actions on a bucket of the program, and what follows its ARN. */
interface Granted {
  readonly action: string;
  readonly bucket: string;
  readonly suffix: string;
}

const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const BUCKET = "aws:s3/bucket:Bucket";

function resource(type: string, name: string, inputs: PropertyMap, more: Partial<Resource> = {}): Resource {
  return { urn: urnOf(type, name), type, name, inputs, dependencies: [], propertyDependencies: {}, ...more };
}

/**
 * What `WorkloadRole` registers, with two buckets.
 *
 * @param names of the buckets at AWS, or none as in a preview
 * @param denied a resource on which a further policy of the role denies everything
 */
function stackOf(granted: readonly Granted[], names?: Readonly<Record<string, string>>, denied?: string): Resource[] {
  const arnOf = (bucket: string) => `arn:aws:s3:::${names?.[bucket] ?? ""}`;
  const resources = ({ bucket, suffix }: Granted) => [names ? `${arnOf(bucket)}${suffix}` : new UnknownProperty()];
  const role = urnOf("aws:iam/role:Role", "uploader");
  const policy = (name: string, text: string | UnknownProperty, more: Partial<Resource> = {}) =>
    resource(
      "aws:iam/rolePolicy:RolePolicy",
      name,
      { role: "uploader", policy: text },
      { propertyDependencies: { role: [role] }, ...more },
    );
  const document = (Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const written = granted.map((each) => ({ Effect: "Allow", Action: each.action, Resource: resources(each) }));
  const buckets = ["archive", "uploads"].map((name) =>
    resource(BUCKET, name, {}, { outputs: { arn: names ? arnOf(name) : new UnknownProperty() } }),
  );
  const intent = granted.map((each) => ({
    actions: [each.action],
    resources: resources(each),
    on: [{ resource: urnOf(BUCKET, each.bucket), suffix: each.suffix }],
  }));
  const component = resource(COMPONENT, "uploader", { trust: { kind: "lambda" }, grants: intent });
  const trust = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }];
  const parent = component.urn;
  return [
    ...buckets,
    component,
    resource("aws:iam/role:Role", "uploader", { name: "uploader", assumeRolePolicy: document(trust) }, { parent }),
    policy("uploader", names ? document(written) : new UnknownProperty(), { parent }),
    ...(denied === undefined ? [] : [policy("denied", document([{ Effect: "Deny", Action: "*", Resource: denied }]))]),
  ];
}

function findings(resources: readonly Resource[], privileges: readonly object[]): readonly Finding[] {
  const trust = [{ allow: "sts:AssumeRole", to: { Service: "lambda.amazonaws.com" } }];
  const entry = { identity: "uploader", type: "aws:iam/role:Role", privileges, trust };
  const judge = new Judge({ now: NOW });
  judge.configure({ ...DEFAULT_SETTINGS, lock: { version: 1, identities: [entry] } });
  judge.enable(identityPrivilegesApproved);
  return [...resources.flatMap((each) => judge.add(each)), ...judge.finish()];
}

/** The gravest verdict. */
function verdict(resources: readonly Resource[], privileges: readonly object[]): string {
  const verdicts = findings(resources, privileges).map((each) => each.verdict);
  return verdicts.includes("violation") ? "violation" : (verdicts[0] ?? "pass");
}

const READ: Granted = { action: "s3:GetObject", bucket: "uploads", suffix: "/incoming/*" };
const approved = (on: string, ...more: readonly object[]) => [{ allow: "s3:GetObject", on }, ...more];

/** What is granted, what is approved, the verdict while no ARN is known. */
const AT_PREVIEW: readonly (readonly [string, Granted[], object[], string, denied?: string])[] = [
  ["what is approved", [READ], approved("${uploads}/incoming/*"), "pass"],
  ["less", [{ ...READ, suffix: "/incoming/a.png" }], approved("${uploads}/incoming/*"), "pass"],
  ["more keys", [{ ...READ, suffix: "/*" }], approved("${uploads}/incoming/*"), "violation"],
  ["another action", [{ ...READ, action: "s3:PutObject" }], approved("${uploads}/incoming/*"), "violation"],
  ["another bucket", [{ ...READ, bucket: "archive" }], approved("${uploads}/incoming/*"), "violation"],
  ["what is approved on everything", [READ], approved("*"), "pass"],
  ["what is approved of another service", [READ], approved("arn:aws:sqs:*:*:*"), "violation"],
  ["what may be approved by name", [READ], approved("arn:aws:s3:::shop-uploads/*"), "undetermined"],
  ["what may be approved by a pattern", [READ], approved("arn:aws:s3:::*"), "undetermined"],
  ["what only a placeholder would match", [READ], approved("arn:aws:s3:::???/*"), "undetermined"],
  ["what is made to look like a placeholder", [READ], approved("arn:aws:s3:::<0>/*"), "undetermined"],
  ["what is approved beside a bucket of another stack", [READ], approved("${uploads}/*", ...approved("arn:aws:s3:::else/*")), "pass"],
  ["what the lock may deny", [READ], approved("${uploads}/*", { deny: "s3:*", on: "arn:aws:s3:::*-secret/*" }), "undetermined"],
  ["what the lock denies in another service", [READ], approved("${uploads}/*", { deny: "sqs:*", on: "arn:aws:sqs:*:*:*" }), "pass"],
  ["what another policy may deny", [{ ...READ, suffix: "/*" }], approved("${uploads}/incoming/*"), "undetermined", "arn:aws:s3:::*"],
]; // prettier-ignore

describe("A grant of a component whose ARN is not known, and the lock", () => {
  for (const [what, granted, privileges, expected, denied] of AT_PREVIEW) {
    it(`${expected === "pass" ? "lets pass" : expected === "violation" ? "stops" : "cannot tell of"} ${what}`, () => {
      equal(verdict(stackOf(granted, undefined, denied), privileges), expected);
    });
  }

  it("names the resource in what it says", () => {
    const [first, ...others] = findings(stackOf([{ ...READ, suffix: "/*" }]), approved("${uploads}/incoming/*"));
    deepEqual(others, []);
    ok(first?.message.includes("+ `s3:GetObject` on `${uploads}/*`"), first?.message);
    deepEqual([first?.name, first?.path], ["uploader", "grants[0]"]);
  });

  it("does not tell without the URN", () => {
    const resources = stackOf([READ]).map((each) =>
      each.type === COMPONENT
        ? {
            ...each,
            inputs: { ...each.inputs, grants: [{ actions: ["s3:GetObject"], resources: [new UnknownProperty()] }] },
          }
        : each,
    );
    equal(verdict(resources, approved("${uploads}/incoming/*")), "undetermined");
  });

  it("decides as it does when the ARNs are known, whatever they turn out to be", () => {
    const granted = fc.record({
      action: fc.constantFrom("s3:GetObject", "s3:PutObject"),
      bucket: fc.constantFrom("uploads", "archive"),
      suffix: fc.constantFrom("", "/*", "/incoming/*", "/incoming/a"),
    });
    const on = fc.constantFrom(
      "*",
      "${uploads}/*",
      "${uploads}/incoming/*",
      "${archive}/*",
      "${uploads}*",
      "${archive}",
      "arn:aws:s3:::*",
      "arn:aws:s3:::???/*",
      "arn:aws:s3:::shop/*",
      "arn:aws:s3:::shop*",
      "arn:aws:s3:::*/incoming/*",
      "arn:aws:s*:::shop/*",
      "arn:aws:sqs:*:*:*",
    );
    const actions = fc.constantFrom("s3:GetObject", "s3:*");
    const form = fc.oneof(
      { weight: 4, arbitrary: fc.record({ allow: actions, on }) },
      { weight: 1, arbitrary: fc.record({ deny: actions, on }) },
      { weight: 1, arbitrary: fc.record({ allow: actions, onAllBut: on }) },
    );
    const denied = fc.option(fc.constantFrom("arn:aws:s3:::shop*", "arn:aws:s3:::???/*", "arn:aws:sqs:*:*:*"), {
      nil: undefined,
    });
    const [one, other] = [fc.constantFrom("shop", "abc", "up"), fc.constantFrom("shop-two", "shop-incoming", "xyz")];
    const settled = { pass: 0, violation: 0 };
    fc.assert(
      fc.property(
        fc.array(granted, { minLength: 1, maxLength: 2 }),
        fc.array(form, { minLength: 1, maxLength: 3 }),
        fc.record({ uploads: one, archive: other }),
        denied,
        (grants, privileges, names, deny) => {
          const before = verdict(stackOf(grants, undefined, deny), privileges);
          if (before !== "pass" && before !== "violation") return;
          settled[before]++;
          equal(verdict(stackOf(grants, names, deny), privileges), before);
        },
      ),
      { numRuns: 600 },
    );
    ok(settled.pass > 10 && settled.violation > 10, JSON.stringify(settled));
  });
});
