// The work page. The server owns the entries: a row is shown as its HTML says, and each edit names the row as this page
// saw it (data-seen), so that nothing is overwritten that somebody else changed.

import { get, post } from "./server.js";
import { startDialogs } from "./dialogs.js";

const main = document.getElementById("main");
const news = document.getElementById("news");
const show = document.getElementById("show");
const find = document.getElementById("find");
const SAVE_AFTER = 1200; // milliseconds without typing until an unfinished edit is kept
const CHECK_AFTER = 250;
const LOOK_EVERY = 4000;

const steps = []; // what can be taken back, the last one last
let queue = Promise.resolve(); // edits go one after the other
let current = null; // the row that is open
let stamp = ""; // of the files, as they were when we looked last
let kept = ""; // the open row's text as the server has it
let typing = false; // whether the person wants to write as soon as the panel is there
let session = 0; // the step of the first autosave since the row was opened
let saving, checking;

// --- rows

export const all = () => [...main.querySelectorAll(".row")];
const visible = () => all().filter((row) => !row.hidden && !row.closest("[hidden]"));
const byId = (id) => document.getElementById(`row-${id}`);
const field = () => current?.querySelector(".editor textarea") ?? null;
const dirty = () => field() !== null && field().value !== kept;
const editable = (row) => row.dataset.editable === "1";

/** The text of a row's source or target, without the tips on its terms. */
function textOf(row, selector) {
  const copy = row.querySelector(selector)?.cloneNode(true);
  for (const tip of copy?.querySelectorAll(".forms, .problems") ?? []) tip.remove();
  return copy?.textContent.trim() ?? "";
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Show a row as the server now has it; an open panel stays. */
function refresh(id, html) {
  const row = byId(id);
  const fresh = parsed(html).querySelector(".row");
  if (!row || !fresh) return;
  row.querySelector(".summary").replaceWith(fresh.querySelector(".summary"));
  Object.assign(row.dataset, fresh.dataset);
  delete row.dataset.text;
}

export function tell(text, kind = "") {
  news.className = `news ${kind}`;
  news.textContent = text;
}

// --- open and close

export async function select(row, { edit = false, focus = true } = {}) {
  if (!row) return;
  const other = row !== current;
  const asked = other && current?.querySelector(".conflict button");
  if (asked) {
    asked.focus(); // what was typed would be lost
    return;
  }
  if (other) {
    leave();
    current = row;
    for (const one of main.querySelectorAll(".row[tabindex='0']")) one.tabIndex = -1;
    row.tabIndex = 0;
    row.classList.add("open");
    if (focus) row.focus({ preventScroll: true });
  }
  const there = other ? null : field();
  typing = edit && !there;
  if (edit) there?.focus();
  if (other) await fill();
}

/** Close the open row; what was typed is kept. */
function leave() {
  const row = current;
  if (!row) return;
  keep();
  keepComment();
  current = null;
  row.classList.remove("open");
  const panel = row.querySelector(".panel");
  panel.hidden = true;
  panel.replaceChildren();
}

/** Fetch what belongs below the open row; what was typed and is not saved stays. */
async function fill() {
  const row = current;
  if (!editable(row)) return;
  try {
    const told = await get("panel", { row: row.dataset.row });
    if (row !== current) return;
    const panel = row.querySelector(".panel");
    const had = panel.contains(document.activeElement);
    typing ||= document.activeElement === field();
    const [written, over] = unsaved();
    const old = panel.querySelector("textarea.comment");
    panel.replaceChildren(parsed(told.html));
    panel.hidden = false;
    resumeComment(row, old);
    kept = field().value;
    session = 0;
    if (written !== undefined && written !== kept) resume(written, over);
    for (const term of row.querySelectorAll(".term")) term.tabIndex = 0;
    field().setSelectionRange(field().value.length, field().value.length);
    grow();
    if (typing) field().focus();
    else if (had) row.focus({ preventScroll: true });
    typing = false;
    row.scrollIntoView({ block: "nearest" });
    const similar = await get("matches", { row: row.dataset.row });
    if (row === current) panel.querySelector(".matches").replaceChildren(parsed(similar.html));
  } catch (error) {
    tell(error.message, "error");
  }
}

/** What the open row has that the server has not, and the server's text over which it was written. */
function unsaved() {
  const asked = current.querySelector(".conflict") !== null;
  const over = asked ? undefined : field() && kept !== null ? kept : current.dataset.over;
  return [asked || dirty() ? field().value : current.dataset.unsaved, over];
}

function resume(written, over) {
  const theirs = kept;
  field().value = written;
  if (over !== theirs) conflict(theirs, written);
  else saving = setTimeout(autosave, SAVE_AFTER);
}

/** A comment that was begun goes on, with the lines that somebody else has written meanwhile. */
function resumeComment(row, old) {
  const area = row.querySelector("textarea.comment");
  const base = old?.dataset.text ?? row.dataset.commented ?? "";
  const begun = old && old.value !== base ? old.value : row.dataset.comment;
  delete row.dataset.comment;
  if (begun === undefined) return;
  const known = new Set([...base.split("\n"), ...begun.split("\n")]);
  area.value = [begun, ...area.dataset.text.split("\n").filter((line) => !known.has(line))].join("\n");
  row.querySelector(".comments").open = true;
}

function forget(row) {
  delete row.dataset.unsaved;
  delete row.dataset.over;
}

/** Remember what could not be saved; it is there again when the row is opened again. */
function remember(row, written, over) {
  row.dataset.unsaved = written;
  row.dataset.over ??= over;
}

function grow() {
  const area = field();
  if (area) area.rows = Math.max(2, Math.ceil((area.value.length + 1) / Math.max(20, area.clientWidth / 9)));
}

function neighbour(row, by, fits = () => true) {
  const rows = visible();
  for (let at = rows.indexOf(row) + by; at >= 0 && at < rows.length; at += by) if (fits(rows[at])) return rows[at];
  return null;
}

const open = (row) => row.dataset.state !== "approved";

function skip() {
  const row = neighbour(current, 1, open) ?? visible().find((other) => other !== current && open(other));
  if (row) return select(row);
  tell("Everything here is approved.", "good");
  return null;
}

// --- edits

/** Do something to rows, after what was asked before; resolves to whether all of it was done. */
export function act(what, rows, extra = {}, { last = false, saw = null } = {}) {
  const mine = current && rows.includes(current) ? field()?.value : undefined;
  const done = queue.then(async () => {
    const seen = saw ?? Object.fromEntries(rows.map((row) => [row.dataset.row, row.dataset.seen]));
    const joins = what === "keep" ? session : 0;
    const told = await post("edit", { do: what, rows: seen, joins, ...extra }, last);
    for (const [id, html] of Object.entries(told.rows)) refresh(id, html);
    document.getElementById("meter").innerHTML = told.meter;
    if (told.step && what !== "undo" && told.step !== joins) steps.push({ step: told.step, rows });
    if (what === "keep" && rows.includes(current)) session = told.step || session;
    return differ(told.conflicts, mine, extra.target);
  });
  queue = done.catch(() => {});
  return done.catch((error) => {
    tell(error.message, "error");
    return false;
  });
}

/** Say which rows somebody else changed; whether there are none. */
function differ(conflicts, typed, asked) {
  const ids = Object.keys(conflicts);
  for (const id of ids) {
    const yours = typed ?? asked ?? conflicts[id];
    if (byId(id) === current && field() && yours !== conflicts[id]) conflict(conflicts[id], yours);
  }
  if (ids.length) {
    tell(`${ids.length === 1 ? "An entry was" : `${ids.length} entries were`} changed by another program or tab meanwhile: nothing was overwritten.`, "error");
  }
  return ids.length === 0;
}

function conflict(theirs, mine) {
  current.querySelector(".conflict")?.remove();
  kept = field().value; // nothing more is saved until the person has chosen
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
      kept = theirs;
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
  current.querySelector(".editor").prepend(box);
}

/** Keep what was typed as an unfinished text. */
async function keep({ last = false } = {}) {
  clearTimeout(saving);
  if (!dirty() || current.querySelector(".conflict")) return;
  const row = current;
  const target = field().value;
  const status = row.querySelector(".saved");
  const over = kept ?? row.dataset.over;
  kept = target;
  delete row.dataset.unsaved;
  const done = await act("keep", [row], { target }, { last });
  status.textContent = done ? "Kept as your draft." : "Not saved.";
  if (done) return forget(row);
  if (row.querySelector(".conflict")) return undefined;
  remember(row, target, over);
  if (row === current) kept = null;
  return undefined;
}

/** Save a comment that was begun. */
async function keepComment({ last = false } = {}) {
  const area = current?.querySelector("textarea.comment");
  if (!area || area.value === area.dataset.text) return;
  const row = current;
  const [base, text] = [area.dataset.text, area.value];
  area.dataset.text = text;
  if (await act("comment", [row], { text }, { last })) return;
  area.dataset.text = base;
  if (row !== current) Object.assign(row.dataset, { comment: text, commented: base }); // it is there when the row is opened again
}

/** Keep what was typed while its person pauses; an emptied text only when they leave it. */
function autosave() {
  if (field()?.value.trim()) keep();
}

let approving = false;

async function approve() {
  if (!current || approving || !editable(current) || current.querySelector(".conflict")) return;
  const row = current;
  const area = field();
  clearTimeout(saving);
  approving = true;
  const before = kept;
  if (area) kept = area.value;
  const wrote = document.activeElement === area;
  const done = await act("approve", [row], area ? { target: area.value } : {});
  approving = false;
  if (!done) {
    if (row.querySelector(".conflict")) return;
    if (row === current) kept = before;
    else if (area && area.value !== before) remember(row, area.value, before ?? undefined);
    return;
  }
  forget(row);
  tell("");
  if (row !== current) return;
  const next = neighbour(row, 1, open);
  if (next) await select(next, { edit: wrote });
  else skip();
}

/** Whether nothing of a row is still to be saved or decided. */
export const settled = (row) => row.dataset.unsaved === undefined && !row.querySelector(".conflict");

async function approveUnit(section) {
  await keep();
  const rows = [...section.querySelectorAll(".row")].filter((row) => open(row) && editable(row) && settled(row));
  const fit = rows.filter((row) => /draft$/.test(row.dataset.state) && !row.querySelector(".summary .problems .error"));
  if (fit.length) await act("approve", fit);
  const left = rows.length - fit.length;
  if (left) tell(`${left} of this paragraph ${left === 1 ? "has" : "have"} no translation, an outdated one or one with errors: not approved.`, "error");
  const last = rows.at(-1);
  if (last && !left) await select(neighbour(last, 1, open) ?? last);
}

async function undo() {
  keep();
  keepComment();
  await queue;
  const step = steps.pop();
  if (!step) return tell("There is nothing to take back.");
  if (!(await act("undo", step.rows, { step: step.step }))) return null;
  tell("Taken back.");
  const row = step.rows[0];
  if (row === current) await fill();
  else await select(row);
  return null;
}

/** Show the model's other translations of the open row. */
async function ask() {
  const row = current;
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
async function change(what, extra = {}) {
  if (!current) return;
  keep();
  keepComment();
  await act(what, [current], extra);
  await fill();
}

// --- writing into the text

/** Replace the whole text. */
function write(text) {
  into((area) => {
    area.select();
    put(text);
  });
}

/** Replace the whole text by an offer; undo brings back what was there. */
function take(text) {
  apart();
  write(text);
}

/** Keep what was typed up to here, so that it is not taken back with what comes now. */
function apart() {
  keep();
  queue = queue.then(() => {
    session = 0;
  });
}

/** Change the text so that the browser's own undo still works; the focus stays where it is, for the next key may be a shortcut. */
function into(edit) {
  const area = field();
  if (!area) return;
  const from = document.activeElement;
  area.focus();
  edit(area);
  if (from !== area) (from === document.body ? current : from).focus({ preventScroll: true });
}

function put(text) {
  if (!document.execCommand("insertText", false, text)) field().setRangeText(text, field().selectionStart, field().selectionEnd, "end");
}

/** Put a term or a code at the cursor, a paired code around what is selected. */
function insert(button) {
  if (!button) return;
  apart();
  into((area) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    put(button.dataset.before + (button.dataset.after ? chosen + button.dataset.after : ""));
    if (button.dataset.after) area.selectionStart = area.selectionEnd -= button.dataset.after.length;
  });
}

main.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  grow();
  const row = current;
  const target = event.target.value;
  clearTimeout(saving);
  clearTimeout(checking);
  row.querySelector(".saved").textContent = "";
  saving = setTimeout(autosave, SAVE_AFTER);
  checking = setTimeout(async () => {
    const told = await post("check", { row: row.dataset.row, target }).catch(() => null);
    if (told && row === current && field()?.value === target) row.querySelector(".live").innerHTML = told.html;
  }, CHECK_AFTER);
});

// --- other programs

async function look() {
  if (document.visibilityState !== "visible") return;
  await (queue = queue.then(async () => {
    const told = await get("state", { stamp }).catch(() => null);
    if (!told?.seen) return;
    stamp = told.stamp;
    const rows = all();
    if (rows.length !== Object.keys(told.seen).length || rows.some((row) => !(row.dataset.row in told.seen))) {
      tell("The article has changed meanwhile. What you did is saved: reload the page to see the new text.", "error");
      stamp = "";
      return;
    }
    await renew(rows.filter((row) => row.dataset.seen !== told.seen[row.dataset.row]));
  }).catch((error) => tell(error.message, "error")));
}

async function renew(rows) {
  if (!rows.length) return;
  for (let at = 0; at < rows.length; at += 100) {
    const told = await get("rows", { rows: rows.slice(at, at + 100).map((row) => row.dataset.row) });
    for (const [id, html] of Object.entries(told.rows)) refresh(id, html);
    document.getElementById("meter").innerHTML = told.meter;
  }
  tell(`${rows.length === 1 ? "An entry was" : `${rows.length} entries were`} changed by another program or tab; you see ${rows.length === 1 ? "it" : "them"} as ${rows.length === 1 ? "it is" : "they are"} now.`);
  if (rows.includes(current)) await fill();
}

// --- filters

const fits = {
  "": () => true,
  open,
  problems: (row) => row.dataset.problems !== "0",
  stale: (row) => row.dataset.state === "stale",
  untranslated: (row) => row.dataset.state === "untranslated",
  approved: (row) => row.dataset.state === "approved",
};

function filter() {
  const text = find.value.trim().toLocaleLowerCase();
  for (const row of all()) {
    row.dataset.text ??= `${textOf(row, ".source")}\n${textOf(row, ".target")}`.toLocaleLowerCase();
    row.hidden = !fits[show.value](row) || !row.dataset.text.includes(text);
  }
  for (const unit of main.querySelectorAll(".unit")) unit.hidden = !unit.querySelector(".row:not([hidden])");
  document.getElementById("none").hidden = visible().length > 0;
}

// --- keys and clicks

const doing = {
  approve,
  skip,
  undo,
  copy: () => take(textOf(current, ".source")),
  reopen: () => change("reopen"),
  offer: (button) => take(button.dataset.text),
  match: (button) => take(button.dataset.text),
  ask,
  ignore: (button) => change("ignore", { check: button.dataset.check }),
  heed: (button) => change("heed", { check: button.dataset.check }),
  comment: async () => {
    await keepComment();
    await fill();
  },
  unit: (button) => approveUnit(button.closest(".unit")),
};

main.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".insert")) return insert(button);
  if (button?.dataset.do) return doing[button.dataset.do](button);
  const row = event.target.closest(".row");
  if (row && row !== current && !getSelection().toString()) select(row, { edit: event.target.closest(".target") !== null });
  return null;
});

main.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row && row !== current) select(row, { focus: false });
});

main.addEventListener("mousedown", (event) => {
  if (event.target.closest(".insert, [data-do=copy], [data-do=offer], [data-do=match]")) event.preventDefault(); // no focus
});

const inserts = (number) => current?.querySelectorAll(".insert")[number - 1];
const press = (what) => current?.querySelector(`[data-do=${what}]`)?.click();
const first = () => visible().find(open) ?? visible()[0];

const keys = {
  a: approve,
  e: () => select(current ?? first(), { edit: true }),
  Enter: () => select(current ?? first(), { edit: true }),
  j: () => select(current ? neighbour(current, 1) : first()),
  k: () => select(current ? neighbour(current, -1) : first()),
  s: () => (current ? skip() : select(first())),
  u: undo,
  c: () => current && doing.copy(),
  o: () => press("offer"),
  x: () => press("match"),
  n: () => press("ask"),
  p: () => current?.closest("[data-unit]") && approveUnit(current.closest("[data-unit]")),
  w: () => current && change("reopen"),
  m: () => {
    const details = current?.querySelector(".comments");
    if (details) details.open = true;
    details?.querySelector("textarea").focus();
  },
  "/": () => find.focus(),
  r: () => document.getElementById("open-replace").click(),
  "?": () => document.getElementById("open-help").click(),
};
keys.ArrowDown = keys.j;
keys.ArrowUp = keys.k;

/** What a key does while a text is written; told by its place, since Alt changes what it types on some keyboards. */
function inText(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return approve;
  if (event.key === "Enter" && event.target === field()) return () => {}; // a sentence is one line
  if (event.key === "Escape") {
    return () => {
      keep();
      keepComment();
      current?.focus();
    };
  }
  if (!event.altKey) return null;
  if (/^Digit[1-9]$/.test(event.code)) return () => insert(inserts(Number(event.code.at(-1))));
  return { ArrowDown: () => move(1), ArrowUp: () => move(-1), KeyC: keys.c, KeyO: keys.o, KeyX: keys.x }[event.code] ?? null;
}

async function move(by) {
  const row = neighbour(current, by);
  if (row) await select(row, { edit: true });
}

function inRows(event) {
  if (event.key === "Enter" && event.ctrlKey) return approve;
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target.closest("button, summary, a, .term") && (event.key === "Enter" || event.key === " ")) return null;
  if (/^[1-9]$/.test(event.key)) return () => insert(inserts(Number(event.key)));
  return keys[event.key] ?? null;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const writing = event.target.closest("textarea, input, select");
  if (writing && !main.contains(writing)) {
    if (event.key === "Escape") current?.focus();
    return;
  }
  const does = writing ? inText(event) : inRows(event);
  if (!does) return;
  event.preventDefault();
  does();
});

document.getElementById("order").addEventListener("change", async (event) => {
  keep();
  await queue;
  location.search = event.target.value ? `?order=${event.target.value}` : "";
});
for (const one of [show, find]) one.addEventListener("input", filter);
function keepAll() {
  keep({ last: true });
  keepComment({ last: true });
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepAll();
  else look();
});
window.addEventListener("beforeunload", (event) => {
  if (kept === null || main.querySelector("[data-unsaved]")) event.preventDefault();
});
window.addEventListener("pagehide", keepAll);
window.addEventListener("focus", look);
setInterval(look, LOOK_EVERY);

startDialogs({ keep, refill: () => current && fill() });
look();
select(first());
