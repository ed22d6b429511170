// Makes the page answer: filter, search, sort, and opening what a link leads to. Without it everything can still be
// read. It runs under a policy that lets it load and send nothing.
(() => {
  "use strict";

  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("[data-row]")];
  const groups = [
    ["#matrix tbody tr", "identity", "identities"],
    ["#finding-table tbody tr", "finding", "findings"],
  ];
  const texts = new WeakMap();

  /** What a row says, for the search; read once, when somebody first searches. */
  function textOf(row) {
    const known = texts.get(row) ?? row.textContent.toLowerCase();
    texts.set(row, known);
    return known;
  }

  /** The fields that are set, by name. */
  function wanted() {
    return [...new FormData(form)].filter(([, value]) => value !== "");
  }

  function matches(row, [name, value]) {
    if (name !== "q") return row.dataset[name] === value;
    const words = value.toLowerCase().split(/\s+/);
    return words.every((word) => textOf(row).includes(word));
  }

  function filter() {
    const fields = wanted();
    for (const row of rows) row.hidden = !fields.every((field) => matches(row, field));
    const parts = groups.map(([selector, noun, nouns]) => {
      const all = [...document.querySelectorAll(selector)];
      const shown = all.filter((row) => !row.hidden).length;
      return `${shown} of ${all.length} ${all.length === 1 ? noun : nouns}`;
    });
    document.getElementById("count").textContent = `Showing ${parts.join(" and ")}.`;
    remember(fields);
  }

  /** The filter stands in the address, so that a link to what is seen can be given. */
  function remember(fields) {
    const query = new URLSearchParams(fields).toString();
    try {
      history.replaceState(null, "", `${location.pathname}${query === "" ? "" : `?${query}`}${location.hash}`);
    } catch {
      // Some browsers allow no such address for a local file; the filter works all the same.
    }
  }

  function recall() {
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  }

  /** A head becomes a button, which a keyboard reaches and a screen reader says the order of. */
  function makeSortable(head) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sortBy(head));
  }

  function sortBy(head) {
    const body = head.closest("table").tBodies[0];
    const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction);
    const sign = direction === "ascending" ? 1 : -1;
    const compare = head.dataset.sortable === "number" ? (a, b) => a - b : collator.compare;
    const keyed = [...body.rows].map((row) => [keyOf(row.cells[head.cellIndex], head.dataset.sortable), row]);
    keyed.sort(([a], [b]) => sign * compare(a, b));
    body.append(...keyed.map(([, row]) => row));
  }

  const collator = new Intl.Collator("en", { numeric: true });

  function keyOf(cell, sort) {
    const text = cell.dataset.sort ?? cell.textContent.trim();
    return sort === "number" ? Number(text) : text;
  }

  /** What a link leads to may lie in something folded. */
  function open() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }

  /** Paper has nothing to unfold. */
  function unfold() {
    for (const fold of document.querySelectorAll("details:not([open])")) {
      fold.open = true;
      fold.dataset.folded = "";
    }
  }

  function foldAgain() {
    for (const fold of document.querySelectorAll("[data-folded]")) {
      fold.open = false;
      delete fold.dataset.folded;
    }
  }

  for (const head of document.querySelectorAll("th[data-sortable]")) makeSortable(head);
  form.hidden = rows.length === 0;
  recall();
  filter();
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", open);
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", foldAgain);
  open();
})();
