"""What a telephone line must be able to do: dial a number, and let whoever answers be talked to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from vivavoce.domain.interview import CallOutcome

AGREE = "Do you agree to go on?"
"""How every call asks for consent; a simulated callee knows the question by these words."""


@dataclass(frozen=True, slots=True)
class Dial:
    """One call to place. `to` and `caller` are E.164; `caller` None: the line's own number.

    `voicemail` is what to say to an answering machine, None: nothing.
    """

    call_id: str
    organization_id: str
    to: str
    caller: str | None
    voicemail: str | None


class Callee(Protocol):
    """Whoever has answered."""

    def hear(self, words: str) -> str | None:
        """Say `words` to them and wait: what they answer, None when they have hung up."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody is on the line, in this process."""

    callee: Callee


@dataclass(frozen=True, slots=True)
class Missed:
    """There will be no conversation. `note` says more where there is more to say."""

    outcome: CallOutcome
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """It rings elsewhere; how it ends comes by call-back. `reference` is the telephone company's id of it."""

    reference: str


Ring = Answered | Missed | Placed


class Line(Protocol):
    """A way to place calls."""

    @property
    def simulated(self) -> bool:
        """Whether nobody's telephone ever rings."""
        ...

    def dial(self, dial: Dial) -> Ring:
        """Place the call; what cannot be placed is `Missed`, never an exception."""
        ...
