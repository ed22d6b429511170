/**
 * Pieces of HTML. A `Html` is markup that is safe to stand in the page; the only ways to it are the template tag
 * `markup`, which escapes every text that is put into it, and pieces joined of such.
 */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = Html | string | number | undefined | readonly Html[];

/** Markup with texts put in: a text is escaped, for content and quoted attributes alike; markup stays what it is. */
export function markup(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(pieces.reduce((before, piece, index) => `${before}${rendered(parts[index - 1])}${piece}`));
}

function rendered(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.markup;
  return typeof part === "object" ? part.map((each) => each.markup).join("") : escape(String(part));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Besides markup, what reverses the reading direction or cannot be shown is made visible, so that no name deceives. */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    .replace(/(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Cs}]/gu, (character) => {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      return `[U+${code}]`;
    });
}

/** A badge that says its verdict in words, with a sign beside the colour. */
export function badge(kind: string, text: string = kind): Html {
  return markup`<span class="badge ${kind}">${text}</span>`;
}

export function code(text: string): Html {
  return markup`<code>${text}</code>`;
}

/** A sentence, in which backticks enclose names. */
export function prose(text: string): Html {
  const parts = text.split("`");
  // An odd backtick at the end encloses nothing.
  const pairs = parts.length % 2 === 1;
  return markup`${parts.map((part, index) => (pairs && index % 2 === 1 ? code(part) : markup`${part}`))}`;
}

/** A name without blanks, such as a type, a path or an ARN, which may be broken behind its separators. */
export function name(text: string): Html {
  return markup`${text.split(/(?<=[/:])/).map((part) => markup`${part}<wbr />`)}`;
}

/** A number with its noun: `1 identity`, `20,000 identities`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
}

/** A column of a table. */
export interface Column {
  readonly head: string;
  /** How the script sorts it, by the cells' `data-sort` or else their text. @default not at all */
  readonly sort?: "text" | "number";
  readonly class?: string;
}

/** A table in a region that scrolls by itself; the first cell of each row heads it. */
export function table(
  { id, caption, columns }: { readonly id: string; readonly caption: string; readonly columns: readonly Column[] },
  rows: readonly Html[],
): Html {
  const heads = columns.map(({ head, sort, class: name }) =>
    sort
      ? markup`<th scope="col" class="${name}" data-sortable="${sort}">${head}</th>`
      : markup`<th scope="col" class="${name}">${head}</th>`,
  );
  return markup`<div class="wide" role="region" aria-labelledby="${id}-caption" tabindex="0">
    <table id="${id}">
      <caption id="${id}-caption">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** A section of the page with its heading, to which the navigation leads. */
export function section(id: string, title: string, ...content: readonly Html[]): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}
