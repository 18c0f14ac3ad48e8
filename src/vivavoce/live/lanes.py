"""Both voices of a conversation on their way to the tape: what is being said, what is being played."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from vivavoce.kit.clock import Clock
from vivavoce.live.session import Session
from vivavoce.live.voice import wire
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Piece, Tape

LONGEST_GAP = 60_000


@dataclass(slots=True)
class Utterance:
    """What the candidate is saying. `began`: wall clock of its first sample; `ends`: its length; both in ms.

    `word`: after how many frames the candidate had the word. `done`: they have said that it is over.
    `closed`: it was taken down, or nothing was.
    """

    number: int
    began: int = 0
    ends: int = 0
    frames: list[wire.Frame] = field(default_factory=list)
    word: int = 0
    done: bool = False
    closed: bool = False

    @property
    def next(self) -> int:
        """The number of the frame that comes next."""
        return self.frames[-1].number + 1 if self.frames else 0

    def add(self, frame: wire.Frame) -> wire.Frame:
        """The frame as it is heard: with silence before it for all that is missing."""
        missing = min(max(0, frame.at - self.ends), LONGEST_GAP) if frame.number > self.next else 0
        if missing:
            silence = bytes(2 * (missing * wire.HEARD_RATE // 1000))
            at = frame.at - missing
            frame = wire.Frame(frame.kind, frame.part, frame.number, at, silence + frame.sound)
        self.frames.append(frame)
        self.ends = frame.at + milliseconds(frame.sound, wire.HEARD_RATE)
        return frame


@dataclass(slots=True)
class Playing:
    """What the interviewer is saying; `last`: with it the interview ends.

    `began`: wall clock of its first sample; `ends`: length of what was sent; both in ms. `whole`: all was
    sent. `frames` are those that were not played yet.
    """

    turn: int
    text: str
    last: bool
    began: int
    rate: int = wire.SPOKEN_RATE
    ends: int = 0
    frames: list[wire.Frame] = field(default_factory=list)
    whole: bool = False

    def add(self, frame: wire.Frame) -> None:
        """The next frame of its sound."""
        self.frames.append(frame)
        self.ends = frame.at + milliseconds(frame.sound, self.rate)


class Lanes:
    """The tape of one interview. `keep` and `stored` block on disk and database: call them in a thread."""

    def __init__(self, tape: Tape, session: Session, clock: Clock) -> None:
        self._tape = tape
        self._session = session
        self._clock = clock
        self._pending: list[Piece] = []
        self._zero: int | None = None
        self._alone = Lock()

    @property
    def pending(self) -> bool:
        """Whether there is sound that is not stored yet."""
        return bool(self._pending)

    def now(self) -> int:
        """Wall clock in milliseconds since 1970."""
        return round(self._clock.now().timestamp() * 1000)

    def heard(self, spoken: Utterance, frame: wire.Frame) -> None:
        """The candidate's sound."""
        at = spoken.began + frame.at
        self._pending.append(Piece(CANDIDATE, frame.part, frame.number, at, wire.HEARD_RATE, frame.sound))

    def played(self, playing: Playing) -> None:
        """The interviewer's sound, as far as it has been played by now."""
        elapsed = self.now() - playing.began
        while playing.frames and playing.frames[0].at <= elapsed:
            frame = playing.frames.pop(0)
            at = playing.began + frame.at
            self._pending.append(Piece(INTERVIEWER, frame.part, frame.number, at, playing.rate, frame.sound))

    def keep(self) -> None:
        """Store what is pending. Raises Forbidden without consent."""
        with self._alone:
            pending, self._pending = self._pending, []
            if pending:
                self.zero()
                self._tape.write(pending)
                self._tape.keep()

    def close(self) -> None:
        """Store what is pending and let go of the tape. Raises as `keep`."""
        try:
            self.keep()
        finally:
            self._tape.close()

    def zero(self) -> int:
        """Wall clock of the recording's zero in milliseconds; the first sound begins it.

        Raises Forbidden without consent.
        """
        if self._zero is None:
            self._zero = self._session.record()
        return self._zero

    @property
    def runs(self) -> bool:
        """Whether a recording has begun."""
        return self._zero is not None

    def stored(self, answered: datetime | None) -> Utterance | None:
        """The candidate's last utterance, as far as it is on the tape; closed where an answer came later.

        `answered`: when the candidate's last answer was taken down.
        """
        last = self._tape.last(CANDIDATE)
        pieces = list(self._tape.pieces(CANDIDATE, last[0])) if last else []
        if last is None or not pieces:
            return None
        spoken = Utterance(last[0], began=pieces[0].wall_ms)
        for piece in pieces:
            at = piece.wall_ms - spoken.began
            spoken.add(wire.Frame(wire.CANDIDATE, piece.part, piece.number, at, piece.sound))
        said_by = spoken.began + spoken.ends
        spoken.closed = answered is not None and said_by <= round(answered.timestamp() * 1000)
        return spoken


def milliseconds(sound: bytes, rate: int) -> int:
    """How long 16-bit samples at this rate last."""
    return len(sound) * 500 // rate
