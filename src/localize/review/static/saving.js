// Saving: edits go to the server one after the other, and each names the version of the row that it was made on, so that nothing is
// overwritten that somebody else changed.

import { byId, measure, readOf, refresh, reread, tell } from "./rows.js";
import { post } from "./server.js";
import { at, dirty, field, write } from "./writing.js";

const SAVE_AFTER = 1200; // milliseconds without typing until an unfinished edit is kept

export const steps = []; // what can be taken back, the last one last
let queue = Promise.resolve();
let saving;

/** Do *work* after what was asked before; resolves to its outcome. */
export function inTurn(work) {
  const done = queue.then(work);
  queue = done.catch(() => {});
  return done;
}

/** Do something to rows, after what was asked before; resolves to whether all of it was done. */
export function act(what, rows, extra = {}, { last = false, saw = null } = {}) {
  const mine = at.row && rows.includes(at.row) ? field()?.value : undefined;
  const reads = rows.map(readOf);
  const done = inTurn(async () => {
    const seen = saw ?? Object.fromEntries(rows.map((row, n) => [row.dataset.row, reads[n].seen]));
    const joins = what === "keep" ? at.session : 0;
    const told = await post("edit", { do: what, rows: seen, joins, ...extra }, last);
    for (const [id, html] of Object.entries(told.rows)) refresh(id, html);
    rows.forEach((row, n) => follow(row, seen[row.dataset.row], [reads[n], readOf(row)], told.conflicts));
    measure(told.meter);
    if (told.step && what !== "undo" && told.step !== joins) steps.push({ step: told.step, rows });
    if (what === "keep" && rows.includes(at.row)) at.session = told.step || at.session;
    return differ(told.conflicts, mine, extra.target);
  });
  return done.catch((error) => {
    tell(error.message, "error");
    return false;
  });
}

/** What was made on the version that this page has just replaced by its own stands on its own now; after a conflict, the text is read anew. */
function follow(row, sent, reads, conflicts) {
  if (row.dataset.row in conflicts) reread(row);
  else for (const read of reads.filter((one) => one.seen === sent)) read.seen = row.dataset.seen;
}

/** Say which rows somebody else changed; whether there are none. */
function differ(conflicts, typed, asked) {
  const ids = Object.keys(conflicts);
  for (const id of ids) {
    const yours = typed ?? asked ?? conflicts[id];
    if (byId(id) === at.row && field() && yours !== conflicts[id]) conflict(conflicts[id], yours);
  }
  if (ids.length) {
    tell(`${ids.length === 1 ? "An entry was" : `${ids.length} entries were`} changed by another program or tab meanwhile: nothing was overwritten.`, "error");
  }
  return ids.length === 0;
}

/** Show what the open row has on both sides, for its person to choose. */
export function conflict(theirs, mine) {
  at.row.querySelector(".conflict")?.remove();
  at.kept = field().value; // nothing more is saved until the person has chosen
  const box = document.createElement("div");
  box.className = "conflict";
  box.setAttribute("role", "alert");
  const { lang, dir } = field();
  const text = (label, value) => {
    const line = document.createElement("p");
    const word = document.createElement("strong");
    word.textContent = `${label}: `;
    const body = document.createElement("bdi");
    Object.assign(body, { lang, dir, textContent: value || "(empty)" });
    line.append(word, body);
    return line;
  };
  const button = (label, value) => {
    const one = document.createElement("button");
    Object.assign(one, { type: "button", textContent: label });
    one.addEventListener("click", () => {
      box.remove();
      at.kept = theirs;
      forget(at.row);
      if (value === theirs) write(theirs);
      keep();
    });
    return one;
  };
  const title = document.createElement("p");
  title.textContent = "Somebody else changed this entry while you worked on it. Nothing was overwritten.";
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(button("Keep theirs", theirs), button("Use mine", mine));
  box.append(title, text("Theirs", theirs), text("Yours", mine), actions);
  at.row.querySelector(".editor").prepend(box);
}

/** Keep what was typed as an unfinished text. */
export async function keep({ last = false } = {}) {
  keepNot();
  if (!dirty() || at.row.querySelector(".conflict")) return;
  const row = at.row;
  const target = field().value;
  const status = row.querySelector(".saved");
  const over = at.kept ?? row.dataset.over;
  at.kept = target;
  remember(row, target, over); // until it is saved: what is shown of the row meanwhile may be older
  const done = await act("keep", [row], { target }, { last });
  status.textContent = done ? "Kept as your draft." : "Not saved.";
  if (done) return forget(row);
  if (row.querySelector(".conflict")) return undefined;
  remember(row, target, over);
  if (row === at.row) at.kept = null;
  return undefined;
}

const begun = new WeakMap(); // of each row: its comment's saves under way, and the lines that they had before them or wrote

/** Save a comment that was begun; resolves to whether nothing of it is left to save. */
export async function keepComment({ last = false } = {}) {
  const row = at.row;
  const area = row?.querySelector("textarea.comment");
  if (!area) return true;
  const { saves, lines } = begun.get(row) ?? { saves: 0, lines: new Set() };
  if (area.value === area.dataset.text) {
    if (!saves) forgetComment(row);
    return true;
  }
  const [base, text] = [area.dataset.text, area.value];
  area.dataset.text = text;
  area.dataset.kept ??= base;
  row.dataset.comment = text; // until it is saved: what is shown of the row meanwhile may be older
  begun.set(row, { saves: saves + 1, lines: new Set([...lines, ...linesOf(base), ...linesOf(text)]) });
  const done = await act("comment", [row], { text }, { last });
  const left = (begun.get(row).saves -= 1);
  const shown = row.querySelector("textarea.comment") ?? area;
  if (done) shown.dataset.kept = text;
  if (row.dataset.comment !== text) return done; // more was sent since
  shown.dataset.text = done ? text : (shown.dataset.kept ?? shown.dataset.text);
  if (done && !left) forgetComment(row);
  return done;
}

/** The lines of a comment, as the server keeps them. */
export function linesOf(text) {
  return text.split("\n").map((line) => line.trim());
}

/** The lines of a row's comment that are its person's own matter: they had them before them, or wrote them. */
export function ownLines(row) {
  return begun.get(row)?.lines ?? [];
}

/** There is nothing of a row's comment left that could not be saved. */
function forgetComment(row) {
  delete row.dataset.comment;
  begun.delete(row);
}

/** Keep all that was typed, now or never; resolves to whether nothing of a comment is left. */
export function keepAll() {
  keep({ last: true });
  return keepComment({ last: true });
}

/** Keep what was typed while its person pauses; an emptied text only when they leave it. */
export function keepSoon() {
  clearTimeout(saving);
  saving = setTimeout(() => {
    if (field()?.value.trim()) keep();
  }, SAVE_AFTER);
}

/** Let what was typed wait: what comes now saves it. */
export function keepNot() {
  clearTimeout(saving);
}

/** Keep what was typed up to here, so that it is not taken back with what comes now. */
export function apart() {
  keep();
  inTurn(() => {
    at.session = 0;
  });
}

/** There is nothing left of a row that could not be saved. */
export function forget(row) {
  delete row.dataset.unsaved;
  delete row.dataset.over;
}

/** Remember what could not be saved; it is there again when the row is opened again. */
export function remember(row, written, over) {
  row.dataset.unsaved = written;
  row.dataset.over ??= over;
}
