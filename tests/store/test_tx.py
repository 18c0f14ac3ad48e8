"""The store's promises, on both engines: one transaction, one organization, events in order."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from vivavoce.actions import access, candidates, jobs, ledger
from vivavoce.domain.errors import Conflict, NotFound, Unprocessable
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import JobStatus
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.paging import Page
from vivavoce.store import schema
from vivavoce.store.database import Store
from vivavoce.store.shapes import EVENT, JOB
from vivavoce.store.tx import Kept

NEW_JOB = jobs.NewJob("Senior Engineer", "Build things that last.", required_skills=("Python", "SQL"))


def rows(store: Store, table: sa.Table) -> int:
    with store.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def runs(store: Store) -> int:
    name = "workflow_status" if store.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with store.engine.connect() as connection:
        return connection.exec_driver_sql(f"select count(*) from {name}").scalar_one()


class TestOneTransaction:
    def test_what_was_written_comes_back(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
        with store.read(home.id) as view:
            assert jobs.read(view, operator(home.id), made.id) == made

    def test_a_failure_leaves_nothing(self, store: Store, home: Organization) -> None:
        with pytest.raises(RuntimeError), store.write(operator(home.id)) as tx:
            jobs.create(tx, NEW_JOB)
            tx.start("plan", "subject")
            raise RuntimeError("crash")
        assert (rows(store, schema.job), rows(store, schema.event), rows(store, schema.audit)) == (0, 0, 0)
        assert runs(store) == 0

    def test_a_start_is_a_row_of_the_transaction(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            tx.start("plan", "subject")
            tx.start("plan", "subject")
            tx.start("expire", "subject", timedelta(days=1))
        assert runs(store) == 2

    def test_another_zone_is_stored_as_utc(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        clock.set(datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))))
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
        with store.read(home.id) as view:
            assert view.get(JOB, made.id).created_at == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    def test_an_unknown_word_is_refused_by_the_database(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
        wrong = sa.update(schema.job).where(schema.job.c.id == made.id).values(status="maybe")
        with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
            connection.execute(wrong)


class TestOneOrganization:
    def test_another_organizations_rows_do_not_exist(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        other = access.found(store, clock, access.NewOrganization("Other"))
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
        with store.read(other.id) as view:
            with pytest.raises(NotFound):
                view.get(JOB, made.id)
            assert view.page(JOB, Page(1, 20)).total == 0
        with store.write(operator(other.id)) as tx:
            with pytest.raises(NotFound):
                jobs.change(tx, made.id, jobs.ChangeJob(title="Stolen title"))
            with pytest.raises(NotFound):
                jobs.delete(tx, made.id)
        with store.read(home.id) as view:
            assert view.get(JOB, made.id) == made

    def test_a_candidate_cannot_apply_for_another_organizations_job(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        other = access.found(store, clock, access.NewOrganization("Other"))
        with store.write(operator(other.id)) as tx:
            foreign = jobs.create(tx, NEW_JOB)
        new = candidates.NewCandidate("Ann", "Lee", date(2027, 1, 1), job_ids=(foreign.id,))
        with pytest.raises(NotFound), store.write(operator(home.id)) as tx:
            candidates.create(tx, new)
        assert rows(store, schema.candidate) == 0


class TestEvents:
    def test_sequence_is_gapless_under_parallel_writers(self, store: Store, home: Organization) -> None:
        def write() -> None:
            for _ in range(10):
                with store.write(operator(home.id)) as tx:
                    jobs.create(tx, NEW_JOB)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.read(home.id) as view:
            assert [event.sequence for event in view.every(EVENT)] == list(range(1, 41))
            assert ledger.verify(view, operator(home.id)) == 40

    def test_numbers_commit_in_order(self, store: Store, home: Organization) -> None:
        """A reader that has seen number n has seen every lower one: the slower transaction gets the later number."""
        with store.write(operator(home.id)) as tx:
            tx.emit(EventName.JOB_CREATED, "a")
        with store.write(operator(home.id)) as tx:
            tx.emit(EventName.JOB_CREATED, "b")
            tx.emit(EventName.JOB_CHANGED, "b")
        with store.read(home.id) as view:
            assert [(e.sequence, e.subject_id) for e in view.every(EVENT)] == [(1, "a"), (2, "b"), (3, "b")]


class TestAudit:
    @pytest.mark.parametrize("harm", ["edit", "delete", "cut"])
    def test_tampering_is_named(self, store: Store, home: Organization, harm: str) -> None:
        for _ in range(3):
            with store.write(operator(home.id)) as tx:
                jobs.create(tx, NEW_JOB)
        audit = schema.audit
        statements = {
            "edit": sa.update(audit).where(audit.c.sequence == 2).values(action="job.read"),
            "delete": sa.delete(audit).where(audit.c.sequence == 2),
            "cut": sa.delete(audit).where(audit.c.sequence == 3),
        }
        with store.engine.begin() as connection:
            connection.execute(statements[harm])
        with store.read(home.id) as view, pytest.raises(Conflict, match="2" if harm != "cut" else "after 2"):
            ledger.verify(view, operator(home.id))


class TestMove:
    def test_of_two_opposite_moves_one_wins(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
        won: list[str] = []

        def close(word: str) -> None:
            try:
                with store.write(operator(home.id)) as tx:
                    tx.move(
                        JOB,
                        made.id,
                        "status",
                        (JobStatus.OPEN,),
                        status=JobStatus.CLOSED,
                        title=f"Won by {word}",
                    )
                won.append(word)
            except Conflict:
                return

        threads = [threading.Thread(target=close, args=(word,)) for word in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        with store.read(home.id) as view:
            assert view.get(JOB, made.id).title == f"Won by {won[0]}"


class TestOnce:
    ANSWER = Kept(201, {"x": "y"}, b'{"id":1}')

    def test_a_repeat_gets_the_first_answer_byte_for_byte(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            assert tx.replay("POST /jobs", "k", "f") is None
            tx.keep("POST /jobs", "k", "f", self.ANSWER)
        with store.write(operator(home.id)) as tx:
            assert tx.replay("POST /jobs", "k", "f") == self.ANSWER
            assert tx.replay("POST /agents", "k", "f") is None

    def test_another_body_is_refused(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            tx.keep("POST /jobs", "k", "f", self.ANSWER)
        with pytest.raises(Unprocessable), store.write(operator(home.id)) as tx:
            tx.replay("POST /jobs", "k", "other")


class TestPages:
    def test_newest_first_and_every_row_once(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = []
        for number in range(7):
            clock.advance(timedelta(seconds=1))
            with store.write(operator(home.id)) as tx:
                made.append(jobs.create(tx, jobs.NewJob(f"Engineer {number}", "Build things that last.")).id)
        with store.read(home.id) as view:
            pages = [view.page(JOB, Page(number, 3)) for number in (1, 2, 3, 4)]
        assert [row.id for page in pages for row in page.rows] == made[::-1]
        assert {page.total for page in pages} == {7}
        assert pages[0].pages == 3

    @pytest.mark.parametrize(("text", "found"), [("50%", 1), ("_", 0), ("ENGINEER", 2), ("\\", 0)])
    def test_search_takes_the_text_as_it_is(
        self, store: Store, home: Organization, text: str, found: int
    ) -> None:
        with store.write(operator(home.id)) as tx:
            jobs.create(tx, jobs.NewJob("Engineer 50% remote", "Build things that last."))
            jobs.create(tx, jobs.NewJob("Engineer on site", "Build things that last."))
        with store.read(home.id) as view:
            assert view.page(JOB, Page(1, 20), (("title",), text)).total == found

    def test_deleted_rows_are_gone(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            made = jobs.create(tx, NEW_JOB)
            jobs.delete(tx, made.id)
        with store.read(home.id) as view:
            assert view.page(JOB, Page(1, 20)).total == 0
            assert view.get_kept(JOB, made.id).title == made.title
