import assert from "node:assert/strict";
import { Progress } from "../../cli/progress";
import { RecordingTerminal } from "./recording-terminal";

const CLEAR = "\r\u001b[2K";

describe("Progress", () => {
  it("counts on one line where a person watches, and leaves the line empty", () => {
    const terminal = new RecordingTerminal(false, 100, true);
    const progress = new Progress(terminal, 3);
    assert.equal(terminal.errors, `${CLEAR}judged 0 of 3`);
    progress.step();
    progress.end();
    assert.ok(terminal.errors.endsWith(CLEAR));
    assert.equal(terminal.output, "");
  });

  it("does not write more often than a person can read", () => {
    const terminal = new RecordingTerminal(false, 100, true);
    const progress = new Progress(terminal, 100_000);
    for (let step = 0; step < 100_000; step += 1) progress.step();
    assert.ok(terminal.errors.split(CLEAR).length < 1000);
  });

  const silent: readonly [title: string, watched: boolean, total: number][] = [
    ["where nobody watches", false, 3],
    ["for a single input", true, 1],
    ["for none", true, 0],
  ];
  for (const [title, watched, total] of silent) {
    it(`says nothing ${title}`, () => {
      const terminal = new RecordingTerminal(false, 100, watched);
      const progress = new Progress(terminal, total);
      progress.step();
      progress.end();
      assert.equal(terminal.errors, "");
    });
  }
});
