"""The questions of a job in their order, what each bears on, and the plan's way to approval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import randbits

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, planedits, questions, redrafts, reviews
from vivavoce.actions.approvals import Decision
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.hiring import Job, JobQuestion
from vivavoce.domain.identity import APPROVE
from vivavoce.domain.interview import Criterion, Plan, Question
from vivavoce.domain.review import JobPlan, Verdict
from vivavoce.interviewer.rules.conductor import MOST_FOLLOW_UPS
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx
from vivavoce.store.view import View
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top
from vivavoce.web.console.jobs.readability import HARD, PLAIN, reading_ease

LONGEST_QUESTION = 1000
SEED_BITS = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One question. `question` is None while the plan leaves it out, and `wrong` says why."""

    number: int
    row: JobQuestion
    question: Question | None
    criterion: Criterion | None
    follow_ups: int
    wrong: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the tab shows. `wrong` is what stands in the way and belongs to no question."""

    version: JobPlan | None
    plan: Plan | None
    entries: tuple[Entry, ...]
    wrong: tuple[str, ...]
    history: tuple[JobPlan, ...]
    names: dict[str, str]
    ease: float | None

    @property
    def minutes(self) -> float:
        """What all the questions take together."""
        return sum(entry.question.minutes for entry in self.entries if entry.question)


def routes(console: Console) -> list[Route]:
    """The tab, and what is changed on it."""
    base = "/console/jobs/{id}/plan"
    return [
        shown(console, base, plan),
        sent(console, f"{base}/write", write),
        shown(console, f"{base}/redraft", differences),
        sent(console, f"{base}/redraft", redraft),
        sent(console, f"{base}/add", add),
        sent(console, f"{base}/shuffle", shuffle),
        sent(console, f"{base}/minutes", minutes),
        sent(console, f"{base}/submit", submit),
        sent(console, f"{base}/decide", decide),
        sent(console, f"{base}/{{question}}/edit", edit),
        sent(console, f"{base}/{{question}}/move", move),
        sent(console, f"{base}/{{question}}/assign", assign),
        sent(console, f"{base}/{{question}}/delete", delete),
    ]


def plan(visit: Visit) -> Response:
    """The newest version."""
    return _page(visit, 200, {})


def write(visit: Visit) -> Response:
    """The first version of a job that has none."""
    with visit.write() as tx:
        jobplans.draft(tx, visit.house.mind, visit.id())
    return visit.go(_here(visit), N_("The plan is written. Read it before anybody is invited."))


def differences(visit: Visit) -> Response:
    """What the planner would write today, beside what there is. Nothing changes."""
    with visit.read() as view:
        job = top.job_of(visit, view)
        version = jobplans.newest(view, visit.actor, job.id)
        if version is None:
            raise Conflict(N_("This job has no plan yet."))
        old = jobplans.plan_of(version)
        proposed = redrafts.proposal(view, visit.actor, visit.house.mind, job.id)
    changed = redrafts.differences(old, proposed)
    return top.page(visit, "redraft.html", job, differences=changed, old=old, proposed=proposed)


def redraft(visit: Visit) -> Response:
    """Take the planner's proposal."""
    with visit.write() as tx:
        redrafts.redraft(tx, visit.house.mind, visit.id())
    return visit.go(_here(visit), N_("The draft is taken over."))


def add(visit: Visit) -> Response:
    """One more question, at the end."""

    def added(tx: Tx) -> None:
        planedits.add_question(tx, visit.house.mind, visit.id(), _text(visit, "text"))

    return _changed(visit, added, "add", N_("The question is added."))


def edit(visit: Visit) -> Response:
    """Other words for a question."""
    id = visit.id("question")

    def edited(tx: Tx) -> None:
        planedits.edit_question(tx, visit.house.mind, visit.id(), id, _text(visit, "text"))

    return _changed(visit, edited, id, N_("The question is changed."))


def delete(visit: Visit) -> Response:
    """Ask it no more."""
    with visit.write() as tx:
        planedits.delete_question(tx, visit.house.mind, visit.id(), visit.id("question"))
    return visit.go(_here(visit), N_("The question is deleted."))


def move(visit: Visit) -> Response:
    """Ask a question earlier or later."""
    to = top.number(visit.said("to"), 0, 1000) or 1
    with visit.write() as tx:
        planedits.move_question(tx, visit.house.mind, visit.id(), visit.id("question"), to)
        asked = questions.listing(tx.view, visit.actor, visit.id())
    place = next(number for number, row in enumerate(asked, 1) if row.id == visit.id("question"))
    told = N_("Moved: it is question %(place)s of %(count)s now.")
    return visit.go(_here(visit), top.told(visit, told, place=place, count=len(asked)))


def shuffle(visit: Visit) -> Response:
    """The questions in another order."""
    with visit.write() as tx:
        planedits.shuffle(tx, visit.house.mind, visit.id(), randbits(SEED_BITS))
    return visit.go(_here(visit), N_("The questions are shuffled."))


def assign(visit: Visit) -> Response:
    """What a question bears on."""
    with visit.write() as tx:
        planedits.assign(tx, visit.id(), visit.id("question"), visit.said("criterion"))
    return visit.go(_here(visit), N_("The question bears on another criterion now."))


def minutes(visit: Visit) -> Response:
    """How long the interview is."""
    wanted = top.number(visit.said("minutes"), 0, 10_000) or 0

    def set_(tx: Tx) -> None:
        planedits.set_minutes(tx, visit.house.mind, visit.id(), wanted)

    return _changed(visit, set_, "minutes", N_("The length is changed."))


def submit(visit: Visit) -> Response:
    """Put the newest version before a person."""
    try:
        with visit.write() as tx:
            jobplans.submit(tx, visit.id())
    except Invalid:
        return _page(visit, 400, {"": N_("First put right what is marked here.")})
    return visit.go(_here(visit), N_("The plan waits for approval."))


def decide(visit: Visit) -> Response:
    """Approve the version that was read, or reject it with a reason."""
    number = top.number(visit.said("version"), 1, 100_000) or 0
    approved = visit.said("verdict") == Verdict.APPROVED
    reason = visit.said("reason")
    if not approved and not reason:
        return _page(visit, 400, {"reason": N_("Please say why; the reason is kept.")})
    verdict = Verdict.APPROVED if approved else Verdict.REJECTED
    with visit.write() as tx:
        jobplans.decide(tx, visit.id(), number, Decision(verdict, reason=reason or None))
    told = N_("The plan is approved: everybody who is invited from now on is asked by it.")
    return visit.go(
        _here(visit), told if approved else N_("The plan is rejected. A change begins a new version.")
    )


def _text(visit: Visit, field: str) -> str:
    """The words of a question. Raises Invalid."""
    text = visit.said(field)
    if not text:
        raise Invalid.because(field, N_("Write the question."))
    if len(text) > LONGEST_QUESTION:
        raise Invalid.because(field, N_("This is too long to be followed when it is heard."))
    return text


def _changed(visit: Visit, act: Callable[[Tx], None], place: str, told: str) -> Response:
    """Do it; or show the tab again with what was wrong at `place`."""
    try:
        with visit.write() as tx:
            act(tx)
    except Invalid as error:
        return _page(visit, 400, {place: " ".join(errors_of(error).values())})
    return visit.go(_here(visit), told)


def _here(visit: Visit) -> str:
    return f"{top.base(visit.id())}/plan"


def sheet_of(view: View, visit: Visit, job: Job) -> Sheet:
    """What the tab shows of a job."""
    asked = questions.listing(view, visit.actor, job.id)
    version = jobplans.newest(view, visit.actor, job.id)
    if version is None:
        entries = tuple(Entry(n, row, None, None, 0, "") for n, row in enumerate(asked, 1))
        return Sheet(None, None, entries, (), (), {}, reading_ease([row.text for row in asked]))
    current = jobplans.plan_of(version)
    wrong = {one.field: one.message for one in jobplans.obstacles(view, visit.actor, job.id)}
    return Sheet(
        version=version,
        plan=current,
        entries=tuple(_entry(n, row, current, wrong) for n, row in enumerate(asked, 1)),
        wrong=tuple(why for place, why in wrong.items() if not place.startswith("questions.")),
        history=jobplans.history(view, visit.actor, job.id)[::-1],
        names=reviews.names(view, visit.actor),
        ease=reading_ease([row.text for row in asked]),
    )


def _entry(number: int, row: JobQuestion, current: Plan, wrong: dict[str, str]) -> Entry:
    question = next((one for one in current.questions if one.id == row.id), None)
    criterion = current.criterion(question.criterion_id) if question else None
    limit = min(MOST_FOLLOW_UPS, len(question.follow_ups)) if question else 0
    return Entry(number, row, question, criterion, limit, wrong.get(f"questions.{row.id}.text", ""))


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        sheet = sheet_of(view, visit, job)
    return top.page(
        visit,
        "plan.html",
        job,
        status,
        sheet=sheet,
        errors=errors,
        typed=visit.said("text"),
        writes=visit.may("jobs:write"),
        decides=visit.may(APPROVE),
        plain=PLAIN,
        hard=HARD,
    )
