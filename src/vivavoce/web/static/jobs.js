// Jobs: changes to a plan without a new page, questions that are dragged, a schedule that is foreseen as one types.

import Sortable from "/static/vendor/sortable.js";

/** Send a form as it would be sent anyway; put what comes back in place of what was there. */
async function send(form, button) {
  const values = new URLSearchParams(new FormData(form, button));
  const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
  const focus = focusAfter(form, button);
  const answer = await fetch(address, { method: "POST", body: values });
  take(await answer.text());
  reach(focus);
}

/** Take over the living part of a page; a page that has none is another one, and is shown whole. */
function take(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const [here, there] = [document, page].map((one) => one.querySelector("[data-swap]"));
  if (there) here.replaceWith(there);
  else document.querySelector("main").replaceWith(page.querySelector("main"));
  document.getElementById("told")?.replaceChildren(...(page.getElementById("told")?.childNodes ?? []));
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  sort();
}

function focusAfter(form, button) {
  return [button?.dataset.focusAfter, button?.id, button?.dataset.else, form.dataset.focusAfter].filter(Boolean);
}

function reach(names) {
  const wrong = document.querySelector("[data-swap] [aria-invalid]");
  const places = names.map((name) => document.getElementById(name)).filter((place) => place && !place.disabled);
  (wrong ?? places[0] ?? document.querySelector("[data-swap] [tabindex='-1']"))?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.dataset.busy && button) busy(form, button);
  if (!document.querySelector("[data-swap]") || form.id === "rehearse" || form.closest("header, dialog")) return;
  event.preventDefault();
  send(form, button);
});

/** Say that it takes a moment; a page that is come back to is as it was. */
function busy(form, button) {
  const words = button.textContent;
  setTimeout(() => {
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    button.textContent = words;
    button.removeAttribute("aria-disabled");
  }, { once: true });
}

function sort() {
  const list = document.querySelector("[data-sort]");
  if (!list) return;
  Sortable.create(list, {
    handle: ".handle",
    draggable: ".question",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    onEnd({ item, oldDraggableIndex, newDraggableIndex }) {
      if (oldDraggableIndex === newDraggableIndex) return;
      const form = document.getElementById("act");
      const button = document.createElement("button");
      button.name = "to";
      button.value = newDraggableIndex + 1;
      button.setAttribute("formaction", item.dataset.move);
      button.setAttribute("form", form.id);
      button.hidden = true;
      item.append(button);
      send(form, button);
    },
  });
}

sort();

/** What the schedule would mean, while it is being changed. */
const schedule = document.querySelector("[data-preview]");
let looking = null;
schedule?.addEventListener("change", async () => {
  looking?.abort();
  looking = new AbortController();
  const asked = new URLSearchParams(new FormData(schedule));
  try {
    const answer = await fetch(`${schedule.action}?${asked}`, { signal: looking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) return;
    const at = document.activeElement?.id;
    document.getElementById("foreseen").replaceWith(page.getElementById("foreseen"));
    const cells = page.querySelectorAll("#hours tbody td");
    document.querySelectorAll("#hours tbody td").forEach((cell, number) => (cell.className = cells[number].className));
    if (at) document.getElementById(at)?.focus();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
});

/** What can be undone for half a minute goes away when it cannot be undone any more. */
for (const undo of document.querySelectorAll("[data-until]")) {
  setTimeout(() => undo.remove(), Math.max(0, new Date(undo.dataset.until) - Date.now()));
}

document.querySelector("[data-focus]")?.focus();
