// Loaded before a program that is measured: says at its end how much memory it held at most and how long processors
// worked for it, its threads included.
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    process.stderr.write(`cost: ${maxRSS} kB, ${userCPUTime + systemCPUTime} us\n`);
  });
}
