import assert from "node:assert/strict";
import type { IdentityGraph } from "../../evidence/graph";
import { layoutOf } from "../../evidence/page/layout";
import type { DeclaredResources } from "../../testing/stack";
import { azureHolder, judged, VIOLATING } from "./stacks";

function graphOf(declared: DeclaredResources): IdentityGraph {
  const [input] = judged({ shop: declared });
  assert.ok(input?.graph);
  return input.graph;
}

/** Edges in short: `from relation to`. */
function edgesOf(graph: IdentityGraph): string[] {
  const labels = new Map(graph.nodes.map(({ id, label, sort }) => [id, `${label} (${sort})`]));
  return graph.edges.map(({ from, sort, to }) => `${labels.get(from) ?? "?"} ${sort} ${labels.get(to) ?? "?"}`);
}

function role(principal: object): DeclaredResources[string] {
  const Statement = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  return {
    type: "aws:iam/role:Role",
    properties: { assumeRolePolicy: { "fn::toJSON": { Version: "2012-10-17", Statement } } },
  };
}

function rights(of: string, ...statements: readonly object[]): DeclaredResources[string] {
  return {
    type: "aws:iam/rolePolicy:RolePolicy",
    properties: { role: `\${${of}.name}`, policy: { "fn::toJSON": { Version: "2012-10-17", Statement: statements } } },
  };
}

const LAMBDA = { Service: "lambda.amazonaws.com" };

describe("The graph of identities", () => {
  it("tells who becomes, runs as, rules and escalates", () => {
    assert.deepEqual(edgesOf(graphOf(VIOLATING)).sort(), [
      "everyone (outsider) may become partner (identity)",
      "lambda.amazonaws.com (outsider) may become resizer (identity)",
      "pipeline (identity) can escalate to administrator (administrator)",
      "pipeline (identity) reaches everything of iam (resource)",
      "resizer (identity) is administrator (administrator)",
      "resizer (identity) reaches every resource (resource)",
      "resizer-function (workload) runs as resizer (identity)",
      "whoever holds the access key pipeline-key (outsider) may become pipeline (identity)",
    ]);
  });

  it("leads from an identity of the stack to the role that trusts it, and to the role that it passes", () => {
    const graph = graphOf({
      deployer: role(LAMBDA),
      worker: role({ AWS: "${deployer.arn}" }),
      passing: rights("deployer", { Effect: "Allow", Action: "iam:PassRole", Resource: "${worker.arn}" }),
    });
    const edges = edgesOf(graph);
    assert.ok(edges.includes("deployer (identity) may become worker (identity)"), edges.join("\n"));
    assert.ok(edges.includes("deployer (identity) may pass worker (identity)"), edges.join("\n"));
  });

  it("makes one node of a bucket and one edge of several statements, and none of what is denied", () => {
    const graph = graphOf({
      uploads: { type: "aws:s3/bucket:Bucket" },
      worker: role(LAMBDA),
      more: rights(
        "worker",
        { Effect: "Allow", Action: "s3:GetObject", Resource: "${uploads.arn}/in/*" },
        { Effect: "Allow", Action: "s3:PutObject", Resource: "${uploads.arn}/out/*" },
        { Effect: "Deny", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::other/*" },
      ),
    });
    const reached = graph.edges.filter(({ sort }) => sort === "reaches");
    assert.deepEqual(
      reached.map(({ to, words }) => [to, words]),
      [["resource uploads", "s3:GetObject, s3:PutObject"]],
    );
  });

  const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
  const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";
  const ACCESS = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";
  const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
  for (const [title, declared, sorts] of [
    ["an owner of a subscription an administrator", azureHolder(OWNER, ""), ["is"]],
    ["who changes everything in a subscription an administrator", azureHolder(CONTRIBUTOR, ""), ["is"]],
    ["who grants access in a subscription one who can become it", azureHolder(ACCESS, ""), ["can escalate to"]],
    ["an owner of a resource group no administrator", azureHolder(OWNER, "/resourceGroups/shop"), []],
    ["a reader no administrator", azureHolder(READER, ""), []],
    [
      "an owner of a scope that is not known no administrator",
      azureHolder(OWNER, "", { scope: { "fn::unknown": true } }),
      [],
    ],
  ] as const) {
    it(`calls ${title}`, () => {
      const { nodes, edges } = graphOf(declared);
      const rulers = nodes.filter(({ sort }) => sort === "administrator");
      const found = edges.filter(({ to }) => rulers.some(({ id }) => id === to));
      assert.deepEqual(
        found.map(({ sort }) => sort),
        sorts,
      );
      assert.deepEqual(
        rulers.map(({ subject }) => subject),
        sorts.map(() => "everything in /subscriptions/22222222-2222-4222-8222-222222222222"),
      );
    });
  }

  it("has no node for a key or a secret, which become nobody", () => {
    const graph = graphOf({
      secret: { type: "aws:secretsmanager/secret:Secret", properties: { tags: { owner: "a" } } },
    });
    assert.deepEqual(graph, { nodes: [], edges: [] });
  });

  it("is laid out from left to right, without overlaps and the same each time", () => {
    const graph = graphOf(VIOLATING);
    const layout = layoutOf(graph);
    assert.deepEqual(layoutOf(graph), layout);
    const byId = new Map(layout.nodes.map((node) => [node.id, node]));
    for (const { from, to } of graph.edges) assert.ok((byId.get(from)?.x ?? 0) < (byId.get(to)?.x ?? 0));
    for (const one of layout.nodes) {
      for (const other of layout.nodes) {
        const apart =
          Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
          Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
        assert.ok(one === other || apart, `${one.label} overlaps ${other.label}`);
      }
    }
  });
});
