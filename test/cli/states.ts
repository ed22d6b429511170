import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What every test plants somewhere and no output may hold. */
export const SECRET = "hunter2-planted";

const RULE = "aws-instance-metadata-session-required";

/** Only one rule judges, so that what other rules find is of no concern. */
export const ONE_RULE = { all: "disabled", [RULE]: "mandatory" };

export const urnOf = (name: string) => `urn:pulumi:dev::shop::aws:ec2/instance:Instance::${name}`;

/** An instance as a state holds it: open, closed or undetermined for the rule. */
export function instance(name: string, tokens: "optional" | "required" | "encrypted" = "optional"): object {
  const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:abc" };
  return {
    urn: urnOf(name),
    custom: true,
    type: "aws:ec2/instance:Instance",
    inputs: { userData: SECRET, metadataOptions: { httpTokens: tokens === "encrypted" ? hidden : tokens } },
    sourcePosition: "project:///index.ts#6,1",
  };
}

export function state(...resources: object[]): string {
  return JSON.stringify({ version: 3, deployment: { resources } });
}

/** Writes files below a folder and answers their paths. */
export async function write(folder: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return paths;
}
