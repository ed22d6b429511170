import type { Resource } from "../policy-packs/judge/resource";

/** One stack to judge, however it was obtained. */
export interface Input {
  /** The path that the user gave, or the file found below it. */
  readonly path: string;
  readonly kind: "program" | "export";
  readonly resources: readonly Resource[];
  /** Replaces stand-ins in a text by the name of what they stand for. */
  describe(text: string): string;
  /** What a reader should know of how the stack was read, such as calls to the cloud that were not answered. */
  readonly notes: readonly string[];
}

/** An input that cannot be judged: one sentence that names the place and what was expected, and nothing secret. */
export class InputError extends Error {
  override readonly name = "InputError";

  /** @param detail what the user's own program said when it failed, to be shown below the message */
  constructor(
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }
}
