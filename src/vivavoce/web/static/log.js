// The conversation so far, and corrections of one's own words; what was written first stays beside them.

import { words } from "./words.js";

const log = document.getElementById("log");

/** Shows turns; `door` takes corrections, `corrections` are those made before (turn number → text). */
export class Log {
  #door;
  #corrections;
  #fixed;

  /** `fixed()` is told when a correction is over, saved or not. */
  constructor(door, corrections, fixed) {
    this.#door = door;
    this.#corrections = corrections;
    this.#fixed = fixed;
  }

  /** Assistive technology reads only what comes while this is false. */
  set busy(replaying) {
    log.parentElement.setAttribute("aria-busy", String(replaying));
  }

  clear() {
    log.replaceChildren();
  }

  /** What somebody said: `who` is agent, candidate or notice. With its number a turn of one's own can be fixed. */
  add(who, text, { turn, fixable = false } = {}) {
    const entry = this.#entry(who, words[who], text);
    if (!fixable) return;
    entry.append(this.#fixButton(entry, turn));
    if (this.#corrections[turn]) this.#correct(entry, turn, this.#corrections[turn]);
  }

  /** What the interviewer has said since the candidate's last words does not count: they were not done. */
  withdraw() {
    for (const entry of [...log.children].reverse()) {
      if (entry.className === "candidate") return;
      if (entry.className === "agent") entry.remove();
    }
  }

  /** An answer that is on its way; `arrived` takes it away again. */
  pending(text) {
    if (!log.querySelector(".pending")) this.#entry("candidate", words.pending, text).classList.add("pending");
  }

  arrived() {
    log.querySelector(".pending")?.remove();
  }

  #entry(who, name, text) {
    const entry = made("li", { className: who });
    entry.append(made("b", { textContent: name }), made("p", { textContent: text, className: "said" }));
    log.append(entry);
    return entry;
  }

  #fixButton(entry, turn) {
    const button = made("button", { type: "button", className: "fix", textContent: words.fix });
    button.addEventListener("click", () => this.#open(entry, turn, button));
    return button;
  }

  #open(entry, turn, button) {
    const said = entry.querySelector(".said");
    const form = made("form");
    const id = `fix-${turn}`;
    const field = made("textarea", { id, rows: 3, maxLength: 8000, value: said.textContent });
    const error = made("p", { className: "error", role: "alert" });
    const cancel = made("button", { type: "button", textContent: words.cancel });
    const buttons = made("div", { className: "row" });
    buttons.append(made("button", { className: "main", textContent: words.save }), cancel);
    form.append(made("label", { htmlFor: id, textContent: words.fixing }), field, error, buttons);
    const close = () => {
      form.remove();
      said.hidden = button.hidden = false;
      this.#fixed();
    };
    cancel.addEventListener("click", close);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text === said.textContent) return close();
      if (!(await this.#save(turn, text))) return void (error.textContent = words.unsaved);
      this.#correct(entry, turn, text);
      close();
    });
    said.hidden = button.hidden = true;
    entry.append(form);
    field.focus();
  }

  async #save(turn, text) {
    const body = new URLSearchParams({ turn, text });
    const answer = await fetch(`${this.#door}/correct`, { method: "POST", body }).catch(() => null);
    return answer?.ok ?? false;
  }

  /** The new words above, the first ones below. */
  #correct(entry, turn, text) {
    const said = entry.querySelector(".said");
    if (!entry.querySelector(".first")) {
      const first = made("p", { className: "first", textContent: `${words.corrected} ${said.textContent}` });
      said.after(first);
    }
    said.textContent = this.#corrections[turn] = text;
  }
}

function made(name, facts = {}) {
  return Object.assign(document.createElement(name), facts);
}
