import { deepEqual, match } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { directoryAt } from "../../policy-packs/directory";
import { judgeResources } from "../../testing";

describe("a directory of those who may bear a duty", () => {
  let folder = "";
  before(() => (folder = mkdtempSync(join(tmpdir(), "mandate-directory-"))));
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  const rows: readonly (readonly [title: string, text: string, expected: unknown])[] = [
    ["holds one name a line", "team-shop\nteam-search\n", { state: "names", names: ["team-shop", "team-search"] }],
    ["may end its lines as Windows does", "team-shop\r\nann\r\n", { state: "names", names: ["team-shop", "ann"] }],
    ["may have comments and empty lines", "# teams\n\n  team-shop  \n", { state: "names", names: ["team-shop"] }],
    ["may be a JSON list", ' ["team-shop", "ann"]', { state: "names", names: ["team-shop", "ann"] }],
    ["may begin with a byte order mark", "\uFEFFteam-shop", { state: "names", names: ["team-shop"] }],
    ["must hold a name", "# nobody yet\n", { state: "unreadable", because: "holds no name" }],
    [
      "must be a list of texts where it is JSON",
      '["team-shop", 7]',
      { state: "unreadable", because: "begins like a JSON list and is no list of texts" },
    ],
    [
      "must be JSON where it begins so",
      '["team-shop"',
      { state: "unreadable", because: "begins like a JSON list and is no list of texts" },
    ],
  ];
  for (const [index, [title, text, expected]] of rows.entries()) {
    it(title, () => deepEqual(directoryAt(file(`rows-${index}.txt`, text)), expected));
  }

  it("must be a file that is there", () => {
    const because = "cannot be read (there is no such file)";
    deepEqual(directoryAt(join(folder, "none.txt")), { state: "unreadable", because });
    deepEqual(directoryAt(folder), { state: "unreadable", because: "cannot be read (it is a folder)" });
  });

  it("lets those pass who stand in it, and nobody else", () => {
    const path = file("owners.txt", "team-shop\n");
    const verdicts = ["team-shop", "Team-Shop", "team-search"].map((owner) =>
      judgeResources(
        { one: { type: "aws:iam/role:Role", properties: { tags: { owner } } } },
        {
          rules: ["identity-owner-stated"],
          config: { "mandate-settings": { duties: { owner: { directoryFile: path } } } },
        },
      ).map(({ message }) => message),
    );
    const [message = "", ...others] = verdicts.flat();
    deepEqual([verdicts.map(({ length }) => length), others], [[0, 0, 1], []]);
    match(message, /is `team-search`, which the setting `duties.owner.directoryFile` does not list/);
  });
});
