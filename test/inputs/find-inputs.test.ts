import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findInputs } from "../../inputs/find-inputs";

const EXPECTED =
  "expected a folder with a Pulumi.yaml, a file that `pulumi stack export` wrote, or a folder with such files (*.json)";

describe("A path of the command line", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mandate-find-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(...files: string[]): Promise<void> {
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), "{}");
    }
  }

  it("that is a folder with a Pulumi.yaml stands for a program, whatever else is in it", async () => {
    await write("Pulumi.yaml", "package.json");
    assert.deepEqual(await findInputs(folder), [{ path: folder, kind: "program", bytes: 0, named: true }]);
  });

  it("that is a file stands for an export, whatever its name", async () => {
    await write("state.txt");
    const path = join(folder, "state.txt");
    assert.deepEqual(await findInputs(path), [{ path, kind: "export", bytes: 2, named: true }]);
  });

  it("that is a folder stands for the *.json files below, in one order, without hidden and installed ones", async () => {
    await write("b.json", "a/z.json", "a/b/c.json", "a.txt", ".pulumi/x.json", "node_modules/y.json", "B.json");
    const found = await findInputs(folder);
    assert.deepEqual(
      found.map(({ path }) => path),
      ["B.json", "a/b/c.json", "a/z.json", "b.json"].map((file) => join(folder, file)),
    );
    assert.ok(found.every(({ kind, named }) => kind === "export" && !named));
  });

  it("follows a link to a file, and none to a folder", async () => {
    await write("real/state.json");
    await symlink(join(folder, "real"), join(folder, "circle.json"));
    await symlink(join(folder, "real", "state.json"), join(folder, "linked.json"));
    assert.deepEqual(
      (await findInputs(folder)).map(({ path }) => path),
      ["linked.json", "real/state.json"].map((file) => join(folder, file)),
    );
  });

  it("that leads nowhere, or to a folder with nothing to judge, is refused with what was expected", async () => {
    const none = join(folder, "none");
    await assert.rejects(findInputs(none), {
      name: "InputError",
      message: `${none}: there is no such file or folder; ${EXPECTED}`,
    });
    await assert.rejects(findInputs(folder), {
      name: "InputError",
      message: `${folder}: the folder has neither a Pulumi.yaml nor *.json files; ${EXPECTED}`,
    });
  });
});
