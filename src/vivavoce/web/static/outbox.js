// The candidate's sound on its way: numbered, kept until the server has it, sent again where a line broke.

import { packed } from "./frames.js";

const PIECE = 100; // milliseconds
const MOST = 600; // pieces: what is said in a minute without a line is kept
const OPENS = -1; // stands before the first frame of an utterance
const ENDS = Infinity; // and after the last

/**
 * An utterance is opened by `begin`, goes on with `add` and is closed by `end`; the server says when it is over
 * (`settled`). What comes after an ended utterance waits for that, because the server hears one at a time.
 */
export class Outbox {
  #line;
  #kept = []; // in order: { utterance, frame, wires }
  #sent = 0; // how many of these have gone over the line there is now
  #utterance = 0;
  #frame = 0;
  #open = false;
  #held = false;
  #ended = 0; // the utterance that is ended and not over yet
  #left = false; // whether the utterance was begun by another page and may go on here

  /** `line` has `free`, whether it takes more now, and `send`, which takes text and bytes. */
  constructor(line) {
    this.#line = line;
  }

  /** Whether sound is taken. */
  get open() {
    return this.#open;
  }

  /** Whether an ended utterance is not over yet. */
  get waits() {
    return this.#ended > 0;
  }

  /** There is a new line. `last`: what the server has stored, `{ utterance, frame }` or null. */
  resume(last) {
    this.#sent = 0;
    if (last && last.utterance > this.#utterance) this.#takeOver(last);
    else if (last) this.acknowledged(last);
    const first = this.#kept[0];
    if (first ? first.frame !== OPENS : this.#open) {
      this.#kept.unshift(this.#opening(first?.utterance ?? this.#utterance));
    }
    this.pump();
  }

  /** Open the next utterance; while it is `held`, no silence ends it. */
  begin(held) {
    if (held || !this.#left) {
      this.#utterance++;
      this.#frame = 0;
    }
    this.#left = false;
    this.#open = true;
    this.#held = held;
    this.#keep(this.#opening(this.#utterance));
  }

  /** Samples of 100 ms, 16-bit at 16 kHz. */
  add(samples) {
    const [utterance, frame] = [this.#utterance, this.#frame++];
    this.#keep({ utterance, frame, wires: [packed(utterance, frame, frame * PIECE, samples)] });
    if (this.#kept.length > MOST) this.#forget(1);
  }

  /** The candidate is done; at least one piece has been added. */
  end() {
    const end = { type: "AUDIO_END", utterance: this.#utterance, lastFrame: this.#frame - 1 };
    const wires = this.#held ? [{ type: "HOLD", on: false }, end] : [end];
    this.#open = false;
    this.#keep({ utterance: this.#utterance, frame: ENDS, wires: wires.map((wire) => JSON.stringify(wire)) });
    this.#ended = this.#utterance;
  }

  /** The candidate does not speak any more: what is not ended is dropped. */
  abandon() {
    this.#open = this.#left = false;
    this.#kept = this.#kept.filter(({ utterance }) => utterance <= this.#ended);
    this.#sent = Math.min(this.#sent, this.#kept.length);
  }

  /** The server has everything up to this frame. */
  acknowledged({ utterance, frame }) {
    const later = this.#kept.findIndex((one) => one.utterance > utterance || (one.utterance === utterance && one.frame > frame));
    this.#forget(later < 0 ? this.#kept.length : later);
  }

  /** The server is through with an utterance, and with all before it; says whether that one was still open here. */
  settled(utterance) {
    if (utterance >= this.#ended) this.#ended = 0;
    this.acknowledged({ utterance, frame: ENDS });
    this.pump();
    if (utterance < this.#utterance) return false;
    const open = this.#open;
    this.#open = this.#left = false;
    return open;
  }

  /** The server is through with whatever was said before this line. */
  settledAll() {
    return this.settled(this.#utterance);
  }

  /** Send what the line takes. */
  pump() {
    for (; this.#sent < this.#kept.length && this.#line.free; this.#sent++) {
      const { utterance, wires } = this.#kept[this.#sent];
      if (this.#ended && utterance > this.#ended) return;
      wires.forEach((wire) => this.#line.send(wire));
    }
  }

  #keep(entry) {
    this.#kept.push(entry);
    this.pump();
  }

  #forget(count) {
    this.#kept.splice(0, count);
    this.#sent = Math.max(0, this.#sent - count);
  }

  #opening(utterance) {
    const start = { type: "AUDIO_START", utterance };
    const wires = this.#held ? [start, { type: "HOLD", on: true }] : [start];
    return { utterance, frame: OPENS, wires: wires.map((wire) => JSON.stringify(wire)) };
  }

  /** Another page has spoken since: go on after it. */
  #takeOver({ utterance, frame }) {
    const open = this.#open;
    this.#kept = [];
    this.#ended = 0;
    this.#utterance = utterance;
    this.#frame = frame + 1;
    this.#left = true;
    if (open) this.begin(this.#held);
  }
}
