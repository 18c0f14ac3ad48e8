// The room: shows what the interviewer says, and which way the candidate answers: by voice or in writing.

import { Card } from "./card.js";
import { keeping } from "./kept.js";
import { Line } from "./line.js";
import { Log } from "./log.js";
import { Voice } from "./voice.js";
import { fill, words } from "./words.js";
import { Writing } from "./writing.js";

const CALM = 60_000; // milliseconds without a key before the one kind word
const TRIES = 3; // broken connections before the ways out are shown

const at = (id) => document.getElementById(id);
const room = at("room");
const { door, token, minutes, way } = room.dataset;
const requests = new Set([...document.querySelectorAll("[data-says]")].map((button) => button.dataset.says));

const kept = keeping(door);
const card = new Card();
const log = new Log(door, JSON.parse(at("corrections").textContent), () => attend());
const spoken = new Map(); // turn number → kind, between TURN_START and its text
const clock = { elapsed: 0, since: 0 };
let phase = "WAITING";
let place = { index: 0, total: 0 };
let heard = 0;
let caughtUp = 0;
let stopping = false;
let resumed = false;
let deaf = false; // whether the server cannot hear: who would speak types
let stays = false; // whether they go on typing although it can
let leaves = false; // whether the server is to be told that its voice is not needed any more
let calm = 0;

const line = new Line(door, {
  ready(message) {
    Object.assign(clock, { elapsed: message.elapsedSeconds, since: 0 });
    caughtUp = message.seq;
    deaf = false;
    place = message.question;
    at("banner").textContent = "";
    at("trouble").hidden = at("elsewhere").hidden = true;
    state(message.phase);
    progress();
    voice?.ready(message);
    if (stopping) line.say({ type: "END_INTERVIEW" });
    else writing.deliver();
  },
  heard(message) {
    heard = message.seq ?? heard;
    log.busy = replaying();
    TOLD[message.type]?.(message);
    voice?.heard(message);
  },
  sound: (bytes) => voice?.sound(bytes),
  lost(tries) {
    state("LOST");
    at("banner").textContent = words.saved;
    at("trouble").hidden = tries < TRIES;
  },
  replaced() {
    state("ELSEWHERE");
    at("elsewhere").hidden = false;
  },
  closed() {
    if (at("over").hidden) location.replace(door);
  },
});

const writing = new Writing(line, kept, log, {
  sends() {
    voice?.hush();
    if (phase !== "LOST") state("THINKING");
  },
  done: () => voice?.renew(),
  typed: () => wait(),
});

/** Only where the server has a voice and the candidate agreed to be recorded. */
const voice = at("voice") && new Voice(line, kept, { changed, gone: () => write(words.unplugged) });

/** What each message of the interviewer changes on the page. */
const TOLD = {
  PHASE: (message) => state(message.phase),
  TURN_START({ turn, kind, question }) {
    spoken.set(turn, kind);
    if (question) place = question;
    progress();
  },
  AGENT_TEXT({ turn, text, final }) {
    if (!final) return;
    ask(spoken.get(turn), text);
    log.add("agent", text);
  },
  TRANSCRIPT({ text, turn, final, clientMsgId, goesOn }) {
    if (!final || !text) return;
    if (goesOn) log.withdraw();
    else card.again();
    card.answered();
    writing.arrived((sent) => sent.clientMsgId === clientMsgId);
    log.add("candidate", text, { turn, fixable: !requests.has(text) });
  },
  CANCEL_AUDIO({ goesOn }) {
    if (!goesOn) return;
    card.goOn();
    at("nudge").textContent = words.GOES_ON;
  },
  AGENT_AUDIO: ({ streaming }) => streaming === "start" && card.again(),
  NOTICE({ code, text, seq }) {
    if (!voice || !(code in NOTICES)) log.add("notice", words[code] ?? text);
    else if (seq > caughtUp) NOTICES[code](words[code]);
  },
  SNAPSHOT({ transcript, question, phase }) {
    const own = transcript.filter(({ role }) => role === "candidate").at(-1);
    const asked = transcript.filter(({ role }) => role === "agent").at(-1);
    writing.arrived((sent) => sent.text === own?.text);
    log.clear();
    for (const { role, text, turn } of transcript) {
      log.add(role, text, { turn, fixable: role === "candidate" && !requests.has(text) });
    }
    if (asked) ask("QUESTION", asked.text);
    place = question;
    state(phase);
    progress();
  },
  ERROR({ message, fatal }) {
    if (fatal) return;
    if (writing.takeBack()) state("LISTENING");
    if (speaks()) at("nudge").textContent = message;
    else writing.fail(message);
  },
  SESSION_ENDED() {
    sessionStorage.clear();
    if (stopping) return;
    at("over").hidden = false;
    at("over").querySelector("a").focus({ preventScroll: true });
  },
};

/** What is told to somebody who speaks, when it happens. */
const NOTICES = {
  SILENCE: () => nudge(),
  UNHEARD: (text) => (at("nudge").textContent = text),
  STT_DOWN: (text) => hears(false, text),
  STT_UP: (text) => hears(true, text),
};

const replaying = () => heard < caughtUp;

/** Whether the candidate answers by voice now. */
const speaks = () => Boolean(voice) && kept.way === "voice" && !deaf && !stays;

/** Puts the focus where the answer is given. */
const attend = () => (speaks() ? voice : writing).focus();

/** The clock runs in every phase but these. */
const STILL = new Set(["READY", "PAUSED", "LOST", "ELSEWHERE", "ENDED"]);
const SILENT = new Set(["PAUSED", "ELSEWHERE", "ENDED"]);

function state(now) {
  clock.elapsed = elapsed();
  clock.since = STILL.has(now) ? 0 : performance.now();
  phase = now;
  if (voice) voice.phase = phase;
  show();
  rest(phase === "PAUSED");
  if (resumed && phase === "LISTENING") attend();
  resumed = false;
  wait();
}

/** Only what can be used now is there. */
function show() {
  room.dataset.phase = voice?.shown(phase) ?? phase;
  at("state").textContent = words[room.dataset.phase] ?? words.WAITING;
  const silent = SILENT.has(phase);
  at("composer").hidden = silent || speaks();
  at("asks").hidden = silent;
  if (!voice) return;
  at("asks").hidden ||= !at("gate").hidden;
  at("voice").hidden = silent || !speaks() || !at("gate").hidden;
  at("bytext").hidden = kept.way !== "voice";
}

/** Whoever paused by keyboard goes on by keyboard. */
function rest(paused) {
  const begins = paused && at("paused").hidden;
  at("paused").hidden = !paused;
  if (begins) at("resume").focus();
}

function elapsed() {
  return clock.since ? clock.elapsed + (performance.now() - clock.since) / 1000 : clock.elapsed;
}

function progress() {
  const left = Math.max(1, Math.round(minutes - elapsed() / 60));
  at("progress").textContent = fill(place.index ? words.topic : words.beginning, { ...place, minutes: left });
}

/** Who writes gets the kind word after a calm wait; for who speaks the server knows when. */
function wait() {
  clearTimeout(calm);
  if (phase === "LISTENING" && !speaks()) calm = setTimeout(nudge, CALM);
}

/** One kind word a topic, and never a second. */
function nudge() {
  if (kept.nudged === String(place.index)) return;
  kept.nudged = place.index;
  at("nudge").textContent = words.SILENCE;
}

function ask(kind, text) {
  card.ask(kind, text);
  at("nudge").textContent = "";
  if (!replaying()) card.show();
}

/** The server hears, or does not: then typing works at once. Nobody is taken away from a draft. */
function hears(again, text) {
  const moves = at("voice").contains(document.activeElement);
  stays = again && (stays || (deaf && writing.draft !== ""));
  deaf = !again;
  at("deaf").textContent = kept.way === "voice" && (deaf || stays) ? text : "";
  show();
  if (moves) attend();
}

/** Answer by voice from now on, best within a click; resolves to whether that works. */
async function speak() {
  kept.way = "voice";
  stays = leaves = false;
  at("refused").textContent = "";
  if (!deaf) at("deaf").textContent = "";
  try {
    await voice.enter();
  } catch (failure) {
    return gate(failure.name);
  }
  if (kept.way !== "voice") return void voice.leave();
  at("gate").hidden = true;
  line.prefer("audio");
  show();
  return true;
}

/** The way to one's voice: it needs a click, or something has to be put right before. */
function gate(failure) {
  at("gate").hidden = false;
  if (failure !== "locked") at("refused").textContent = words[failure] ?? words.other;
  if (phase === "WAITING") state("READY");
  show();
}

/** Something changed in who speaks. The server keeps its voice until it has heard what was said before. */
function changed() {
  show();
  if (!leaves || voice.waits) return;
  leaves = false;
  line.prefer("text");
}

/** Answer in writing from now on; what was understood of an answer that is not done becomes its draft. */
function write(error = "") {
  kept.way = "writing";
  at("gate").hidden = true;
  at("deaf").textContent = "";
  const said = voice.leave();
  if (said && !writing.draft) writing.draft = said;
  leaves = true;
  changed();
  writing.fail(error);
  writing.focus();
}

function stop() {
  stopping = true;
  at("stopping").close();
  line.say({ type: "END_INTERVIEW" });
}

/** By voice who comes from the check with it; after a reload only a click switches a microphone on. */
function begin() {
  const chosen = location.hash.slice(1);
  if (chosen) history.replaceState(null, "", location.pathname);
  kept.way = chosen || (kept.way ?? way);
  if (!voice || kept.way !== "voice") line.prefer("text");
  else if (chosen) speak();
  else gate("locked");
}

sessionStorage.setItem("interview_token", token);
document.addEventListener("keydown", (key) => {
  if (key.key !== "Enter" || !(key.ctrlKey || key.metaKey)) return;
  if (speaks()) voice.done();
  else if (key.target.id === "answer") writing.done();
});
for (const button of document.querySelectorAll("[data-says]")) {
  button.addEventListener("click", () => writing.send(button.dataset.says));
}
at("pause").addEventListener("click", () => {
  voice?.hush();
  line.say({ type: "PAUSE" });
});
at("resume").addEventListener("click", () => {
  resumed = true;
  line.say({ type: "UNPAUSE" });
});
at("stop").addEventListener("click", (event) => {
  event.preventDefault();
  at("stopping").showModal();
});
at("stay").addEventListener("click", () => at("stopping").close());
at("leave").addEventListener("click", stop);
at("here").addEventListener("click", () => {
  at("elsewhere").hidden = true;
  if (speaks()) speak();
  else line.open();
});
at("again").addEventListener("click", () => line.open());
at("later").addEventListener("click", () => {
  at("leaving").hidden = !at("leaving").hidden;
  at("later").setAttribute("aria-expanded", String(!at("leaving").hidden));
});
if (voice) {
  for (const id of ["enter", "speak"]) at(id).addEventListener("click", async () => (await speak()) && attend());
  for (const id of ["write", "type", "bytext"]) at(id).addEventListener("click", () => write());
}
setInterval(progress, 60_000);
begin();
