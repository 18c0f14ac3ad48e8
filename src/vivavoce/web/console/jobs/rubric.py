"""By what answers are judged: the criteria of a job's plan, their anchors, and the duties that each stands on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, planedits
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.interview import Anchors, Criterion, Plan
from vivavoce.domain.review import JobPlan
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top

ROW = 34
LEFT, RIGHT, WIDE = 430, 610, 960
LONGEST_LABEL = 54


@dataclass(frozen=True, slots=True)
class Point:
    """A duty at the left or a criterion at the right of the drawing; `y` in its units."""

    text: str
    y: int
    loose: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Duties, criteria and the lines between them, as pairs of heights."""

    duties: tuple[Point, ...]
    criteria: tuple[Point, ...]
    lines: tuple[tuple[int, int], ...]
    height: int


def routes(console: Console) -> list[Route]:
    """The tab, and what is changed on it."""
    base = "/console/jobs/{id}/rubric"
    return [
        shown(console, base, rubric),
        sent(console, f"{base}/add", add),
        sent(console, f"{base}/{{criterion}}/edit", edit),
        sent(console, f"{base}/{{criterion}}/delete", delete),
    ]


def rubric(visit: Visit) -> Response:
    """The newest version."""
    return _page(visit, 200, {})


def add(visit: Visit) -> Response:
    """One more criterion; its anchors are proposed."""

    def added(tx: Tx) -> None:
        weight = top.number(visit.said("new-weight"), 0, 100)
        ties = _ties(tx, visit, "new")
        planedits.add_criterion(
            tx, visit.house.mind, visit.id(), visit.said("new-name"), -1 if weight is None else weight, ties=ties
        )

    return _changed(visit, "new", added, N_("The criterion is added. Read its anchors."))


def edit(visit: Visit) -> Response:
    """How a criterion is called, weighed, judged and tied."""
    id = visit.id("criterion")

    def edited(tx: Tx) -> None:
        weight = top.number(visit.said(f"{id}-weight"), 0, 100)
        anchors = Anchors(*(visit.said(f"{id}-{level}") for level in ("one", "three", "five")))
        planedits.edit_criterion(
            tx,
            visit.house.mind,
            visit.id(),
            id,
            visit.said(f"{id}-name"),
            -1 if weight is None else weight,
            anchors,
            _ties(tx, visit, id),
        )

    return _changed(visit, id, edited, N_("The criterion is changed."))


def delete(visit: Visit) -> Response:
    """Judge by it no more."""
    with visit.write() as tx:
        planedits.delete_criterion(tx, visit.house.mind, visit.id(), visit.id("criterion"))
    return visit.go(_here(visit), N_("The criterion is deleted; its questions bear on others now."))


def _ties(tx: Tx, visit: Visit, id: str) -> tuple[str, ...]:
    """What was ticked, in the order of the plan."""
    plan = jobplans.plan_of(jobplans.locked(tx, visit.id()))
    ticked = set(visit.every(f"{id}-tie"))
    return tuple(tie for tie in bases(plan) if tie in ticked)


def _changed(visit: Visit, id: str, act: Callable[[Tx], None], told: str) -> Response:
    try:
        with visit.write() as tx:
            act(tx)
    except Invalid as error:
        return _page(visit, 400, {f"{id}-{field}": why for field, why in errors_of(error).items()})
    return visit.go(f"{_here(visit)}#criterion-{id}", told)


def _here(visit: Visit) -> str:
    return f"{top.base(visit.id())}/rubric"


def bases(plan: Plan) -> tuple[str, ...]:
    """What a criterion of this plan can stand on: duties and skills of the job, and what is tied already."""
    tied = (tie for criterion in plan.criteria for tie in criterion.ties)
    return tuple(dict.fromkeys((*plan.duties, *plan.skills, *tied)))


def drawing(plan: Plan) -> Drawing:
    """Duties and tied skills at the left, criteria at the right, evenly spread over the same height."""
    tied = {tie for criterion in plan.criteria for tie in criterion.ties}
    left = [base for base in bases(plan) if base in tied or base in plan.duties]
    height = ROW * max(len(left), len(plan.criteria), 1)
    heights = {base: _spread(number, len(left), height) for number, base in enumerate(left)}
    right = [(each, _spread(number, len(plan.criteria), height)) for number, each in enumerate(plan.criteria)]
    return Drawing(
        duties=tuple(Point(_short(base), heights[base], base not in tied) for base in left),
        criteria=tuple(Point(_short(each.name), y, not each.ties) for each, y in right),
        lines=tuple((heights[tie], y) for each, y in right for tie in each.ties),
        height=height,
    )


def _spread(number: int, count: int, height: int) -> int:
    return round(height * (number + 0.5) / count)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        version = jobplans.newest(view, visit.actor, job.id)
        if version is None:
            raise Conflict(N_("This job has no plan yet. Have it written under “Questions and plan”."))
        wrong = {one.field: one.message for one in jobplans.obstacles(view, visit.actor, job.id)}
    return _shown(visit, status, errors, version, wrong, job=job)


def _shown(
    visit: Visit, status: int, errors: dict[str, str], version: JobPlan, wrong: dict[str, str], *, job: object
) -> Response:
    raise NotImplementedError
