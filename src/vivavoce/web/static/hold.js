// A button that is held to talk: with a finger, a mouse, the Space key wherever it is free, or one press to begin
// and one to end, which is also what the Enter key and a screen reader do.

const TAP = 300; // milliseconds: a shorter press goes on until the next one
const BUSY = "a, button, input, textarea, select, summary, dialog"; // where the Space key has its own use

export class Hold {
  #button;
  #on;
  #since = 0;

  /** `on.begins()` says whether it may begin; `on.ends()` is told when it is over. */
  constructor(button, on) {
    this.#button = button;
    this.#on = on;
    button.addEventListener("pointerdown", (press) => {
      button.setPointerCapture(press.pointerId);
      this.#press();
    });
    button.addEventListener("lostpointercapture", () => this.#release());
    button.addEventListener("contextmenu", (menu) => menu.preventDefault());
    button.addEventListener("click", ({ detail }) => detail === 0 && this.#press());
    document.addEventListener("keydown", (key) => this.#space(key) && !key.repeat && this.#press());
    document.addEventListener("keyup", (key) => this.#space(key) && this.#release());
    window.addEventListener("blur", () => this.#release());
  }

  /** Nobody holds it any more, and nothing is told. */
  reset() {
    this.#since = 0;
    this.#button.ariaPressed = "false";
  }

  #press() {
    if (this.#since) return this.#end();
    if (!this.#on.begins()) return;
    this.#since = performance.now();
    this.#button.ariaPressed = "true";
  }

  #release() {
    if (this.#since && performance.now() - this.#since > TAP) this.#end();
  }

  #end() {
    this.reset();
    this.#on.ends();
  }

  /** Whether this is the Space key, free to be held; then it does nothing else. */
  #space(key) {
    const free = key.target === this.#button || !key.target.closest?.(BUSY);
    const mine = key.key === " " && free && this.#button.offsetParent !== null;
    if (mine) key.preventDefault();
    return mine;
  }
}
