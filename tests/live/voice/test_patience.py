"""A turn ends when the words, the silence and the candidate's own habit agree, and never when it is held."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vivavoce.live.voice.patience import LONGEST, MOMENT, NUDGE, Habit, Reading, Turn, Verdict, read

SENTENCE = "We moved the whole thing to Postgres."
TEXTS = (
    "",
    "Okay.",
    "Yes, I have.",
    "Let me think.",
    "We moved it because",
    SENTENCE,
    "I like it. That's it.",
)
texts = st.sampled_from(TEXTS)
hints = st.none() | st.floats(0, 1)
habits = st.builds(
    Habit, factor=st.floats(0.25, 4), pauses=st.lists(st.integers(0, 30_000), max_size=24).map(tuple)
)


def said(text: str, speech: int = 10_000, hint: float | None = None, habit: Habit | None = None) -> Turn:
    """A turn in the silence after `speech` milliseconds that were understood as `text`."""
    turn = Turn(habit or Habit()).began(1_000).stopped(1_000 + speech).understood(text)
    return turn if hint is None else turn.judged(hint)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    return said(draw(texts), draw(st.integers(1, 400_000)), draw(hints), draw(habits))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("", Reading.NOTHING),
        ("mm-hm", Reading.NOTHING),
        ("Okay, right.", Reading.NOTHING),
        ("Uh-huh.", Reading.NOTHING),
        ("Yes.", Reading.REPLY),
        ("No, not really.", Reading.REPLY),
        ("Yes, I have.", Reading.REPLY),
        ("Skip this one, please.", Reading.REPLY),
        ("Could you repeat the question?", Reading.REPLY),
        ("I reviewed most of the changes, so yeah.", Reading.REPLY),
        ("I like working with people. That's it, really.", Reading.REPLY),
        ("Let me think.", Reading.MOMENT),
        ("I need a moment.", Reading.MOMENT),
        ("Give me a second.", Reading.MOMENT),
        ("It was in 2019. Let me think about the rest.", Reading.MOMENT),
        ("It was in 2019. Let me think. Um.", Reading.MOMENT),
        ("We moved it because", Reading.OPEN),
        ("We moved it, because.", Reading.OPEN),
        ("I was responsible for the...", Reading.OPEN),
        ("So I went to the, um.", Reading.OPEN),
        ("And then I", Reading.OPEN),
        ("We used Python, Java, Go", Reading.OPEN),
        ("If it breaks.", Reading.OPEN),
        ("I liked it, for example.", Reading.OPEN),
        ("If it breaks, we turn it off.", Reading.ENDED),
        ("We used Python, Java and Go.", Reading.ENDED),
        ("About seven years.", Reading.ENDED),
        (SENTENCE, Reading.ENDED),
    ],
)
def test_what_a_transcript_says_of_the_turn(text: str, reading: Reading) -> None:
    assert read(text) is reading


@example("'")
@given(st.text())
def test_every_text_can_be_read(text: str) -> None:
    assert read(text) in Reading


def test_half_a_sentence_waits_seconds_and_a_whole_one_does_not() -> None:
    assert said("We moved it because").wait() == 3_500
    assert said(SENTENCE, hint=0.9).wait() == 1_200
    assert said("Yes, I have.", speech=600).wait() == 700


def test_the_less_was_said_the_longer_the_wait() -> None:
    assert said("Seven years.", speech=800).wait() == 3_000
    assert said(SENTENCE, speech=4_000).wait() == 2_200
    assert said(SENTENCE, speech=60_000).wait() == 1_200


def test_smart_turn_is_a_hint_and_never_more() -> None:
    assert said(SENTENCE, hint=0.1).wait() == pytest.approx(1_680)
    assert said("We moved it because", hint=1.0).wait() == 3_500
    assert said(SENTENCE, speech=500, hint=0.0).wait() == 3_500, (
        "a doubt waits no longer than half a sentence"
    )


def test_a_moment_to_think_is_given() -> None:
    turn = said("That was hard. Let me think.")
    assert turn.verdict(turn.since + MOMENT - 1) is Verdict.LISTEN
    assert turn.verdict(turn.since + MOMENT) is Verdict.OVER


def test_a_late_transcript_shortens_the_wait() -> None:
    turn = Turn().began(0).stopped(10_000)
    assert turn.verdict(12_000) is Verdict.LISTEN
    assert turn.understood(SENTENCE).verdict(12_000) is Verdict.OVER
    assert turn.verdict(14_000) is Verdict.OVER


def test_what_was_understood_before_is_forgotten_when_speech_goes_on() -> None:
    turn = said(SENTENCE, hint=0.9).began(12_000).stopped(13_000)
    assert (turn.reading, turn.complete) == (Reading.UNKNOWN, None)


def test_the_wait_rises_to_the_candidates_own_pauses() -> None:
    slow = Turn()
    for at in range(0, 20_000, 4_000):
        slow = slow.began(at).stopped(at + 2_000)
    slow = slow.understood(SENTENCE)
    assert slow.habit.pauses == (2_000,) * 4
    assert slow.habit.usual() == 2_400
    assert slow.wait() == 1_200 + 0.35 * 1_200
    assert Turn(slow.habit).began(0).stopped(9_000).understood(SENTENCE).wait() == slow.wait()


@pytest.mark.parametrize("pause", [100, 349])
def test_a_breath_is_no_pause(pause: int) -> None:
    assert said(SENTENCE).began(11_000 + pause).habit.pauses == ()


def test_pauses_that_were_asked_for_are_no_habit() -> None:
    assert said("Let me think.").began(19_000).habit.pauses == ()
    assert said(SENTENCE).prolonged(10).began(19_000).habit.pauses == ()
    assert said(SENTENCE).holding(True).began(19_000).habit.pauses == ()
    assert said("Okay.").began(19_000).habit.pauses == ()
    assert Turn().began(7_000).habit.pauses == ()


def test_a_habit_is_bounded() -> None:
    habit = Habit()
    for _ in range(100):
        habit = habit.paused(60_000)
    assert habit.usual() == 3_600
    assert len(habit.pauses) == 24


def test_more_time_is_given_once() -> None:
    turn = said(SENTENCE, hint=0.9).prolonged(10)
    assert turn.wait() == 11_200
    assert turn.began(15_000).stopped(16_000).understood(SENTENCE).wait() == 1_200


def test_more_time_asked_for_while_speaking_is_for_the_next_silence() -> None:
    turn = Turn().began(0).prolonged(5).stopped(10_000).understood(SENTENCE)
    assert turn.wait() == 6_200


def test_speech_of_five_minutes_ends_at_the_next_pause() -> None:
    turn = said("and so", speech=LONGEST)
    assert turn.verdict(turn.since) is Verdict.OVER
    assert turn.holding(True).verdict(turn.since) is Verdict.LISTEN


def test_who_speaks_is_listened_to() -> None:
    assert said(SENTENCE).began(12_000).verdict(10**9) is Verdict.LISTEN


def test_more_patience_multiplies_every_wait_but_not_the_time_asked_for() -> None:
    turn = said(SENTENCE, hint=0.9, habit=Habit(factor=2.0))
    assert turn.wait() == 2_400
    assert turn.prolonged(10).wait() == 12_400
    assert Turn(Habit(factor=2.0)).verdict(2 * NUDGE - 1) is Verdict.LISTEN


def test_silence_is_answered_once() -> None:
    turn = Turn(since=500)
    assert turn.verdict(500 + NUDGE - 1) is Verdict.LISTEN
    assert turn.verdict(500 + NUDGE) is Verdict.NUDGE
    assert turn.nudged().verdict(10**9) is Verdict.LISTEN
    assert turn.prolonged(20).verdict(500 + NUDGE) is Verdict.LISTEN


@given(turns(), st.floats(0.25, 4), st.floats(0.25, 4))
def test_more_patience_never_waits_less(turn: Turn, one: float, other: float) -> None:
    less, more = sorted((one, other))
    waits = [
        Turn(
            Habit(factor, turn.habit.pauses), turn.since, False, turn.spoken, turn.reading, turn.complete
        ).wait()
        for factor in (less, more)
    ]
    assert waits[0] <= waits[1]


@given(turns(), st.floats(-100, 100))
def test_a_wait_is_never_negative_and_more_time_never_shortens_it(turn: Turn, seconds: float) -> None:
    assert 0 <= turn.wait() <= turn.prolonged(seconds).wait()


@given(turns(), st.integers(0, 10**7))
def test_a_turn_that_is_held_never_ends(turn: Turn, silence: int) -> None:
    assert turn.holding(True).wait() == math.inf
    assert turn.holding(True).verdict(turn.since + silence) is Verdict.LISTEN


@given(
    habits,
    hints,
    st.lists(st.sampled_from(["mm-hm", "Okay.", "Right.", "Uh-huh.", "I see.", "Um.", ""]), min_size=1),
    st.integers(1, 10_000),
)
def test_back_channels_alone_never_end_a_turn(
    habit: Habit, hint: float | None, murmurs: list[str], speech: int
) -> None:
    turn = said(" ".join(murmurs), speech, hint, habit)
    assert turn.verdict(turn.since + 10**7) is Verdict.NUDGE
    assert turn.nudged().verdict(turn.since + 10**7) is Verdict.LISTEN


@given(st.lists(st.tuples(st.integers(1, 60_000), st.integers(1, 60_000), texts)), habits)
def test_a_turn_is_nudged_at_most_once(speech: list[tuple[int, int, str]], habit: Habit) -> None:
    turn, now, nudges = Turn(habit), 0, 0
    for silence, length, text in speech:
        now += silence
        if turn.verdict(now) is Verdict.NUDGE:
            turn, nudges = turn.nudged(), nudges + 1
        turn = turn.began(now).stopped(now + length).understood(text)
        now += length
    assert nudges <= 1
    assert turn.told == bool(nudges)


@given(turns(), st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_turn_that_is_over_stays_over(turn: Turn, silence: int, more: int) -> None:
    if turn.verdict(turn.since + silence) is Verdict.OVER:
        assert turn.verdict(turn.since + silence + more) is Verdict.OVER
