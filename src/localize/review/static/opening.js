// Opening and closing a row; what was typed and could not be saved is there again when it is opened again.

import { editable, main, parsed, reread, tell } from "./rows.js";
import { conflict, keep, keepComment, keepSoon, linesOf, ownLines } from "./saving.js";
import { get } from "./server.js";
import { at, dirty, field, grow } from "./writing.js";

/** Open a row, and close the other; with *edit*, to write in it at once. */
export async function select(row, { edit = false, focus = true } = {}) {
  if (!row) return;
  const other = row !== at.row;
  const asked = other && at.row?.querySelector(".conflict button");
  if (asked) {
    asked.focus(); // what was typed would be lost
    return;
  }
  if (other) {
    leave();
    at.row = row;
    for (const one of main.querySelectorAll(".row[tabindex='0']")) one.tabIndex = -1;
    row.tabIndex = 0;
    row.classList.add("open");
    if (focus) row.focus({ preventScroll: true });
  }
  const there = other ? null : field();
  at.typing = edit && !there;
  if (edit) there?.focus();
  if (other) await fill();
}

/** Close the open row; what was typed is kept. */
function leave() {
  const row = at.row;
  if (!row) return;
  keep();
  keepComment();
  at.row = null;
  row.classList.remove("open");
  const panel = row.querySelector(".panel");
  panel.hidden = true;
  panel.replaceChildren();
}

/** Fetch what belongs below the open row; what was typed and is not saved stays. */
export async function fill() {
  const row = at.row;
  if (!editable(row)) return;
  try {
    const told = await get("panel", { row: row.dataset.row });
    if (row !== at.row) return;
    const panel = row.querySelector(".panel");
    const had = panel.contains(document.activeElement);
    at.typing ||= document.activeElement === field();
    const [written, known] = unsaved();
    const old = panel.querySelector("textarea.comment");
    panel.replaceChildren(parsed(told.html));
    reread(row, told.seen);
    panel.hidden = false;
    resumeComment(row, old);
    at.kept = field().value;
    at.session = 0;
    if (written !== undefined && written !== at.kept) resume(written, known);
    for (const term of row.querySelectorAll(".term")) term.tabIndex = 0;
    field().setSelectionRange(field().value.length, field().value.length);
    grow();
    if (at.typing) field().focus();
    else if (had) row.focus({ preventScroll: true });
    at.typing = false;
    row.scrollIntoView({ block: "nearest" });
    const similar = await get("matches", { row: row.dataset.row });
    if (row === at.row) panel.querySelector(".matches").replaceChildren(parsed(similar.html));
  } catch (error) {
    tell(error.message, "error");
  }
}

/** What the open row has that the server may not have, and the texts of the server over which it was written. */
function unsaved() {
  const asked = at.row.querySelector(".conflict") !== null;
  const { unsaved: waiting, over: base } = at.row.dataset;
  const over = field() && waiting === undefined ? at.kept : base;
  return [asked || dirty() ? field().value : waiting, asked ? [] : [over, waiting]];
}

function resume(written, known) {
  const theirs = at.kept;
  field().value = written;
  if (!known.includes(theirs)) conflict(theirs, written);
  else keepSoon();
}

/** A comment that was begun, or is being saved, goes on, with the lines that somebody else has written meanwhile. */
function resumeComment(row, old) {
  const area = row.querySelector("textarea.comment");
  const written = old && old.value !== old.dataset.text ? old.value : row.dataset.comment;
  if (written === undefined) return;
  const known = new Set([...ownLines(row), ...linesOf(old?.dataset.text ?? ""), ...linesOf(written)]);
  area.value = [written, ...linesOf(area.dataset.text).filter((line) => !known.has(line))].join("\n");
  row.querySelector(".comments").open = true;
}
