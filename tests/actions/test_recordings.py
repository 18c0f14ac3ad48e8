"""Recordings: begun only with consent, noted with their files, moved along with what was cut, and forgotten whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import LINKS, found, founded, live, planned, starts, turns
from vivavoce.actions import course, interviews, lobby, notices, recordings, rooms
from vivavoce.actions.rooms import Said
from vivavoce.domain.errors import Conflict, Forbidden, MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, candidate, operator, system
from vivavoce.domain.interview import EndReason, Interview, Role, Speech, State, Turn, TurnKind
from vivavoce.domain.review import Lane, Recording
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.sound_files import Assembled, Lay
from vivavoce.providers.sound_lanes import Cut
from vivavoce.store.database import Store
from vivavoce.store.shapes import RECORDING, ROOM, SPEECH, TURN

ALL_GRANTS = ("ai_interview", "transcript", notices.AUDIO)
ANSWER = next(turn.number for turn in turns() if turn.role is Role.CANDIDATE)


def made_of(*cuts: Cut) -> Assembled:
    """Files of a recording of an hour."""
    lays = tuple(Lay(lane, f"{lane}.ogg", 3600.0, "opus", 9, (0, 100), ((0, 5000),)) for lane in Lane)
    return Assembled(lays, cuts)


@pytest.fixture
def made(store: Store, home: Organization, clock: FrozenClock) -> Interview:
    """A live interview whose candidate has agreed to be recorded."""
    made = live(store, home)
    agreed(store, made, clock, ALL_GRANTS)
    return made


def agreed(store: Store, made: Interview, clock: FrozenClock, grants: tuple[str, ...]) -> None:
    clock.advance(timedelta(seconds=1))
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        lobby.agree(tx, made.id, "en", grants)


def speech(made: Interview, turn: int = ANSWER, starts: int = 1000) -> Speech:
    words = (("I", starts, starts + 200), ("did", starts + 300, starts + 600))
    return Speech(made.id, made.organization_id, turn, starts, starts + 600, words, 0.75, "embedded:tiny.en")


def begun(store: Store, made: Interview) -> Recording:
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        recordings.begin(tx, made.id)
        found = recordings.begun(tx.view, tx.actor, made.id)
        assert found is not None
        return found


def kept(store: Store, made: Interview, *cuts: Cut) -> None:
    with store.write(system(made.organization_id)) as tx:
        recordings.keep(tx, made.id, made_of(*cuts))


class TestBeginning:
    def test_once_and_a_little_before_it_is_asked_for(
        self, store: Store, made: Interview, clock: FrozenClock
    ) -> None:
        first = begun(store, made)
        assert (first.lane, first.ready, first.created_at) == (
            Lane.BOTH,
            False,
            clock.now() - recordings.LEAD_IN,
        )
        clock.advance(timedelta(minutes=5))
        assert begun(store, made) == first
        with store.read(made.organization_id) as view:
            assert view.count(RECORDING, interview_id=made.id) == 1

    def test_not_without_consent_to_it(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = live(store, home)
        with pytest.raises(Forbidden):
            begun(store, made)
        agreed(store, made, clock, ALL_GRANTS)
        begun(store, made)
        agreed(store, made, clock, ("ai_interview", "transcript"))
        with pytest.raises(Forbidden):
            begun(store, made)

    def test_not_once_consent_is_withdrawn_or_it_is_over(self, store: Store, made: Interview) -> None:
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            lobby.withdraw(tx, made.id)
        with pytest.raises(Forbidden):
            begun(store, made)
        with store.write(operator(made.organization_id)) as tx:
            course.cancel(tx, made.id)
        with pytest.raises(Conflict):
            begun(store, made)

    def test_only_in_a_room_of_ones_own(self, store: Store, made: Interview, clock: FrozenClock) -> None:
        for actor, error in (
            (Actor(ActorKind.KEY, "k", made.organization_id, frozenset({"jobs:read"})), MissingScope),
            (operator(founded(store, clock.now()).id), NotFound),
        ):
            with pytest.raises(error), store.write(actor) as tx:
                recordings.begin(tx, made.id)


class TestWhereTurnsLie:
    def test_it_is_kept_with_the_turn(self, store: Store, home: Organization, made: Interview) -> None:
        number = len(turns()) + 1
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            room = tx.find(ROOM, interview_id=made.id)
            assert room is not None
            said = Turn(number, Role.CANDIDATE, TurnKind.ANSWER, "I did", tx.now)
            rooms.say(tx, room, "LISTENING", [Said(said, "speech:1", speech(made, 0))], [])
        with store.read(home.id) as view:
            assert view.every(SPEECH, interview_id=made.id) == (speech(made, number),)
            assert recordings.speech(view, operator(home.id), made.id) == (speech(made, number),)

    def test_it_needs_a_turn(self, store: Store, made: Interview) -> None:
        with pytest.raises(Conflict), store.write(system(made.organization_id)) as tx:
            recordings.spoken(tx, speech(made, 999))

    def test_what_is_spoken_again_is_where_it_was_last(self, store: Store, made: Interview) -> None:
        for at in (1000, 9000):
            with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
                recordings.spoken(tx, speech(made, 1, at))
        with store.read(made.organization_id) as view:
            assert [one.starts for one in view.every(SPEECH, interview_id=made.id)] == [9000]


class TestTheEnd:
    def test_the_files_are_made_when_the_last_words_are_over(
        self, store: Store, made: Interview, clock: FrozenClock
    ) -> None:
        one = begun(store, made)
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            rooms.finish(tx, made.id, EndReason.COMPLETED)
        (start,) = starts(store, f"record:{one.id}")
        assert start.due is not None

    @pytest.mark.parametrize("how", ["cancel", "withdraw"])
    def test_also_of_what_was_broken_off(self, store: Store, made: Interview, how: str) -> None:
        one = begun(store, made)
        actor = (
            operator(made.organization_id)
            if how == "cancel"
            else candidate(made.organization_id, made.candidate_id)
        )
        with store.write(actor) as tx:
            course.cancel(tx, made.id) if how == "cancel" else rooms.withdraw(tx, made.id)
        assert len(starts(store, f"record:{one.id}")) == 1

    def test_what_was_written_is_not_recorded(self, store: Store, made: Interview) -> None:
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            rooms.finish(tx, made.id, EndReason.COMPLETED)
        assert [one for one in starts(store, "record:") if made.id in one.key] == []
        with store.read(made.organization_id) as view:
            assert recordings.begun(view, operator(made.organization_id), made.id) is None


class TestKeeping:
    def test_a_row_a_lane(self, store: Store, made: Interview) -> None:
        one = begun(store, made)
        actor = operator(made.organization_id)
        with store.read(made.organization_id) as view:
            assert recordings.lanes(view, actor, made.id) == {}
            with pytest.raises(NotFound):
                recordings.read(view, actor, made.id, "both")
        kept(store, made)
        with store.read(made.organization_id) as view:
            lanes = recordings.lanes(view, actor, made.id)
            both = recordings.read(view, actor, made.id, "both")
            with pytest.raises(NotFound):
                recordings.read(view, actor, made.id, "../both")
        assert set(lanes) == set(Lane)
        assert lanes[Lane.BOTH] == both
        assert (both.path, both.codec, both.peaks, both.loud) == ("both.ogg", "opus", (0, 100), ((0, 5000),))
        assert both.created_at == one.created_at
        assert both.ready

    def test_what_was_cut_moves_the_words_along(self, store: Store, made: Interview) -> None:
        begun(store, made)
        later = speech(made, ANSWER, 100_000)
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            recordings.spoken(tx, speech(made, 1))
            recordings.spoken(tx, later)
        kept(store, made, Cut(10_000, 60_000))
        with store.read(made.organization_id) as view:
            first, second = recordings.speech(view, operator(made.organization_id), made.id)
        assert first == speech(made, 1)
        assert second == speech(made, ANSWER, 40_000)

    def test_not_after_it_was_forgotten(self, store: Store, made: Interview) -> None:
        begun(store, made)
        with store.write(operator(made.organization_id)) as tx:
            recordings.forget(tx, made.id)
        with pytest.raises(NotFound):
            kept(store, made)

    def test_by_who_may_read_the_words(self, store: Store, made: Interview, clock: FrozenClock) -> None:
        begun(store, made)
        kept(store, made)
        nobody = Actor(ActorKind.KEY, "k", made.organization_id, frozenset({"jobs:read"}))
        elsewhere = founded(store, clock.now())
        for act in (recordings.begun, recordings.lanes, recordings.speech, recordings.going_on):
            with store.read(made.organization_id) as view, pytest.raises(MissingScope):
                act(view, nobody, made.id)
        with store.read(elsewhere.id) as view, pytest.raises(NotFound):
            recordings.read(view, operator(elsewhere.id), made.id, "both")
        with store.write(operator(made.organization_id)) as tx:
            interviews.delete(tx, made.id)
        with store.read(made.organization_id) as view, pytest.raises(NotFound):
            recordings.read(view, operator(made.organization_id), made.id, "both")


class TestForgetting:
    def test_an_interview_that_begins_anew_has_no_sound(
        self, store: Store, home: Organization, made: Interview
    ) -> None:
        begun(store, made)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            recordings.spoken(tx, speech(made))
            rooms.finish(tx, made.id, EndReason.COMPLETED)
        with store.write(operator(home.id)) as tx:
            course.reset(tx, LINKS, made.id, tx.now + timedelta(days=7))
        assert found(store, home, made.id).state is State.READY
        with store.read(home.id) as view:
            assert (
                view.count(SPEECH, interview_id=made.id) == view.count(RECORDING, interview_id=made.id) == 0
            )
            assert view.count(TURN, interview_id=made.id) == 0
        assert len(starts(store, f"shred:{made.id}")) == 1

    def test_who_never_agreed_has_no_files(self, store: Store, home: Organization) -> None:
        made = live(store, home)
        with store.write(operator(made.organization_id)) as tx:
            recordings.forget(tx, made.id)
        assert starts(store, f"shred:{made.id}") == []


def test_more_may_be_said_until_it_is_over(store: Store, home: Organization, made: Interview) -> None:
    with store.read(home.id) as view:
        assert recordings.going_on(view, operator(home.id), made.id)
        assert recordings.going_on(view, operator(home.id), planned(store, home).id)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        rooms.finish(tx, made.id, EndReason.COMPLETED)
    with store.read(home.id) as view:
        assert not recordings.going_on(view, operator(home.id), made.id)


def test_words_come_back_as_they_were(store: Store, made: Interview) -> None:
    odd = replace(speech(made), words=(("naïve…", 0, 1), ('"', 1, 1)), confidence=None)
    with store.write(system(made.organization_id)) as tx:
        recordings.spoken(tx, odd)
    with store.read(made.organization_id) as view:
        assert view.every(SPEECH, interview_id=made.id) == (odd,)
