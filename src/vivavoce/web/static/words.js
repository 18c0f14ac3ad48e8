// What the page's scripts say, in the reader's language: the server puts it into the page.

export const words = JSON.parse(document.getElementById("words").textContent);

/** A text with each `{name}` replaced by the value of that name. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
