"""The spoken corpus is the same every time, is honest about pauses, and its halves share nothing to tune on."""

from __future__ import annotations

from pathlib import Path

import pytest

from vivavoce.bench.corpus import ANSWERS, ROOMS, SPEAKERS, Answer, Piece, corpus

RECORDINGS = [Path(f"{number}.wav") for number in range(5)]


def every(recordings: list[Path]) -> list[Answer]:
    halves = corpus(recordings)
    return [*halves.tuning, *halves.test]


def words(answer: Answer) -> str:
    said = " ".join(str(piece.said) for piece in answer.pieces)
    return "".join(letter for letter in said.replace("um…", "") if letter.isalpha())


def thoughts(answers: list[Answer]) -> list[Piece]:
    return [piece for answer in answers for piece in answer.pieces if 500 <= piece.pause <= 3_000]


def test_there_are_two_hundred_answers_and_the_same_every_time() -> None:
    answers = every([])
    assert len(answers) == 2 * SPEAKERS * ANSWERS >= 200
    assert answers == every([])


def test_recordings_are_added_in_both_halves() -> None:
    halves = corpus(RECORDINGS)
    for half in (halves.tuning, halves.test):
        played = [answer for answer in half if isinstance(answer.pieces[0].said, Path)]
        assert len(played) == ANSWERS
        assert len(half) == SPEAKERS * ANSWERS + ANSWERS


def test_the_halves_share_no_text_and_no_speaker() -> None:
    halves = corpus([])
    assert not {words(a) for a in halves.tuning} & {words(a) for a in halves.test}
    assert not {a.speaker.name for a in halves.tuning} & {a.speaker.name for a in halves.test}


def test_only_the_end_of_an_answer_has_no_pause_after_it() -> None:
    for answer in every(RECORDINGS):
        assert answer.pieces[-1].pause == 0
        assert all(piece.pause >= 200 for piece in answer.pieces[:-1])


def test_pauses_to_think_are_mostly_short_and_reach_three_seconds() -> None:
    pauses = [piece.pause for piece in thoughts(every([]))]
    assert len(pauses) > 300
    assert 0.6 < sum(pause <= 1_500 for pause in pauses) / len(pauses) < 0.85
    assert max(pauses) > 2_900


@pytest.mark.parametrize(("longer_than", "least"), [(1_000, 60), (2_000, 12)])
def test_the_hard_case_is_there_a_whole_sentence_and_then_a_long_pause(longer_than: int, least: int) -> None:
    hard = [
        answer
        for answer in every([])
        if any(str(p.said).endswith(".") and longer_than < p.pause <= 3_000 for p in answer.pieces)
    ]
    assert len(hard) >= least


def test_pauses_come_in_the_middle_of_clauses_at_their_ends_and_after_sentences() -> None:
    ends = [str(piece.said).removesuffix(" um…")[-1] for piece in thoughts(every([]))]
    assert all(ends.count(mark) > 50 for mark in ",….")


def test_every_room_is_heard_in_both_halves() -> None:
    halves = corpus([])
    for half in (halves.tuning, halves.test):
        assert {answer.speaker.noise for answer in half} == set(ROOMS)
