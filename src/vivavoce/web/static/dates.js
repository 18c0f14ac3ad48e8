// Puts the page's moments into the reader's own language and time zone.

const words = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

for (const moment of document.querySelectorAll("time[datetime]")) {
  moment.title = moment.textContent;
  moment.textContent = words.format(new Date(moment.dateTime));
}
