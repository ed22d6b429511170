import { deepEqual, equal, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { unknown } from "../../../identity/knowledge";
import { StackFacts } from "../../../policy-packs/facts/stack-facts";
import { Judge } from "../../../policy-packs/judge/judge";
import { UnknownProperty, type PropertyValue, type Resource } from "../../../policy-packs/judge/resource";
import type { AnyRule } from "../../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../../policy-packs/judge/settings";
import { awsInstanceMetadataSessionRequired as real } from "../../../policy-packs/rules/aws-instance-metadata-session-required";

function instance(name: string, httpTokens?: PropertyValue, httpEndpoint?: PropertyValue): Resource {
  return {
    urn: `urn:pulumi:dev::example::aws:ec2/instance:Instance::${name}`,
    type: "aws:ec2/instance:Instance",
    name,
    inputs: {
      metadataOptions: {
        ...(httpTokens !== undefined && { httpTokens }),
        ...(httpEndpoint !== undefined && { httpEndpoint }),
      },
    },
    dependencies: [],
    propertyDependencies: {},
  };
}

/** A rule like the real one, but for what a test changes. */
function ruleWith(change: Partial<AnyRule>): AnyRule {
  return { ...(real as AnyRule), ...change };
}

function judgeOf(...rules: readonly AnyRule[]): Judge {
  const judge = new Judge();
  for (const rule of rules) judge.enable(rule);
  return judge;
}

function verdicts(findings: ReturnType<Judge["finish"]>): string[] {
  return findings.map(({ verdict, name }) => `${verdict} ${name}`);
}

const WAITING = new UnknownProperty();

describe("the judge", () => {
  it("reports a violation with its resource, and not again", () => {
    const judge = judgeOf(real);
    deepEqual(verdicts(judge.add(instance("a", "optional"))), ["violation a"]);
    deepEqual(judge.add(instance("a", "optional")), []);
    deepEqual(judge.finish(), []);
  });

  it("reports what is undetermined at the end, once", () => {
    const judge = judgeOf(real);
    deepEqual(judge.add(instance("a", WAITING)), []);
    deepEqual(verdicts(judge.finish()), ["undetermined a"]);
    deepEqual(judge.finish(), []);
  });

  it("finds the same in facts that were read for others already", () => {
    const resources = [instance("a", "optional"), instance("b", "required"), instance("c", WAITING)];
    deepEqual(verdicts(judgeOf(real).finish(resources)), ["violation a", "undetermined c"]);
    const readings = StackFacts.complete(resources);
    deepEqual(judgeOf(real).finish(resources, readings), judgeOf(real).finish(resources));
    deepEqual(judgeOf(real).finish(resources, { facts: [], unread: [] }), []);
  });

  it("keeps the inputs that it saw when the end knows outputs alone", () => {
    const judge = judgeOf(real);
    judge.add(instance("a", "required"));
    deepEqual(judge.finish([{ ...instance("a"), inputs: {} }]), []);
  });

  it("reports at the end a resource that it saw only there", () => {
    deepEqual(verdicts(judgeOf(real).finish([instance("a", "optional")])), ["violation a"]);
  });

  it("keeps a rule that needs the whole stack until the end", () => {
    const judge = judgeOf(ruleWith({ moment: "when-complete" }));
    deepEqual(judge.add(instance("a", "optional")), []);
    deepEqual(verdicts(judge.finish()), ["violation a"]);
  });

  it("judges the latest resource by a rule that is enabled after it came", () => {
    const judge = new Judge();
    deepEqual(judge.add(instance("a", "optional")), []);
    deepEqual(verdicts(judge.enable(real)), ["violation a"]);
    deepEqual(judge.finish(), []);
  });

  it("prefers the certain one of two findings with the same key", () => {
    const both = ruleWith({
      *judge({ urn }: { urn: string }) {
        const at = { urn, path: "x" };
        yield { verdict: "undetermined", at, unknown: unknown("x") };
        yield { verdict: "violation", message: "optional", at, values: { path: "x" } };
      },
    });
    deepEqual(verdicts(judgeOf(both).finish([instance("a")])), ["violation a"]);
  });

  it("goes on when a rule throws: its verdict is undetermined, and what the error says is not shown", () => {
    const failing = ruleWith({
      name: "failing",
      judge: () => {
        throw new TypeError("hunter2");
      },
    });
    const judge = judgeOf(failing, real);
    deepEqual(verdicts(judge.add(instance("a", "optional"))), ["violation a"]);
    const [finding, ...others] = judge.finish();
    deepEqual(others, []);
    equal(
      finding?.message,
      "cannot tell whether instance metadata demands a session token: it is not judged, because the rule failing failed (TypeError); please report this as a bug of the rule",
    );
  });

  it("goes on when reading a resource fails: rules on what was not read are undetermined", () => {
    const hostile = Object.defineProperty({}, "metadataOptions", {
      enumerable: true,
      get: () => {
        throw new RangeError("hunter2");
      },
    }) as Resource["inputs"];
    const judge = judgeOf(real);
    deepEqual(judge.add({ ...instance("a"), inputs: hostile }), []);
    const findings = judge.finish();
    deepEqual(
      findings.map(({ verdict, message }) => `${verdict}: ${message}`),
      [
        "undetermined: cannot tell whether instance metadata demands a session token: it is not read, because Mandate failed on it (RangeError); please report this as a bug",
      ],
    );
  });

  it("keeps what a rule found before it threw, and says that it could not look further", () => {
    const failing = ruleWith({
      *judge({ urn }: { urn: string }) {
        yield { verdict: "violation", message: "optional", at: { urn, path: "x" } };
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- anything may be thrown
        throw "hunter2";
      },
    });
    const findings = judgeOf(failing).finish([instance("a")]);
    deepEqual(verdicts(findings).sort(), ["undetermined a", "violation a"]);
    ok(!JSON.stringify(findings).includes("hunter2"));
  });

  it("hands a rule its options, the settings and the moment", () => {
    const now = new Date("2026-01-15T12:00:00Z");
    const seen: unknown[] = [];
    const judge = new Judge({ now });
    const settings = { ...DEFAULT_SETTINGS, mandatoryTags: ["owner"] };
    judge.configure(settings);
    const asking = ruleWith({
      judge: (_fact, context) => {
        seen.push(context);
        return [];
      },
    });
    judge.enable(asking, { days: 90 });
    judge.add(instance("a"));
    deepEqual(seen, [{ options: { days: 90 }, settings, now }]);
  });

  it("says nothing of a resource that no family reads, nor by a rule that is not enabled", () => {
    deepEqual(judgeOf(real).finish([{ ...instance("a"), type: "random:index:Id" }]), []);
    deepEqual(new Judge().finish([instance("a", "optional")]), []);
  });

  describe("over any stack", () => {
    const value = fc.constantFrom<PropertyValue | undefined>(
      undefined,
      "required",
      "optional",
      "disabled",
      "enabled",
      WAITING,
      7,
      null,
    );
    const stack = fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d", "__proto__"), value, value), {
        selector: ([name]) => name,
      })
      .map((instances) => instances.map((each) => instance(...each)));

    it("finds one by one, then at the end, what it finds at once", () => {
      fc.assert(
        fc.property(stack, (resources) => {
          const judge = judgeOf(real);
          const findings = [...resources.flatMap((resource) => judge.add(resource)), ...judge.finish(resources)];
          const byKey = [...findings].sort((a, b) => (a.key < b.key ? -1 : 1));
          deepEqual(byKey, judgeOf(real).finish(resources));
        }),
      );
    });

    it("finds the same in every order", () => {
      const shuffled = stack.chain((resources) =>
        fc.tuple(fc.constant(resources), fc.shuffledSubarray(resources, { minLength: resources.length })),
      );
      fc.assert(
        fc.property(shuffled, ([resources, others]) => {
          deepEqual(judgeOf(real).finish(others), judgeOf(real).finish(resources));
        }),
      );
    });

    it("gives each instance at most one finding, and none to one that demands sessions", () => {
      fc.assert(
        fc.property(stack, (resources) => {
          const found = judgeOf(real).finish(resources);
          for (const resource of resources) {
            const { httpTokens, httpEndpoint } = resource.inputs.metadataOptions as Record<string, PropertyValue>;
            const closed = httpTokens === "required" || httpEndpoint === "disabled";
            equal(found.filter(({ urn }) => urn === resource.urn).length, closed ? 0 : 1);
          }
        }),
      );
    });
  });
});
