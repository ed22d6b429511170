import fc from "fast-check";
import { evidenceOf, type Evidence } from "../../evidence/evidence";
import type { JudgedInput } from "../../evidence/report";
import { FEW_RULES, judged, NOW, VIOLATING } from "./stacks";

/** Pieces that mean something to one of the formats, and whatever else a text can hold. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ..."< > & \" ' ` | \\ * _ [ ] ( ) # ~ $ = + - @ , ; : % \t \r \n \0 \u202E \uFFFF \uD800 ]]> </td> </script> --> <![CDATA[ =1+1 &amp; &#60;".split(
      " ",
    ),
    " ",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);

/** Texts that try to mean more than they say. */
export const HOSTILE_TEXT: fc.Arbitrary<string> = fc.array(PIECE, { maxLength: 8 }).map((pieces) => pieces.join(""));

const [SHOP] = judged({ shop: VIOLATING });

/** Evidence in which every text that a stack can choose is the given one. */
export function evidenceSaying(text: string): Evidence {
  if (!SHOP) throw new Error("the stack was not judged");
  return evidenceOf([saying(SHOP, text)], [text], FEW_RULES, NOW);
}

function saying(input: JudgedInput, text: string): JudgedInput {
  const location = { file: text, line: 1, column: 1 };
  const { identities = [], graph } = input;
  const item = { words: text, by: text, path: text };
  return {
    ...input,
    path: text,
    findings: input.findings.map((finding) => ({
      ...finding,
      ...{ type: text, name: text, path: text, message: text, fix: text, controls: [text], location },
    })),
    identities: identities.map((row) => ({
      ...row,
      ...{ name: text, subject: text, environment: text, workloads: [item], privileges: [item], trust: [item] },
      ...{ credentials: [item], exposure: [item], escalation: [text], unknowns: [text] },
      duties: { ...row.duties, owner: { state: "stated", text, from: text } },
    })),
    ...(graph && {
      graph: {
        nodes: graph.nodes.map((node) => ({ ...node, label: text, subject: text })),
        edges: graph.edges.map((edge) => ({ ...edge, words: text })),
      },
    }),
  };
}
