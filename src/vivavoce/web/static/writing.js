// The answer that is typed: its draft survives a reload, and it is sent until it has arrived.

import { words } from "./words.js";

const answer = document.getElementById("answer");
const error = document.getElementById("error");

/** 128 random bits; `randomUUID` is missing where the page came over plain HTTP. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join("-");
}

export class Writing {
  #line;
  #kept;
  #log;
  #on;

  /** `on` is told: `typed()` on every change of the draft, `done()` when it is complete, `sends()` before it or
   * other words go out. */
  constructor(line, kept, log, on) {
    this.#line = line;
    this.#kept = kept;
    this.#log = log;
    this.#on = on;
    answer.value = kept.draft;
    answer.addEventListener("input", () => {
      this.draft = answer.value;
      error.textContent = "";
      on.typed();
    });
    document.getElementById("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.done();
    });
  }

  get draft() {
    return answer.value;
  }

  set draft(text) {
    this.#kept.draft = text;
    if (answer.value !== text) answer.value = text;
  }

  focus() {
    answer.focus();
  }

  fail(message) {
    error.textContent = message;
  }

  /** The typed answer is complete. */
  done() {
    const text = answer.value.replaceAll("\0", "").trim();
    if (!text) {
      error.textContent = words.blank;
      answer.focus();
    } else if (!this.#kept.pending) {
      this.#on.done();
      this.send(text);
      this.draft = "";
      answer.focus();
    }
  }

  /** Send these words as an answer; one at a time. */
  send(text) {
    if (this.#kept.pending) return;
    this.#kept.pending = { clientMsgId: newId(), text };
    error.textContent = "";
    this.deliver();
  }

  /** Send the answer that is on its way, again where it has to be. */
  deliver() {
    const sent = this.#kept.pending;
    if (!sent) return;
    this.#log.pending(sent.text);
    this.#on.sends();
    this.#line.say({ type: "TEXT_ANSWER", ...sent });
  }

  /** An answer is in the log: is it the one on its way? */
  arrived(same) {
    const sent = this.#kept.pending;
    if (!sent || !same(sent)) return;
    this.#kept.pending = null;
    this.#log.arrived();
  }

  /** The answer on its way, if there is one, was refused: it can be changed and sent again. */
  takeBack() {
    const sent = this.#kept.pending;
    if (!sent) return false;
    this.draft = sent.text;
    this.arrived(() => true);
    return true;
  }
}
