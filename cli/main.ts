#!/usr/bin/env node
import { run } from "./command-line";
import { processTerminal } from "./terminal";

// The exit code is only set: leaving at once would cut off what a slow pipe has not taken yet.
void run(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
