"""What the tests of calls build on: a job whose applicants are called, and one applicant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.actions.scene import JANE, JOB, LINKS, MIND, found, plan, told, turns
from vivavoce.actions import applications, calling, candidates, dialling, jobs, lobby, plans, rooms
from vivavoce.actions.dialling import Dialling, Ended
from vivavoce.domain.calling import Rules
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import Call, CallOutcome, EndReason, Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CALL, TURN

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""08:00 in San Francisco, on the first weekday after the tests' Sunday."""
NUMBER = "+14155550100"
QUICK = replace(Rules(), total=2, retry_minutes=20)


@dataclass(frozen=True)
class Applicant:
    """Jane, who applied for a job on Sunday and lives in San Francisco."""

    store: Store
    home: Organization
    clock: FrozenClock
    job_id: str
    candidate_id: str
    application_id: str

    def arranged(self) -> Call:
        """Her first call, planned by the rules; the interview has its plan."""
        with self.store.write(operator(self.home.id)) as tx:
            call = calling.arrange(tx, LINKS, MIND, self.application_id)
        assert call is not None
        self.planned(call)
        return call

    def called_now(self) -> Call:
        """A call that somebody asked for."""
        with self.store.write(operator(self.home.id)) as tx:
            call = calling.call_now(tx, LINKS, MIND, self.application_id)
        self.planned(call)
        return call

    def planned(self, call: Call) -> None:
        with self.store.write(system(self.home.id)) as tx:
            if plans.begin(tx, call.interview_id):
                plans.keep(tx, call.interview_id, plan())

    def begin(self, call: Call) -> Dialling | None:
        with self.store.write(system(self.home.id)) as tx:
            return dialling.begin(tx, call.id)

    def ended(self, call: Call, outcome: CallOutcome | None, **more: object) -> Call:
        with self.store.write(system(self.home.id)) as tx:
            return dialling.ended(tx, call.id, Ended(outcome, **more))  # type: ignore[arg-type]

    def talks(self, call: Call, *, answers: bool = True, to_the_end: bool = False) -> None:
        """The candidate is on the line."""
        with self.store.write(candidate(self.home.id, self.candidate_id)) as tx:
            lobby.agree(tx, call.interview_id, "en", ("ai_interview",))
            rooms.begin(tx, call.interview_id)
            for turn in turns() if answers else turns()[:1]:
                tx.add(TURN, turn, interview_id=call.interview_id)
            if to_the_end:
                rooms.finish(tx, call.interview_id, EndReason.COMPLETED)

    def calls(self) -> tuple[Call, ...]:
        """Every attempt, in order."""
        with self.store.read(self.home.id) as view:
            return view.every(CALL)

    def interview(self) -> Interview:
        return found(self.store, self.home, self.calls()[0].interview_id)

    def events(self) -> list[str]:
        return told(self.store, self.home, self.calls()[0].interview_id)

    def ruled(self, rules: Rules) -> None:
        with self.store.write(operator(self.home.id)) as tx:
            calling.set_rules(tx, self.job_id, rules)

    def switched(self, *, on: bool) -> None:
        with self.store.write(operator(self.home.id)) as tx:
            calling.switch(tx, self.job_id, on)

    def passive(self) -> None:
        with self.store.write(operator(self.home.id)) as tx:
            applications.change(tx, self.application_id, active=False)


def applicant(store: Store, home: Organization, clock: FrozenClock, rules: Rules = QUICK) -> Applicant:
    """Jane, and a job that calls by itself."""
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
        who = candidates.create(tx, JANE).candidate
        applied = applications.create(tx, who.id, job.id)
    made = Applicant(store, home, clock, job.id, who.id, applied.application.id)
    made.ruled(rules)
    made.switched(on=True)
    return made


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
