"""Words of a transcript in time: each is placed once, in order, where the ear or its neighbours say."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.interview import Role, Speech, Turn, TurnKind
from vivavoce.web.console.interviews.spoken import Word, shared, words

AT = datetime(2026, 11, 22, tzinfo=UTC)
HEARD = st.lists(st.sampled_from(["yes", "I", "tested", "it,", "twice.", "—"]), max_size=12)


def speech(*heard: tuple[str, int, int], turn: int = 1, starts: int = 0, ends: int = 1000) -> Speech:
    return Speech("i", "o", turn, starts, ends, heard)


def turn(number: int, role: Role, text: str) -> Turn:
    kind = TurnKind.ANSWER if role is Role.CANDIDATE else TurnKind.QUESTION
    return Turn(number, role, kind, text, AT)


def test_a_word_is_where_it_was_heard() -> None:
    placed = words("Yes, I did", speech(("yes", 100, 300), ("i", 300, 350), ("did", 400, 700)))
    assert placed == (Word(0, 4, 100, 300), Word(5, 6, 300, 350), Word(7, 10, 400, 700))


def test_what_the_ear_did_not_place_shares_the_time_between() -> None:
    placed = words("one two twoo four", speech(("one", 0, 100), ("four", 800, 900)))
    assert [(word.starts, word.ends) for word in placed] == [(0, 100), (100, 400), (400, 800), (800, 900)]


def test_without_words_the_letters_share_the_turn() -> None:
    assert [(word.starts, word.ends) for word in words("abc d", speech(starts=1000, ends=2000))] == [
        (1000, 1750),
        (1750, 2000),
    ]
    assert words(" ", speech()) == ()


@given(HEARD, HEARD, st.integers(0, 5000))
def test_every_word_once_and_in_order(text: list[str], heard: list[str], ends: int) -> None:
    given = tuple((word, 100 * n, 100 * n + 90) for n, word in enumerate(heard))
    placed = words(" ".join(text), speech(*given, ends=ends))
    assert [" ".join(text)[word.left : word.right] for word in placed] == text
    assert all(word.starts <= word.ends for word in placed)
    assert [word.starts for word in placed] == sorted(word.starts for word in placed)


def test_a_greeting_and_its_question_share_one_stretch() -> None:
    turns = [
        turn(1, Role.AGENT, "x" * 30),
        turn(2, Role.AGENT, "y" * 10),
        turn(3, Role.CANDIDATE, "typed"),
        turn(4, Role.AGENT, "z"),
        turn(5, Role.CANDIDATE, "spoken"),
    ]
    found = shared(turns, [speech(turn=2, ends=4000), speech(turn=5, starts=9000, ends=9500)])
    assert {number: (one.starts, one.ends) for number, one in found.items()} == {
        1: (0, 3000),
        2: (3000, 4000),
        5: (9000, 9500),
    }
