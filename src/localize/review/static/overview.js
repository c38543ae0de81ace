// The overview: its filters, which stand in the address, so that going back finds them again; and publishing.

import { command } from "./server.js";

const [find, locale, show, none] = ["find", "locale", "show", "none"].map((id) => document.getElementById(id));

const wanted = {
  "": () => true,
  left: (cell) => Number(cell.dataset.left) > 0,
  problems: (cell) => Number(cell.dataset.problems) > 0,
  untranslated: (cell) => Number(cell.dataset.untranslated) > 0,
  done: (cell) => cell.dataset.left === "0",
};

function filter() {
  const text = find.value.trim().toLocaleLowerCase();
  for (const cell of document.querySelectorAll("[data-locale]")) {
    cell.hidden = locale.value !== "" && cell.dataset.locale !== locale.value;
  }
  let shown = 0;
  for (const line of document.querySelectorAll("tbody tr")) {
    const cells = [...line.querySelectorAll("td:not([hidden])")];
    line.hidden = !line.dataset.name.toLocaleLowerCase().includes(text) || !cells.some(wanted[show.value]);
    shown += !line.hidden;
  }
  none.hidden = shown > 0;
  const query = new URLSearchParams({ find: find.value, locale: locale.value, show: show.value });
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  history.replaceState(null, "", query.size ? `?${query}` : "/");
}

if (find) {
  const query = new URLSearchParams(location.search);
  find.value = query.get("find") ?? "";
  for (const select of [locale, show]) {
    const value = query.get(select.id) ?? "";
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  for (const field of [find, locale, show]) field.addEventListener("input", filter);
  document.querySelector("form.filters").addEventListener("submit", (event) => event.preventDefault());
  filter();
}

const button = document.getElementById("publish");
button?.addEventListener("click", async () => {
  const said = document.getElementById("published");
  button.disabled = true;
  said.textContent = "Publishing…";
  try {
    const { published, failed } = await command("publish");
    said.textContent = [`${published} ${published === 1 ? "copy is" : "copies are"} up to date.`, ...failed].join(" ");
  } catch (error) {
    said.textContent = error.message;
  }
  button.disabled = false;
});
