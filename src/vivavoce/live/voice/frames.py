"""What of ours travels through a Pipecat pipeline: whose turn begins, and how far a turn has been spoken."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipecat.frames.frames import DataFrame, SystemFrame


@dataclass
class TurnBegins(SystemFrame):
    """The candidate's turn begins `at` milliseconds of `utterance`, with the next sound."""

    utterance: int = 0
    at: int = 0


@dataclass(slots=True, eq=False)
class Utter:
    """A turn of the interviewer on its way. `sent`: milliseconds of its sound; `whole`: that is all of it.

    `passed`: how much of it the candidate must have heard, in milliseconds of the candidate's own sound since
    the first of it was sent. `dropped`: nobody wants the rest.
    """

    turn: int
    sent: int = 0
    whole: bool = False
    passed: int = 0
    dropped: bool = False

    @property
    def audible(self) -> bool:
        """Whether the interviewer is (about to be) heard."""
        return not self.dropped and (not self.whole or self.passed < self.sent)


@dataclass
class Saying(DataFrame):
    """The sound that follows is this turn's."""

    utter: Utter = field(default_factory=lambda: Utter(0))
