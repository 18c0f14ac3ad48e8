"""People are invited: typed, pasted or from a file; looked at once more; then confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import jobplans, letters, outreach
from vivavoce.actions.invitees import LONGEST_LINK
from vivavoce.actions.inviting import MINUTES, JobClosed
from vivavoce.actions.outreach import Checked, Person, Terms, Why
from vivavoce.domain.errors import Invalid
from vivavoce.domain.hiring import Job
from vivavoce.kit.documents import Unreadable, text_of
from vivavoce.kit.words import N_
from vivavoce.providers.mail import Mail
from vivavoce.store.view import View
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.jobs import top
from vivavoce.web.console.jobs.people import people_in

SKIPPED: Final[Mapping[Why, str]] = {
    Why.NO_NAME: N_("There is no name beside the address."),
    Why.NO_ADDRESS: N_("There is no address."),
    Why.BAD_ADDRESS: N_("This is no mail address."),
    Why.TWICE: N_("This address stands further up already."),
    Why.INVITED: N_("Invited already; the link is still good."),
    Why.LIVE: N_("In the interview now."),
    Why.HELD: N_("The interview was held already."),
    Why.DECIDED: N_("The application is decided."),
}
MOST_BYTES: Final = 1024 * 1024
LONGEST_MESSAGE: Final = 2000


def routes(console: Console) -> list[Route]:
    """The form, the look before, and the act."""
    base = "/console/jobs/{id}/invitations"
    return [
        shown(console, f"{base}/new", form),
        sent(console, f"{base}/new", preview),
        sent(console, base, confirm),
    ]


def form(visit: Visit) -> Response:
    """Nobody is named yet."""
    visit.actor.need("interviews:write")
    return _page(visit, 200, "", {})


def preview(visit: Visit) -> Response:
    """Who would be reached and who not, why not, and what the mail says. Nothing is kept."""
    try:
        people = _people(visit)
        terms = _terms(visit, MINUTES)
        if not people:
            raise Invalid.because("people", N_("Name at least one person."))
        with visit.read() as view:
            checked = outreach.sort_out(view, visit.actor, visit.id(), people)
    except Invalid as error:
        return _page(visit, 400, visit.said("people"), errors_of(error))
    return _page(visit, 200, _lines(people), {}, checked, terms)


def confirm(visit: Visit) -> Response:
    """Invite those who are reached; for half a minute it can be undone."""
    people = people_in(visit.said("people"))
    try:
        with visit.write() as tx:
            minutes = _minutes(visit, tx.view)
            terms = _terms(visit, minutes)
            made = outreach.invite_all(tx, visit.house.links, visit.house.mind, visit.id(), people, terms)
    except (Invalid, JobClosed) as error:
        return _page(visit, 400, visit.said("people"), errors_of(error))
    if not made:
        return visit.go(
            f"{top.base(visit.id())}/invitations", N_("Nobody was invited: all of them are skipped.")
        )
    batch = urlencode({"batch": made[0].created_at.isoformat()})
    return visit.go(f"{top.base(visit.id())}/invitations?{batch}")


def _people(visit: Visit) -> tuple[Person, ...]:
    """The person of the single fields, the pasted lines, then those of the file. Raises Invalid (`file`)."""
    one = Person(visit.said("first_name"), visit.said("last_name"), visit.said("email"))
    typed = (one,) if one.name or one.email else ()
    return (*typed, *people_in(visit.said("people")), *people_in(_file(visit)))


def _file(visit: Visit) -> str:
    file = visit.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return ""
    body = file.file.read(MOST_BYTES + 1)
    try:
        return text_of(body, file.filename) if len(body) <= MOST_BYTES else ""
    except Unreadable as error:
        raise Invalid.because("file", N_("Choose a text or CSV file.")) from error


def _terms(visit: Visit, minutes: int) -> Terms:
    """What goes for all of them; the last day ends by the organization's clock. Raises Invalid."""
    message = visit.said("message")
    if len(message) > LONGEST_MESSAGE:
        raise Invalid.because("message", N_("This is too long. Please shorten it."))
    zone = ZoneInfo(visit.visitor.organization.policy.zone)
    try:
        day = date.fromisoformat(visit.said("until")) if visit.said("until") else _usual(visit)
    except ValueError as error:
        raise Invalid.because("until", N_("Choose a day within the next year.")) from error
    until = datetime.combine(day, time(23, 59), zone).astimezone(UTC)
    if not timedelta(0) < until - visit.house.clock.now() <= LONGEST_LINK:
        raise Invalid.because("until", N_("Choose a day within the next year."))
    return Terms(until, visit.visitor.member.email, message or None, minutes)


def _usual(visit: Visit) -> date:
    policy = visit.visitor.organization.policy
    return (visit.house.clock.now() + timedelta(days=policy.link_days)).date()


def _minutes(visit: Visit, view: View) -> int:
    """How long the job's own plan takes, else the usual time."""
    newest = jobplans.newest(view, visit.actor, visit.id())
    return jobplans.plan_of(newest).minutes if newest else MINUTES


def _lines(people: Sequence[Person]) -> str:
    return "\n".join(f"{one.name} <{one.email}>" for one in people)


def _mail(visit: Visit, view: View, job: Job, checked: Sequence[Checked], terms: Terms) -> Mail | None:
    """What the first who is reached will read."""
    first = next((one.person for one in checked if one.why is None), None)
    if first is None:
        return None
    minutes = _minutes(visit, view)
    return letters.sample(
        view, visit.actor, job.id, first.first_name, minutes, terms.until, terms.message or ""
    )


def _page(
    visit: Visit,
    status: int,
    people: str,
    errors: dict[str, str],
    checked: Sequence[Checked] = (),
    terms: Terms | None = None,
) -> Response:
    with visit.read() as view:
        job = top.job_of(visit, view)
        approved = jobplans.approved(view, job.id)
        mail = _mail(visit, view, job, checked, terms) if terms else None
    return top.page(
        visit,
        "invite.html",
        job,
        status,
        people=people,
        errors=errors,
        reached=[one.person for one in checked if one.why is None],
        skipped=[(one.person, SKIPPED[one.why]) for one in checked if one.why],
        terms=terms,
        mail=mail,
        until=visit.said("until") or _usual(visit).isoformat(),
        message=visit.said("message"),
        approved=approved,
        zone=visit.visitor.organization.policy.zone,
    )
