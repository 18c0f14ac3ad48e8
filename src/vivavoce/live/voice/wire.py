"""What a room and a voice worker say to each other: pure values, JSON text and the frames of sound.

One WebSocket from the room to the worker for each spoken conversation. Sound travels in the binary frames
of the room's own protocol (a2a contract §10). All times are milliseconds of the candidate's sound since the
first frame of the utterance: whoever sends the same sound again, however fast, is heard the same way.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, Final

VERSION: Final = 1
CANDIDATE, AGENT, VIDEO = 1, 2, 3
LAST: Final = 1
HEARD_RATE = 16_000
SPOKEN_RATE = 24_000
"""Samples a second; every sample is a signed 16-bit little-endian integer, one channel."""
FULL: Final = 1013
"""The close code of a worker that takes no more (IANA: try again later)."""
_HEADER = struct.Struct(">BBHIII")


class Unreadable(ValueError):
    """Not a frame or message of this protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of sound: `part` is the utterance or turn it belongs to, `number` counts from 0 within it.

    `at`: milliseconds since the utterance or turn began. `sound`: 16-bit samples.
    """

    kind: int
    part: int
    number: int
    at: int
    sound: bytes
    last: bool = False

    def packed(self) -> bytes:
        """The bytes on the wire."""
        flags = LAST if self.last else 0
        return _HEADER.pack(VERSION, self.kind, flags, self.part, self.number, self.at) + self.sound


def frame(packed: bytes) -> Frame:
    """The frame in these bytes. Raises Unreadable."""
    if len(packed) < _HEADER.size:
        raise Unreadable("a frame has a header of 16 bytes")
    version, kind, flags, part, number, at = _HEADER.unpack_from(packed)
    sound = packed[_HEADER.size :]
    if version != VERSION or kind not in {CANDIDATE, AGENT, VIDEO}:
        raise Unreadable("not a frame of this version")
    if kind != VIDEO and len(sound) % 2:
        raise Unreadable("half a sample")
    return Frame(kind, part, number, at, sound, bool(flags & LAST))


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it was said."""

    text: str
    starts: int
    ends: int


# From the room to the worker.


@dataclass(frozen=True, slots=True)
class Open:
    """The first message. `terms`: words of the job that are hard to hear right. `pace` 1.0 is the voice's
    own; `patience` multiplies how long a silence is waited out.
    """

    terms: tuple[str, ...] = ()
    pace: float = 1.0
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Listen:
    """From now on the candidate has the word, in the utterance that is running or comes next."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The candidate needs a moment: this turn's silence is waited out this much longer, once."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hold:
    """While `on`, no silence ends the turn."""

    on: bool


@dataclass(frozen=True, slots=True)
class Done:
    """The candidate says that the turn is over: it ends with the sound that has arrived."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Say:
    """Speak this as the interviewer's turn; what was still being spoken is dropped."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop speaking."""

    turn: int


# From the worker to the room.


@dataclass(frozen=True, slots=True)
class Opened:
    """Ready; what listens and what speaks, as `vendor:model`."""

    stt: str
    tts: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """The candidate begins to speak, `at` in the utterance."""

    utterance: int
    at: int


@dataclass(frozen=True, slots=True)
class Caption:
    """What was understood so far of a turn that goes on."""

    utterance: int
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The candidate's turn is over: its words, where they were said, and how sure the ear is (0 to 1).

    `ended`: where the last speech ended. `waited`: milliseconds of silence after that until the turn was
    taken for over. `wrote`: milliseconds for which the transcript was still waited for after that. `by`: who
    understood all of it, as `vendor:model`, where that is known of every piece.
    """

    utterance: int
    text: str
    starts: int
    ended: int
    waited: int
    wrote: int = 0
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """The candidate has the word and said nothing for long; told once a turn."""

    utterance: int


@dataclass(frozen=True, slots=True)
class Sound:
    """The frames of this turn's voice follow."""

    turn: int
    rate: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """All of the turn's sound has been sent, up to frame `last`."""

    turn: int
    last: int


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The candidate speaks over the interviewer, who has stopped speaking.

    `soon`: they began before they had heard enough of it to answer: they were not done, and go on.
    """

    turn: int
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """`what` ("stt" or "tts") does not work and nothing here can stand in for it."""

    what: str
    why: str


Message = (
    Open
    | Listen
    | Wait
    | Hold
    | Done
    | Say
    | Hush
    | Opened
    | Speaking
    | Caption
    | Heard
    | Silence
    | Sound
    | Spoken
    | Interrupted
    | Failed
)
_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in Message.__args__}


def text(message: Message) -> str:
    """The message as JSON: its fields, and its name as `type`."""
    return json.dumps({"type": type(message).__name__, **asdict(message)}, ensure_ascii=False)


def message(text: str) -> Message:
    """The message in this text. Raises Unreadable."""
    try:
        body: dict[str, Any] = json.loads(text)
        kind = _KINDS[body.pop("type")]
        if kind is Open:
            body["terms"] = tuple(body.get("terms", ()))
        if kind is Heard:
            body["words"] = tuple(Word(**word) for word in body.get("words", ()))
        return kind(**body)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(f"not a message of the voice's wire: {error}") from error
