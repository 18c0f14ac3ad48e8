"""Letters that a run sends: the one reminder of a link and when it is not sent; receipts, answers and warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.actions.conftest import clock, lasting_clock, lasting_store, store  # noqa: F401
from tests.actions.scene import LINKS, SEALER, at_once, held, planned, starts
from tests.actions.test_webhooks import SECRET, STARTED, attempt, deliveries, happen, hook
from vivavoce.actions import access, course, interviews, lobby, mailings, rooms, webhooks, wishes
from vivavoce.actions.deliveries import FAILING, FAILURES_TO_OPEN, Outcome
from vivavoce.domain.events import Endpoint
from vivavoce.domain.identity import Organization, candidate, operator
from vivavoce.domain.interview import Interview
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.mail import MailFolder
from vivavoce.runs import letters as runs
from vivavoce.runs.durable import QUEUE_OF
from vivavoce.store.database import Store
from vivavoce.store.shapes import INVITATION

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
LIFE = 10 * DAY


@dataclass(frozen=True)
class Post:
    """The letters of one organization, each sent by the run that its start names."""

    store: Store
    home: Organization
    clock: FrozenClock
    folder: Path

    def works(self, kind: str, subject_id: str) -> None:
        """Do what was started of this kind for a subject."""
        known = runs.mailing(self.store, LINKS, MailFolder(self.folder, "a@b.example", self.clock))
        (run,) = (run for run in known if run.kind == kind)
        for _ in starts(self.store, f"{kind}:{subject_id}"):
            run.perform(self.home.id, subject_id)

    def subjects(self) -> list[str]:
        found = [message_from_bytes(file.read_bytes(), policy=default) for file in self.folder.glob("*.eml")]
        return [str(mail["Subject"]) for mail in found]


@pytest.fixture
def post(store: Store, home: Organization, clock: FrozenClock, tmp_path: Path) -> Post:  # noqa: F811
    return Post(store, home, clock, tmp_path)


@dataclass(frozen=True)
class Asked:
    """A candidate who was sent a link that is good for `LIFE`."""

    post: Post
    made: Interview

    @property
    def link(self) -> Invitation:
        with self.post.store.read(self.post.home.id) as view:
            link = view.find(INVITATION, interview_id=self.made.id)
        assert link is not None
        return link

    def looks(self) -> None:
        runs.remind(self.post.store).perform(self.post.home.id, self.link.id)

    def reminders(self) -> int:
        """How many were begun; each is mailed."""
        begun = len(starts(self.post.store, f"remind_mail:{self.link.id}"))
        self.post.works("remind_mail", self.link.id)
        return begun

    def planned_looks(self) -> int:
        return len(starts(self.post.store, f"remind:{self.link.id}:"))


@pytest.fixture
def asked(post: Post) -> Asked:
    return Asked(post, planned(post.store, post.home, open_until=post.clock.now() + LIFE))


class TestReminder:
    @pytest.mark.parametrize(
        ("life", "due"),
        [(30 * DAY, 29 * DAY), (2 * DAY, DAY), (30 * HOUR, 15 * HOUR), (2 * HOUR, HOUR)],
    )
    def test_a_day_before_the_end_or_halfway(self, asked: Asked, life: timedelta, due: timedelta) -> None:
        now = asked.post.clock.now()
        link = replace(asked.link, mailed_at=now, expires_at=now + life)
        assert mailings.due(link) - now == due

    def test_the_mail_plans_the_look(self, asked: Asked) -> None:
        (look,) = starts(asked.post.store, f"remind:{asked.link.id}:")
        (expiry,) = starts(asked.post.store, f"expire:{asked.made.id}:")
        assert look.due is not None
        assert expiry.due is not None
        assert expiry.due - look.due == pytest.approx(DAY.total_seconds(), abs=30)

    def test_once_and_not_before(self, asked: Asked) -> None:
        asked.post.clock.advance(LIFE - DAY - SECOND)
        asked.looks()
        assert asked.reminders() == 0
        asked.post.clock.advance(SECOND)
        for _ in range(3):
            asked.looks()
        assert asked.reminders() == 1
        assert asked.post.subjects() == ["Still open: your interview with Acme"]

    def test_of_looks_at_once_one_reminds(self, asked: Asked) -> None:
        asked.post.clock.advance(LIFE - DAY)
        at_once([asked.looks] * 6)
        assert asked.reminders() == 1

    def test_the_end_moves(self, asked: Asked) -> None:
        """A look that comes too early looks again; however often the end moves, one reminder is sent."""
        post, link = asked.post, asked.link
        post.clock.advance(LIFE - DAY)
        with post.store.write(operator(post.home.id)) as tx:
            tx.change(INVITATION, link.id, expires_at=link.expires_at + 5 * DAY)
        asked.looks()
        assert (asked.reminders(), asked.planned_looks()) == (0, 2)
        post.clock.advance(5 * DAY)
        asked.looks()
        assert asked.reminders() == 1
        with post.store.write(operator(post.home.id)) as tx:
            course.refresh(tx, asked.made.id, post.clock.now() + 5 * DAY)
        post.clock.advance(4 * DAY + SECOND)
        asked.looks()
        assert asked.reminders() == 1

    def test_a_mail_shortly_before_the_end_is_not_followed_at_once(self, asked: Asked) -> None:
        asked.post.clock.advance(LIFE - 4 * HOUR)
        with asked.post.store.write(operator(asked.post.home.id)) as tx:
            mailings.mail_link(tx, asked.made.id)
        asked.looks()
        assert asked.reminders() == 0
        asked.post.clock.advance(2 * HOUR)
        asked.looks()
        assert asked.reminders() == 1

    def test_a_new_link_has_a_reminder_of_its_own(self, asked: Asked) -> None:
        post, old = asked.post, asked.link
        post.clock.advance(HOUR)
        with post.store.write(operator(post.home.id)) as tx:
            course.reissue(tx, LINKS, asked.made.id, post.clock.now() + LIFE)
            mailings.mail_link(tx, asked.made.id)
        post.clock.advance(LIFE - DAY)
        runs.remind(post.store).perform(post.home.id, old.id)
        asked.looks()
        assert asked.link.id != old.id
        assert starts(post.store, f"remind_mail:{old.id}") == []
        assert asked.reminders() == 1

    @pytest.mark.parametrize(
        "why", ["begun", "begun and left", "called off", "deleted", "revoked", "expired"]
    )
    @pytest.mark.parametrize("late", [False, True], ids=["before the look", "between look and mail"])
    def test_never_once_it_makes_no_sense(self, asked: Asked, why: str, late: bool) -> None:
        asked.post.clock.advance(LIFE - DAY)
        if late:
            asked.looks()
        spoil(asked, why)
        asked.looks()
        assert asked.reminders() == late
        assert asked.post.subjects() == []

    @pytest.mark.parametrize("kind", WishKind)
    def test_never_to_who_wished_for_another_way(self, asked: Asked, kind: WishKind) -> None:
        with asked.post.store.write(candidate(asked.post.home.id, asked.made.candidate_id)) as tx:
            wishes.ask(tx, asked.made.id, kind, "Please")
        asked.post.clock.advance(LIFE - DAY)
        asked.looks()
        elsewhere = kind in {WishKind.PERSON, WishKind.CALL_BACK, WishKind.DELETION}
        assert asked.reminders() == (0 if elsewhere else 1)

    def test_nobody_is_reminded_of_what_was_never_mailed(self, post: Post) -> None:
        made = planned(post.store, post.home, mails=False)
        assert Asked(post, made).planned_looks() == 0


def spoil(asked: Asked, why: str) -> None:
    """Let the interview or its link be none any more that one reminds of."""
    post, id = asked.post, asked.made.id
    if why.startswith("begun"):
        with post.store.write(candidate(post.home.id, asked.made.candidate_id)) as tx:
            lobby.agree(tx, id, "en", ("ai_interview", "transcript"))
            rooms.begin(tx, id)
    if why == "begun and left":
        post.clock.advance(HOUR)
        with post.store.write(operator(post.home.id)) as tx:
            rooms.abandon(tx, id)
    spoiling: dict[str, Callable[[], object]] = {
        "called off": lambda: course.cancel(tx, id),
        "deleted": lambda: interviews.delete(tx, id),
        "revoked": lambda: tx.change(INVITATION, asked.link.id, revoked_at=tx.now),
    }
    if why in spoiling:
        with post.store.write(operator(post.home.id)) as tx:
            spoiling[why]()
    if why == "expired":
        post.clock.advance(DAY)


class TestOthers:
    def test_what_is_mailed_does_not_wait_behind_the_clock(self) -> None:
        assert {QUEUE_OF[kind] for kind in runs.SENT} == {"deliver"}

    def test_a_receipt_after_the_interview(self, post: Post) -> None:
        made = held(post.store, post.home)
        (start,) = starts(post.store, f"receipt:{made.id}")
        assert start.due is None
        post.works("receipt", made.id)
        assert post.subjects() == ["Your answers have arrived: Backend Engineer"]

    def test_word_of_an_answer(self, post: Post) -> None:
        made = planned(post.store, post.home)
        with post.store.write(candidate(post.home.id, made.candidate_id)) as tx:
            wish = wishes.ask(tx, made.id, WishKind.QUESTION, "Is there a bicycle shed?")
        post.works("answer", wish.id)
        assert post.subjects() == []
        with post.store.write(operator(post.home.id)) as tx:
            wishes.answer(tx, wish.id, "There is")
        post.works("answer", wish.id)
        assert post.subjects() == ["You have an answer from Acme"]


class TestWarning:
    @pytest.fixture
    def endpoint(self, post: Post) -> Endpoint:
        with post.store.write(operator(post.home.id)) as tx:
            access.change_organization(tx, access.ChangeOrganization(owner_email="owner@acme.example"))
            return hook(tx, url="https://receiver.example/secret-path", secret=SECRET)

    def fails(self, post: Post, endpoint: Endpoint) -> None:
        """One more delivery is given up."""
        known = {one.id for one in deliveries(post.store, post.home, endpoint.id)}
        happen(post.store, post.home, STARTED)
        (new,) = (one for one in deliveries(post.store, post.home, endpoint.id) if one.id not in known)
        attempt(post.store, post.home, new, Outcome(500, 1))

    def test_the_owner_hears_of_it_once(self, post: Post, endpoint: Endpoint) -> None:
        for _ in range(FAILURES_TO_OPEN - 1):
            self.fails(post, endpoint)
        assert starts(post.store, f"warn:{endpoint.id}") == []
        self.fails(post, endpoint)
        assert len(starts(post.store, f"warn:{endpoint.id}")) == 1
        post.works("warn", endpoint.id)
        (mail,) = (
            message_from_bytes(file.read_bytes(), policy=default) for file in post.folder.glob("*.eml")
        )
        assert (mail["To"], mail["Subject"]) == (
            "owner@acme.example",
            "Webhook switched off: receiver.example",
        )
        assert "secret-path" not in str(mail.get_body(("plain",)))

    def test_after_days_in_which_nothing_arrived(self, post: Post, endpoint: Endpoint) -> None:
        self.fails(post, endpoint)
        post.clock.advance(FAILING)
        self.fails(post, endpoint)
        assert len(starts(post.store, f"warn:{endpoint.id}")) == 1

    def test_not_once_it_is_on_again(self, post: Post, endpoint: Endpoint) -> None:
        for _ in range(FAILURES_TO_OPEN):
            self.fails(post, endpoint)
        with post.store.write(operator(post.home.id)) as tx:
            webhooks.change(tx, SEALER, endpoint.id, webhooks.ChangeEndpoint(active=True))
        post.works("warn", endpoint.id)
        assert post.subjects() == []

    def test_without_an_owner_nobody_is_told(self, post: Post, endpoint: Endpoint) -> None:
        with post.store.write(operator(post.home.id)) as tx:
            access.change_organization(tx, access.ChangeOrganization(owner_email=None))
        for _ in range(FAILURES_TO_OPEN):
            self.fails(post, endpoint)
        post.works("warn", endpoint.id)
        assert post.subjects() == []
