// The room: shows what the interviewer says, sends what the candidate writes, keeps a draft until it has arrived.

import { Line } from "./line.js";

const STATES = {
  WAITING: "Getting ready…",
  SPEAKING: "Asking",
  LISTENING: "Listening",
  THINKING: "Thinking…",
  PAUSED: "Paused. Go on whenever you are ready.",
  CLOSING: "Finishing…",
  ENDED: "The interview is over.",
  LOST: "Reconnecting…",
  ELSEWHERE: "Opened in another window.",
};
const LOST = "Saved up to your last answer. Reconnecting…";

const at = (id) => document.getElementById(id);
const room = at("room");
const { door, minutes } = room.dataset;
const answer = at("answer");

/** What this tab must not lose: the draft, and the one answer on its way (`{ clientMsgId, text }`). */
const kept = {
  get draft() { return sessionStorage.getItem(`${door} draft`) ?? ""; },
  set draft(text) { sessionStorage.setItem(`${door} draft`, text); },
  get pending() { return JSON.parse(sessionStorage.getItem(`${door} pending`)); },
  set pending(sent) { sessionStorage.setItem(`${door} pending`, JSON.stringify(sent)); },
};

const spoken = new Map(); // turn number → kind, between TURN_START and its text
const clock = { elapsed: 0, since: 0 };
let place = { index: 0, total: 0 };
let heard = 0;
let caughtUp = 0;
let stopping = false;

const line = new Line(door, {
  ready(message) {
    Object.assign(clock, { elapsed: message.elapsedSeconds, since: performance.now() });
    caughtUp = message.seq;
    place = message.question;
    at("banner").textContent = "";
    at("elsewhere").hidden = true;
    at("composer").hidden = false;
    state(message.phase);
    progress();
    if (stopping) line.say({ type: "END_INTERVIEW" });
    else deliver();
  },
  heard(message) {
    heard = message.seq ?? heard;
    // A replay after a reload is no news: assistive technology reads only what comes after it.
    at("log").setAttribute("aria-busy", String(replaying()));
    TOLD[message.type]?.(message);
  },
  lost() {
    clock.elapsed = elapsed();
    clock.since = 0;
    state("LOST");
    at("banner").textContent = LOST;
  },
  replaced() {
    state("ELSEWHERE");
    at("composer").hidden = true;
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
    log("agent", text);
  },
  TRANSCRIPT({ text, clientMsgId }) {
    if (clientMsgId === kept.pending?.clientMsgId) arrived();
    log("candidate", text);
  },
  NOTICE: ({ text }) => log("notice", text),
  SNAPSHOT({ transcript, question, phase }) {
    const own = transcript.filter(({ role }) => role === "candidate").at(-1);
    const asked = transcript.filter(({ role }) => role === "agent").at(-1);
    if (own && own.text === kept.pending?.text) arrived();
    at("log").replaceChildren();
    for (const { role, text } of transcript) log(role, text);
    if (asked) ask("QUESTION", asked.text);
    place = question;
    state(phase);
    progress();
  },
  ERROR({ message, fatal }) {
    if (fatal || !kept.pending) return;
    answer.value = kept.draft = kept.pending.text;
    arrived();
    at("error").textContent = message;
    state("LISTENING");
  },
  SESSION_ENDED() {
    sessionStorage.clear();
    if (stopping) return;
    at("composer").hidden = true;
    at("over").hidden = false;
    at("over").querySelector("a").focus({ preventScroll: true });
  },
};

const replaying = () => heard < caughtUp;

function state(phase) {
  at("state").textContent = STATES[phase] ?? STATES.WAITING;
  room.dataset.phase = phase;
}

function elapsed() {
  return clock.since ? clock.elapsed + (performance.now() - clock.since) / 1000 : clock.elapsed;
}

function progress() {
  const left = Math.max(1, Math.round(minutes - elapsed() / 60));
  const which = place.index ? `Question ${place.index} of ${place.total}` : "Beginning";
  at("progress").textContent = `${which} · about ${left} min left`;
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
  if (!replaying()) card.scrollIntoView({ block: "nearest" });
}

function log(who, text, ...classes) {
  const entry = document.createElement("li");
  const name = document.createElement("b");
  name.textContent = { agent: "AI interviewer", candidate: "You", notice: "Note" }[who];
  entry.className = [who, ...classes].join(" ");
  entry.append(name, Object.assign(document.createElement("p"), { textContent: text }));
  at("log").append(entry);
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
  if (!at("log").querySelector(".pending")) log("candidate", sent.text, "pending");
  if (room.dataset.phase !== "LOST") state("THINKING");
  line.say({ type: "TEXT_ANSWER", ...sent });
}

function arrived() {
  kept.pending = null;
  at("log").querySelector(".pending")?.remove();
}

function done() {
  const text = answer.value.replaceAll("\0", "").trim();
  if (!text) {
    at("error").textContent = "Please write an answer first, or choose Skip.";
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

answer.value = kept.draft;
answer.addEventListener("input", () => {
  kept.draft = answer.value;
  at("error").textContent = "";
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
at("stop").addEventListener("click", () => at("stopping").showModal());
at("stay").addEventListener("click", () => at("stopping").close());
at("leave").addEventListener("click", stop);
at("here").addEventListener("click", () => line.open());
setInterval(progress, 60_000);
line.open();
