// Installs the packages and compiles the sources where that is not done yet. Plain Node.js, because nothing else is
// there before it has run. A second run finds everything done and takes a moment.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MINIMUM_NODE = 20;
const SOURCES = ["identity", "policy-packs", "components", "inputs", "evidence", "cli", "testing"];
const STAMP = join("dist", ".sources");

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

if (Number(process.versions.node.split(".")[0]) < MINIMUM_NODE) {
  fail(`Node.js ${process.versions.node} is too old; expected ${MINIMUM_NODE} or later`);
}
if (!isInstalled()) install();
const sources = hashOfSources();
if (!isCompiled(sources)) compile(sources);

/** Whether every package of the lock file is there in its version, by npm's own record of what it installed. */
function isInstalled() {
  const wanted = readLock("package-lock.json");
  const there = readLock(join("node_modules", ".package-lock.json"));
  if (!wanted || !there) return false;
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) => path === "" || optional === true || there.packages[path]?.version === version,
  );
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function install() {
  console.error("Installing packages; this happens once ...");
  const args = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: ["ignore", "ignore", "inherit"] })
    : spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  if (done.status !== 0) fail("the packages could not be installed");
}

function isCompiled(hash) {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash;
}

/** Starts from nothing, so that no file stays behind whose source is gone. */
function compile(hash) {
  console.error("Compiling ...");
  rmSync("dist", { recursive: true, force: true });
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  const done = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { stdio: ["ignore", 2, 2] });
  if (done.status !== 0) fail("the sources could not be compiled");
  writeFileSync(STAMP, hash);
}

function hashOfSources() {
  const hash = createHash("sha256");
  const files = ["package-lock.json", "tsconfig.json", "tsconfig.build.json", ...SOURCES.flatMap(filesBelow)];
  for (const file of files.sort()) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesBelow(path);
    return /\.(ts|json)$/.test(entry.name) ? [path] : [];
  });
}

function fail(message) {
  console.error(`mandate: ${message}`);
  process.exit(1);
}
