// Puts the page's moments into the reader's own time zone, in the language of the page; where people compare, short.

const dense = document.body.classList.contains("console");
const words = new Intl.DateTimeFormat(document.documentElement.lang, {
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
