// Sound at another rate: a windowed sinc, one set of weights for each place between two samples that can occur.

const CROSSINGS = 16; // zero crossings of the sinc on either side
const CUT = 0.92; // of the lower of the two rates' half: what lies above would come back as other tones

/** Takes pieces of a stream at `from` samples a second, gives it back at `to`. Both are whole numbers. */
export class Resampler {
  #up;
  #down;
  #half;
  #weights;
  #held = new Float32Array(0);
  #place = 0; // of the next sample given back, in 1/up of a sample held

  constructor(from, to) {
    const common = divisor(from, to);
    this.#up = to / common;
    this.#down = from / common;
    const cut = CUT * Math.min(1, to / from);
    this.#half = Math.ceil(CROSSINGS / cut);
    this.#weights = Array.from({ length: this.#up }, (_, part) => this.#around(part / this.#up, cut));
    this.#held = new Float32Array(this.#half); // silence before the first sample
  }

  /** What can be given back once these samples are there; the rest comes with the next. */
  take(samples) {
    const held = new Float32Array(this.#held.length + samples.length);
    held.set(this.#held);
    held.set(samples, this.#held.length);
    const out = [];
    for (;;) {
      const first = Math.floor(this.#place / this.#up);
      if (first + 2 * this.#half > held.length) break;
      const weights = this.#weights[this.#place % this.#up];
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * held[first + tap];
      out.push(sum);
      this.#place += this.#down;
    }
    const done = Math.min(Math.floor(this.#place / this.#up), held.length);
    this.#held = held.subarray(done);
    this.#place -= done * this.#up;
    return out;
  }

  /** The weights of the samples around a place `offset` (0 to 1) after one of them; together they are 1. */
  #around(offset, cut) {
    const weights = Float32Array.from({ length: 2 * this.#half }, (_, tap) => {
      const away = tap - this.#half + 1 - offset;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * away) / this.#half);
      return Math.abs(away) < this.#half ? sinc(cut * away) * window : 0;
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  }
}

const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const divisor = (a, b) => (b ? divisor(b, a % b) : a);
