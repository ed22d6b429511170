/**
 * Where do the nodes and edges of a graph stand? Layered from left to right by dagre: outsiders and workloads, then
 * identities, then what they reach. The same graph gives the same picture.
 */
import untyped from "@dagrejs/dagre";
import type { GraphEdge, GraphNode, IdentityGraph } from "../graph";

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (GraphNode & Box)[];
  readonly edges: readonly (GraphEdge & { readonly points: readonly Point[]; readonly at: Point })[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Centre and size. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** What is used of dagre, whose own types do not resolve as Node.js resolves modules (3.1). */
interface Dagre {
  readonly graphlib: { readonly Graph: new (options: { readonly multigraph: true }) => DagreGraph };
  layout(graph: DagreGraph): void;
}

interface DagreGraph {
  setGraph(label: object): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Box;
  edge(edge: {
    readonly v: string;
    readonly w: string;
    readonly name: string;
  }): Point & { readonly points: readonly Point[] };
}

const dagre = untyped as unknown as Dagre;

/** Of the label, in the widest of the usual fonts. */
const CHARACTER = 8.2;
const NODE = { height: 44, padding: 28, least: 96 };
const LABEL = { height: 16, character: 6.2 };

/** Longer labels are cut in the picture; the whole text stands in its title and in the list below. */
const LABEL_LENGTH = 30;

export function cut(text: string): string {
  return text.length <= LABEL_LENGTH ? text : `${text.slice(0, LABEL_LENGTH - 1)}…`;
}

export function layoutOf({ nodes, edges }: IdentityGraph): Layout {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, edgesep: 12, ranksep: 36, marginx: 8, marginy: 8 });
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  for (const node of nodes) {
    const longest = Math.max(cut(node.label).length, cut(node.subject).length * 0.75);
    const width = Math.max(NODE.least, longest * CHARACTER + NODE.padding);
    graph.setNode(ids.get(node.id) ?? "", { width, height: NODE.height });
  }
  const ends = edges.map(({ from, to }) => [ids.get(from) ?? "", ids.get(to) ?? ""] as const);
  edges.forEach(({ sort }, index) => {
    const [from, to] = ends[index] ?? ["", ""];
    const label = { width: sort.length * LABEL.character + 8, height: LABEL.height, labelpos: "c" as const };
    graph.setEdge(from, to, label, `e${index}`);
  });
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: nodes.map((node) => ({ ...node, ...graph.node(ids.get(node.id) ?? "") })),
    edges: edges.map((edge, index) => {
      const [v, w] = ends[index] ?? ["", ""];
      const { points, x, y } = graph.edge({ v, w, name: `e${index}` });
      return { ...edge, points, at: { x, y } };
    }),
  };
}
