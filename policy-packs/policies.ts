import type {
  PolicyResource,
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidation,
  StackValidationPolicy,
} from "@pulumi/policy";
import { nameInUrn, placedMessage, type Finding } from "./judge/finding";
import { Judge } from "./judge/judge";
import { enforcementOf } from "./judge/enforcement";
import { defaultOptions, type AnyRule } from "./judge/rule";
import { optionsSchema } from "./judge/options-schema";
import { normaliseType, type Provider, type Resource } from "./judge/resource";
import { DEFAULT_SETTINGS, SETTINGS_POLICY, SETTINGS_SCHEMA, type Settings } from "./judge/settings";
import { decodeMap } from "./judge/wire";
import { programFolder, withLockFile } from "./lock-file";

type Policy = ResourceValidationPolicy & StackValidationPolicy;

/** A type that no resource has: a function that bears it is skipped by the SDK before anything is read for it. */
const NEVER = "mandate:index:NothingToReport";

/**
 * One Pulumi policy for each rule, and one for the shared settings, over one judge.
 *
 * The SDK reads a resource anew for every policy that it calls. So only the first enabled policy, the reader, is called
 * for every resource; it judges for all. Any other is called once to learn its configuration, and then only while
 * findings of its rule wait: `__pulumiType`, which the SDK looks at before each call, is `NEVER` otherwise.
 */
export function policiesOf(rules: readonly AnyRule[]): Policy[] {
  const session = new Session();
  return [settingsPolicy(session), ...rules.map((rule, index) => rulePolicy(rule, index + 1, session))];
}

function settingsPolicy(session: Session): Policy {
  const caller: Caller = {
    index: 0,
    wants: () => false,
    prepare: (config) => session.configure(config),
    report: () => undefined,
  };
  return {
    name: SETTINGS_POLICY,
    displayName: "Settings that the rules share",
    description: "Holds the settings that the rules of this pack share; it reports nothing itself.",
    enforcementLevel: "advisory",
    configSchema: { properties: SETTINGS_SCHEMA as unknown as NonNullable<Policy["configSchema"]>["properties"] },
    ...validations(session, caller),
  };
}

function rulePolicy(rule: AnyRule, index: number, session: Session): Policy {
  const caller: Caller = {
    index,
    wants: () => !session.isEnabled(rule) || session.hasPending(rule),
    prepare: (config) => session.enable(rule, config),
    report: (report, shownAt) => {
      for (const finding of session.takePending(rule)) reportFinding(rule, finding, session.settings, report, shownAt);
    },
  };
  return {
    name: rule.name,
    displayName: rule.title,
    description: rule.title,
    enforcementLevel: rule.enforcement,
    severity: rule.severity,
    configSchema: { properties: optionsSchema(rule) },
    remediationSteps: rule.fix,
    tags: [...rule.controls],
    ...validations(session, caller),
  };
}

/** One policy's side of the conversation with the SDK. */
interface Caller {
  readonly index: number;
  /** Whether it must be called now although it is not the reader. */
  wants(): boolean;
  /** Takes in the policy's configuration. */
  prepare(config: object): void;
  /**
   * Reports the findings that wait under this policy's name.
   *
   * @param shownAt the resource that the engine shows them at, whichever they name. @default the one that each names
   */
  report(report: ReportViolation, shownAt?: string): void;
}

function validations(session: Session, caller: Caller): Pick<Policy, "validateResource" | "validateStack"> {
  const validateResource: ResourceValidation = (args, report) => {
    caller.prepare(args.getConfig());
    if (session.resourceReader.is(caller.index)) session.read(args);
    caller.report(report, args.urn);
  };
  const validateStack: StackValidation = (args, report) => {
    caller.prepare(args.getConfig());
    if (session.stackReader.is(caller.index)) session.readStack(args.resources);
    caller.report(report);
  };
  return {
    validateResource: calledWhen(validateResource, () => session.resourceReader.is(caller.index) || caller.wants()),
    validateStack: calledWhen(validateStack, () => session.stackReader.is(caller.index) || caller.wants()),
  };
}

function calledWhen<F extends object>(validation: F, wanted: () => boolean): F {
  return Object.defineProperty(validation, "__pulumiType", { get: () => (wanted() ? undefined : NEVER) });
}

/**
 * The first enabled policy. The SDK asks enabled policies in order, so whoever is asked first is the reader; which ones
 * are enabled does not change while the process lives.
 */
class Reader {
  index = Number.POSITIVE_INFINITY;

  is(index: number): boolean {
    this.index = Math.min(this.index, index);
    return index === this.index;
  }
}

/** The judge of one operation, and the findings that wait to be reported under their own policies. */
class Session {
  readonly resourceReader = new Reader();
  readonly stackReader = new Reader();
  settings: Settings = withLockFile(DEFAULT_SETTINGS, programFolder());
  private readonly judge = new Judge();
  private readonly enabled = new Set<AnyRule>();
  private readonly pending = new Map<string, Finding[]>();
  /** The whole stack once it is read, for rules that are first called then. */
  private complete: readonly Resource[] | undefined;

  /** What holds where nobody configures anything, as with the policy of the settings disabled. */
  constructor() {
    this.judge.configure(this.settings);
  }

  configure(config: object): void {
    const settings = { ...DEFAULT_SETTINGS, ...config };
    const { lockSource } = this.settings;
    const isSameFile = settings.lockFile === this.settings.lockFile;
    this.settings = isSameFile
      ? { ...settings, ...(lockSource && { lockSource }) }
      : withLockFile(settings, programFolder());
    this.judge.configure(this.settings);
  }

  isEnabled(rule: AnyRule): boolean {
    return this.enabled.has(rule);
  }

  enable(rule: AnyRule, config: object): void {
    if (this.enabled.has(rule)) return;
    this.enabled.add(rule);
    this.await(this.judge.enable(rule, { ...defaultOptions(rule), ...config }));
    if (this.complete) this.await(this.judge.finish(this.complete));
  }

  read(args: ResourceValidationArgs): void {
    this.await(this.judge.add(resourceOf(args)));
  }

  readStack(resources: readonly PolicyResource[]): void {
    this.complete = resources.map(completeResourceOf);
    this.await(this.judge.finish(this.complete));
  }

  hasPending(rule: AnyRule): boolean {
    return this.pending.has(rule.name);
  }

  takePending(rule: AnyRule): readonly Finding[] {
    const findings = this.pending.get(rule.name) ?? [];
    this.pending.delete(rule.name);
    return findings;
  }

  private await(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.pending.set(finding.rule, [...(this.pending.get(finding.rule) ?? []), finding]);
    }
  }
}

/**
 * A finding whose severity or enforcement differs from its policy's is reported as an object, which the SDK (1.21)
 * takes though its types name only a text; all others as the documented text.
 */
function reportFinding(
  rule: AnyRule,
  finding: Finding,
  settings: Settings,
  report: ReportViolation,
  shownAt = finding.urn,
): void {
  const message = placedMessage(finding, shownAt === finding.urn ? undefined : nameInUrn(finding.urn));
  const text = `${message}. ${finding.fix}`;
  const enforcement = enforcementOf(finding, "mandatory", settings);
  if (enforcement === "mandatory" && finding.severity === rule.severity) {
    report(text, finding.urn);
    return;
  }
  (report as unknown as (diagnostic: object) => void)({
    message: `${rule.title}\n${text}`,
    urn: finding.urn,
    severity: finding.severity,
    ...(enforcement === "advisory" && { enforcementLevel: "advisory" }),
  });
}

function resourceOf(args: ResourceValidationArgs): Resource {
  return {
    urn: args.urn,
    type: normaliseType(args.type),
    name: args.name,
    inputs: decodeMap(args.props),
    ...(args.opts.parent !== undefined && { parent: args.opts.parent }),
    ...(args.provider && { provider: providerOf(args.provider) }),
    dependencies: [],
    propertyDependencies: {},
  };
}

/** At the end the SDK hands over outputs, and what each resource and each of its properties depends on. */
function completeResourceOf(resource: PolicyResource): Resource {
  const outputs = decodeMap(resource.props);
  return {
    urn: resource.urn,
    type: normaliseType(resource.type),
    name: resource.name,
    inputs: outputs,
    outputs,
    ...(resource.parent && { parent: resource.parent.urn }),
    ...(resource.provider && { provider: providerOf(resource.provider) }),
    dependencies: urnsOf(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([name, resources]) => [name, urnsOf(resources)]),
    ),
  };
}

function providerOf(provider: NonNullable<ResourceValidationArgs["provider"]>): Provider {
  return { type: provider.type, name: provider.name, inputs: decodeMap(provider.props) };
}

function urnsOf(resources: readonly PolicyResource[]): string[] {
  return resources.map(({ urn }) => urn);
}
