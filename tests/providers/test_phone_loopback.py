"""The simulated line: each number behaves as the table says, and the same way every time."""

from __future__ import annotations

import pytest

from vivavoce.domain.interview import CallOutcome
from vivavoce.providers.phone import AGREE, Answered, Callee, Dial, Missed
from vivavoce.providers.phone_loopback import Loopback

DISCLOSURE = f"This is an AI interviewer. {AGREE}"


def told(question: str, ordinal: int, seed: int) -> str:
    return f"{question}|{ordinal}|{seed}"


def callee(number: str) -> Callee:
    ring = Loopback(told).dial(Dial("call", "org", number, None, None))
    assert isinstance(ring, Answered)
    return ring.callee


@pytest.mark.parametrize(
    ("ending", "outcome"),
    [
        ("0101", CallOutcome.BUSY),
        ("0102", CallOutcome.NO_ANSWER),
        ("0103", CallOutcome.VOICEMAIL),
        ("0105", CallOutcome.INVALID_NUMBER),
    ],
)
def test_numbers_that_nobody_answers(ending: str, outcome: CallOutcome) -> None:
    assert Loopback(told).dial(Dial("call", "org", f"+1415555{ending}", None, None)) == Missed(outcome)


@pytest.mark.parametrize(
    "number", ["+14155550100", "+14155550199", "+421905550101", "+14155550102000", "0101"]
)
def test_every_other_number_agrees_and_talks(number: str) -> None:
    somebody = callee(number)
    seed = int(number.lstrip("+"))
    assert somebody.hear(DISCLOSURE) == "Yes, I agree."
    assert [somebody.hear("One?"), somebody.hear("Two?")] == [f"One?|1|{seed}", f"Two?|2|{seed}"]


def test_one_hangs_up_at_the_second_question() -> None:
    somebody = callee("+12125550104")
    assert somebody.hear(DISCLOSURE) == "Yes, I agree."
    assert somebody.hear("One?") == "One?|1|12125550104"
    assert somebody.hear("Two?") is None


def test_one_wants_no_more_calls_whatever_is_said() -> None:
    somebody = callee("+12125550106")
    assert somebody.hear(DISCLOSURE) == somebody.hear("One?") == "Please stop calling me."


def test_one_does_not_agree() -> None:
    assert callee("+12125550107").hear(DISCLOSURE) == "No, thank you."


def test_it_says_that_it_is_simulated() -> None:
    assert Loopback(told).simulated
