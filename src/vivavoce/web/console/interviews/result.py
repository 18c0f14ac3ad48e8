"""One interview: what was said, how it was judged and by which words, and a person's decision."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import assessments, folders, jobplans, recordings, reports, reviews, wishes
from vivavoce.actions.folders import Folder
from vivavoce.domain.errors import DomainError, Invalid
from vivavoce.domain.identity import APPROVE, Member
from vivavoce.domain.interview import Criterion, State
from vivavoce.domain.review import Lane, Rating, Recording, Regard, Remark
from vivavoce.domain.scoring import Score
from vivavoce.kit.words import N_
from vivavoce.store.view import View
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.interviews.player import Player, player
from vivavoce.web.console.interviews.transcript import Passage, held, passages
from vivavoce.web.listening import listened

LEVELS = (1, 2, 3, 4, 5)
OVER = frozenset({State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED})


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion: the machine's score if the reader may see it now, and people's own ratings."""

    criterion: Criterion
    score: Score | None
    own: Rating | None
    others: tuple[tuple[str, Rating], ...]

    @property
    def anchor(self) -> int:
        """The anchor that the level is nearest to: 1, 3 or 5; 0 without a level."""
        level = self.score.level if self.score else None
        return 0 if level is None else min((1, 3, 5), key=lambda step: (abs(step - level), step))


@dataclass(frozen=True, slots=True)
class Noted:
    """A note for the reviewer, and what reviewers made of it."""

    number: int
    text: str
    remarks: tuple[tuple[str, Remark], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page shows. `player` once the `recording` can be heard.

    `veiled`: the machine's levels wait for the reader's own.
    """

    folder: Folder
    judged: tuple[Judged, ...]
    notes: tuple[Noted, ...]
    remarks: tuple[tuple[str, Remark], ...]
    passages: tuple[Passage, ...]
    recording: Recording | None
    player: Player | None
    veiled: bool
    asked: int
    words: int
    version: int | None
    decides: bool
    names: dict[str, str]


def routes(console: Console) -> list[Route]:
    """The page and what can be done on it."""
    base = "/console/interviews/{id}"
    return [
        shown(console, base, page),
        shown(console, "/console/assessments/{id}", by_assessment),
        shown(console, f"{base}/report.pdf", pdf),
        shown(console, f"{base}/files/{{lane}}", listen),
        sent(console, f"{base}/rate", rate),
        sent(console, f"{base}/remark", remark),
        sent(console, f"{base}/regard", regard),
    ]


def page(visit: Visit) -> Response:
    """The page as it stands now."""
    return _page(visit, 200, {})


def by_assessment(visit: Visit) -> Response:
    """The same page, by the assessment's own id."""
    with visit.read() as view:
        found = assessments.interview_of(view, visit.actor, visit.id())
    return visit.go(f"/console/interviews/{found}")


def pdf(visit: Visit) -> Response:
    """The released assessment as a file."""
    with visit.read() as view:
        body = reports.pdf(view, visit.actor, visit.id())
    headers = {"content-disposition": 'attachment; filename="assessment.pdf"', "cache-control": "no-store"}
    return Response(body, 200, headers, "application/pdf")


def listen(visit: Visit) -> Response:
    """One file of the recording."""
    with visit.read() as view:
        found = recordings.read(view, visit.actor, visit.id(), visit.id("lane"))
    return listened(visit.house.shelf, found)


def rate(visit: Visit) -> Response:
    """The reader's own rating of one criterion."""
    criterion, level = visit.said("criterion"), visit.said("level")
    value = float(level) if level in map(str, LEVELS) else None
    try:
        with visit.write() as tx:
            reviews.rate(tx, visit.id(), criterion, value, visit.said("reason"))
    except Invalid as error:
        return _page(visit, 400, {criterion: " ".join(errors_of(error).values())})
    return visit.go(f"/console/interviews/{visit.id()}#{criterion}", N_("Your rating is kept."))


def remark(visit: Visit) -> Response:
    """A note on the whole interview."""
    with visit.write() as tx:
        reviews.remark(tx, visit.id(), visit.said("text"))
    return visit.go(f"/console/interviews/{visit.id()}#notes", N_("Your note is kept."))


def regard(visit: Visit) -> Response:
    """What the reader makes of a note of the assessment."""
    flag = int(visit.said("flag")) if visit.said("flag").isdecimal() else -1
    chosen = Regard.CONSIDERED if visit.said("regard") == Regard.CONSIDERED.value else Regard.NOT_RELEVANT
    with visit.write() as tx:
        reviews.regard(tx, visit.id(), flag, chosen, visit.said("text"))
    return visit.go(f"/console/interviews/{visit.id()}#integrity", N_("Your note is kept."))


def refused(visit: Visit, error: DomainError) -> Response:
    """The page again, saying beside the field why a decision was not taken."""
    return _page(visit, 400, errors_of(error))


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        sheet = sheet_of(view, visit, visit.id())
    name = "result.html" if sheet.folder.interview.state in OVER else "course.html"
    return visit.page(f"interviews/{name}", status, sheet=sheet, errors=errors, levels=LEVELS)


def sheet_of(view: View, visit: Visit, id: str) -> Sheet:
    """What the page of an interview shows this reader. Raises NotFound."""
    folder = folders.read(view, visit.actor, visit.house.links, id)
    names = reviews.names(view, visit.actor)
    veiled = not reviews.unveiled(view, visit.actor, folder, visit.visitor.organization.policy)
    seen = folder.assessment.appraisal if folder.assessment and not veiled else None
    scores = {score.criterion_id: score for score in seen.scores} if seen else {}
    ratings = reviews.ratings(view, visit.actor, id)
    remarks = [(names.get(one.member_id, "?"), one) for one in reviews.remarks(view, visit.actor, id)]
    turns, plan = folder.turns, folder.plan
    asked, words = held(turns)
    amendments = wishes.amendments(view, visit.actor, id)
    lanes = recordings.lanes(view, visit.actor, id)
    speech = recordings.speech(view, visit.actor, id) if lanes else ()
    begun = folder.interview.started_at
    read = passages(plan, turns, seen, amendments, begun, speech) if plan else ()
    return Sheet(
        folder=folder,
        judged=tuple(_judged(one, scores, ratings, names, visit.visitor.member) for one in plan.criteria)
        if plan
        else (),
        notes=tuple(
            Noted(number, text, tuple(pair for pair in remarks if pair[1].flag == number))
            for number, text in enumerate(seen.flags if seen else ())
        ),
        remarks=tuple(pair for pair in remarks if pair[1].flag is None),
        passages=read,
        recording=recordings.begun(view, visit.actor, id),
        player=player(lanes, read) if Lane.BOTH in lanes else None,
        veiled=veiled and folder.assessment is not None,
        asked=asked,
        words=words,
        version=jobplans.version_of(view, folder.interview),
        decides=visit.may(APPROVE),
        names=names,
    )


def _judged(
    criterion: Criterion,
    scores: dict[str, Score],
    ratings: tuple[Rating, ...],
    names: dict[str, str],
    reader: Member,
) -> Judged:
    here = [rating for rating in ratings if rating.criterion_id == criterion.id]
    own = next((rating for rating in here if rating.member_id == reader.id), None)
    others = tuple((names.get(one.member_id, "?"), one) for one in here if one.member_id != reader.id)
    return Judged(criterion, scores.get(criterion.id), own, others)
