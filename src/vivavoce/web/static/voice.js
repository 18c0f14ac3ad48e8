// The candidate's voice in the room: the microphone, the sound on its way, what is heard of it, and the controls.

import { unpacked } from "./frames.js";
import { Hold } from "./hold.js";
import { failed, Microphone } from "./microphone.js";
import { Outbox } from "./outbox.js";
import { Player } from "./playback.js";
import { words } from "./words.js";

const RESTING = new Set(["PAUSED", "ELSEWHERE", "ENDED"]); // phases in which nothing is said
const FALL = 0.7; // of the meter from one piece to the next

const at = (id) => document.getElementById(id);
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Voice {
  #line;
  #kept;
  #on;
  #outbox;
  #player;
  #hold;
  #microphone = null;
  #phase = "WAITING";
  #numbered = false; // whether the server has said which utterance was the last
  #closing = false; // whether the piece under way is its utterance's last
  #loud = 0;

  /** `on` is told: `changed()` when somebody begins or ends to speak, `gone()` when the microphone went away. */
  constructor(line, kept, on) {
    this.#line = line;
    this.#kept = kept;
    this.#on = on;
    this.#outbox = new Outbox(line);
    this.#player = new Player(on.changed, (turn) => line.say({ type: "PLAYBACK_DONE", turn }));
    this.#hold = new Hold(at("hold"), { begins: () => this.#begins(), ends: () => (this.#closing = this.#outbox.open) });
    this.#controls();
  }

  /** Ask for ears and mouth, best within a click. Rejects with a failure; "locked": the browser wants a click. */
  async enter() {
    if (!(await this.#player.wake())) throw failed("locked");
    this.#microphone ??= await Microphone.open(this.#kept.microphone, {
      heard: (samples, level) => this.#take(samples, level),
      gone: () => this.#on.gone(),
    });
    this.#mute(false);
    this.#listen();
  }

  /** Give the microphone back; what was understood of an answer that is not done is returned. */
  leave() {
    const said = this.waits ? "" : at("caption").textContent;
    this.hush();
    this.#drop();
    this.#microphone?.close();
    this.#microphone = null;
    return said;
  }

  /** There is a line. */
  ready({ lastAudioFrame }) {
    this.#numbered = true;
    this.#outbox.resume(lastAudioFrame);
    this.#listen();
  }

  /** A frame of the interviewer's voice. */
  sound(bytes) {
    const frame = unpacked(bytes);
    if (frame && this.#microphone) this.#player.add(frame);
  }

  /** A message of the server, as far as it is about sound. */
  heard({ type, turn, ...told }) {
    if (type === "AUDIO_ACK") this.#outbox.acknowledged(told);
    else if (type === "AGENT_AUDIO") this.#announced(turn, told);
    else if (type === "CANCEL_AUDIO") this.#player.hush(turn);
    else if (type === "SNAPSHOT") this.#over(this.#outbox.settledAll());
    else if (type === "TRANSCRIPT" && !told.clientMsgId) this.#understood(told);
  }

  set phase(phase) {
    this.#phase = phase;
    if (phase === "ENDED" || phase === "ELSEWHERE") this.leave();
  }

  /** What is to be shown in a phase: the interviewer speaks for as long as they are heard. */
  shown(phase) {
    if (phase !== "LISTENING") return phase;
    if (this.#player.turn) return "SPEAKING";
    return this.waits ? "THINKING" : phase;
  }

  /** Whether an answer is done and not understood yet. */
  get waits() {
    return this.#outbox.waits;
  }

  /** The candidate goes over what the interviewer says. */
  hush() {
    const { turn } = this.#player;
    if (!turn) return;
    this.#player.hush();
    this.#line.say({ type: "INTERRUPT", turn });
  }

  /** The candidate has answered otherwise: what they were saying is no answer. */
  renew() {
    this.#drop();
    this.#listen();
  }

  /** The answer is complete. */
  done() {
    if (this.#phase === "LISTENING") this.#closing = this.#outbox.open;
  }

  focus() {
    at(this.#holds ? "hold" : "said").focus();
  }

  get #holds() {
    return this.#kept.manner === "hold";
  }

  #take(samples, level) {
    this.#loud = Math.max(level * 4, this.#loud * FALL);
    at("level").value = still.matches ? Math.round(this.#loud * 3) / 3 : this.#loud;
    if (!this.#outbox.open || RESTING.has(this.#phase)) return;
    this.#outbox.add(samples);
    if (!this.#closing) return;
    this.#closing = false;
    this.#outbox.end();
    this.#listen();
    this.#on.changed();
  }

  /** Who just speaks is listened to all the time. */
  #listen() {
    if (this.#microphone && this.#numbered && !this.#holds && !this.#outbox.open) this.#outbox.begin(false);
  }

  #begins() {
    if (!this.#microphone || !this.#numbered) return false;
    this.hush();
    if (this.#closing) this.#closing = false;
    else this.#outbox.begin(true);
    return true;
  }

  #drop() {
    this.#outbox.abandon();
    this.#hold.reset();
    this.#closing = false;
    at("caption").textContent = "";
  }

  #announced(turn, { streaming, sampleRate, lastFrame }) {
    if (streaming === "start") this.#player.rate = sampleRate;
    else if (this.#microphone) this.#player.end(turn, lastFrame);
  }

  #understood({ utterance, text, final }) {
    if (final) this.#over(this.#outbox.settled(utterance));
    else at("caption").textContent = text;
  }

  /** The server is through with an utterance; `goesOn`: the candidate still speaks, now in the next. */
  #over(goesOn) {
    if (goesOn) {
      this.#closing = false;
      this.#outbox.begin(this.#holds);
    }
    at("caption").textContent = "";
    this.#on.changed();
  }

  #mute(muted) {
    if (this.#microphone) this.#microphone.muted = muted;
    at("mute").ariaPressed = String(muted);
    at("muted").textContent = muted ? words.muted : "";
  }

  #choose(manner) {
    if (at("caption").textContent) this.done();
    else this.#drop();
    this.#kept.manner = manner;
    at("hold").hidden = at("holding").hidden = manner !== "hold";
    at("said").hidden = manner === "hold";
    this.#listen();
  }

  #controls() {
    const manner = this.#kept.manner ?? "free";
    for (const choice of document.querySelectorAll("[name=manner]")) {
      choice.checked = choice.value === manner;
      choice.addEventListener("change", () => this.#choose(choice.value));
    }
    this.#choose(manner);
    at("said").addEventListener("click", () => this.done());
    at("mute").addEventListener("click", () => {
      const muted = at("mute").ariaPressed !== "true";
      this.#mute(muted);
      this.#line.say({ type: "MUTE", muted });
    });
  }
}
