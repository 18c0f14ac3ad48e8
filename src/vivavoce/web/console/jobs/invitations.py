"""Who was invited to a job, how far each has come, what can be done for one or for all that are ticked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import course, invitees, outreach
from vivavoce.actions.invitees import ORDERS, Invitee, InviteeFilter, Reached
from vivavoce.kit.paging import Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, sent, shown
from vivavoce.web.console.jobs import top
from vivavoce.web.console.lists import Column, Filter

WORDS: Final[Mapping[Reached, str]] = {
    Reached.DRAFT: N_("Being prepared"),
    Reached.UNSENT: N_("Ready, no mail sent"),
    Reached.SENT: N_("Sent"),
    Reached.OPENED: N_("Opened"),
    Reached.CONSENTED: N_("Agreed"),
    Reached.PASSED: N_("Code passed"),
    Reached.LIVE: N_("Live now"),
    Reached.FINISHED: N_("Finished"),
    Reached.EXPIRED: N_("Expired"),
    Reached.WITHDRAWN: N_("Called off"),
    Reached.FAILED: N_("Failed"),
}
WAITING: Final = frozenset(
    {Reached.DRAFT, Reached.UNSENT, Reached.SENT, Reached.OPENED, Reached.CONSENTED, Reached.PASSED}
)
"""Where the interview has not begun and the link is good."""
EXTENSIONS: Final = (7, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the table. `url` is the candidate's link, "" for who may not see it."""

    invitee: Invitee
    url: str

    @property
    def address(self) -> str:
        return f"/console/interviews/{self.invitee.interview_id}"

    @property
    def id(self) -> str:
        return self.invitee.interview_id

    @property
    def waits(self) -> bool:
        """Whether the link is good and nothing has begun."""
        return self.invitee.reached in WAITING

    @property
    def lapsed(self) -> bool:
        """Whether only a new link can bring it back."""
        return self.invitee.reached is Reached.EXPIRED


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


COLUMNS: Final = (
    Column("name", N_("Candidate"), lambda row: row.invitee.name, "name"),
    Column("email", N_("Address"), lambda row: row.invitee.email or "", first=False),
    Column("reached", N_("State"), lambda row: WORDS[row.invitee.reached]),
    Column("invited", N_("Invited"), lambda row: _stamp(row.invitee.invited_at), "invited"),
    Column("mailed", N_("Last mail"), lambda row: _stamp(row.invitee.mailed_at)),
    Column("opened", N_("Opened"), lambda row: _stamp(row.invitee.opened_at), first=False),
    Column("until", N_("Link is good until"), lambda row: _stamp(row.invitee.until), "until"),
    Column("act", N_("Actions"), lambda row: row.url),
)
FILTERS: Final = (Filter("state", N_("State"), tuple((word.value, WORDS[word]) for word in Reached)),)


def routes(console: Console) -> list[Route]:
    """The tab, and what is done on it."""
    base = "/console/jobs/{id}/invitations"
    return [
        shown(console, base, listing),
        sent(console, f"{base}/undo", undo),
        sent(console, f"{base}/renew", renew_ticked),
        sent(console, f"{base}/off", call_off_ticked),
        sent(console, f"{base}/{{interview}}/extend", extend),
        sent(console, f"{base}/{{interview}}/renew", renew),
        sent(console, f"{base}/{{interview}}/mail", mail),
        sent(console, f"{base}/{{interview}}/off", call_off),
    ]


def listing(visit: Visit) -> Response:
    """The table; above it, for half a minute, what was just confirmed and can be undone."""
    want = lists.wanted(visit, FILTERS, "-invited")
    reached = Reached(want.filters["state"]) if "state" in want.filters else None
    order = want.sort if want.sort in ORDERS else "-invited"
    links, writes = visit.house.links, visit.may("interviews:write")
    moment = _moment(visit.asked("batch"))
    with visit.read() as view:
        job = top.job_of(visit, view)
        wanted = InviteeFilter(reached, want.search or None, order)
        found = invitees.listing(view, visit.actor, job.id, want.page, wanted)
        going = outreach.going_out(view, visit.actor, job.id, moment) if moment and writes else ()
    rows = tuple(Row(one, links.url(one.link_id) if writes and one.link_id else "") for one in found.rows)
    return lists.answer(
        visit,
        "jobs/invitations.html",
        COLUMNS,
        FILTERS,
        want,
        Slice(rows, found.total, found.page),
        job=job,
        base=top.base(job.id),
        tabs=top.TABS,
        going=going,
        batch=visit.asked("batch"),
        until=moment + outreach.GRACE if moment else None,
        words=WORDS,
        extensions=EXTENSIONS,
    )


def _moment(text: str) -> datetime | None:
    """The moment that an address names; None for none, or what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def undo(visit: Visit) -> Response:
    """Call off what was just confirmed. Raises Conflict when it is too late."""
    moment = _moment(visit.said("batch")) or visit.house.clock.now() - outreach.GRACE
    with visit.write() as tx:
        outreach.recall(tx, visit.id(), moment)
    return visit.go(_back(visit), N_("Undone. Nobody was written to."))


def extend(visit: Visit) -> Response:
    """Let a link be good for longer."""
    days = top.number(visit.said("days"), 1, 365) or EXTENSIONS[0]
    with visit.write() as tx:
        invitees.extend(tx, visit.id("interview"), timedelta(days=days))
    return visit.go(_back(visit), N_("The link is good for longer now. Nothing was sent."))


def renew(visit: Visit) -> Response:
    """A new link in place of the old one."""
    with visit.write() as tx:
        invitees.renew(tx, visit.house.links, visit.id("interview"))
    return visit.go(_back(visit), N_("There is a new link; the old one does not work any more."))


def mail(visit: Visit) -> Response:
    """The mail once more, not too often."""
    with visit.write() as tx:
        sent = invitees.mail_again(tx, visit.house.links, visit.id("interview"))
    told = N_("The mail is sent again.")
    return visit.go(
        _back(visit), told if sent else N_("A mail went out less than a minute ago; none was sent now.")
    )


def call_off(visit: Visit) -> Response:
    """The link works no more."""
    with visit.write() as tx:
        course.cancel(tx, visit.id("interview"), visit.said("reason") or None)
    return visit.go(_back(visit), N_("The interview is called off. Its link does not work any more."))


def renew_ticked(visit: Visit) -> Response:
    """New links for those ticked that can have one."""
    with visit.write() as tx:
        done = invitees.renew_all(tx, visit.house.links, visit.id(), visit.every("id"))
    told = N_("New links: %(done)s of %(ticked)s that were ticked.")
    return visit.go(_back(visit), top.told(visit, told, done=done, ticked=len(visit.every("id"))))


def call_off_ticked(visit: Visit) -> Response:
    """Call off those ticked that are not over."""
    with visit.write() as tx:
        done = invitees.call_off_all(tx, visit.id(), visit.every("id"))
    told = N_("Called off: %(done)s of %(ticked)s that were ticked.")
    return visit.go(_back(visit), top.told(visit, told, done=done, ticked=len(visit.every("id"))))


def _back(visit: Visit) -> str:
    return f"{top.base(visit.id())}/invitations"
