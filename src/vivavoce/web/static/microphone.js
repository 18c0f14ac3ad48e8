// The microphone, lent by the browser for as long as the candidate speaks.

const WANTED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };

/** An error with one of the kinds of failure that `words` has a remedy for. */
export function failed(kind) {
  return Object.assign(new Error(kind), { name: kind });
}

/** Asks for a device; `wanted` as `getUserMedia` takes it. Rejects with a failure. */
export async function lent(wanted) {
  if (!navigator.mediaDevices) throw failed("insecure");
  return navigator.mediaDevices.getUserMedia(wanted);
}

export function giveBack(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Asks for this microphone, or for the browser's own choice where it is "" or gone. Rejects with a failure. */
export async function lentMicrophone(device, wanted) {
  if (!device) return lent({ audio: wanted });
  return lent({ audio: { ...wanted, deviceId: { exact: device } } }).catch((failure) => {
    if (failure.name !== "OverconstrainedError") throw failure;
    return lent({ audio: wanted });
  });
}

/** The microphones there are, as `{ deviceId, label }`; their names are known once one was lent. */
export async function microphones() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId);
}

export class Microphone {
  #context;
  #stream;
  #source; // some browsers forget a source that nobody holds

  /** `device` as the browser calls it, "" for its own choice. `on` is told: `heard(samples, level)` each 100 ms
   * with 16-bit samples at 16 kHz, `gone()` when the device went away. Rejects with a failure. */
  static async open(device, on) {
    const stream = await lentMicrophone(device, WANTED);
    const context = new AudioContext();
    try {
      await context.audioWorklet.addModule(new URL("capture-worklet.js", import.meta.url));
      await context.resume();
    } catch (error) {
      giveBack(stream);
      context.close();
      throw error;
    }
    return new Microphone(context, stream, on);
  }

  constructor(context, stream, on) {
    this.#context = context;
    this.#stream = stream;
    const capture = new AudioWorkletNode(context, "capture", { channelCount: 1, channelCountMode: "explicit" });
    capture.port.onmessage = ({ data: { samples, level } }) => on.heard(samples, level);
    this.#source = context.createMediaStreamSource(stream);
    this.#source.connect(capture).connect(context.destination); // it gives silence, and runs everywhere
    stream.getAudioTracks()[0].addEventListener("ended", () => on.gone());
  }

  /** While muted it gives silence, so that the time of what is said stays right. */
  set muted(muted) {
    for (const track of this.#stream.getAudioTracks()) track.enabled = !muted;
  }

  close() {
    giveBack(this.#stream);
    this.#context.close();
  }
}
