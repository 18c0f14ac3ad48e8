"""How people are invited to a job from a desk: many at once, each once, undone before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from vivavoce.actions import agents, candidates, course, intake, interviews, outcomes, steps
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.invitees import LONGEST_LINK
from vivavoce.actions.inviting import MINUTES, REJOIN_MINUTES, JobClosed
from vivavoce.actions.links import Links
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.hiring import Job, JobStatus, Stage
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import UNPLANNED, Channel, Interview, State
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.words import N_
from vivavoce.store.shapes import APPLICATION, INTERVIEW, JOB
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

GRACE: Final = timedelta(seconds=30)
"""How long after confirming nothing is sent, so that it can be undone."""
MOST: Final = 200
_HELD = frozenset({State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED})
_WAITS = UNPLANNED | {State.READY}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to invite, as they were typed."""

    first_name: str
    last_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Why(StrEnum):
    """Why somebody is not invited."""

    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    TWICE = "twice"
    INVITED = "invited"
    LIVE = "live"
    HELD = "held"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Checked:
    """A person, and why they are skipped; None: they are reached."""

    person: Person
    why: Why | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes for everybody who is invited together. `until` is when their links end.

    `reply_to` and `message` go into the mail. `minutes` is how long the interview is planned for.
    """

    until: datetime
    reply_to: str | None = None
    message: str | None = None
    minutes: int = MINUTES


def sort_out(view: View, actor: Actor, job_id: str, people: Sequence[Person]) -> tuple[Checked, ...]:
    """Who of these would be reached, and why the others are skipped; in their order. Raises NotFound."""
    actor.need("interviews:write")
    view.get(JOB, job_id)
    return tuple(_sorted(view, actor, job_id, people))


def _sorted(view: View, actor: Actor, job_id: str, people: Sequence[Person]) -> Iterator[Checked]:
    seen: set[str] = set()
    for person in people:
        address = person.email.lower()
        yield Checked(person, _unfit(person, seen) or _known(view, actor, job_id, address))
        seen.add(address)


def _unfit(person: Person, seen: set[str]) -> Why | None:
    """What is wrong with what was typed."""
    if not person.email:
        return Why.NO_ADDRESS
    if not intake.plausible(person.email):
        return Why.BAD_ADDRESS
    if not person.name:
        return Why.NO_NAME
    return Why.TWICE if person.email.lower() in seen else None


def _known(view: View, actor: Actor, job_id: str, email: str) -> Why | None:
    """What has been between this address and the job."""
    newest = interviews.newest(view, actor, job_id, email)
    if newest is not None and newest.state is State.LIVE:
        return Why.LIVE
    if newest is not None and newest.state in _HELD:
        return Why.HELD
    if newest is not None and newest.state in _WAITS and view.now < newest.open_until:
        return Why.INVITED
    return Why.DECIDED if _decided(view, actor, job_id, email) else None


def _decided(view: View, actor: Actor, job_id: str, email: str) -> bool:
    candidate = candidates.by_email(view, actor, email)
    application = candidate and view.find(APPLICATION, candidate_id=candidate.id, job_id=job_id)
    if not application:
        return False
    decision = outcomes.newest(view, actor, [application.id]).get(application.id)
    return decision is not None and decision.stage in {Stage.REJECTED, Stage.ACCEPTED}


def invite_all(
    tx: Tx, links: Links, mind: Mind, job_id: str, people: Sequence[Person], terms: Terms
) -> tuple[Interview, ...]:
    """Invite those of `people` who are reached; nothing goes out before `GRACE` is over (see `recall`).

    Raises NotFound, JobClosed, Invalid (`people`: none or over `MOST`; `until`: past, or over a year ahead).
    """
    tx.actor.need("interviews:write")
    job = tx.get(JOB, job_id)
    _check(tx, job, people, terms)
    for person in sorted(people, key=lambda one: one.email.lower()):
        interviews.hold(tx, job_id, person.email)
    reached = [one.person for one in sort_out(tx.view, tx.actor, job_id, people) if one.why is None]
    return tuple(_invite(tx, links, mind, job, person, terms) for person in reached)


def _check(tx: Tx, job: Job, people: Sequence[Person], terms: Terms) -> None:
    if job.status is JobStatus.CLOSED:
        raise JobClosed(N_("The job is closed. Open it again to invite people."))
    if not people:
        raise Invalid.because("people", N_("Name at least one person."))
    if len(people) > MOST:
        raise Invalid.because("people", N_("At most 200 people at once; invite the others after these."))
    if not tx.now < terms.until <= tx.now + LONGEST_LINK:
        raise Invalid.because("until", N_("Choose a day within the next year."))


def _invite(tx: Tx, links: Links, mind: Mind, job: Job, person: Person, terms: Terms) -> Interview:
    """Arranged as a draft, so that its plan, and with it the mail, begins only when the grace is over."""
    asked = NewInterview(
        _candidate(tx, job, person),
        agents.standard(tx, Channel.ONLINE, terms.minutes).id,
        job.id,
        open_until=terms.until,
        rejoin_minutes=REJOIN_MINUTES,
        reply_to=terms.reply_to,
        message=terms.message,
        draft=True,
    )
    made = interviews.create(tx, links, mind, asked).interview
    tx.start("plan", made.id, GRACE)
    return steps.advance(tx, made.id, (State.DRAFT,), State.CHECKING)


def _candidate(tx: Tx, job: Job, person: Person) -> str | NewCandidate:
    known = candidates.by_email(tx.view, tx.actor, person.email)
    if known is not None:
        candidates.link(tx, known.id, job.id)
        return known.id
    return NewCandidate(person.first_name, person.last_name, email=person.email, job_ids=(job.id,))


def going_out(view: View, actor: Actor, job_id: str, moment: datetime) -> tuple[Interview, ...]:
    """Those invited together at `moment` whose invitation can still be undone."""
    actor.need("interviews:read")
    if view.now >= moment + GRACE:
        return ()
    waiting = view.every(INTERVIEW, job_id=job_id, state=State.CHECKING.value)
    return tuple(one for one in waiting if one.created_at == moment)


def recall(tx: Tx, job_id: str, moment: datetime) -> int:
    """Undo what was invited together at `moment`, before it is sent; returns how many. Raises Conflict."""
    tx.actor.need("interviews:write")
    waiting = going_out(tx.view, tx.actor, job_id, moment)
    if not waiting:
        raise Conflict(N_("It is too late: the invitations have gone out. You can call them off one by one."))
    for interview in waiting:
        course.cancel(tx, interview.id, "Undone before it was sent")
    return len(waiting)
