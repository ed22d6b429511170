import type { Terminal } from "./terminal";

/** Often enough to see it move, seldom enough not to slow the work. */
const PAUSE = 100;

const CLEAR = "\r\u001b[2K";

/** One line on a person's screen that counts what is judged; in a pipe, and for a single input, nothing. */
export class Progress {
  private judged = 0;
  private shownAt = -Infinity;

  constructor(
    private readonly terminal: Terminal,
    private readonly total: number,
  ) {
    this.show();
  }

  step(): void {
    this.judged += 1;
    if (performance.now() - this.shownAt >= PAUSE) this.show();
  }

  /** Leaves the screen as it was. */
  end(): void {
    if (this.isShown) this.terminal.error(CLEAR);
  }

  private show(): void {
    if (!this.isShown) return;
    this.terminal.error(`${CLEAR}judged ${this.judged} of ${this.total}`);
    this.shownAt = performance.now();
  }

  private get isShown(): boolean {
    return this.terminal.watched && this.total > 1;
  }
}
