import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrivilegeLock } from "../../components";
import { run } from "./mock-run";

const LOCK = `version: 1
identities:
  - identity: resizer
    type: aws:iam/role:Role
    privileges:
      - allow: s3:GetObject
        on: \${uploads}/*
`;

describe("PrivilegeLock", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "mandate-component-"));
  });

  after(() => rmSync(folder, { recursive: true }));

  function file(text: string): string {
    const path = join(folder, "mandate.lock.yaml");
    writeFileSync(path, text);
    return path;
  }

  for (const unknown of [false, true]) {
    it(`registers the lock as plain data${unknown ? ", in a preview too" : ""}`, async () => {
      const path = file(LOCK);
      const resources = await run(() => new PrivilegeLock("approved", { file: path }), { unknown });
      const found = resources.find(({ type }) => type === "mandate:index:PrivilegeLock");
      assert.deepEqual(found?.inputs["lock"], {
        version: 1,
        identities: [
          {
            identity: "resizer",
            type: "aws:iam/role:Role",
            privileges: [{ allow: "s3:GetObject", on: "${uploads}/*" }],
          },
        ],
      });
    });
  }

  for (const [what, text, place] of [
    ["is misspelt", LOCK.replace("allow", "alow"), ":6:9: expected `allow`, found `alow`"],
    ["is no YAML", "version: [", ":1:11: expected a privilege lock in YAML"],
  ] as const) {
    it(`refuses a lock that ${what}, with the place`, () => {
      const path = file(text);
      assert.throws(
        () => new PrivilegeLock("approved", { file: path }),
        (error: Error) => {
          assert.ok(error.message.startsWith(`PrivilegeLock "approved": ${path}${place}`), error.message);
          return true;
        },
      );
    });
  }

  it("refuses a file that is not there, and says what writes one", () => {
    const path = join(folder, "missing.yaml");
    assert.throws(() => new PrivilegeLock("approved", { file: path }), /`mandate lock` writes one/);
  });
});
