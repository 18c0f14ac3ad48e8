// The check before the room: each device and the network, in words; nothing is kept or sent.

import { keeping } from "./kept.js";
import { failed, giveBack, lent, lentMicrophone, microphones } from "./microphone.js";
import { words } from "./words.js";

const LISTEN = 3000; // milliseconds in which something must be heard
const LOOK = 50;
const LOUD = 0.02; // root mean square of samples in -1…1; a quiet room lies below
const STEADY = 6; // looks in a row over LOUD; the meter falls slowly, as a VU meter does
const FALL = 0.94;
const CONNECT = 6000;

/** What each check does: resolves when it passes, rejects with a kind of failure in `words`. */
const CHECKS = { network, speaker, microphone, camera };
const { door, socket: address } = document.querySelector(".checks").dataset;
const kept = keeping(door);
const device = document.getElementById("device");

for (const row of document.querySelectorAll(".checks > li")) {
  row.querySelector(".test").addEventListener("click", () => run(row));
}
device.addEventListener("change", () => {
  kept.microphone = device.value;
  run(document.getElementById("microphone"));
});
run(document.getElementById("network"));
practise(document.getElementById("practice"));

async function run(row) {
  const button = row.querySelector(".test");
  if (row.dataset.state === "testing") return;
  show(row, "testing");
  try {
    await CHECKS[row.id](row);
    show(row, "pass");
    button.textContent = words.again;
  } catch (failure) {
    show(row, "fail", failure.name);
    button.textContent = words.retry;
  }
}

function show(row, state, kind = "") {
  row.dataset.state = state;
  row.querySelector(".state").textContent = words[state];
  row.querySelector(".remedy").textContent = kind && (words[kind] ?? words.other);
  row.querySelector(".instead").hidden = state !== "fail";
  if (row.id === "microphone") begins(state === "pass");
}

/** By voice only with a microphone that works, in writing always. */
function begins(spoken) {
  const speak = document.getElementById("speak");
  if (!speak) return;
  speak.hidden = !spoken;
  document.getElementById("untested").hidden = spoken;
  document.getElementById("begin").className = spoken ? "button" : "main";
}

const after = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** The room's socket answers; nothing is said on it. */
function network() {
  const socket = new WebSocket(address, "a2a-interview.v1");
  return new Promise((pass, fail) => {
    const late = setTimeout(() => fail(failed("unreachable")), CONNECT);
    socket.onopen = () => pass();
    socket.onerror = () => fail(failed("unreachable"));
    socket.onclose = () => clearTimeout(late);
  }).finally(() => socket.close());
}

/** A tone; whether it was heard only the candidate can tell. */
async function speaker(row) {
  const context = new AudioContext();
  const loudness = new GainNode(context, { gain: 0.2 });
  const tone = new OscillatorNode(context, { frequency: 523 });
  tone.connect(loudness).connect(context.destination);
  tone.start();
  tone.frequency.setValueAtTime(659, context.currentTime + 0.35);
  tone.stop(context.currentTime + 0.8);
  await after(800);
  await context.close();
  const question = row.querySelector(".row");
  question.hidden = false;
  question.querySelector("button").focus();
  const answer = await new Promise((told) => {
    for (const button of question.querySelectorAll("button")) button.onclick = () => told(button.value);
  });
  question.hidden = true;
  row.querySelector(".test").focus();
  if (answer !== "pass") throw failed(answer);
}

/** Passes when something is heard for a moment within three seconds, which can then be listened to. */
async function microphone(row) {
  const stream = await lentMicrophone(kept.microphone, {});
  await offer(stream);
  row.querySelector(".state").textContent = words.speak;
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  const recorded = new Promise((done) => (recorder.onstop = done));
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start();
  const heard = await listen(stream, row.querySelector("meter"));
  recorder.stop();
  giveBack(stream);
  await recorded;
  if (!heard) throw failed("silent");
  const audio = row.querySelector("audio");
  URL.revokeObjectURL(audio.src);
  audio.src = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }));
  audio.hidden = false;
}

/** Which microphone it is, and which others there are. */
async function offer(stream) {
  const { deviceId: used } = stream.getAudioTracks()[0].getSettings();
  const known = await microphones();
  device.replaceChildren(...known.map(({ deviceId, label }) => new Option(label, deviceId, false, deviceId === used)));
  device.closest(".device").hidden = known.length < 2;
}

async function listen(stream, meter) {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let level = 0;
  let loud = 0;
  let longest = 0;
  meter.hidden = false;
  for (const end = performance.now() + LISTEN; performance.now() < end; await after(LOOK)) {
    analyser.getFloatTimeDomainData(samples);
    const now = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    level = Math.max(now, level * FALL);
    loud = level > LOUD ? loud + 1 : 0;
    longest = Math.max(longest, loud);
    meter.value = Math.min(1, level * 4);
  }
  meter.hidden = true;
  await context.close();
  return longest >= STEADY;
}

/** Passes when the picture moves; it stays until it is switched off. */
async function camera(row) {
  const video = row.querySelector("video");
  const off = row.querySelector(".off");
  if (video.srcObject) giveBack(video.srcObject);
  video.srcObject = await lent({ video: true });
  video.hidden = off.hidden = false;
  off.onclick = () => {
    giveBack(video.srcObject);
    video.srcObject = null;
    video.hidden = off.hidden = true;
    row.querySelector(".test").focus();
  };
  await video.play();
}

/** One question to try the page on; the answer never leaves the browser. */
function practise(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = form.querySelector("textarea");
    form.querySelector("[role=status]").textContent = answer.value.trim() ? words.practised : words.blank;
    form.reset();
  });
}
