/** Where the command speaks: a terminal, a pipe, or a test. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Whether `out` is read by a person on a screen that knows colours. */
  readonly colour: boolean;
  /** Whether `error` is watched by a person on a screen, on which a line may be rewritten. */
  readonly watched: boolean;
  /** Columns of a line of text. */
  readonly width: number;
}

const NARROW = 60;
const WIDE = 110;

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on("error", ignoreClosedPipe);
  return {
    out: (text) => void stdout.write(text),
    error: (text) => void stderr.write(text),
    colour: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    watched: stderr.isTTY && env["TERM"] !== "dumb",
    width: Math.min(Math.max(stdout.isTTY ? stdout.columns : WIDE, NARROW), WIDE),
  };
}

/** `mandate check | head` closes the pipe early, which is no error of anybody's. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

const CONTROL = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/**
 * A text from a stack on one line, as it can be shown safely: names and messages could hold what moves the cursor,
 * recolours the screen or reverses the reading direction.
 */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Codes that colour a text. */
// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const COLOUR = /\u001b\[[\d;]*m/g;

/** The same for what a program wrote: its lines stay lines, and its colours are dropped. */
export function printableLines(text: string): string {
  const lines = text.replace(COLOUR, "").replaceAll("\t", "  ").split(/\r?\n/);
  return lines.map(printable).join("\n");
}

/** A sentence in lines, broken between words; a word longer than the line stays whole, so that it can be copied. */
export function brokenIntoLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
