// The frames of sound on the room's socket: 16 bytes of header, then 16-bit samples (a2a contract, §10).

const HEADER = 16;
const VERSION = 1;
const CANDIDATE = 1;
const INTERVIEWER = 2;
const LAST = 1;

/** The bytes of a frame of the candidate's voice; `ms` since the utterance began, `samples` 16-bit, one channel. */
export function packed(utterance, frame, ms, samples) {
  const bytes = new ArrayBuffer(HEADER + samples.byteLength);
  const head = new DataView(bytes);
  head.setUint8(0, VERSION);
  head.setUint8(1, CANDIDATE);
  head.setUint32(4, utterance);
  head.setUint32(8, frame);
  head.setUint32(12, ms);
  new Int16Array(bytes, HEADER).set(samples);
  return bytes;
}

/** A frame of the interviewer's voice as `{ turn, frame, last, samples }`; null for anything else. */
export function unpacked(bytes) {
  const head = new DataView(bytes);
  if (bytes.byteLength < HEADER || head.getUint8(0) !== VERSION || head.getUint8(1) !== INTERVIEWER) return null;
  return {
    turn: head.getUint32(4),
    frame: head.getUint32(8),
    last: Boolean(head.getUint16(2) & LAST),
    samples: new Int16Array(bytes, HEADER, (bytes.byteLength - HEADER) >> 1),
  };
}
