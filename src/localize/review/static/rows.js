// The rows as the page shows them. The server owns the entries: a row is shown as its HTML says.

export const main = document.getElementById("main");
const news = document.getElementById("news");

export const all = () => [...main.querySelectorAll(".row")];
export const visible = () => all().filter((row) => !row.hidden && !row.closest("[hidden]"));
export const byId = (id) => document.getElementById(`row-${id}`);
export const editable = (row) => row.dataset.editable === "1";
export const open = (row) => row.dataset.state !== "approved";

/** Whether nothing of a row is still to be saved or decided. */
export const settled = (row) => row.dataset.unsaved === undefined && !row.querySelector(".conflict");

/** The next row, or with *by* -1 the one before, that is shown and fits. */
export function neighbour(row, by, fits = () => true) {
  const rows = visible();
  for (let at = rows.indexOf(row) + by; at >= 0 && at < rows.length; at += by) if (fits(rows[at])) return rows[at];
  return null;
}

/** The text of a row's source or target, without the tips on its terms. */
export function textOf(row, selector) {
  const copy = row.querySelector(selector)?.cloneNode(true);
  for (const tip of copy?.querySelectorAll(".forms, .problems") ?? []) tip.remove();
  return copy?.textContent.trim() ?? "";
}

/** The elements that *html* of the server describes. */
export function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

const reads = new WeakMap();

/**
 * The version of its entry (`{seen}`) from which a row's text, as the person has it before them, was read. An edit names the version that
 * it was made on, not the latest that the page has heard of: what another tab did meanwhile is a conflict then, and not overwritten.
 */
export function readOf(row) {
  if (!reads.has(row)) reread(row);
  return reads.get(row);
}

/** The text that the person sees was read anew. Edits that were asked for before keep the version that they were made on. */
export function reread(row, seen = row.dataset.seen) {
  reads.set(row, { seen });
}

/** Show a row as the server now has it; an open panel stays. */
export function refresh(id, html) {
  const row = byId(id);
  const fresh = parsed(html).querySelector(".row");
  if (!row || !fresh) return;
  row.querySelector(".summary").replaceWith(fresh.querySelector(".summary"));
  Object.assign(row.dataset, fresh.dataset);
  delete row.dataset.text;
}

/** Show how far the article is. */
export function measure(html) {
  document.getElementById("meter").innerHTML = html;
}

/** Say something to the person; *kind* is `error`, `good` or nothing. */
export function tell(text, kind = "") {
  news.className = `news ${kind}`;
  news.textContent = text;
}
