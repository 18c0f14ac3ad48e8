"""What a person does about one candidate: decides, answers, corrects, files, holds, erases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import applications, candidates, documents, outcomes, people, privacy, wishes
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import Invalid
from vivavoce.domain.hiring import Stage
from vivavoce.kit.documents import MOST_BYTES
from vivavoce.kit.words import N_
from vivavoce.web.console.candidates.page import show
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown

LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form of a person; "" is None."""

    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    country: str | None
    retain_until: date | None


def routes(console: Console) -> list[Route]:
    """The deeds."""
    base = "/console/candidates/{id}"
    return [
        shown(console, f"{base}/edit", edit),
        sent(console, f"{base}/edit", correct),
        shown(console, f"{base}/erase", ask_erase),
        sent(console, f"{base}/erase", erase),
        sent(console, f"{base}/hold", hold),
        sent(console, f"{base}/release", release),
        sent(console, f"{base}/apply", apply),
        sent(console, f"{base}/applications/{{application}}", decide),
        sent(console, f"{base}/wishes/{{wish}}", answer),
        sent(console, f"{base}/files", upload),
    ]


def person_of(visit: Visit) -> Written:
    """The form of a person. Raises Invalid at the field that is wrong."""
    first, last = visit.said("first_name"), visit.said("last_name")
    email, phone = visit.said("email"), visit.said("phone")
    people.check(first, last, email, phone)
    return Written(
        first,
        last,
        email or None,
        phone or None,
        visit.said("country") or None,
        _day(visit.said("retain_until")),
    )


def edit(visit: Visit) -> Response:
    """The form with what is known."""
    visit.actor.need("candidates:write")
    with visit.read() as view:
        known = candidates.read(view, visit.actor, visit.id()).candidate
    values = {
        "first_name": known.first_name,
        "last_name": known.last_name,
        "email": known.email or "",
        "phone": known.phone or "",
        "country": known.country or "",
        "retain_until": known.retain_until.isoformat(),
    }
    return _edit(visit, 200, values, {})


def correct(visit: Visit) -> Response:
    """Keep what was corrected."""
    try:
        said = person_of(visit)
        wanted = ChangeCandidate(
            said.first_name, said.last_name, said.email, said.phone, said.country, said.retain_until or KEEP
        )
        with visit.write() as tx:
            candidates.change(tx, visit.id(), wanted)
    except Invalid as error:
        names = ("first_name", "last_name", "email", "phone", "country", "retain_until")
        return _edit(visit, 400, {name: visit.said(name) for name in names}, errors_of(error))
    return visit.go(_here(visit), N_("The correction is kept."))


def decide(visit: Visit) -> Response:
    """Move an application to a stage, with the reason."""
    stage, id = visit.said("stage"), visit.id("application")
    try:
        if stage not in set(Stage):
            raise Invalid.because("stage", N_("Please choose a stage."))
        with visit.write() as tx:
            outcomes.decide(tx, id, Stage(stage), visit.said("reason"))
    except Invalid as error:
        return show(visit, 400, errors_of(error), id)
    return visit.go(f"{_here(visit)}#applications", N_("The decision is kept."))


def apply(visit: Visit) -> Response:
    """Let the candidate apply for one more job."""
    with visit.write() as tx:
        applications.create(tx, visit.id(), visit.said("job"))
    return visit.go(f"{_here(visit)}#applications", N_("The application is added."))


def answer(visit: Visit) -> Response:
    """Answer what the candidate asked for."""
    id = visit.id("wish")
    try:
        with visit.write() as tx:
            wishes.answer(tx, id, visit.said("text"))
    except Invalid as error:
        return show(visit, 400, errors_of(error), id)
    return visit.go(f"{_here(visit)}#wishes", N_("The answer is kept; the candidate reads it on their page."))


def upload(visit: Visit) -> Response:
    """Keep a file about the candidate."""
    try:
        name, kind, body = _file(visit)
        with visit.write() as tx:
            documents.attach(tx, visit.id(), name, kind, body)
    except Invalid as error:
        return show(visit, 400, errors_of(error), "file")
    return visit.go(f"{_here(visit)}#files", N_("The file is kept."))


def hold(visit: Visit) -> Response:
    """See to it that nobody erases the data."""
    try:
        with visit.write() as tx:
            privacy.hold(tx, visit.id(), visit.said("reason"))
    except Invalid as error:
        return show(visit, 400, errors_of(error), "hold")
    return visit.go(_here(visit), N_("The data are held."))


def release(visit: Visit) -> Response:
    """End the hold."""
    with visit.write() as tx:
        privacy.release(tx, visit.id())
    return visit.go(_here(visit), N_("The data are held no more."))


def ask_erase(visit: Visit) -> Response:
    """What is about to go, and for good."""
    visit.actor.need("candidates:delete")
    return _ask_erase(visit, 200, {})


def erase(visit: Visit) -> Response:
    """Erase everything, when the name was typed; what proves it is shown once and kept nowhere."""
    with visit.read() as view:
        known = candidates.read(view, visit.actor, visit.id()).candidate
    if visit.said("name").casefold() != known.name.casefold():
        return _ask_erase(visit, 400, {"name": N_("Please type the name exactly as it stands here.")})
    with visit.write() as tx:
        certificate = privacy.erase(tx, visit.id())
    return visit.page("candidates/erased.html", certificate=certificate)


def _edit(visit: Visit, status: int, values: dict[str, str], errors: dict[str, str]) -> Response:
    with visit.read() as view:
        known = candidates.read(view, visit.actor, visit.id()).candidate
    return visit.page(
        "candidates/form.html",
        status,
        errors=errors,
        values=values,
        candidate=known,
        openings=(),
        ticked=(),
        known=None,
    )


def _ask_erase(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        person = people.read(view, visit.actor, visit.id())
    return visit.page("candidates/erase.html", status, person=person, errors=errors)


def _file(visit: Visit) -> tuple[str, str, bytes]:
    """Name, media type and bytes of the file that was sent. Raises Invalid."""
    sent = visit.form.get("file")
    body = sent.file.read(MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
    if not isinstance(sent, UploadFile) or not body:
        raise Invalid.because("file", N_("Please choose a file that is not empty."))
    if len(body) > MOST_BYTES:
        raise Invalid.because("file", N_("This file is larger than 10 MB."))
    name = "".join(filter(str.isprintable, sent.filename or ""))[:LONGEST_NAME]
    return name or "file", (sent.content_type or "application/octet-stream")[:100], body


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid.because("retain_until", N_("Please write the day as in 2027-01-31.")) from error


def _here(visit: Visit) -> str:
    return f"/console/candidates/{visit.id()}"
