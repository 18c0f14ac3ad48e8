// The player of a recording: the transcript moves along with it, and every word of it leads to its sound.

const STEP = 5;
const LEAD = 0.2;
const player = document.getElementById("player");
const audio = player.querySelector("audio");
const find = (name) => player.querySelector(name);
const [seek, play, now, head] = ["input[type=range]", "[data-play]", "[data-now]", ".head"].map(find);
const seconds = Number(player.dataset.seconds);
const loud = JSON.parse(document.getElementById("loud").textContent);
const words = [...document.querySelectorAll("#transcript [data-at]")].map((element) => ({
  element,
  turn: element.closest(".turn"),
  starts: Number(element.dataset.at) / 1000,
  ends: Number(element.dataset.until) / 1000,
}));
words.sort((one, other) => one.starts - other.starts);
const names = [play.textContent, play.dataset.other];
let shown = null;
let turn = null;
let until = Infinity;

audio.controls = false;
find("[data-own]").hidden = false;

/** Seconds as minutes and seconds. */
const clock = (time) => `${Math.floor(time / 60)}:${String(Math.floor(time % 60)).padStart(2, "0")}`;

/** Go to a moment, and stop at another if one is named. */
function go(time, end = Infinity) {
  audio.currentTime = Math.min(Math.max(time, 0), seconds);
  until = end;
  draw();
}

function start(time, end) {
  go(time, end);
  audio.play().catch(() => {});
}

function toggle() {
  until = Infinity;
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

/** The word that sounds at a moment, or none: the last that has begun, unless it is over. */
function sounding(time) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle].starts <= time) low = middle + 1;
    else high = middle;
  }
  const word = words[low - 1];
  return word && time < word.ends ? word : null;
}

function mark(word) {
  if (word === shown) return;
  shown?.element.classList.remove("sounding");
  word?.element.classList.add("sounding");
  shown = word;
  if (!word || word.turn === turn) return;
  turn = word.turn;
  if (!audio.paused) turn.scrollIntoView({ block: "nearest" });
}

/** Show where we are. */
function draw() {
  const time = audio.currentTime;
  const percent = `${Math.min((100 * time) / seconds, 100)}%`;
  head.setAttribute("x1", percent);
  head.setAttribute("x2", percent);
  seek.value = time;
  now.textContent = clock(time);
  seek.setAttribute("aria-valuetext", `${clock(time)} / ${clock(seconds)}`);
  mark(sounding(time));
}

/** While it plays: on to the next speech where silence is skipped, and not beyond a quote. */
function follow() {
  if (audio.paused) return;
  const time = audio.currentTime * 1000;
  if (find("[data-skip]").checked && !loud.some(([starts, ends]) => starts - LEAD * 1000 <= time && time < ends)) {
    const next = loud.find(([starts]) => starts > time);
    if (next) audio.currentTime = next[0] / 1000 - LEAD;
  }
  if (audio.currentTime >= until) audio.pause();
  draw();
  requestAnimationFrame(follow);
}

audio.addEventListener("play", () => {
  play.textContent = names[1];
  follow();
});
audio.addEventListener("pause", () => {
  play.textContent = names[0];
  draw();
});
audio.addEventListener("seeked", draw);
audio.addEventListener("error", () => (find(".error").hidden = false));
play.addEventListener("click", toggle);
seek.addEventListener("input", () => go(Number(seek.value)));
find(".waves").addEventListener("click", ({ clientX, currentTarget }) => {
  const box = currentTarget.getBoundingClientRect();
  go(((clientX - box.left) / box.width) * seconds);
});
find("[data-speed]").addEventListener("change", ({ target }) => (audio.playbackRate = Number(target.value)));

document.addEventListener("click", ({ target }) => {
  const from = target.closest("[data-from]");
  if (from) start(Number(from.dataset.from) / 1000);
  const word = target.closest("#transcript [data-at]");
  if (word && getSelection().isCollapsed) start(Number(word.dataset.at) / 1000);
});

document.addEventListener("quote", ({ detail }) => {
  if (detail.ends) start(detail.starts, detail.ends);
});

document.addEventListener("keydown", (key) => {
  if (!key.target.closest("#player, #transcript") || key.ctrlKey || key.metaKey || key.altKey) return;
  if (key.key === " " && !key.target.closest("button, select, input[type=checkbox], summary, a[href]")) toggle();
  else if (key.key === "ArrowLeft" && !key.target.closest("select")) go(audio.currentTime - STEP);
  else if (key.key === "ArrowRight" && !key.target.closest("select")) go(audio.currentTime + STEP);
  else return;
  key.preventDefault();
});
