// The result page: a quote leads to its words, in the transcript and, where there is sound, in time.

const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
let shown = [];

function show(name) {
  for (const mark of shown) mark.classList.remove("now");
  shown = [...document.querySelectorAll("mark[data-quotes]")].filter((mark) => mark.dataset.quotes.split(" ").includes(name));
  for (const mark of shown) mark.classList.add("now");
  const first = shown[0];
  if (!first) return;
  first.scrollIntoView({ block: "center", behavior: reduced ? "auto" : "smooth" });
  document.getElementById(`quote-${name}`)?.focus({ preventScroll: true });
  first.dispatchEvent(new CustomEvent("quote", { bubbles: true, detail: sound(shown) }));
}

/** From when to when the words are heard, in seconds; nothing for those that are not. */
function sound(marks) {
  const heard = marks.filter((mark) => mark.dataset.at);
  if (!heard.length) return {};
  return {
    starts: Math.min(...heard.map((mark) => Number(mark.dataset.at))) / 1000,
    ends: Math.max(...heard.map((mark) => Number(mark.dataset.until))) / 1000,
  };
}

document.addEventListener("click", (event) => {
  const quote = event.target.closest("[data-quote]");
  if (!quote) return;
  event.preventDefault();
  history.replaceState(null, "", quote.getAttribute("href"));
  show(quote.dataset.quote);
});

/** The reason is asked for only where the reader and the machine differ by a level or more. */
document.addEventListener("change", ({ target }) => {
  if (target.name !== "level") return;
  const machine = Number.parseFloat(target.dataset.machine);
  const differs = target.value && !Number.isNaN(machine) && Math.abs(machine - Number(target.value)) >= 1;
  const reason = target.form.querySelector(".reason");
  reason.toggleAttribute("data-hide", !differs);
  reason.querySelector("textarea").required = differs;
});

if (location.hash.startsWith("#quote-")) show(location.hash.slice("#quote-".length));
