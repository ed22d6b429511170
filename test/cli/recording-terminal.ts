import type { Terminal } from "../../cli/terminal";

/** A terminal that keeps what it is told. */
export class RecordingTerminal implements Terminal {
  output = "";
  errors = "";

  constructor(
    readonly colour = false,
    readonly width = 100,
    readonly watched = false,
  ) {}

  out(text: string): void {
    this.output += text;
  }

  error(text: string): void {
    this.errors += text;
  }
}
