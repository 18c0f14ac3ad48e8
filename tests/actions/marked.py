"""A person about whom everything is marked, and where in the database the mark is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from tests.actions.colleagues import person
from tests.actions.scene import SEALER, appraisal, arranged, found, plan, turns
from tests.actions.test_webhooks import hook
from vivavoce.actions import (
    approvals,
    assessments,
    calls,
    candidates,
    deliveries,
    documents,
    lobby,
    names,
    outcomes,
    plans,
    questions,
    recordings,
    reviews,
    rooms,
    wishes,
)
from vivavoce.actions.approvals import Decision
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.deliveries import Outcome
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import EndReason, Interview, Role, Speech
from vivavoce.domain.invitation import Message
from vivavoce.domain.review import Lane, Recording, Regard, Verdict
from vivavoce.domain.wishes import AmendmentKind, Ease, WishKind
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import APPLICATION, CALL, DELIVERY, INVITATION, MESSAGE, RECORDING, TURN, WISH
from vivavoce.store.tx import Kept, Tx

SAID = {
    "alias": ("foreign_id",),
    "amendment": ("text",),
    "approval": ("reason",),
    "assessment": ("appraisal",),
    "attempt": ("answer",),
    "call": ("notes", "recording_url", "reference"),
    "candidate": ("country", "email", "first_name", "last_name", "metadata", "phone"),
    "delivery": ("body",),
    "document": ("body", "media_type", "name"),
    "event": ("note",),
    "extras": ("body",),
    "impression": ("text",),
    "interview": ("metadata",),
    "invitation": ("message", "reply_to"),
    "job_question": ("text",),
    "message": ("body",),
    "once": ("body",),
    "outcome": ("reason",),
    "plan": ("body",),
    "rating": ("reason",),
    "recording": ("path", "trouble"),
    "remark": ("text",),
    "speech": ("words",),
    "step": ("reason",),
    "turn": ("client_id", "text"),
    "wish": ("answer", "text"),
}
"""Columns that may say something of a candidate."""


@dataclass(frozen=True)
class Mark:
    """Marks what is said in one organization."""

    store: Store
    home: Organization
    mark: str

    def found(self) -> set[tuple[str, str]]:
        """Each column of the database, ours or the durable runs', in which the mark stands."""
        sqlite = self.store.engine.dialect.name == "sqlite"
        inspector = sa.inspect(self.store.engine)
        return {
            (table, column)
            for space in ((None,) if sqlite else (None, "dbos"))
            for table in inspector.get_table_names(space)
            for column in self._marked(f'{space}."{table}"' if space else f'"{table}"')
        }

    def _marked(self, table: str) -> set[str]:
        with self.store.engine.connect() as connection:
            rows = connection.execute(sa.text(f"select * from {table}")).mappings().all()
        return {name for row in rows for name, value in row.items() if self.mark.encode() in _bytes(value)}

    def interview(self) -> Interview:
        """A released interview of somebody about whom everything is marked that actions can write."""
        made = self._begun()
        self._talked(made)
        self._judged(made)
        with self.store.write(operator(self.home.id)) as tx:
            for wish in tx.view.every(WISH, interview_id=made.id):
                wishes.answer(tx, wish.id, f"Dear {self.mark}")
            self._filed(tx, made)
            self._named(tx, made)
        return found(self.store, self.home, made.id)

    def _begun(self) -> Interview:
        """A live interview by a plan that a person approved."""
        mark = self.mark
        who = NewCandidate(
            f"{mark} Jane",
            f"Doe {mark}",
            date(2027, 1, 1),
            email=f"{mark}@example.com",
            phone=f"+1 {mark}",
            country=mark,
            metadata={"source": mark},
        )
        more: dict[str, Any] = {"candidate": who, "metadata": {mark: mark}, "plan_gate": True}
        more |= {"reply_to": f"{mark}@acme.example", "message": mark, "assessment_gate": True}
        made = arranged(self.store, self.home, **more)
        with self.store.write(system(self.home.id)) as tx:
            plans.begin(tx, made.id)
            plans.keep(tx, made.id, replace(plan(), greeting=f"Hello {mark}", warnings=(mark,)))
        with self.store.write(operator(self.home.id)) as tx:
            approvals.decide_plan(tx, made.id, Decision(Verdict.APPROVED, reason=mark))
        return made

    def _talked(self, made: Interview) -> None:
        """What the candidate agrees to, says, adds and asks for."""
        with self.store.write(candidate(self.home.id, made.candidate_id)) as tx:
            lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
            link = tx.find(INVITATION, interview_id=made.id)
            assert link is not None
            lobby.request_code(tx, link.id, "browser")
            rooms.open_room(tx, made.id)
            rooms.connect(tx, made.id)
            for turn in turns():
                said = replace(turn, text=f"{turn.text} {self.mark}")
                tx.add(TURN, said, interview_id=made.id, client_id=f"{self.mark} {turn.number}")
            tx.add(MESSAGE, Message(made.id, self.home.id, 1, self.mark))
            spoken = next(turn.number for turn in turns() if turn.role is Role.CANDIDATE)
            heard = ((self.mark, 0, 900),)
            recordings.spoken(tx, Speech(made.id, self.home.id, spoken, 0, 900, heard))
            wishes.amend(tx, made.id, spoken, AmendmentKind.ADDITION, self.mark)
            wishes.adjust(tx, made.id, [Ease.BREAKS], "en")
            wishes.impress(tx, made.id, 4, self.mark)
            wishes.ask(tx, made.id, WishKind.QUESTION, self.mark)
            rooms.finish(tx, made.id, EndReason.COMPLETED)

    def _judged(self, made: Interview) -> None:
        """What the machine and people say of it."""
        with self.store.write(system(self.home.id)) as tx:
            assessments.store(tx, made.id, replace(appraisal(), summary=self.mark, flags=(self.mark,)))
        with self.store.write(person(self.store, self.home)) as tx:
            reviews.rate(tx, made.id, appraisal().scores[0].criterion_id, 3, self.mark)
            reviews.remark(tx, made.id, self.mark)
            reviews.regard(tx, made.id, 0, Regard.CONSIDERED, self.mark)
            approvals.decide_assessment(tx, made.id, Decision(Verdict.APPROVED, reason=self.mark))

    def _filed(self, tx: Tx, made: Interview) -> None:
        """What else the organization has of the candidate."""
        assert made.job_id is not None
        body = f"\0{self.mark}".encode()
        documents.attach(tx, made.candidate_id, f"../{self.mark}.pdf", f"text/{self.mark}", body)
        candidates.link(tx, made.candidate_id, made.job_id)
        one = tx.find(APPLICATION, candidate_id=made.candidate_id, job_id=made.job_id)
        assert one is not None
        questions.add(tx, made.job_id, f"Why did you leave {self.mark}?", one.id)
        outcomes.decide(tx, one.id, Stage.REJECTED, self.mark)
        home = tx.organization_id
        tx.add(
            RECORDING,
            Recording(new_id(), home, made.id, Lane.CANDIDATE, self.mark, 1.0, tx.now, trouble=self.mark),
        )
        call = calls.plan(tx, made.id, tx.now + timedelta(days=1))
        tx.change(CALL, call.id, notes=self.mark, recording_url=self.mark, reference=self.mark)

    def _named(self, tx: Tx, made: Interview) -> None:
        """What programs call it, and were answered."""
        names.claim(tx, "plain", "candidate", f"{self.mark} {made.id}", made.candidate_id)
        names.remember(tx, "plain", made.id, {"note": self.mark})
        told = f'{{"id":"{made.id}","name":"{self.mark}"}}'.encode()
        tx.keep("POST /interviews {}", made.id, "f", Kept(201, {}, told))

    def deliver(self, made: Interview) -> str:
        """An endpoint that heard of it and answered with the name, then of its end, which still waits."""
        with self.store.write(operator(self.home.id)) as tx:
            listens = (EventName.INTERVIEW_STARTED.value, EventName.INTERVIEW_CANCELLED.value)
            endpoint = hook(tx, listens=listens)
        for event, note in ((EventName.INTERVIEW_STARTED, ""), (EventName.INTERVIEW_CANCELLED, self.mark)):
            with self.store.write(operator(self.home.id)) as tx:
                tx.emit(event, made.id, note)
        with self.store.read(self.home.id) as view:
            heard, waits = view.every(DELIVERY, endpoint_id=endpoint.id)
            parcel = deliveries.parcel(view, SEALER, heard.id)
        assert parcel is not None
        with self.store.write(system(self.home.id)) as tx:
            for one in (heard, waits):
                deliveries.rendered(tx, one.id, self.mark.encode())
            deliveries.attempted(tx, parcel, Outcome(200, 3, answer=f"thanks for {self.mark}"), [])
        return endpoint.id


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
