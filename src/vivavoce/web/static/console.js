// What every page of the console shares: keys for lists, copying, ticking, living parts.

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr, [data-rows] > li")];
const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
let last = "";

/** Move the mark to the next (1) or previous (-1) row; a row is reached by its own link or button. */
function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("at"));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  all[at]?.classList.remove("at");
  next.classList.add("at");
  (next.querySelector("a, button, input:not([type=checkbox])") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: () => document.querySelector(".at input[type=checkbox]")?.click(),
  Enter: () => {
    const row = document.querySelector(".at[data-open]");
    if (row) location.assign(row.dataset.open);
  },
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  i: () => last === "g" && location.assign("/console"),
};

document.addEventListener("keydown", (key) => {
  if (key.ctrlKey || key.metaKey || key.altKey || typing(key.target)) return;
  if (key.key === "Enter" && key.target.closest("a, button, summary")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(key.key)}"]`);
  const act = button ? () => button.click() : KEYS[key.key];
  last = key.key;
  if (!act) return;
  key.preventDefault();
  act();
});

document.addEventListener("click", async ({ target }) => {
  const copy = target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent);
    const words = copy.textContent;
    copy.textContent = copy.dataset.done;
    setTimeout(() => (copy.textContent = words), 2000);
  }
  if (target.closest("[data-keys-help]")) document.getElementById("keys").showModal();
  const row = target.closest("tr[data-open], .queue > li[data-open]");
  if (row && !target.closest("a, button, input, label, select, summary")) location.assign(row.dataset.open);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-tick-all]")) {
    for (const box of target.closest("table").querySelectorAll("tbody input[name=id]")) box.checked = target.checked;
  }
  if (target.matches("[data-submit]")) target.form.requestSubmit();
});

/** A dialog that was put there to be seen at once (a secret shown once) closes only by its own button. */
for (const dialog of document.querySelectorAll("dialog[data-open-now]")) {
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => dialog.showModal()); // a browser lets the second Escape through
  dialog.showModal();
}

/** Parts that change while one looks at them: [data-live] is fetched anew when one of its events has happened. */
const living = () => [...document.querySelectorAll("[data-live]")];
if (living().length) {
  const source = new EventSource("/console/live");
  source.addEventListener("happened", ({ data }) => {
    const names = JSON.parse(data);
    for (const part of living()) {
      const wants = part.dataset.live.split(" ");
      if (wants.includes("*") || names.some((name) => wants.some((want) => name.startsWith(want)))) refresh(part);
    }
  });
  addEventListener("pagehide", () => source.close());
}

/** A page that has become another one (an assessment that is ready) is shown whole. */
document.addEventListener("htmx:before:swap", (event) => {
  const { select, text } = event.detail.ctx;
  if (!select?.startsWith("#") || text.includes(`id="${select.slice(1)}"`)) return;
  event.preventDefault();
  location.reload();
});

function refresh(part) {
  const select = `#${part.id}`;
  htmx.ajax("GET", location.href, { target: select, select, swap: "outerMorph" });
}
