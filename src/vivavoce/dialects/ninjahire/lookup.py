"""Which application does a client mean, and what belongs to it or to one of its calls?"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.actions import applications, interviews, names, questions
from vivavoce.actions.applications import ApplicationFilter, Applied
from vivavoce.actions.links import Links
from vivavoce.dialects.ninjahire.call_answers import CallFile
from vivavoce.dialects.ninjahire.shelf import DIALECT, Shelf, shelf
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Call, Interview
from vivavoce.kit.paging import Page
from vivavoce.store.view import View

ONE = Page(1, 1)


def find(
    view: View,
    wanted: ApplicationFilter,
    source: str | None,
    job_source: str | None,
    candidate_source: str | None,
) -> ApplicationFilter | None:
    """`wanted` narrowed by the client's own ids; None when nothing can be both."""
    chosen = {"id": wanted.id, "job_id": wanted.job_id, "candidate_id": wanted.candidate_id}
    named = {
        "id": ("application", source),
        "job_id": ("job", job_source),
        "candidate_id": ("candidate", candidate_source),
    }
    for field, (kind, text) in named.items():
        if text is None:
            continue
        id = names.find(view, DIALECT, kind, text)
        if id is None or chosen[field] not in {None, id}:
            return None
        chosen[field] = id
    return ApplicationFilter(chosen["id"], chosen["job_id"], chosen["candidate_id"])


def both_sides(view: View, actor: Actor, wanted: ApplicationFilter) -> ApplicationFilter | None:
    """The candidate and the job of the one application that is wanted; None when there is none."""
    if wanted.id is None:
        return wanted
    found = applications.listing(view, actor, ONE, wanted).rows
    if not found:
        return None
    made = found[0].application
    return ApplicationFilter(made.id, made.job_id, made.candidate_id)


def around(view: View, found: Sequence[Applied]) -> Shelf:
    """What is known of applications and both their sides."""
    made = [one.application for one in found]
    return shelf(view, (id for one in made for id in (one.id, one.candidate_id, one.job_id)))


def open_file(view: View, actor: Actor, links: Links, found: Call) -> CallFile:
    """A call with everything around it. Raises NotFound for one of an interview that was deleted."""
    dossier = interviews.read(view, actor, links, found.interview_id)
    made = _application(view, actor, dossier.interview)
    if made is None:
        return CallFile(found, dossier, None, ())
    wanted = questions.of_applicant(view, actor, made.application.job_id, made.application.id)
    return CallFile(found, dossier, made, wanted)


def known_of(view: View, file: CallFile) -> Shelf:
    """What the client calls the questions, the application and both its sides."""
    sides = around(view, (file.application,)) if file.application else Shelf({}, {})
    asked = shelf(view, (question.id for question in file.questions))
    return Shelf(sides.sources, asked.extras)


def _application(view: View, actor: Actor, interview: Interview) -> Applied | None:
    if interview.job_id is None:
        return None
    wanted = ApplicationFilter(job_id=interview.job_id, candidate_id=interview.candidate_id)
    return next(iter(applications.listing(view, actor, ONE, wanted).rows), None)
