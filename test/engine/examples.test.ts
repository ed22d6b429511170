import assert from "node:assert/strict";
import type { PolicyEvent } from "@pulumi/pulumi/automation/events";
import { EXAMPLES, type ExpectedFinding } from "../examples/expected";
import { AWS_PACK, AZURE_PACK, inShort, SLOW, useStack } from "./stack";

describe("a preview of an example under the real engine", function () {
  this.timeout(SLOW);

  for (const [name, { found, undeterminedInPreview }] of Object.entries(EXAMPLES)) {
    describe(name, () => {
      const stack = useStack(`../../../examples/${name}`);
      const blocks = found.some(({ verdict }) => verdict === "violation");

      it(`${blocks ? "fails with" : "passes, and has"} exactly the findings that are stated`, async () => {
        const pack = name.startsWith("aws") ? AWS_PACK : AZURE_PACK;
        const { exitCode, policyEvents, printed } = await stack().preview({ pack });
        assert.deepEqual(
          policyEvents.map(withOwnResource).sort(),
          [...found, ...undeterminedInPreview].flatMap(expectedInShort).sort(),
          printed,
        );
        assert.equal(exitCode !== 0, blocks, printed);
      });
    });
  }
});

/**
 * `RULE LEVEL NAME`. What several resources do together the engine shows at the one that completes it, which is a matter
 * of chance; the text then names the resource that it is of.
 */
function withOwnResource(event: PolicyEvent): string {
  const { policyName, enforcementLevel, message } = event;
  const [, name] = /^\S+ of (\S+): /m.exec(message) ?? [];
  return name === undefined ? inShort(event) : `${policyName} ${enforcementLevel} ${name}`;
}

/**
 * The rules that find something in the examples are mandatory by themselves, each under its own name, and what they
 * cannot tell is reported without blocking.
 */
function expectedInShort({ rule, verdict, name, others = [] }: ExpectedFinding): readonly string[] {
  return [rule, ...others].map((each) => `${each} ${verdict === "violation" ? "mandatory" : "advisory"} ${name}`);
}
