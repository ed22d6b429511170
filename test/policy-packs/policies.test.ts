import { deepEqual, equal, ok } from "node:assert/strict";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { AnyRule } from "../../policy-packs/judge/rule";
import { UNKNOWN_STRING } from "../../policy-packs/judge/wire";
import { policiesOf } from "../../policy-packs";
import { awsInstanceMetadataSessionRequired as real } from "../../policy-packs/rules/aws-instance-metadata-session-required";

const INSTANCE = "aws:ec2/instance:Instance";

const first = real as AnyRule;
const second: AnyRule = { ...first, name: "second-rule", severity: "low", enforcement: "advisory" };

/** What the SDK is told: a text, or an object where severity or enforcement differ from the policy's. */
type Report = string | { readonly message: string; readonly severity: string; readonly enforcementLevel?: string };

/** Calls policies as the SDK does: in order, the enabled ones, and none whose function bears another type. */
class Sdk {
  readonly called: string[] = [];
  private readonly policies;

  constructor(
    rules: readonly AnyRule[],
    private readonly config: Readonly<Record<string, object>> = {},
    disabled: readonly string[] = [],
  ) {
    this.policies = policiesOf(rules).filter(({ name }) => !disabled.includes(name));
  }

  analyze(name: string, httpTokens?: string): [policy: string, report: Report][] {
    const props = { metadataOptions: { httpTokens } };
    const resource = { urn: urnOf(name), type: INSTANCE, name, props, opts: {} };
    return this.run("validateResource", resource);
  }

  analyzeStack(...instances: readonly (readonly [name: string, httpTokens?: string])[]): [string, Report][] {
    const resources = instances.map(([name, httpTokens]) => ({
      urn: urnOf(name),
      type: INSTANCE,
      name,
      props: { metadataOptions: { httpTokens } },
      opts: {},
      dependencies: [],
      propertyDependencies: {},
    }));
    return this.run("validateStack", { resources: resources as unknown as PolicyResource[] });
  }

  private run(moment: "validateResource" | "validateStack", args: object): [string, Report][] {
    const reports: [string, Report][] = [];
    for (const { name, [moment]: validation } of this.policies) {
      const validate = validation as unknown as Validate & { readonly __pulumiType?: string };
      if (![undefined, INSTANCE].includes(validate.__pulumiType)) continue;
      this.called.push(name);
      const getConfig = () => this.config[name] ?? {};
      validate({ ...args, getConfig } as never, (report) => reports.push([name, report]));
    }
    return reports;
  }
}

type Validate = (args: ResourceValidationArgs, report: (report: Report) => void) => void;

function urnOf(name: string): string {
  return `urn:pulumi:dev::example::${INSTANCE}::${name}`;
}

function policiesIn(reports: readonly [string, Report][]): string[] {
  return reports.map(([policy]) => policy);
}

describe("the policies of a pack", () => {
  it("are the shared settings and one for each rule, with the rule's own words", () => {
    const [settings, policy] = policiesOf([first]);
    deepEqual([settings?.name, settings?.enforcementLevel], ["mandate-settings", "advisory"]);
    deepEqual(
      [policy?.name, policy?.enforcementLevel, policy?.displayName, policy?.remediationSteps],
      [first.name, "mandatory", first.title, first.fix],
    );
  });

  it("report a violation with its resource, under its own policy, and not again at the end", () => {
    const sdk = new Sdk([first, second]);
    deepEqual(policiesIn(sdk.analyze("a", "optional")), [first.name, "second-rule"]);
    deepEqual(sdk.analyzeStack(["a", "optional"]), []);
  });

  it("report the message, which names its place, and the change that mends it", () => {
    const [[, report] = []] = new Sdk([first]).analyze("a", "optional");
    const shown = first.examples.flatMap(({ findings }) => findings)[0];
    equal(report, `${shown?.message ?? ""}. Set \`metadataOptions.httpTokens\` to \`"required"\`.`);
  });

  it("are called once to learn their configuration, and then only while something waits", () => {
    const sdk = new Sdk([first, second]);
    sdk.analyze("a", "required");
    sdk.called.length = 0;
    sdk.analyze("b", "required");
    deepEqual(sdk.called, ["mandate-settings"]);
    sdk.called.length = 0;
    deepEqual(policiesIn(sdk.analyze("c", "optional")), [first.name, "second-rule"]);
    deepEqual(sdk.called, ["mandate-settings", first.name, "second-rule"]);
  });

  it("read with the first policy that is enabled, whichever that is", () => {
    const sdk = new Sdk([first, second], {}, ["mandate-settings", first.name]);
    deepEqual(policiesIn(sdk.analyze("a", "required")), []);
    deepEqual(policiesIn(sdk.analyze("b", "optional")), ["second-rule"]);
    deepEqual(policiesIn(sdk.analyzeStack(["a", "required"], ["b", "optional"], ["c", "optional"])), ["second-rule"]);
  });

  it("report at the end what stays undetermined, as advisory where the settings say so", () => {
    const sdk = new Sdk([first]);
    deepEqual(sdk.analyze("a", UNKNOWN_STRING), []);
    const [[policy, report] = [], ...others] = sdk.analyzeStack(["a", UNKNOWN_STRING]);
    deepEqual(others, []);
    equal(policy, first.name);
    ok(typeof report === "object");
    deepEqual([report.enforcementLevel, report.severity], ["advisory", "high"]);
  });

  it("let an undetermined verdict block where the settings say so", () => {
    const sdk = new Sdk([first], { "mandate-settings": { undetermined: "mandatory" } });
    const [[, report] = []] = sdk.analyzeStack(["a", UNKNOWN_STRING]);
    equal(typeof report, "string");
  });

  it("report a severity of its own with the finding", () => {
    const severe: AnyRule = {
      ...first,
      *judge({ urn }: { urn: string }) {
        yield { verdict: "violation", message: "optional", at: { urn, path: "" }, severity: "critical" };
      },
    };
    const [[, report] = []] = new Sdk([severe]).analyze("a");
    ok(typeof report === "object");
    deepEqual([report.severity, report.enforcementLevel], ["critical", undefined]);
  });

  it("hand a rule the options that its policy is configured with", () => {
    const seen: unknown[] = [];
    const asking: AnyRule = {
      ...first,
      options: { days: { type: "integer", default: 90, description: "d", source: "s", reviewed: "2026-01-15" } },
      judge: (_fact, { options }) => {
        seen.push(options);
        return [];
      },
    };
    new Sdk([asking]).analyze("a");
    new Sdk([asking], { [first.name]: { days: 30 } }).analyze("a");
    deepEqual(seen, [{ days: 90 }, { days: 30 }]);
  });
});
