// What other programs and tabs do to the same files.

import { fill } from "./opening.js";
import { all, byId, measure, refresh, reread, tell } from "./rows.js";
import { inTurn } from "./saving.js";
import { get } from "./server.js";
import { at, field } from "./writing.js";

let stamp = ""; // of the files, as they were when we looked last
let waiting = false; // whether a look is asked for that has not begun; one is enough, however slow the server

/** Show what has changed since we looked last. */
export async function look() {
  if (waiting || document.visibilityState !== "visible") return;
  waiting = true;
  await inTurn(async () => {
    waiting = false;
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
  }).catch((error) => tell(error.message, "error"));
}

async function renew(rows) {
  if (!rows.length) return;
  for (let from = 0; from < rows.length; from += 100) {
    const told = await get("rows", { rows: rows.slice(from, from + 100).map((row) => row.dataset.row) });
    for (const [id, html] of Object.entries(told.rows)) {
      refresh(id, html);
      const row = byId(id);
      if (row !== at.row || !field()) reread(row); // else the panel has the older text until it is filled
    }
    measure(told.meter);
  }
  tell(`${rows.length === 1 ? "An entry was" : `${rows.length} entries were`} changed by another program or tab; you see ${rows.length === 1 ? "it" : "them"} as ${rows.length === 1 ? "it is" : "they are"} now.`);
  if (rows.includes(at.row)) await fill();
}
