// The work page: what the person asks for with filters, clicks and keys, and what then happens.

import { startDialogs } from "./dialogs.js";
import { approve, approveUnit, ask, change, insert, skip, take, undo } from "./edits.js";
import { fill, select } from "./opening.js";
import { all, main, neighbour, open, textOf, visible } from "./rows.js";
import { inTurn, keep, keepAll, keepComment, keepSoon } from "./saving.js";
import { post } from "./server.js";
import { look } from "./watching.js";
import { at, field, grow } from "./writing.js";

const show = document.getElementById("show");
const find = document.getElementById("find");
const CHECK_AFTER = 250; // milliseconds without typing until the checks look
const LOOK_EVERY = 4000;
let checking;

main.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  grow();
  const row = at.row;
  const target = event.target.value;
  clearTimeout(checking);
  row.querySelector(".saved").textContent = "";
  keepSoon();
  checking = setTimeout(async () => {
    const told = await post("check", { row: row.dataset.row, target }).catch(() => null);
    if (told && row === at.row && field()?.value === target) row.querySelector(".live").innerHTML = told.html;
  }, CHECK_AFTER);
});

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
  copy: () => take(textOf(at.row, ".source")),
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
  if (row && row !== at.row && !getSelection().toString()) select(row, { edit: event.target.closest(".target") !== null });
  return null;
});

main.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row && row !== at.row) select(row, { focus: false });
});

main.addEventListener("mousedown", (event) => {
  if (event.target.closest(".insert, [data-do=copy], [data-do=offer], [data-do=match]")) event.preventDefault(); // no focus
});

const inserts = (number) => at.row?.querySelectorAll(".insert")[number - 1];
const press = (what) => at.row?.querySelector(`[data-do=${what}]`)?.click();
const first = () => visible().find(open) ?? visible()[0];

const keys = {
  a: approve,
  e: () => select(at.row ?? first(), { edit: true }),
  Enter: () => select(at.row ?? first(), { edit: true }),
  j: () => select(at.row ? neighbour(at.row, 1) : first()),
  k: () => select(at.row ? neighbour(at.row, -1) : first()),
  s: () => (at.row ? skip() : select(first())),
  u: undo,
  c: () => at.row && doing.copy(),
  o: () => press("offer"),
  x: () => press("match"),
  n: () => press("ask"),
  p: () => at.row?.closest("[data-unit]") && approveUnit(at.row.closest("[data-unit]")),
  w: () => at.row && change("reopen"),
  m: () => {
    const details = at.row?.querySelector(".comments");
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
      keepComment().then(renew);
      at.row?.focus();
    };
  }
  if (!event.altKey) return null;
  if (/^Digit[1-9]$/.test(event.code)) return () => insert(inserts(Number(event.code.at(-1))));
  return { ArrowDown: () => move(1), ArrowUp: () => move(-1), KeyC: keys.c, KeyO: keys.o, KeyX: keys.x }[event.code] ?? null;
}

/** Where a comment could not be saved, show it with what somebody else wrote. */
const renew = (done) => done || (at.row && fill());

async function move(by) {
  const row = neighbour(at.row, by);
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
    if (event.key === "Escape") at.row?.focus();
    return;
  }
  const does = writing ? inText(event) : inRows(event);
  if (!does) return;
  event.preventDefault();
  does();
});

document.getElementById("order").addEventListener("change", async (event) => {
  keep();
  await inTurn(() => {});
  location.search = event.target.value ? `?order=${event.target.value}` : "";
});
for (const one of [show, find]) one.addEventListener("input", filter);

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepAll().then(renew);
  else look();
});
window.addEventListener("beforeunload", (event) => {
  if (at.kept === null || main.querySelector("[data-unsaved], [data-comment]")) event.preventDefault();
});
window.addEventListener("pagehide", keepAll);
window.addEventListener("focus", look);
setInterval(look, LOOK_EVERY);

startDialogs({ keep, refill: () => at.row && fill() });
look();
select(first());
