// The microphone's sound as the interviewer takes it: pieces of 100 ms at 16 kHz, with how loud each is.

import { Resampler } from "./resampler.js";

const RATE = 16_000;
const PIECE = 1600;
const NOTHING = new Float32Array(128); // a microphone that gives nothing is silent: time goes on

class Capture extends AudioWorkletProcessor {
  #resampler = new Resampler(Math.round(sampleRate), RATE);
  #piece = new Int16Array(PIECE);
  #filled = 0;
  #power = 0;

  process([[samples = NOTHING]]) {
    for (const sample of this.#resampler.take(samples)) {
      this.#power += sample * sample;
      this.#piece[this.#filled++] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
      if (this.#filled === PIECE) this.#give();
    }
    return true;
  }

  #give() {
    this.port.postMessage({ samples: this.#piece, level: Math.sqrt(this.#power / PIECE) });
    this.#piece = new Int16Array(PIECE);
    this.#filled = this.#power = 0;
  }
}

registerProcessor("capture", Capture);
