/**
 * Runs every check of the repository, then all tests, and ends with one line that counts them together. What cannot
 * run at all counts as failed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHECKS = [
  ["types", "tsc", "--noEmit"],
  ["lint", "eslint", "--max-warnings=0", "."],
  ["format", "prettier", "--check", "--log-level=warn", "."],
  ["unused code", "knip"],
];

const count = { passed: 0, failed: 0, skipped: 0 };

for (const [what, tool, ...args] of CHECKS) {
  const passed = run(tool, args) === 0;
  count[passed ? "passed" : "failed"] += 1;
  console.log(`${passed ? "ok" : "FAILED"}: ${what} (${tool})`);
}

const results = mkdtempSync(join(tmpdir(), "mandate-test-"));
try {
  const file = join(results, "stats.json");
  const exitCode = run("mocha", ["--forbid-only", "--reporter", "./test/support/counting-reporter.cjs"], {
    MOCHA_STATS_FILE: file,
  });
  const stats = readStats(file);
  count.passed += stats.passes;
  count.failed += Math.max(stats.failures, exitCode === 0 ? 0 : 1);
  count.skipped += stats.pending;
} finally {
  rmSync(results, { recursive: true });
}

const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed === 0 ? 0 : 1;

function run(tool, args, env = {}) {
  const command = join("node_modules", ".bin", tool);
  return spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;
}

function readStats(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    console.log("FAILED: mocha ended without results");
    return { passes: 0, failures: 1, pending: 0 };
  }
}
