// The open row, and writing into its text.

/** The open row, and what is known of its text; one for the whole page. */
export const at = {
  row: null, // the one that is open
  kept: "", // its text as the server has it; null while that is not known
  session: 0, // the step of the first autosave since it was opened
  typing: false, // whether the person wants to write as soon as its panel is there
};

export const field = () => at.row?.querySelector(".editor textarea") ?? null;
export const dirty = () => field() !== null && field().value !== at.kept;

/** Give the text the room that it needs. */
export function grow() {
  const area = field();
  if (area) area.rows = Math.max(2, Math.ceil((area.value.length + 1) / Math.max(20, area.clientWidth / 9)));
}

/** Replace the whole text. */
export function write(text) {
  into((area) => {
    area.select();
    put(text);
  });
}

/** Change the text so that the browser's own undo still works; the focus stays where it is, for the next key may be a shortcut. */
export function into(edit) {
  const area = field();
  if (!area) return;
  const from = document.activeElement;
  area.focus();
  edit(area);
  if (from !== area) (from === document.body ? at.row : from).focus({ preventScroll: true });
}

/** Write *text* at the cursor. */
export function put(text) {
  if (!document.execCommand("insertText", false, text)) field().setRangeText(text, field().selectionStart, field().selectionEnd, "end");
}
