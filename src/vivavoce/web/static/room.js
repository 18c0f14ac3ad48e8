// The room: shows what the interviewer says, sends what the candidate writes, keeps a draft until it has arrived.

import { Line } from "./line.js";
import { Log } from "./log.js";
import { fill, words } from "./words.js";

const CALM = 60_000; // milliseconds without a key before the one kind word
const TRIES = 3; // broken connections before the ways out are shown

const at = (id) => document.getElementById(id);
const room = at("room");
const { door, token, minutes } = room.dataset;
const answer = at("answer");
const requests = new Set([...document.querySelectorAll("[data-says]")].map((button) => button.dataset.says));

/** What this tab must not lose: the draft, and the one answer on its way (`{ clientMsgId, text }`). */
const kept = {
  get draft() { return sessionStorage.getItem(`${door} draft`) ?? ""; },
  set draft(text) { sessionStorage.setItem(`${door} draft`, text); },
  get pending() { return JSON.parse(sessionStorage.getItem(`${door} pending`)); },
  set pending(sent) { sessionStorage.setItem(`${door} pending`, JSON.stringify(sent)); },
  get nudged() { return sessionStorage.getItem(`${door} nudged`); },
  set nudged(topic) { sessionStorage.setItem(`${door} nudged`, topic); },
};

const log = new Log(door, JSON.parse(at("corrections").textContent), () => answer.focus());
const spoken = new Map(); // turn number → kind, between TURN_START and its text
const clock = { elapsed: 0, since: 0 };
let place = { index: 0, total: 0 };
let heard = 0;
let caughtUp = 0;
let stopping = false;
let resumed = false;
let calm = 0;

const line = new Line(door, {
  ready(message) {
    Object.assign(clock, { elapsed: message.elapsedSeconds, since: 0 });
    caughtUp = message.seq;
    place = message.question;
    at("banner").textContent = "";
    at("trouble").hidden = at("elsewhere").hidden = true;
    state(message.phase);
    progress();
    if (stopping) line.say({ type: "END_INTERVIEW" });
    else deliver();
  },
  heard(message) {
    heard = message.seq ?? heard;
    log.busy = replaying();
    TOLD[message.type]?.(message);
  },
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

/** What each message of the interviewer changes on the page. */
const TOLD = {
  PHASE: ({ phase }) => state(phase),
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
  TRANSCRIPT({ text, turn, clientMsgId }) {
    if (clientMsgId === kept.pending?.clientMsgId) arrived();
    log.add("candidate", text, { turn, fixable: !requests.has(text) });
  },
  NOTICE: ({ code, text }) => log.add("notice", words[code] ?? text),
  SNAPSHOT({ transcript, question, phase }) {
    const own = transcript.filter(({ role }) => role === "candidate").at(-1);
    const asked = transcript.filter(({ role }) => role === "agent").at(-1);
    if (own && own.text === kept.pending?.text) arrived();
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
    if (kept.pending) {
      answer.value = kept.draft = kept.pending.text;
      arrived();
    }
    at("error").textContent = message;
    state("LISTENING");
  },
  SESSION_ENDED() {
    sessionStorage.clear();
    if (stopping) return;
    at("over").hidden = false;
    at("over").querySelector("a").focus({ preventScroll: true });
  },
};

const replaying = () => heard < caughtUp;

/** The clock runs in every phase but these. */
const STILL = new Set(["PAUSED", "LOST", "ELSEWHERE", "ENDED"]);
const SILENT = new Set(["PAUSED", "ELSEWHERE", "ENDED"]);

function state(phase) {
  clock.elapsed = elapsed();
  clock.since = STILL.has(phase) ? 0 : performance.now();
  at("state").textContent = words[phase] ?? words.WAITING;
  room.dataset.phase = phase;
  rest(phase === "PAUSED");
  at("composer").hidden = SILENT.has(phase);
  if (resumed && phase === "LISTENING") answer.focus();
  resumed = false;
  wait();
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

/** After a calm wait one kind word a topic, and never a second. */
function wait() {
  clearTimeout(calm);
  if (room.dataset.phase !== "LISTENING") return;
  if (kept.nudged === String(place.index)) return;
  calm = setTimeout(() => {
    kept.nudged = place.index;
    at("nudge").textContent = words.nudge;
  }, CALM);
}

/** The question stays until the next one; what is said around it stands above (greeting) or below (the rest). */
function ask(kind, text) {
  const card = at("question");
  const said = document.createElement("p");
  said.className = kind?.toLowerCase() ?? "question";
  said.textContent = text;
  if (kind === "FOLLOW_UP") for (const old of card.querySelectorAll(".greeting, .follow_up")) old.remove();
  else if (card.lastElementChild?.className !== "greeting") card.replaceChildren();
  card.append(said);
  at("nudge").textContent = "";
  if (!replaying()) card.scrollIntoView({ block: "nearest" });
}

function send(text) {
  if (kept.pending) return;
  kept.pending = { clientMsgId: newId(), text };
  at("error").textContent = "";
  deliver();
}

/** 128 random bits; `randomUUID` is missing where the page came over plain HTTP. */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join("-");
}

function deliver() {
  const sent = kept.pending;
  if (!sent) return;
  log.pending(sent.text);
  if (room.dataset.phase !== "LOST") state("THINKING");
  line.say({ type: "TEXT_ANSWER", ...sent });
}

function arrived() {
  kept.pending = null;
  log.arrived();
}

function done() {
  const text = answer.value.replaceAll("\0", "").trim();
  if (!text) {
    at("error").textContent = words.blank;
    answer.focus();
  } else if (!kept.pending) {
    send(text);
    answer.value = kept.draft = "";
    answer.focus();
  }
}

function stop() {
  stopping = true;
  at("stopping").close();
  line.say({ type: "END_INTERVIEW" });
}

sessionStorage.setItem("interview_token", token);
answer.value = kept.draft;
answer.addEventListener("input", () => {
  kept.draft = answer.value;
  at("error").textContent = "";
  wait();
});
answer.addEventListener("keydown", (key) => {
  if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) done();
});
at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  done();
});
for (const button of document.querySelectorAll("[data-says]")) {
  button.addEventListener("click", () => send(button.dataset.says));
}
at("pause").addEventListener("click", () => line.say({ type: "PAUSE" }));
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
  line.open();
});
at("again").addEventListener("click", () => line.open());
at("later").addEventListener("click", () => {
  at("leaving").hidden = !at("leaving").hidden;
  at("later").setAttribute("aria-expanded", String(!at("leaving").hidden));
});
setInterval(progress, 60_000);
line.open();
