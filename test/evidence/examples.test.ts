import { deepEqual, equal, ok } from "node:assert/strict";
import { evidenceAs } from "../../cli/write-evidence";
import { EVIDENCE_FORMATS } from "../../cli/formats";
import { lockPlan, privilegesOf } from "../../evidence/lock";
import { readSource, sourceProblem, type LockSource } from "../../identity/lock/sources";
import { parseLockText, writeLockText } from "../../identity/lock/yaml";
import { StandIns } from "../../inputs/stand-ins/stand-ins";
import { Judge } from "../../policy-packs/judge/judge";
import type { Resource } from "../../policy-packs/judge/resource";
import { EXAMPLE_DATE, type AnyRule, type Example } from "../../policy-packs/judge/rule";
import { DEFAULT_SETTINGS } from "../../policy-packs/judge/settings";
import { RULES } from "../../policy-packs/rules";
import { identityPrivilegesApproved } from "../../policy-packs/rules/identity-privileges-approved";
import { stackOf } from "../../testing/stack";
import { hasFailed } from "../policy-packs/examples";
import { evidenceOfStacks } from "./stacks";

const NAME = "mandate.lock.yaml";

/** The stack of an example without the lock that it may bring, which would be the one that counts. */
function stackOfExample({ resources }: Example, standIns: StandIns): readonly Resource[] {
  return stackOf(resources, standIns).filter(({ type }) => type !== "mandate:index:PrivilegeLock");
}

/** The text of the lock as `mandate lock` writes it over another. */
function lockText(resources: readonly Resource[], text?: string): string | undefined {
  const fact = privilegesOf(resources);
  if (!fact) return undefined;
  const { lock } = readSource(sourceOf(text ?? "version: 1\nidentities: []\n"));
  return writeLockText(text, lockPlan(fact, lock, DEFAULT_SETTINGS).changes);
}

function sourceOf(text: string): LockSource {
  return { name: NAME, ...parseLockText(text) };
}

/** What the rule about the lock says of resources. */
function violationsAgainst(source: LockSource, resources: readonly Resource[]): readonly string[] {
  const judge = new Judge({ now: new Date(EXAMPLE_DATE) });
  judge.configure({ ...DEFAULT_SETTINGS, lockSource: source, lockRequired: true });
  judge.enable(identityPrivilegesApproved as AnyRule);
  return judge
    .finish(resources)
    .filter((finding) => finding.verdict === "violation" || hasFailed(finding))
    .map(({ name, path, message }) => `${name} ${path}: ${message}`);
}

for (const rule of RULES) {
  describe(`The stacks that ${rule.name} is shown with`, () => {
    for (const unknown of [false, true]) {
      it(`are within the lock that is written of them, ${unknown ? "in a preview" : "with stand-ins"}`, () => {
        for (const example of rule.examples)
          assertLocked(stackOfExample(example, new StandIns({ unknown })), example.title);
      });
    }

    it("leave evidence in every format", async () => {
      const evidence = evidenceOfStacks(
        Object.fromEntries(rule.examples.map(({ title, resources }) => [title, resources])),
      );
      for (const format of EVIDENCE_FORMATS) {
        const document = await evidenceAs(format, evidence);
        const text = typeof document === "string" ? document : [...document].join("");
        deepEqual(/.{0,40}(?:\[object |\bundefined\b).{0,40}/.exec(text)?.[0], undefined, format);
        ok(text.length > 0, format);
      }
    });
  });
}

/** Written, read again, judged, and written once more without a change. */
function assertLocked(resources: readonly Resource[], title: string): void {
  const text = lockText(resources);
  if (text === undefined) return;
  const source = sourceOf(text);
  const problems = readSource(source).lock.problems.map((problem) => sourceProblem(source, problem));
  deepEqual(problems, [], `${title}:\n${text}`);
  deepEqual(violationsAgainst(source, resources), [], `${title}:\n${text}`);
  equal(lockText(resources, text), text, title);
}
