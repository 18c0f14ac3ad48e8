// What a tab must not lose when it is reloaded.

/** The values of the interview behind this door; a value that was not set is null, the draft "". */
export function keeping(door) {
  const read = (name) => sessionStorage.getItem(`${door} ${name}`);
  const write = (name, value) => sessionStorage.setItem(`${door} ${name}`, value);
  return {
    get draft() { return read("draft") ?? ""; },
    set draft(text) { write("draft", text); },
    /** The one answer on its way: `{ clientMsgId, text }`. */
    get pending() { return JSON.parse(read("pending")); },
    set pending(sent) { write("pending", JSON.stringify(sent)); },
    /** The topic of the last kind word. */
    get nudged() { return read("nudged"); },
    set nudged(topic) { write("nudged", topic); },
    /** "voice" or "writing". */
    get way() { return read("way"); },
    set way(way) { write("way", way); },
    /** "free" or "hold". */
    get manner() { return read("manner"); },
    set manner(manner) { write("manner", manner); },
    get microphone() { return read("microphone") ?? ""; },
    set microphone(device) { write("microphone", device); },
  };
}
