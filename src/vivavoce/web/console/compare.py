"""Two to five candidates side by side: the same criteria, what was found, and the words it stands on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import folders, reviews
from vivavoce.actions.folders import Folder
from vivavoce.domain.interview import Criterion
from vivavoce.domain.review import Rating
from vivavoce.domain.scoring import Score
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.store.view import View
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, shown
from vivavoce.web.console.lists import Column
from vivavoce.web.labels import label

FEWEST: Final = 2
MOST: Final = 5
LETTERS: Final = "ABCDE"


@dataclass(frozen=True, slots=True)
class Side:
    """One candidate's column. `name` is "" while names are hidden.

    `veiled`: the reader must rate this interview themselves first; `scores` is then empty, as it is while
    there is no assessment that they may see.
    """

    letter: str
    name: str
    folder: Folder
    veiled: bool
    scores: dict[str, Score]
    own: dict[str, Rating]

    @property
    def address(self) -> str:
        return f"/console/interviews/{self.folder.interview.id}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What was found for one candidate in one criterion, as far as the reader may see it."""

    side: Side
    criterion: Criterion
    score: Score | None
    own: Rating | None

    @property
    def quote(self) -> str:
        """The first words that prove it."""
        return self.score.evidence[0].quote if self.score and self.score.evidence else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion. `differs`: two of the spreads do not meet, or it was assessed for some only."""

    criterion: Criterion
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        spreads = [
            (cell.score.low, cell.score.high)
            for cell in self.cells
            if cell.score and cell.score.low is not None and cell.score.high is not None
        ]
        if len(spreads) < len(self.cells):
            return bool(spreads)
        return max(low for low, _ in spreads) > min(high for _, high in spreads)


def _level(number: float | None) -> str:
    return "" if number is None else f"{number:.1f}"


COLUMNS: Final = (
    Column("criterion", N_("Criterion"), lambda cell: cell.criterion.name),
    Column("candidate", N_("Candidate"), lambda cell: cell.side.name or cell.side.letter),
    Column("level", N_("Level 1 to 5"), lambda cell: _level(cell.score.level) if cell.score else ""),
    Column("low", N_("From"), lambda cell: _level(cell.score.low) if cell.score else ""),
    Column("high", N_("To"), lambda cell: _level(cell.score.high) if cell.score else ""),
    Column("coverage", N_("Coverage"), lambda cell: label(cell.score.coverage) if cell.score else ""),
    Column("own", N_("Your own rating"), lambda cell: _level(cell.own.level) if cell.own else ""),
    Column("quote", N_("First quote"), lambda cell: cell.quote),
)


def routes(console: Console) -> list[Route]:
    """The page."""
    return [shown(console, "/console/compare", compare)]


def compare(visit: Visit) -> Response:
    """The interviews named by `id`, two to five of one rubric. Raises NotFound."""
    ids = tuple(dict.fromkeys(visit.request.query_params.getlist("id")))
    named = visit.asked("names") == "shown"
    if not FEWEST <= len(ids) <= MOST:
        return visit.page("compare/choose.html", many=len(ids) > MOST)
    with visit.read() as view:
        sides = _sides(view, visit, ids, named=named)
    rubric = _rubric(sides[0].folder)
    if not rubric or any(_rubric(side.folder) != rubric for side in sides):
        return visit.page("compare/apart.html", 409, sides=sides, named=named)
    lines = tuple(_line(criterion, sides) for criterion in _criteria(sides[0].folder))
    if visit.asked("format") == "csv":
        return _csv(visit, lines)
    only = visit.asked("only") == "differences"
    kept = {"names": visit.asked("names"), "only": visit.asked("only")}
    return visit.page(
        "compare/grid.html",
        sides=sides,
        lines=tuple(line for line in lines if line.differs or not only),
        named=named,
        only=only,
        shown=lambda **changed: _address(ids, kept | changed),
    )


def order(reader: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The interviews in an order that has nothing to do with them, and is the reader's every time."""
    return tuple(sorted(ids, key=lambda interview: hashlib.sha256(f"{reader} {interview}".encode()).digest()))


def _sides(view: View, visit: Visit, ids: tuple[str, ...], *, named: bool) -> tuple[Side, ...]:
    found = zip(LETTERS, order(visit.actor.id, ids), strict=False)
    return tuple(_side(view, visit, letter, id, named=named) for letter, id in found)


def _side(view: View, visit: Visit, letter: str, id: str, *, named: bool) -> Side:
    folder = folders.read(view, visit.actor, visit.house.links, id)
    policy = visit.visitor.organization.policy
    veiled = not reviews.unveiled(view, visit.actor, folder, policy)
    seen = folder.assessment.appraisal.scores if folder.assessment and not veiled else ()
    ratings = reviews.ratings(view, visit.actor, id)
    return Side(
        letter,
        folder.candidate.name if named and not veiled else "",
        folder,
        veiled,
        {score.criterion_id: score for score in seen},
        {rating.criterion_id: rating for rating in ratings if rating.member_id == visit.actor.id},
    )


def _criteria(folder: Folder) -> tuple[Criterion, ...]:
    return folder.plan.criteria if folder.plan else ()


def _rubric(folder: Folder) -> frozenset[tuple[str, str]]:
    """What a level means: only by the same criteria can candidates be compared."""
    return frozenset((criterion.id, criterion.name) for criterion in _criteria(folder))


def _line(criterion: Criterion, sides: tuple[Side, ...]) -> Line:
    cells = (
        Cell(side, criterion, side.scores.get(criterion.id), side.own.get(criterion.id)) for side in sides
    )
    return Line(criterion, tuple(cells))


def _address(ids: tuple[str, ...], words: dict[str, str]) -> str:
    kept = [(name, value) for name, value in words.items() if value]
    return f"/console/compare?{urlencode([*(('id', id) for id in ids), *kept])}"


def _csv(visit: Visit, lines: tuple[Line, ...]) -> Response:
    cells = tuple(cell for line in lines for cell in line.cells)
    page = Page(1, lists.MOST_ROWS)
    want = lists.Wanted(page, "", "", {})
    return lists.answer(visit, "", COLUMNS, (), want, Slice(cells, len(cells), page))
