import assert from "node:assert/strict";
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
          policyEvents.map(inShort).sort(),
          [...found, ...undeterminedInPreview].map(expectedInShort).sort(),
          printed,
        );
        assert.equal(exitCode !== 0, blocks, printed);
      });
    });
  }
});

/** What several resources do together the engine shows at the one that completes it, and which it does not create. */
const COMPLETED_BY: Readonly<Record<string, string>> = {
  "aws-identity-not-administrator mandatory resizer": "aws-identity-not-administrator mandatory resizer-iam",
};

/** All rules of the packs are mandatory by themselves, and what they cannot tell is reported without blocking. */
function expectedInShort({ rule, verdict, name }: ExpectedFinding): string {
  const short = `${rule} ${verdict === "violation" ? "mandatory" : "advisory"} ${name}`;
  return COMPLETED_BY[short] ?? short;
}
