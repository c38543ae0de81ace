// The dialogs of the work page: shortcuts, approve all, find and replace.

import { all, settled, tell } from "./rows.js";
import { act } from "./saving.js";
import { post } from "./server.js";

const part = (id) => document.getElementById(id);
const PREVIEW_AFTER = 250;

/** Prepare the dialogs. */
export function startDialogs({ keep, refill }) {
  part("open-help").addEventListener("click", () => part("help").showModal());
  startReady(keep, refill);
  startReplace(keep, refill);
}

/** Approve all that waits for nothing else; asked twice. */
function startReady(keep, refill) {
  const ready = () => all().filter((row) => row.dataset.ready === "1" && settled(row));
  const yes = part("ready-yes");
  let asked = false;
  part("open-ready").addEventListener("click", async () => {
    await keep();
    const count = ready().length;
    asked = false;
    yes.hidden = !count;
    yes.textContent = `Approve ${count}…`;
    part("ready-text").textContent = count
      ? `${count} translations in this article have no problems and are not approved yet. The checks find what can be counted; whether a sentence says what the source says, only a reader knows.`
      : "No translation waits for nothing but approval.";
    part("ready").showModal();
  });
  yes.addEventListener("click", async () => {
    const rows = ready();
    if (!asked) {
      asked = true;
      part("ready-text").textContent = `All ${rows.length} will count as read and approved by you. Are you sure?`;
      yes.textContent = `Yes, approve ${rows.length}`;
      return;
    }
    part("ready").close();
    const done = await act("approve-ready", rows);
    const approved = rows.filter((row) => row.dataset.state === "approved").length;
    if (done) tell(`${approved} approved. Undo takes all of it back.`, "good");
    refill();
  });
}

/** Find and replace, seen before it is done. */
function startReplace(keep, refill) {
  const yes = part("replace-yes");
  const wanted = () => ({
    find: part("replace-find").value,
    put: part("replace-put").value,
    match_case: part("replace-case").checked,
    words: part("replace-words").checked,
  });
  const chosen = () => [...part("replace-hits").querySelectorAll("input:checked")];
  const count = () => {
    yes.textContent = `${wanted().put ? "Replace" : "Delete"} in ${chosen().length}`;
    yes.disabled = chosen().length === 0;
  };
  let waiting;
  let shown; // what the hits on the page are those of
  const preview = async () => {
    const asked = wanted();
    if (!asked.find) part("replace-hits").replaceChildren();
    else {
      try {
        const told = await post("preview", asked);
        if (JSON.stringify(asked) !== JSON.stringify(wanted())) return;
        part("replace-hits").innerHTML = told.html;
        shown = asked;
      } catch (error) {
        part("replace-hits").textContent = error.message;
      }
    }
    count();
  };
  part("open-replace").addEventListener("click", async () => {
    part("replace").showModal();
    part("replace-find").focus();
    await keep();
    preview();
  });
  part("replace").addEventListener("input", (event) => {
    if (event.target.closest("#replace-hits")) return count();
    yes.disabled = true; // until it is seen what would change
    clearTimeout(waiting);
    waiting = setTimeout(preview, PREVIEW_AFTER);
    return null;
  });
  part("replace").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".fields input")) event.preventDefault();
  });
  yes.addEventListener("click", async () => {
    const boxes = chosen();
    const rows = boxes.map((box) => part(`row-${box.value}`));
    const saw = Object.fromEntries(boxes.map((box) => [box.value, box.dataset.seen]));
    const done = await act("replace", rows, shown, { saw });
    part("replace").close();
    if (done) tell(`Replaced in ${boxes.length}. Undo takes all of it back.`, "good");
    refill();
  });
}
