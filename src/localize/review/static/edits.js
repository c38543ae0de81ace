// What a person does to the open row, a paragraph, or what was done before.

import { fill, select } from "./opening.js";
import { editable, neighbour, open, parsed, settled, tell, visible } from "./rows.js";
import { act, apart, forget, inTurn, keep, keepComment, keepNot, remember, steps } from "./saving.js";
import { post } from "./server.js";
import { at, field, into, put, write } from "./writing.js";

let approving = false;

/** Approve the open row as it is written, and go to the next to review. */
export async function approve() {
  if (!at.row || approving || !editable(at.row) || at.row.querySelector(".conflict")) return;
  const row = at.row;
  const area = field();
  keepNot();
  approving = true;
  const before = at.kept;
  if (area && area.value !== before) remember(row, area.value, before ?? undefined);
  if (area) at.kept = area.value;
  const wrote = document.activeElement === area;
  const done = await act("approve", [row], area ? { target: area.value } : {});
  approving = false;
  if (!done) {
    if (row.querySelector(".conflict")) return;
    if (row === at.row) at.kept = before;
    else if (area && area.value !== before) remember(row, area.value, before ?? undefined);
    return;
  }
  forget(row);
  tell("");
  if (row !== at.row) return;
  const next = neighbour(row, 1, open);
  if (next) await select(next, { edit: wrote });
  else skip();
}

/** Approve what is ready in a paragraph, and say what is not. */
export async function approveUnit(section) {
  await keep();
  const rows = [...section.querySelectorAll(".row")].filter((row) => open(row) && editable(row) && settled(row));
  const fit = rows.filter((row) => /draft$/.test(row.dataset.state) && !row.querySelector(".summary .problems .error"));
  if (fit.length) await act("approve", fit);
  const left = rows.length - fit.length;
  if (left) tell(`${left} of this paragraph ${left === 1 ? "has" : "have"} no translation, an outdated one or one with errors: not approved.`, "error");
  const last = rows.at(-1);
  if (last && !left) await select(neighbour(last, 1, open) ?? last);
}

/** Go to the next row to review. */
export function skip() {
  const row = neighbour(at.row, 1, open) ?? visible().find((other) => other !== at.row && open(other));
  if (row) return select(row);
  tell("Everything here is approved.", "good");
  return null;
}

/** Take back what was done last. */
export async function undo() {
  keep();
  if (!(await keepComment()) && at.row) await fill();
  await inTurn(() => {});
  const step = steps.pop();
  if (!step) return tell("There is nothing to take back.");
  if (!(await act("undo", step.rows, { step: step.step }))) return null;
  tell("Taken back.");
  const row = step.rows[0];
  if (row === at.row) await fill();
  else await select(row);
  return null;
}

/** Show the model's other translations of the open row. */
export async function ask() {
  const row = at.row;
  const shown = row.querySelector(".asked");
  shown.textContent = "The model is at work…";
  try {
    const told = await post("ask", { row: row.dataset.row });
    shown.replaceChildren(parsed(told.html));
  } catch (error) {
    shown.textContent = error.message;
  }
}

/** An edit of the open row after which its panel is another. */
export async function change(what, extra = {}) {
  if (!at.row) return;
  keep();
  keepComment();
  await act(what, [at.row], extra);
  await fill();
}

/** Replace the whole text by an offer; undo brings back what was there. */
export function take(text) {
  apart();
  write(text);
}

/** Put a term or a code at the cursor, a paired code around what is selected. */
export function insert(button) {
  if (!button) return;
  apart();
  into((area) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    put(button.dataset.before + (button.dataset.after ? chosen + button.dataset.after : ""));
    if (button.dataset.after) area.selectionStart = area.selectionEnd -= button.dataset.after.length;
  });
}
