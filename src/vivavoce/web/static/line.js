// The line to the interviewer: one WebSocket at a time, resumed where it broke (a2a-interview.v1).

const BACK_OFF = [500, 1000, 2000, 4000, 8000];
const PING_EVERY = 15_000;
const ACK_AFTER = 1000;
const REPLACED = 4409;
const FINAL = new Set([1000, 4401, 4404, 4410]);
const FULL = 64_000; // bytes that wait in the browser: two seconds of sound
const SOUND = { audio: { codec: "pcm_s16le", sampleRate: 16_000, channels: 1 }, playback: ["pcm_s16le"] };

/**
 * `on` is told, in order: `ready(message)` for each connection, `heard(message)` for every later message exactly
 * once, `sound(bytes)` for each frame, `lost(tries)` whenever the line is broken, with how often it was tried since,
 * `replaced()` when another window has it, `closed()` when it will not come back.
 */
export class Line {
  #door;
  #on;
  #socket = null;
  #ready = false;
  #input = "text";
  #opened = "text"; // the input that the server was told when the line was opened
  #seen = 0;
  #tries = 0;
  #acking = 0;
  #waiting = 0;
  #opening = false;
  #alive = true; // whether anything came since the last PING

  constructor(door, on) {
    this.#door = door;
    this.#on = on;
    setInterval(() => this.#ping(), PING_EVERY);
  }

  /** Connect now, with a fresh ticket. Without the right to one, the door knows where this candidate stands. */
  async open() {
    if (this.#opening) return;
    this.#opening = true;
    clearTimeout(this.#waiting);
    const answer = await fetch(`${this.#door}/ticket`, { method: "POST" }).catch(() => ({ status: 500 }));
    this.#opening = false;
    if (answer.status >= 500) return this.#later();
    if (!answer.ok) return this.#on.closed();
    this.#connect(await answer.json());
  }

  /** How the candidate answers from now on: "audio" or "text". A line opened for text carries no voice. */
  prefer(input) {
    this.#input = input;
    const gone = !this.#socket || this.#socket.readyState > WebSocket.OPEN;
    if (gone || (input === "audio" && this.#opened === "text")) this.open();
    else this.say({ type: "MODE", input });
  }

  /** Send a message; nothing happens while the line is broken. */
  say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Whether the line is there and not behind with what it was given. */
  get free() {
    return this.#ready && this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount < FULL;
  }

  /** Send text or bytes as they are, while `free`. */
  send(wire) {
    this.#socket.send(wire);
  }

  #connect({ wsUrl, sessionId, tenantId, sessionToken }) {
    keep({ session_token: sessionToken, tenant_id: tenantId, ws_url: wsUrl });
    const address = `${wsUrl}?${new URLSearchParams({ sessionId, tenantId })}`;
    const socket = (this.#socket = new WebSocket(address, "a2a-interview.v1"));
    this.#ready = false;
    this.#alive = true;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      const input = (this.#opened = this.#input);
      const sound = input === "audio" ? SOUND : {};
      this.say({ type: "HELLO", sessionToken, lastSeq: this.#seen, input, ...sound });
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#alive = true;
      if (data instanceof ArrayBuffer) this.#on.sound(data);
      else this.#take(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      this.#ready = false;
      if (code === REPLACED) this.#on.replaced();
      else if (FINAL.has(code)) this.#on.closed();
      else this.#later();
    };
  }

  #take(message) {
    if (message.type === "READY") {
      this.#tries = 0;
      this.#ready = true;
      keep({ candidate_name: message.candidateName, position: message.position });
      this.say({ type: "GREETING_REQUEST" });
      this.#on.ready(message);
    } else if (message.seq === undefined) {
      if (message.type !== "PONG") this.#on.heard(message);
    } else if (message.seq > this.#seen || message.type === "SNAPSHOT") {
      this.#seen = message.seq;
      this.#acking ||= setTimeout(() => this.#acknowledge(), ACK_AFTER);
      this.#on.heard(message);
    }
  }

  /** A network that went away is not always noticed by the browser: then the PONG is missing. */
  #ping() {
    if (this.#socket?.readyState === WebSocket.OPEN && !this.#alive) {
      this.#socket.onclose = null;
      this.#socket.close();
      this.#ready = false;
      return this.#later();
    }
    this.#alive = false;
    this.say({ type: "PING", t: Date.now() });
  }

  #acknowledge() {
    this.#acking = 0;
    this.say({ type: "ACK", seq: this.#seen });
  }

  #later() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.open(), BACK_OFF[Math.min(this.#tries, BACK_OFF.length - 1)]);
    this.#on.lost(this.#tries++);
  }
}

/** What every client of this protocol keeps in the tab, under the names that the contract gives (a2a.md, U10). */
function keep(values) {
  for (const [name, value] of Object.entries(values)) sessionStorage.setItem(`interview_${name}`, value);
}
