// The interviewer's voice: pieces of sound as they come, played without a gap.

const RATE = 24_000;
const CUSHION = 0.08; // seconds between the first piece and its sound, so that a late one still fits
const PATIENCE = 500; // milliseconds in which a browser that lets us play begins to

export class Player {
  #changed;
  #done;
  #context = null;
  #rate = RATE;
  #turn = 0;
  #playing = false;
  #whole = false;
  #next = 0; // number of the piece that comes next
  #end = 0; // when the last piece there is has been played, in the context's seconds
  #sources = new Set();
  #over = 0; // the newest turn that is not to be played again

  /** `changed()` is told when the voice begins and falls silent, `done(turn)` when a turn was heard to its end. */
  constructor(changed, done) {
    this.#changed = changed;
    this.#done = done;
  }

  /** Ask the browser to let us play, best within a click; resolves to whether it does. */
  async wake() {
    this.#context ??= new AudioContext({ sampleRate: RATE });
    await Promise.race([this.#context.resume(), new Promise((late) => setTimeout(late, PATIENCE))]);
    return this.#context.state === "running";
  }

  /** The turn that is being heard, 0 for none. */
  get turn() {
    return this.#playing ? this.#turn : 0;
  }

  /** How many samples a second of the next turn has. */
  set rate(rate) {
    this.#rate = rate;
  }

  /** A piece of a turn; piece 0 begins it, also a second time. */
  add({ turn, frame, last, samples }) {
    if (turn <= this.#over) {
      if (frame === 0) this.#done(turn); // sent again because nobody said so
      return;
    }
    if (frame === 0) this.#begin(turn);
    if (turn !== this.#turn || frame !== this.#next) return;
    this.#next++;
    this.#whole = last;
    if (samples.length) this.#schedule(samples);
    this.#look();
  }

  /** All pieces up to this one were sent; a turn may have none. */
  end(turn, last) {
    if (turn <= this.#over) return;
    if (turn !== this.#turn) this.#begin(turn);
    this.#whole ||= this.#next > (last ?? -1);
    this.#look();
  }

  /** Say no more of this turn. */
  hush(turn = this.#turn) {
    if (turn !== this.#turn || turn <= this.#over) return;
    this.#over = turn;
    this.#stop();
    this.#changed();
  }

  #begin(turn) {
    this.#stop();
    this.#turn = turn;
    this.#next = 0;
    this.#whole = false;
    this.#playing = true;
    this.#changed();
  }

  #schedule(samples) {
    const now = this.#context.currentTime;
    const start = this.#end > now ? this.#end : now + CUSHION;
    const buffer = this.#context.createBuffer(1, samples.length, this.#rate);
    buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 32768), 0);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    source.onended = () => {
      if (this.#sources.delete(source)) this.#look();
    };
    source.start(start);
    this.#sources.add(source);
    this.#end = start + buffer.duration;
  }

  /** The turn is over when all of it came and has been played; it is heard a little later. */
  #look() {
    if (!this.#playing || !this.#whole || this.#sources.size) return;
    const turn = (this.#over = this.#turn);
    this.#playing = false;
    this.#changed();
    setTimeout(() => this.#done(turn), (this.#context?.outputLatency ?? 0) * 1000);
  }

  #stop() {
    const sources = [...this.#sources];
    this.#sources.clear();
    for (const source of sources) source.stop();
    this.#end = 0;
    this.#playing = false;
  }
}
