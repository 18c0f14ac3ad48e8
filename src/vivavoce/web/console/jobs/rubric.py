"""By what answers are judged: the criteria of a job, their anchors, the duties that each stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, planedits
from vivavoce.domain.errors import Invalid
from vivavoce.domain.interview import Anchors, Criterion, Plan
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top

ROW = 34
LEFT, RIGHT, WIDE = 430, 610, 960
LONGEST_LABEL = 54


@dataclass(frozen=True, slots=True)
class Card:
    """A criterion with its fields as text, what it is tied to, what is wrong (by place), who asks about it.

    `asked` are the numbers of its questions.
    """

    criterion: Criterion
    fields: Mapping[str, str]
    ties: tuple[str, ...]
    wrong: Mapping[str, str]
    asked: tuple[int, ...]


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
            tx,
            visit.house.mind,
            visit.id(),
            visit.said("new-name"),
            -1 if weight is None else weight,
            ties=ties,
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


def _cards(visit: Visit, plan: Plan, wrong: Mapping[str, str], errors: Mapping[str, str]) -> Iterator[Card]:
    """The criteria with what is wrong about each; what was typed in vain stays in its fields."""
    for each in plan.criteria:
        mine = f"criteria.{each.id}."
        known = {
            "name": each.name,
            "weight": str(round(each.weight * 100)),
            "one": each.anchors.one,
            "three": each.anchors.three,
            "five": each.anchors.five,
        }
        again = any(field.startswith(f"{each.id}-") for field in errors)
        yield Card(
            criterion=each,
            fields={name: visit.said(f"{each.id}-{name}") if again else text for name, text in known.items()},
            ties=visit.every(f"{each.id}-tie") if again else each.ties,
            wrong={place.removeprefix(mine): why for place, why in wrong.items() if place.startswith(mine)},
            asked=tuple(
                number for number, one in enumerate(plan.questions, 1) if one.criterion_id == each.id
            ),
        )


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        version = jobplans.newest(view, visit.actor, job.id)
        obstacles = jobplans.obstacles(view, visit.actor, job.id) if version else ()
    plan = jobplans.plan_of(version) if version else None
    wrong = {one.field: one.message for one in obstacles}
    return top.page(
        visit,
        "rubric.html",
        job,
        status,
        version=version,
        plan=plan,
        cards=tuple(_cards(visit, plan, wrong, errors)) if plan else (),
        bases=bases(plan) if plan else (),
        drawing=drawing(plan) if plan else None,
        total=sum(round(each.weight * 100) for each in plan.criteria) if plan else 0,
        sides=(LEFT, RIGHT, WIDE),
        errors=errors,
        typed={name: visit.said(f"new-{name}") for name in ("name", "weight")},
        writes=visit.may("jobs:write"),
    )
