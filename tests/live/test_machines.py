"""Is it an answering machine? A table of what machines say, and of what people say when they pick up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.live.machines import GREETING_MILLISECONDS, is_machine

MACHINES = [
    "Hi, this is Bob. Please leave a message after the tone.",
    "You've reached the Smiths. We can't come to the phone right now, so leave your name and number.",
    "The person you are calling is not available. At the tone, please record your message.",
    "Your call has been forwarded to an automatic voice message system.",
    "Please leave me a short message after the beep and I’ll get back to you as soon as I can.",
    "The number you have dialed is not in service. Please check the number and dial again.",
    "The mailbox is full and cannot accept any messages at this time. Goodbye.",
    "Sorry, I'm unable to take your call. Leave a detailed message.",
    "Hello, this is the voicemail of Jane Doe.",
    "Record your name and reason for calling, and I'll see if this person is available.",
    "wait for the beep",
]
OVER_US = [
    "Bob is not available.",
    "You have reached Jane Doe.",
    "She is currently unavailable. Please try your call again later.",
]
PEOPLE = [
    "Hello?",
    "Yes, I agree.",
    "Yes, this is Jane speaking.",
    "I am not available right now.",
    "He isn't here, can I leave a message for him?",
    "Would you like to leave a message?",
    "I can't talk now, I will call you back.",
    "Should I leave a message with my wife?",
    "My phone number has changed.",
    "Sorry, who is calling, please?",
    "Thank you for calling, how can I help you?",
    "I wanted to return to that job posting after the summer.",
    "",
]


@pytest.mark.parametrize("text", MACHINES)
@pytest.mark.parametrize("over_us", [False, True])
def test_what_only_a_machine_says(text: str, over_us: bool) -> None:
    assert is_machine(text, 3000, over_us=over_us)


@pytest.mark.parametrize("text", OVER_US)
def test_what_a_person_would_not_say_over_the_caller(text: str) -> None:
    assert is_machine(text, 3000, over_us=True)
    assert not is_machine(text, 3000, over_us=False)


@pytest.mark.parametrize("text", PEOPLE)
@pytest.mark.parametrize("over_us", [False, True])
def test_what_people_say(text: str, over_us: bool) -> None:
    assert not is_machine(text, 3000, over_us=over_us)


@given(st.text(), st.integers(0, 60_000))
def test_length_alone_tells_only_over_the_caller(text: str, milliseconds: int) -> None:
    longer = is_machine(text, milliseconds, over_us=True)
    assert longer or milliseconds <= GREETING_MILLISECONDS
    assert longer or not is_machine(text, milliseconds, over_us=False)
    assert is_machine(text, 0, over_us=False) == is_machine(text, milliseconds, over_us=False)


@given(st.sampled_from(MACHINES), st.sampled_from([str.upper, str.lower, str.title]))
def test_letters_and_spaces_make_no_difference(text: str, spelt: object) -> None:
    assert callable(spelt)
    assert is_machine(f"  {spelt(text)}  ".replace(" ", "  "), 0, over_us=False)
