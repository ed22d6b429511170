import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Context } from "mocha";

export const REPOSITORY = join(__dirname, "..", "..");

/** The `pulumi` package finds the CLI of its own version where it is installed already, and downloads it otherwise. */
const { resolve: resolveCli } = createRequire(__filename)("pulumi/lib/resolve.js") as {
  resolve: () => Promise<string>;
};

let found: Promise<string> | undefined;

/**
 * The path of the Pulumi CLI. Where none can be had the test is skipped with the reason; on a build machine that has the
 * CLI at hand beside the repository that is a failure.
 */
export async function pulumiCli(test: Context): Promise<string> {
  try {
    return await (found ??= resolveCli());
  } catch (error) {
    const reason = `no Pulumi CLI: ${error instanceof Error ? error.message : String(error)}`;
    const expected = process.env.CI === "true" && existsSync(join(REPOSITORY, "..", "shared", "pulumi-cli"));
    if (expected) throw new Error(reason, { cause: error });
    console.log(`    skipped: ${reason}`);
    return test.skip();
  }
}
