"""A job post is written: begun from something or from nothing, edited, saved, changed, deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, jobs
from vivavoce.domain.errors import Conflict, DomainError, Invalid
from vivavoce.domain.hiring import JobStatus
from vivavoce.kit.documents import MOST_BYTES
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import beginnings, form
from vivavoce.web.console.jobs.beginnings import FIELDS, Change
from vivavoce.web.console.jobs.form import Post

TAKEN = N_("Another job has this Job ID already. Choose another.")


def routes(console: Console) -> list[Route]:
    """The form for a new job and for one there is."""
    return [
        shown(console, "/console/jobs/new", blank),
        sent(console, "/console/jobs/new/draft", draft),
        sent(console, "/console/jobs/new/take", take),
        sent(console, "/console/jobs/new", save),
        shown(console, "/console/jobs/{id}/edit", edit),
        sent(console, "/console/jobs/{id}/edit", change),
        sent(console, "/console/jobs/{id}/delete", delete),
    ]


def blank(visit: Visit) -> Response:
    """Nothing is written yet."""
    visit.actor.need("jobs:write")
    return _form(visit, 200, Post(), {})


def draft(visit: Visit) -> Response:
    """A draft fills what is empty; where something is typed, the differences are shown and asked about."""
    visit.actor.need("jobs:write")
    typed = form.typed(visit)
    try:
        drafted = _begun(visit)
    except Invalid as error:
        return _form(visit, 400, typed, errors_of(error))
    year = visit.house.clock.now().year
    filled, changes = beginnings.merged(typed, drafted)
    if not filled.reference:
        filled = replace(filled, reference=form.suggested(filled.title, year))
    return _form(visit, 200, filled, {}, changes, drafted=True)


def _begun(visit: Visit) -> Post:
    match visit.said("from"):
        case "outline":
            return beginnings.from_outline(visit.house.mind, visit.said("outline"))
        case "advert":
            return beginnings.from_text(visit.said("advert"), "advert")
        case "file":
            file = visit.form.get("file")
            given = file if isinstance(file, UploadFile) else None
            body = given.file.read(MOST_BYTES + 1) if given else b""
            return beginnings.from_file((given and given.filename) or "", body)
        case _:
            return beginnings.from_example(visit.said("example"))


def take(visit: Visit) -> Response:
    """The draft's text for one field, or for all of them; the others go on being asked about."""
    visit.actor.need("jobs:write")
    offered = {name: visit.said(f"draft-{name}") for name in FIELDS if f"draft-{name}" in visit.form}
    chosen = visit.said("take")
    wanted = offered if chosen == "all" else {chosen: offered[chosen]} if chosen in offered else {}
    post = replace(form.typed(visit), **wanted)
    rest = {} if chosen in {"all", "none"} else {k: v for k, v in offered.items() if k not in wanted}
    typed = form.values(post)
    changes = tuple(Change(k, v, beginnings.compared(typed[k], v)) for k, v in rest.items())
    return _form(visit, 200, post, {}, changes, drafted=True)


def save(visit: Visit) -> Response:
    """Make the job, and its questions with it."""
    post = form.typed(visit)
    try:
        new = form.new(post)
        with visit.write() as tx:
            job = jobs.create(tx, new)
            jobplans.draft(tx, visit.house.mind, job.id)
    except (Invalid, Conflict) as error:
        return _form(visit, 400, post, _errors(error))
    told = N_(
        "The job is saved, and its interview questions are written. Read them before anybody is invited."
    )
    return visit.go(f"/console/jobs/{job.id}", told)


def edit(visit: Visit) -> Response:
    """The form of a job there is."""
    visit.actor.need("jobs:write")
    with visit.read() as view:
        job = jobs.read(view, visit.actor, visit.id())
    return _form(visit, 200, form.of(job), {}, job=job)


def change(visit: Visit) -> Response:
    """Change the job; its questions stay as they are."""
    post = form.typed(visit)
    with visit.read() as view:
        job = jobs.read(view, visit.actor, visit.id())
    status = JobStatus.CLOSED if visit.said("status") == JobStatus.CLOSED else JobStatus.OPEN
    try:
        wanted = form.changed(post, job, status)
        with visit.write() as tx:
            jobs.change(tx, job.id, wanted)
    except (Invalid, Conflict) as error:
        return _form(visit, 400, post, _errors(error), job=replace(job, status=status))
    return visit.go(f"/console/jobs/{job.id}", N_("The job is changed."))


def delete(visit: Visit) -> Response:
    """Delete the job; candidates and interviews stay."""
    with visit.write() as tx:
        jobs.delete(tx, visit.id())
    return visit.go("/console/jobs", N_("The job is deleted. Its candidates and interviews are still there."))


def _errors(error: DomainError) -> dict[str, str]:
    return {"reference": TAKEN} if isinstance(error, Conflict) else errors_of(error)


def _form(
    visit: Visit,
    status: int,
    post: Post,
    errors: dict[str, str],
    changes: tuple[Change, ...] = (),
    **facts: Any,
) -> Response:
    known = {"job": None, "drafted": False} | facts
    return visit.page(
        "jobs/form.html",
        status,
        post=post,
        errors=errors,
        changes={change.name: change for change in changes},
        outline=visit.said("outline"),
        advert=visit.said("advert"),
        examples=beginnings.EXAMPLES,
        seniorities=form.SENIORITIES,
        modes=form.WORK_MODES,
        pattern=form.REFERENCE,
        **known,
    )
