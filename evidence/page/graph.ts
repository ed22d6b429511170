import type { Evidence } from "../evidence";
import type { NodeSort } from "../graph";
import { cut, layoutOf, type Layout, type Point } from "./layout";
import { counted, markup, section, table, type Html } from "./text";

/** A graph of more nodes is no picture any more, and is given as its list of edges alone. */
const DRAWN_NODES = 60;

/** So many graphs are in the page: those of the first inputs. */
const GRAPHS = 24;

/** So many edges of one graph are listed. */
const LISTED_EDGES = 500;

type InputGraph = Evidence["graphs"][number];

/** Who can become whom and reach what: for each stack a picture, and the same as a list. */
export function graphSection({ graphs }: Evidence): Html {
  const title = "Who can become whom, and reach what";
  const connected = graphs.filter(({ edges }) => edges.length > 0);
  if (connected.length === 0) {
    return section("graph", title, markup`<p class="nothing">No relation between identities and others is known.</p>`);
  }
  const shown = connected.slice(0, GRAPHS);
  return section(
    "graph",
    title,
    LEGEND,
    ...shown.map((graph, index) => graphOfInput(graph, index, index === 0)),
    connected.length === shown.length
      ? markup``
      : markup`<p class="note">
          The graphs of ${counted(connected.length - shown.length, "further stack")} are left out of this page;
          evidence.json has all of them.
        </p>`,
  );
}

const SORTS: readonly (readonly [NodeSort, string])[] = [
  ["outsider", "outside the stack"],
  ["workload", "workload"],
  ["identity", "identity"],
  ["resource", "what is reached"],
  ["administrator", "administrator"],
];

const LEGEND = markup`<ul class="legend" aria-label="Signs of the picture">
  ${SORTS.map(([sort, words]) => markup`<li><svg class="sign" viewBox="0 0 28 18" aria-hidden="true">${shape(sort, { x: 14, y: 9, width: 24, height: 14 })}</svg>${words}</li>`)}
</ul>`;

function graphOfInput(graph: InputGraph, index: number, open: boolean): Html {
  const { input, nodes, edges } = graph;
  const sum = `${counted(nodes.length, "node")}, ${counted(edges.length, "relation")}`;
  const picture =
    nodes.length <= DRAWN_NODES
      ? drawing(graph, index)
      : markup`<p class="note">${counted(nodes.length, "node")} make no picture that can be read; here is the list.</p>`;
  return markup`<details class="graph" ${open ? markup` open` : ""}>
    <summary><span class="sheet-name">${input}</span><span class="sheet-sum">${sum}</span></summary>
    ${picture}
    <details class="edges" ${nodes.length <= DRAWN_NODES ? "" : markup` open`}>
      <summary>The same as a list</summary>
      ${edgeTable(graph, index)}
    </details>
  </details>`;
}

function edgeTable({ input, nodes, edges }: InputGraph, index: number): Html {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rows = edges.slice(0, LISTED_EDGES).map(({ from, to, sort, words }) => {
    const [one, other] = [byId.get(from), byId.get(to)];
    return markup`<tr>
      <th scope="row">${one?.label}<span class="sub">${one?.subject}</span></th>
      <td>${sort}</td>
      <td>${other?.label}<span class="sub">${other?.subject}</span></td>
      <td>${words}</td>
    </tr>`;
  });
  const columns = [{ head: "Who" }, { head: "Relation" }, { head: "Whom or what" }, { head: "By" }];
  const caption =
    edges.length > LISTED_EDGES
      ? `${LISTED_EDGES} of ${counted(edges.length, "relation")} in ${input}; evidence.json has all of them`
      : `${counted(edges.length, "relation")} in ${input}`;
  return table({ id: `edges-${index}`, caption, columns }, rows);
}

function drawing(graph: InputGraph, index: number): Html {
  const layout = layoutOf(graph);
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height)];
  return markup`<figure class="drawing" tabindex="0" role="region" aria-label="Picture of ${graph.input}">
    <svg
      viewBox="0 0 ${width} ${height}"
      width="${width}"
      height="${height}"
      role="img"
      aria-labelledby="drawing-${index}-title"
    >
      <title id="drawing-${index}-title">
        Who can become whom and reach what in ${graph.input}; the same stands in the list below
      </title>
      <defs>${MARKERS.map((sort) => marker(sort, index))}</defs>
      ${layout.edges.map((edge) => edgeShape(edge, index))} ${layout.edges.map(edgeLabel)}
      ${layout.nodes.map(nodeShape)}
    </svg>
  </figure>`;
}

const MARKERS = ["plain", "escalates"] as const;

function marker(sort: (typeof MARKERS)[number], index: number): Html {
  return markup`<marker
    id="arrow-${index}-${sort}"
    class="arrow ${sort}"
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="7"
    markerHeight="7"
    orient="auto"
    ><path d="M0 0 8 4 0 8z"
  /></marker>`;
}

type PlacedEdge = Layout["edges"][number];

function edgeShape({ points, sort, words }: PlacedEdge, index: number): Html {
  const kind = sort === "can escalate to" ? "escalates" : "plain";
  return markup`<path class="edge ${kind}" d="${curve(points)}" marker-end="url(#arrow-${index}-${kind})"
    ><title>${sort} ${words}</title></path
  >`;
}

function edgeLabel({ at, sort }: PlacedEdge): Html {
  const kind = sort === "can escalate to" ? "escalates" : "plain";
  return markup`<text
    class="edge-label ${kind}"
    x="${at.x.toFixed(1)}"
    y="${(at.y + 3.5).toFixed(1)}"
    text-anchor="middle"
    >${sort}</text
  >`;
}

/** A smooth line through the midpoints between the bends that the layout gives. */
function curve(points: readonly Point[]): string {
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 2 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return bends.length === 0 ? `M${at(first)}L${at(last)}` : `M${at(first)}${bends.join("")}`;
}

function nodeShape(node: Layout["nodes"][number]): Html {
  const { x, y, label, subject, sort } = node;
  return markup`<g class="node ${sort}"
    ><title>${label}: ${subject}</title>${shape(sort, node)}<text
      class="label"
      x="${x.toFixed(1)}"
      y="${(y - 2).toFixed(1)}"
      text-anchor="middle"
      >${cut(label)}</text
    ><text class="subject" x="${x.toFixed(1)}" y="${(y + 13).toFixed(1)}" text-anchor="middle">${cut(subject)}</text></g
  >`;
}

/** Sorts differ in outline as well as in colour. */
function shape(sort: NodeSort, { x, y, width, height }: Point & { width: number; height: number }): Html {
  const radius = sort === "identity" || sort === "administrator" ? height / 2 : sort === "outsider" ? 6 : 2;
  const [left, top] = [x - width / 2, y - height / 2].map((value) => value.toFixed(1));
  return markup`<rect
    class="shape ${sort}"
    x="${left}"
    y="${top}"
    width="${width.toFixed(1)}"
    height="${height.toFixed(1)}"
    rx="${radius}"
  />`;
}
