// Puts the page's moments into the reader's own time zone, in the language of the page; where people compare, short.

const { lang } = document.documentElement;
const own = navigator.languages.find((known) => known.split("-")[0] === lang) ?? lang; // "en-GB" on a page in "en"
const dense = document.body.classList.contains("console");
const words = new Intl.DateTimeFormat(own, {
  dateStyle: dense ? "medium" : "long",
  timeStyle: "short",
});

function localize() {
  for (const moment of document.querySelectorAll("time[datetime]:not([title])")) {
    moment.title = moment.textContent;
    moment.textContent = words.format(new Date(moment.dateTime));
  }
}

localize();
document.addEventListener("htmx:after:swap", localize);
