import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { LOCK_FILE, problemText } from "../identity/lock/lock";
import { readLock } from "../identity/lock/read";
import type * as LockYaml from "../identity/lock/yaml";
import { ArgumentError } from "./arguments";

/** What a {@link PrivilegeLock} is made of. */
export interface PrivilegeLockArgs {
  /**
   * The file that `mandate lock` wrote; a relative path counts from the program's working directory.
   * Refused where it cannot be read as a privilege lock; the message names line and column.
   * @default mandate.lock.yaml
   */
  readonly file?: string;
}

/**
 * Brings the privilege lock of a program to the policy packs, however `pulumi` is started: the packs stand in folders of
 * their own and do not always find a file beside the program. It makes nothing in any cloud.
 *
 * @example
 * ```ts
 * import { PrivilegeLock } from "pulumi-mandate/components";
 *
 * new PrivilegeLock("approved");
 * ```
 */
export class PrivilegeLock extends pulumi.ComponentResource {
  /**
   * @param name logical name of the component
   * @throws an error that names line and column of what is malformed in the file
   */
  constructor(name: string, args: PrivilegeLockArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const file = args.file ?? LOCK_FILE;
    super("mandate:index:PrivilegeLock", name, { lock: contentOf(name, file) }, opts);
    this.registerOutputs({});
  }
}

function contentOf(name: string, file: string): unknown {
  const refuse = (problem: string): never => {
    throw new ArgumentError(`PrivilegeLock "${name}": ${problem}`);
  };
  const text = textOf(file);
  if (text === undefined)
    return refuse(`${file}: expected a privilege lock, found no file that can be read; \`mandate lock\` writes one`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a constructor is synchronous, and most programs need no YAML parser
  const { parseLockText, plainOf } = require("../identity/lock/yaml") as typeof LockYaml;
  const { document, problems, position } = parseLockText(text);
  const [broken] = problems;
  if (broken) return refuse(problemText(broken, `${file}:${broken.place}`));
  const [problem] = readLock(document).problems;
  if (problem) return refuse(problemText(problem, `${file}:${position(problem.place)}`));
  return plainOf(document);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
