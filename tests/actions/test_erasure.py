"""Erasure: a marker in everything that was said by or about a person is found nowhere afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.actions.colleagues import person
from tests.actions.marked import SAID, Mark
from tests.actions.scene import LINKS, found, founded, plan, starts, told, turns
from tests.actions.scene import live as begun
from vivavoce.actions import (
    assessments,
    calling,
    candidates,
    interviews,
    ledger,
    plans,
    privacy,
    retention,
    rooms,
)
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.privacy import Certificate
from vivavoce.domain.errors import Conflict, Invalid, MissingScope, NotFound
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.identity import Actor, MemberRole, Organization, candidate, operator, system
from vivavoce.domain.interview import State
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.runs import retain
from vivavoce.store import schema
from vivavoce.store.columns import Json
from vivavoce.store.database import Store
from vivavoce.store.shapes import (
    CANDIDATE,
    DELIVERY,
    INVITATION,
    RECEIPT,
    TURN,
)
from vivavoce.store.tx import Kept

SILENT = {
    "adjustment": ("eases", "language"),
    "alias": ("dialect", "kind"),
    "amendment": ("kind",),
    "approval": ("decided_by", "gate", "verdict"),
    "assessment": ("digest", "review"),
    "attempt": ("error",),
    "call": ("outcome", "skip", "status"),
    "candidate": ("stage",),
    "code": ("browser_hash",),
    "delivery": ("status",),
    "event": ("name",),
    "extras": ("dialect",),
    "interview": ("end_reason", "state"),
    "once": ("fingerprint", "headers", "key", "scope"),
    "outcome": ("stage",),
    "rating": ("criterion_id",),
    "receipt": ("grants", "language", "notice_version"),
    "recording": ("codec", "lane", "loud", "peaks"),
    "remark": ("regard",),
    "room": ("phase",),
    "speech": ("heard_by",),
    "step": ("actor_id", "actor_kind", "after", "before", "by"),
    "turn": ("kind", "question_id", "role"),
    "wish": ("answered_by", "kind"),
}
"""Columns of the same tables that say nothing of them: words of enumerations, ids, hashes, who of us acted."""
OF_OTHERS = {
    "agent",
    "api_key",
    "application",
    "audit",
    "calling",
    "do_not_call",
    "endpoint",
    "hold",
    "job",
    "job_plan",
    "job_rules",
    "key_reach",
    "lease",
    "member",
    "organization",
    "phone_number",
    "session",
    "subscription",
    "template",
    "welcome",
}
"""Tables without a candidate's words. A hold forbids erasing; the do-not-call list protects who is on it."""


def texts(table: sa.Table) -> set[str]:
    """Columns that hold any text or bytes; ids and tokens' hashes have a fixed length."""
    kinds = sa.LargeBinary | sa.Text | Json
    return {column.name for column in table.c if isinstance(column.type, kinds)}


def test_somebody_has_thought_about_every_column() -> None:
    """A new column is put into one of the lists above, and erased where it belongs into the first."""
    known = {name: {*SAID.get(name, ()), *SILENT.get(name, ())} for name in SAID.keys() | SILENT.keys()}
    assert known == {
        name: texts(table) for name, table in schema.metadata.tables.items() if name not in OF_OTHERS
    }


def marking(store: Store, home: Organization) -> Mark:
    return Mark(store, home, f"zqx{new_id()[:8]}")


def erase(store: Store, home: Organization, id: str, who: Actor | None = None) -> Certificate:
    with store.write(who or operator(home.id)) as tx:
        return privacy.erase(tx, id)


def counts(certificate: Certificate) -> dict[str, int]:
    return {one.kind: one.count for one in certificate.erased if one.count}


class TestErasing:
    def test_the_marker_is_nowhere(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        mark = marking(store, home)
        made = mark.interview()
        endpoint_id = mark.deliver(made)
        assert mark.found() == {(table, column) for table, columns in SAID.items() for column in columns}
        clock.advance(timedelta(hours=1))
        certificate = erase(store, home, made.candidate_id)
        assert mark.found() == set()
        assert (certificate.at, certificate.actor_id) == (clock.now(), "operator")
        counted = counts(certificate)
        assert {"turns", "documents", "wishes", "plans", "names", "extras", "candidates"} <= counted.keys()
        assert counted["turns"] == len(turns())
        with store.read(home.id) as view:
            assert ledger.verify(view, operator(home.id)) > 10
            heard, waited = view.every(DELIVERY, endpoint_id=endpoint_id)
        assert (heard.status, waited.status) == (DeliveryStatus.DELIVERED, DeliveryStatus.DROPPED)

    def test_what_names_nobody_stays(self, store: Store, home: Organization) -> None:
        made = marking(store, home).interview()
        erase(store, home, made.candidate_id)
        with store.read(home.id) as view:
            assert view.count(RECEIPT, interview_id=made.id) == 1
            assert found(store, home, made.id).state is State.RELEASED
            kept = plans.current(view, made.id)
            assert assessments.released(view, operator(home.id), made.id).appraisal.total is None
            link = view.find(INVITATION, interview_id=made.id)
            with pytest.raises(NotFound):
                view.get(CANDIDATE, made.candidate_id)
        assert kept is not None
        assert kept.criteria == plan().criteria
        assert link is not None
        assert link.revoked_at is not None
        assert told(store, home, made.candidate_id)[-1] == "candidate.deleted"

    def test_only_theirs(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        theirs, ours = marking(store, founded(store, clock.now())), marking(store, home)
        made, kept, foreign = ours.interview(), marking(store, home), theirs.interview()
        kept.interview()
        before = theirs.found(), kept.found()
        erase(store, home, made.candidate_id)
        assert ours.found() == set()
        assert (theirs.found(), kept.found()) == before
        erase(store, theirs.home, foreign.candidate_id)
        assert theirs.found() == set()
        assert kept.found() == before[1]

    def test_answers_to_repeat_go_when_they_name_them_or_are_stale(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = begun(store, home)
        with store.write(operator(home.id)) as tx:
            tx.keep("s", "old", "f", Kept(200, {}, b"of somebody else"))
        clock.advance(privacy.REPEATED + timedelta(seconds=1))
        with store.write(operator(home.id)) as tx:
            tx.keep("s", "new", "f", Kept(200, {}, b"of somebody else"))
            tx.keep("s", "address", "f", Kept(200, {}, b'{"email":"jane@example.com"}'))
            tx.keep("s", "number", "f", Kept(200, {}, b'{"phone":"+14155550100"}'))
            tx.keep("s", "id", "f", Kept(200, {}, f'"{made.id}"'.encode()))
        erase(store, home, made.candidate_id)
        with store.write(operator(home.id)) as tx:
            keys = ("old", "new", "address", "number", "id")
            assert [key for key in keys if tx.replay("s", key, "f")] == ["new"]

    def test_what_waits_or_goes_on_is_called_off_first(self, store: Store, home: Organization) -> None:
        made = begun(store, home)
        with store.write(operator(home.id)) as tx:
            again = interviews.create(
                tx,
                LINKS,
                None,  # type: ignore[arg-type]
                interviews.NewInterview(made.candidate_id, made.agent_id, made.job_id),
            ).interview
            gone = interviews.create(
                tx,
                LINKS,
                None,  # type: ignore[arg-type]
                interviews.NewInterview(made.candidate_id, made.agent_id, made.job_id),
            ).interview
            interviews.delete(tx, gone.id)
        erase(store, home, made.candidate_id)
        for one in (made, again):
            assert found(store, home, one.id).state is State.CANCELLED
            assert told(store, home, one.id)[-1] == "interview.cancelled"
        with pytest.raises(Conflict), store.write(candidate(home.id, made.candidate_id)) as tx:
            rooms.connect(tx, made.id)

    def test_who_was_deleted_before_and_who_was_erased(self, store: Store, home: Organization) -> None:
        mark = marking(store, home)
        made = mark.interview()
        with store.write(operator(home.id)) as tx:
            candidates.delete(tx, made.candidate_id)
            interviews.delete(tx, made.id)
        erase(store, home, made.candidate_id)
        assert mark.found() == set()
        assert told(store, home, made.candidate_id).count("candidate.deleted") == 1
        again = counts(erase(store, home, made.candidate_id))
        assert "turns" not in again
        assert "documents" not in again

    def test_the_number_stays_barred(self, store: Store, home: Organization) -> None:
        made = begun(store, home)
        with store.write(operator(home.id)) as tx:
            calling.bar(tx, "+14155550100", "asked us")
        erase(store, home, made.candidate_id)
        with store.read(home.id) as view:
            assert calling.barred(view, "+14155550100")

    def test_by_who_may_and_of_ones_own(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        made = begun(store, home)
        with pytest.raises(MissingScope):
            erase(store, home, made.candidate_id, person(store, home, MemberRole.REVIEWER))
        with pytest.raises(NotFound):
            erase(store, founded(store, clock.now()), made.candidate_id)
        with pytest.raises(NotFound):
            erase(store, home, "nobody")


class TestHolding:
    def hold(self, store: Store, home: Organization, id: str, reason: str = "a claim at court") -> None:
        with store.write(operator(home.id)) as tx:
            privacy.hold(tx, id, reason)

    def test_nothing_is_erased_until_released(self, store: Store, home: Organization) -> None:
        made = begun(store, home)
        self.hold(store, home, made.candidate_id)
        with pytest.raises(Conflict, match="a claim at court"):
            erase(store, home, made.candidate_id)
        with store.read(home.id) as view:
            assert view.count(TURN, interview_id=made.id)
            kept = privacy.held(view, operator(home.id), made.candidate_id)
        assert kept is not None
        assert kept.member_id == "operator"
        with store.write(operator(home.id)) as tx:
            privacy.release(tx, made.candidate_id)
        erase(store, home, made.candidate_id)
        with store.read(home.id) as view:
            assert privacy.held(view, operator(home.id), made.candidate_id) is None
            assert not view.count(TURN, interview_id=made.id)

    def test_with_a_reason_and_once(self, store: Store, home: Organization) -> None:
        made = begun(store, home)
        with pytest.raises(Invalid):
            self.hold(store, home, made.candidate_id, "  ")
        self.hold(store, home, made.candidate_id)
        with pytest.raises(Conflict):
            self.hold(store, home, made.candidate_id)
        with pytest.raises(NotFound):
            self.hold(store, home, "nobody")
        with pytest.raises(NotFound), store.write(operator(home.id)) as tx:
            privacy.release(tx, "nobody")


class TestRetention:
    @pytest.fixture
    def look(self, store: Store, home: Organization) -> Callable[[], None]:
        """One day's look."""
        return lambda: retain.make(store).perform(home.id, home.id)

    def new(self, store: Store, home: Organization, until: date) -> str:
        with store.write(operator(home.id)) as tx:
            return candidates.create(tx, NewCandidate("Jane", "Doe", until)).candidate.id

    def kept(self, store: Store, home: Organization) -> set[str]:
        with store.read(home.id) as view:
            return {one.id for one in view.every(CANDIDATE)}

    def test_erased_the_day_after_their_last(
        self, store: Store, home: Organization, clock: FrozenClock, look: Callable[[], None]
    ) -> None:
        today = clock.now().date()
        due, last, held = (self.new(store, home, today - timedelta(days=days)) for days in (1, 0, 30))
        with store.write(operator(home.id)) as tx:
            privacy.hold(tx, held, "a claim")
        with store.write(system(home.id)) as tx:
            assert retention.overdue(tx) == (due,)
        look()
        assert self.kept(store, home) == {last, held}
        clock.advance(timedelta(days=1))
        look()
        look()
        assert self.kept(store, home) == {held}
        assert due not in self.kept(store, home)
        with store.write(operator(home.id)) as tx:
            privacy.release(tx, held)
        look()
        assert self.kept(store, home) == set()
        assert [told(store, home, one).count("candidate.deleted") for one in (due, last, held)] == [1, 1, 1]

    def test_also_who_was_deleted(
        self, store: Store, home: Organization, clock: FrozenClock, look: Callable[[], None]
    ) -> None:
        id = self.new(store, home, clock.now().date() - timedelta(days=1))
        with store.write(operator(home.id)) as tx:
            candidates.delete(tx, id)
        look()
        with store.read(home.id) as view:
            assert view.get_kept(CANDIDATE, id).first_name == ""

    def test_one_looks_every_day_from_the_first_candidate_on(
        self, store: Store, home: Organization, clock: FrozenClock, look: Callable[[], None]
    ) -> None:
        assert starts(store, f"retain:{home.id}") == []
        for _ in range(2):
            self.new(store, home, date(2027, 1, 1))
        assert [one.key for one in starts(store, "retain:" + home.id)] == [f"retain:{home.id}:2026-11-22"]
        look()
        look()
        first, second = starts(store, f"retain:{home.id}")
        assert second.key == f"retain:{home.id}:2026-11-23"
        assert (first.due, second.due is not None) == (None, True)

    def test_only_of_the_organization_that_looks(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        elsewhere = founded(store, clock.now())
        id = self.new(store, elsewhere, clock.now().date() - timedelta(days=1))
        with store.write(system(home.id)) as tx:
            assert retention.overdue(tx) == ()
        assert self.kept(store, elsewhere) == {id}
