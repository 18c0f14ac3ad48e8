"""The door: links that end, consent that is kept, and a code that can be guessed five times and used once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.scene import JANE, LINKS, at_once, plan, planned
from vivavoce.actions import interviews, letters, lobby, notices, wishes
from vivavoce.actions.lobby import Lobby
from vivavoce.domain.errors import Conflict, Invalid, NotFound, TooMany
from vivavoce.domain.identity import Actor, Organization, candidate, operator
from vivavoce.domain.invitation import Code, Invitation
from vivavoce.domain.wishes import Ease
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.mail import MailFolder
from vivavoce.runs.letters import mailing
from vivavoce.store.database import Store
from vivavoce.store.shapes import CODE, INVITATION

BROWSER = "a browser"
TEN_MINUTES = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Door:
    """A candidate before the door of an interview."""

    store: Store
    who: Actor
    link: Invitation

    @property
    def token(self) -> str:
        return LINKS.token(self.link.id)

    def asks(self, browser: str = BROWSER) -> Code:
        with self.store.write(self.who) as tx:
            return lobby.request_code(tx, self.link.id, browser)

    def says(self, digits: str, browser: str = BROWSER) -> bool:
        with self.store.write(self.who) as tx:
            return lobby.check_code(tx, LINKS, self.link.id, browser, digits)

    def enters(self) -> Lobby:
        with self.store.read(self.who.organization_id) as view:
            return lobby.enter(view, self.who, self.link)

    def agrees(self, *grants: str) -> None:
        with self.store.write(self.who) as tx:
            lobby.agree(tx, self.link.interview_id, "en", grants)


@pytest.fixture
def door(store: Store, home: Organization) -> Door:
    made = planned(store, home)
    with store.read(home.id) as view:
        link = view.find(INVITATION, interview_id=made.id)
    assert link is not None
    return Door(store, candidate(home.id, made.candidate_id), link)


def wrong(code: Code) -> str:
    return f"{(int(LINKS.code(code.id)) + 1) % 1_000_000:06d}"


class TestCode:
    def test_the_mailed_digits_open(
        self, door: Door, home: Organization, clock: FrozenClock, tmp_path: Path
    ) -> None:
        code = door.asks()
        runs = {
            run.kind: run for run in mailing(door.store, LINKS, MailFolder(tmp_path, "a@b.example", clock))
        }
        runs["code"].perform(home.id, code.id)
        (mail,) = tmp_path.glob("*.eml")
        digits = re.search(r"code: (\d{6})\r?\n", mail.read_text())
        assert digits is not None
        assert door.says(digits[1])

    def test_it_opens_once(self, door: Door) -> None:
        digits = LINKS.code(door.asks().id)
        assert [door.says(digits) for _ in range(2)] == [True, False]

    def test_it_opens_once_also_at_the_same_moment(self, door: Door) -> None:
        digits = LINKS.code(door.asks().id)
        assert sorted(map(str, at_once([lambda: door.says(digits)] * 4))) == ["False"] * 3 + ["True"]

    @pytest.mark.parametrize(("misses", "opens"), [(4, True), (5, False)])
    def test_five_wrong_tries_void_it(self, door: Door, misses: int, opens: bool) -> None:
        code = door.asks()
        assert not any(door.says(wrong(code)) for _ in range(misses))
        assert door.says(LINKS.code(code.id)) is opens

    def test_tries_at_the_same_moment_count_as_well(self, door: Door) -> None:
        """Of many guesses at once few are looked at, and each of these is counted."""
        code = door.asks()
        guesses = [wrong(code)] * 12
        for _ in range(5):
            assert True not in at_once([lambda guess=guess: door.says(guess) for guess in guesses])
        assert not door.says(LINKS.code(code.id))
        with door.store.read(door.who.organization_id) as view:
            assert view.get(CODE, code.id).tries == 5

    def test_another_browser(self, door: Door) -> None:
        code = door.asks()
        assert not door.says(LINKS.code(code.id), "another browser")
        assert not door.says(LINKS.code(code.id), "")
        assert door.says(LINKS.code(code.id))

    @pytest.mark.parametrize(("age", "opens"), [(TEN_MINUTES - SECOND, True), (TEN_MINUTES, False)])
    def test_it_lives_ten_minutes(self, door: Door, clock: FrozenClock, age: timedelta, opens: bool) -> None:
        code = door.asks()
        clock.advance(age)
        assert door.says(LINKS.code(code.id)) is opens

    def test_only_the_newest_counts(self, door: Door, clock: FrozenClock) -> None:
        old = door.asks()
        clock.advance(SECOND)
        new = door.asks()
        assert not door.says(LINKS.code(old.id))
        assert door.says(LINKS.code(new.id))

    def test_no_code_was_asked_for(self, door: Door) -> None:
        assert not door.says("000000")

    @pytest.mark.parametrize("digits", ["", "１２３４５６", "12345", "\ud800", "x" * 10_000])
    def test_what_is_no_code(self, door: Door, digits: str) -> None:
        door.asks()
        assert not door.says(digits)

    def test_the_sixth_in_an_hour_waits_for_the_first_to_be_an_hour_old(
        self, door: Door, clock: FrozenClock
    ) -> None:
        began = clock.now()
        for _ in range(5):
            door.asks()
            clock.advance(timedelta(minutes=5))
        with pytest.raises(TooMany) as refused:
            door.asks()
        wait = refused.value.state.retry_after
        assert 35 * 60 <= wait <= 35 * 60 + 1
        assert refused.value.state.resets_at == int(began.timestamp()) + 3601
        clock.advance(timedelta(seconds=wait))
        door.asks()

    def test_five_an_hour_also_at_the_same_moment(self, door: Door) -> None:
        results = at_once([door.asks] * 9)
        assert sum(isinstance(one, Code) for one in results) == 5
        assert sum(isinstance(one, TooMany) for one in results) == 4

    def test_a_used_or_late_code_is_not_mailed(
        self, door: Door, home: Organization, clock: FrozenClock
    ) -> None:
        code = door.asks()
        with door.store.read(home.id) as view:
            assert letters.one_time_code(view, LINKS, code.id) is not None
        clock.advance(TEN_MINUTES)
        with door.store.read(home.id) as view:
            assert letters.one_time_code(view, LINKS, code.id) is None


class TestConsent:
    def test_the_receipt_says_what_was_shown_and_agreed(self, door: Door, clock: FrozenClock) -> None:
        door.agrees("ai_interview", "transcript")
        with door.store.read(door.who.organization_id) as view:
            receipt = lobby.consent(view, door.link.interview_id)
            assert lobby.enter(view, door.who, door.link).consented
            assert view.get(INVITATION, door.link.id).opened_at == clock.now()
        assert receipt is not None
        assert (receipt.notice_version, receipt.language, receipt.at) == (
            notices.EDITION,
            "en",
            clock.now(),
        )
        assert receipt.grants == ("ai_interview", "transcript")

    def test_not_without_the_interview_itself(self, door: Door) -> None:
        with pytest.raises(Invalid):
            door.agrees("transcript")
        with door.store.read(door.who.organization_id) as view:
            assert lobby.consent(view, door.link.interview_id) is None

    def test_it_can_be_withdrawn_once(self, door: Door) -> None:
        door.agrees("ai_interview")
        with door.store.write(door.who) as tx:
            lobby.withdraw(tx, door.link.interview_id)
        with door.store.read(door.who.organization_id) as view:
            assert lobby.consent(view, door.link.interview_id) is None
        with pytest.raises(Conflict), door.store.write(door.who) as tx:
            lobby.withdraw(tx, door.link.interview_id)


class TestLink:
    def test_it_leads_in(self, door: Door, clock: FrozenClock) -> None:
        assert lobby.find(door.store, door.token, clock.now()) == door.link

    @pytest.mark.parametrize("token", ["", "x", "A" * 43])
    def test_an_unknown_one(self, door: Door, clock: FrozenClock, token: str) -> None:
        with pytest.raises(NotFound):
            lobby.find(door.store, token, clock.now())

    def test_it_ends_on_the_second(self, door: Door) -> None:
        assert lobby.find(door.store, door.token, door.link.expires_at - SECOND)
        with pytest.raises(NotFound):
            lobby.find(door.store, door.token, door.link.expires_at)

    def test_a_revoked_one(self, door: Door, clock: FrozenClock) -> None:
        with door.store.write(operator(door.who.organization_id)) as tx:
            tx.change(INVITATION, door.link.id, revoked_at=clock.now())
        with pytest.raises(NotFound):
            lobby.find(door.store, door.token, clock.now())

    def test_one_that_ended_is_still_known_for_what_it_was(self, door: Door, clock: FrozenClock) -> None:
        clock.set(door.link.expires_at)
        assert lobby.known(door.store, door.token) == door.link
        with door.store.read(door.who.organization_id) as view:
            assert lobby.enter(view, door.who, door.link).lapsed

    def test_what_is_adjusted_is_known_at_the_door(self, door: Door) -> None:
        assert (door.enters().minutes, door.enters().eases) == (12, ())
        with door.store.write(door.who) as tx:
            wishes.adjust(tx, door.link.interview_id, [Ease.EXTRA_TIME], "en")
        assert (door.enters().minutes, door.enters().eases) == (18, (Ease.EXTRA_TIME,))

    def test_only_who_asked_reads_the_questions_before(self, door: Door) -> None:
        def ahead() -> tuple[str, ...]:
            with door.store.read(door.who.organization_id) as view:
                return lobby.questions_ahead(view, door.who, door.link.interview_id)

        assert ahead() == ()
        with door.store.write(door.who) as tx:
            wishes.adjust(tx, door.link.interview_id, [Ease.QUESTIONS_AHEAD], "en")
        assert ahead() == tuple(question.text for question in plan().questions)

    def test_of_a_deleted_interview(self, door: Door) -> None:
        with door.store.write(operator(door.who.organization_id)) as tx:
            interviews.delete(tx, door.link.interview_id)
        with pytest.raises(NotFound), door.store.read(door.who.organization_id) as view:
            lobby.enter(view, door.who, door.link)

    def test_a_candidate_without_an_address_is_sent_nothing(self, store: Store, home: Organization) -> None:
        made = planned(store, home, candidate=replace(JANE, email=None))
        with store.read(home.id) as view:
            link = view.find(INVITATION, interview_id=made.id)
            assert link is not None
            assert lobby.enter(view, candidate(home.id, made.candidate_id), link).masked_email is None
            assert letters.invitation(view, LINKS, made.id) is None


class TestMasked:
    def test_as_documented(self) -> None:
        assert lobby.masked("jane@example.com") == "j***@e***.com"
        assert lobby.masked("jane@mail.example.co.uk") == "j***@m***.uk"
        assert lobby.masked("jane@localhost") == "j***@l***"

    @given(st.from_regex(r"[a-z]{2,9}@[a-z]{2,9}(\.[a-z]{2,9}){0,3}", fullmatch=True))
    def test_only_first_letters_and_the_last_part_show(self, email: str) -> None:
        local, domain = email.split("@")
        ending = f".{domain.rpartition('.')[2]}" if "." in domain else ""
        assert lobby.masked(email) == f"{local[0]}***@{domain[0]}***{ending}"
