"""What is going on, many rows at once: funnels of jobs, the inbox, a job's results, all interviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from vivavoce.actions import assessments
from vivavoce.domain.figures import Funnel, Tally, funnel
from vivavoce.domain.identity import APPROVE, Actor
from vivavoce.domain.interview import EndReason, Plan, State
from vivavoce.domain.scoring import Appraisal, Coverage, Review, Score
from vivavoce.domain.wishes import Wish
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import figures, overviews
from vivavoce.store.shapes import ASSESSMENT, JOB, ORGANIZATION, WISH, from_json
from vivavoce.store.view import View, escape_like

T = TypeVar("T")


class Order(StrEnum):
    """How a list is sorted: by its own time, the candidate's name, or coverage, most or least first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    COVERAGE = "coverage"
    THINNEST = "thinnest"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An interview that waits for a person. `review`: of its assessment, None before there is one."""

    interview_id: str
    review: Review | None
    candidate_id: str
    candidate: str
    job_id: str | None
    position: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenWish:
    """A wish that nobody has answered, with whose it is and what the interview is for."""

    wish: Wish
    candidate: str
    job_id: str | None
    position: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for a person, each queue oldest first.

    `plans` and `assessments` at their gates; `unreviewed`: assessments that went out before anybody had
    looked at them, or that were returned since.
    """

    plans: Slice[Waiting]
    assessments: Slice[Waiting]
    unreviewed: Slice[Waiting]
    wishes: Slice[OpenWish]


@dataclass(frozen=True, slots=True)
class Level:
    """What the machine made of one criterion."""

    criterion: str
    coverage: Coverage
    level: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an interview.

    `shown`: the reader may see its assessment now; otherwise what follows is empty. `veiled`: they rate it
    themselves first, and `levels` is empty until then. `coverage` 0–1; `evidence` counts proved quotes,
    `flags` the notes for the reviewer. `reviewers`: members who rated something in it or decided about it.
    """

    interview_id: str
    candidate_id: str
    candidate: str
    state: State
    ended_at: datetime | None
    is_test: bool
    reviewers: tuple[str, ...]
    shown: bool
    veiled: bool
    review: Review | None
    coverage: float | None
    levels: tuple[Level, ...]
    evidence: int
    flags: int


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Which results. `reviews`: of assessments, None for none yet; `search` looks into name and address."""

    reviews: tuple[Review | None, ...] | None = None
    search: str | None = None


ANY_RESULT = ResultFilter()


def funnels(view: View, actor: Actor, job_ids: Sequence[str]) -> dict[str, Funnel]:
    """The funnel of each of these jobs, by its id."""
    actor.need("interviews:read")
    tallies: dict[str, list[Tally]] = {id: [] for id in job_ids}
    if tallies:
        for row in view.ask(figures.BY_JOB, jobs=list(tallies)):
            tallies[row[0]].append(tally(row))
    return {id: funnel(found) for id, found in tallies.items()}


def tally(row: Sequence[Any]) -> Tally:
    """A row of `store.figures.BY_DAY` or `BY_JOB`."""
    under, state, end_reason, *counted = row
    return Tally(under, State(state), EndReason(end_reason) if end_reason else None, *counted)


def inbox(view: View, actor: Actor, limit: int) -> Inbox:
    """The first `limit` of each queue."""
    actor.need("interviews:read")
    page = Page(1, limit)
    plans, judged, unreviewed = (
        _slice(view, statement, page, _waiting)
        for statement in (overviews.PLANS_WAITING, overviews.ASSESSMENTS_WAITING, overviews.UNREVIEWED)
    )
    return Inbox(plans, judged, unreviewed, open_wishes(view, actor, page))


def open_wishes(view: View, actor: Actor, page: Page) -> Slice[OpenWish]:
    """One page of the wishes that wait for an answer, oldest first."""
    actor.need("candidates:read", "interviews:read")
    return _slice(view, overviews.WISHES, page, lambda row: OpenWish(WISH.load(row[:-3]), *row[-3:]))


def results(
    view: View,
    actor: Actor,
    job_id: str,
    page: Page,
    wanted: ResultFilter = ANY_RESULT,
    order: Order = Order.NEWEST,
) -> Slice[Result]:
    """One page of what came of a job's interviews, in two queries. Raises NotFound."""
    actor.need("interviews:read")
    view.get(JOB, job_id)
    bound = _search(wanted.search)
    if wanted.reviews is not None:
        bound["reviews"] = [review.value if review else "" for review in wanted.reviews]
    statement = overviews.results(frozenset(bound), order.value)
    found = _slice(view, statement, page, tuple, **bound, job=job_id, reader=actor.id)
    policy = view.get(ORGANIZATION, view.organization_id).policy
    blind = policy.blind_first and actor.holds(frozenset({APPROVE}))
    looked: dict[str, list[str]] = {row[0]: [] for row in found.rows}
    if looked:
        for id, name in view.ask(overviews.REVIEWERS, interviews=list(looked)):
            looked[id].append(name)
    rows = (_result(row, actor, tuple(looked[row[0]]), blind=blind) for row in found.rows)
    return Slice(tuple(rows), found.total, page)


def _search(text: str | None) -> dict[str, Any]:
    """What a list about this text binds; nothing where none is given."""
    return {"about": f"%{escape_like(text.lower())}%"} if text else {}


def _slice(view: View, statement: Any, page: Page, load: Callable[[Any], T], **bound: Any) -> Slice[T]:
    """A page of a statement of `store.overviews`, whose last column is the number of rows in all."""
    found = view.ask(statement, **bound, limit=page.limit, offset=page.offset)
    beyond = not found and page.number > 1
    first = view.ask(statement, **bound, limit=1, offset=0) if beyond else found
    total = first[0][-1] if first else 0
    return Slice(tuple(load(row[:-1]) for row in found), total, page)


def _waiting(row: Any) -> Waiting:
    id, review, *rest = row
    return Waiting(id, Review(review) if review else None, *rest)


def _result(row: Any, actor: Actor, reviewers: tuple[str, ...], *, blind: bool) -> Result:
    id, candidate_id, candidate, state, ended_at, is_test, review, kept, body, rated = row
    shown = kept is not None and assessments.shows(actor, State(state))
    head = (id, candidate_id, candidate, State(state), ended_at, is_test, reviewers)
    if not shown:
        return Result(*head, False, False, None, None, (), 0, 0)
    appraisal: Appraisal = ASSESSMENT.codecs["appraisal"].load(kept)
    veiled = blind and review != Review.APPROVED and rated < len(appraisal.scores)
    return Result(
        *head,
        shown=True,
        veiled=veiled,
        review=Review(review),
        coverage=appraisal.coverage,
        levels=() if veiled else _levels(appraisal.scores, body),
        evidence=sum(len(score.evidence) for score in appraisal.scores),
        flags=len(appraisal.flags),
    )


def _levels(scores: Sequence[Score], body: str | None) -> tuple[Level, ...]:
    """Each score under its criterion's name in the plan it was given by."""
    names = {one.id: one.name for one in from_json(Plan, body).criteria} if body else {}
    return tuple(
        Level(names.get(one.criterion_id, one.criterion_id), one.coverage, one.level, one.low, one.high)
        for one in scores
    )
