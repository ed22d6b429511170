import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AWS_SHAPES } from "../../../inputs/stand-ins/aws";
import { AZURE_NATIVE_TYPES, azureShape } from "../../../inputs/stand-ins/azure";
import type { Shape } from "../../../inputs/stand-ins/shape";

const PACKAGES = join(__dirname, "..", "..", "..", "node_modules", "@pulumi");

/** What the SDK's declarations say of a type: its outputs, and the inputs of its arguments. */
function declared(path: string): { readonly outputs: ReadonlySet<string>; readonly inputs: ReadonlySet<string> } {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const args = text.slice(text.search(/export interface \w+Args \{/));
  return {
    outputs: new Set([...text.matchAll(/^ {4}readonly (\w+): pulumi\.Output</gm)].flatMap(([, name]) => name ?? [])),
    inputs: new Set([...args.matchAll(/^ {4}(\w+)\??: /gm)].flatMap(([, name]) => name ?? [])),
  };
}

function unknownTo(path: string, shape: Shape): readonly string[] {
  const { outputs, inputs } = declared(path);
  const strangeOutputs = Object.keys(shape.outputs).filter((name) => name !== "id" && !outputs.has(name));
  return shape.named === undefined || inputs.has(shape.named) ? strangeOutputs : [...strangeOutputs, shape.named];
}

describe("the tables of stand-ins", () => {
  it("name AWS types, inputs and outputs that the SDK has", () => {
    // The SDK of aws-native is not installed here.
    const classic = Object.entries(AWS_SHAPES).filter(([type]) => type.startsWith("aws:"));
    const strange = classic.flatMap(([type, shape]) =>
      unknownTo(join(PACKAGES, "aws", `${type.split(":")[1]}.d.ts`), shape).map((name) => `${type} ${name}`),
    );
    assert.deepEqual(strange, []);
    assert.ok(Object.keys(AWS_SHAPES).length >= 90);
  });

  it("name Azure types, inputs and outputs that the SDK has", () => {
    const strange = AZURE_NATIVE_TYPES.flatMap((type) => {
      const [module = "", name = ""] = type.split(":");
      const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`;
      const shape = azureShape(`azure-native:${type}`);
      return shape
        ? unknownTo(join(PACKAGES, "azure-native", module, file), shape).map((at) => `${type} ${at}`)
        : [type];
    });
    assert.deepEqual(strange, []);
    assert.ok(AZURE_NATIVE_TYPES.length >= 70);
  });
});
