// The open question. It stays until the next one; who was taken for done too early gets theirs back.

const card = document.getElementById("question");

export class Card {
  #before = null; // what stood here when the candidate was taken for done
  #begun = null; // what the interviewer began to say then, while the candidate goes on

  /** What is said around a question stands above it (greeting) or below it (the rest). */
  ask(kind, text) {
    const said = document.createElement("p");
    said.className = kind?.toLowerCase() ?? "question";
    said.textContent = text;
    if (kind === "FOLLOW_UP") for (const old of card.querySelectorAll(".greeting, .follow_up")) old.remove();
    else if (card.lastElementChild?.className !== "greeting") card.replaceChildren();
    card.append(said);
    this.#begun = null;
  }

  /** The candidate was taken for done. */
  answered() {
    this.#before = [...card.children];
  }

  /** The candidate was not done. */
  goOn() {
    if (!this.#before) return;
    this.#begun = [...card.children];
    card.replaceChildren(...this.#before);
  }

  /** The interviewer says again what they had begun. */
  again() {
    if (this.#begun) card.replaceChildren(...this.#begun);
    this.#begun = null;
  }

  show() {
    card.scrollIntoView({ block: "nearest" });
  }
}
