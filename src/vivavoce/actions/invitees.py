"""Who was invited to a job by link, how far each has come, and what can still be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from vivavoce.actions import course, interviews, mailings
from vivavoce.actions.links import Links
from vivavoce.actions.mailings import MAIL_PAUSE
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import UNPLANNED, Interview, State
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.store import outreach
from vivavoce.store.outreach import ORDERS, Reached
from vivavoce.store.shapes import INTERVIEW, INVITATION, JOB, ORGANIZATION
from vivavoce.store.tx import Tx
from vivavoce.store.view import View, escape_like

__all__ = ["ORDERS", "Invitee", "InviteeFilter", "Reached"]

LONGEST_LINK: Final = timedelta(days=365)
_WAITS = UNPLANNED | {State.READY}
_RENEWED = frozenset({State.READY, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who was invited. `link_id`, `until`, `mailed_at`, `opened_at` are those of the newest link."""

    interview_id: str
    candidate_id: str
    name: str
    email: str | None
    state: State
    reached: Reached
    mails: bool
    invited_at: datetime
    link_id: str | None
    until: datetime | None
    mailed_at: datetime | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class InviteeFilter:
    """Whom to list. `search` looks into names and addresses; `order` is a word of `ORDERS`."""

    reached: Reached | None = None
    search: str | None = None
    order: str = "-invited"


def listing(view: View, actor: Actor, job_id: str, page: Page, wanted: InviteeFilter) -> Slice[Invitee]:
    """One page of those invited to a job by link. Raises NotFound."""
    actor.need("interviews:read")
    view.get(JOB, job_id)
    bound: dict[str, Any] = {"job": job_id, "now": view.now, "limit": page.limit, "offset": page.offset}
    if wanted.reached is not None:
        bound["reached"] = wanted.reached.value
    if wanted.search:
        bound["about"] = f"%{escape_like(wanted.search.lower())}%"
    order = wanted.order if wanted.order in ORDERS else "-invited"
    chosen = outreach.invited(order, by_reached="reached" in bound, about="about" in bound)
    found = view.ask(chosen, **bound)
    total = (found or view.ask(chosen, **{**bound, "limit": 1, "offset": 0}) or [(0,)])[0][-1]
    return Slice(tuple(_invitee(row) for row in found), total, page)


def _invitee(row: Any) -> Invitee:
    values = [*row[:4], State(row[4]), Reached(row[5]), *row[6:-1]]
    return Invitee(*values)


def extend(tx: Tx, id: str, by: timedelta) -> Interview:
    """Keep the link, and let it be good for longer; nothing is sent. Raises NotFound, Conflict, Invalid."""
    tx.actor.need("interviews:write")
    interview = tx.get(INTERVIEW, id)
    link = tx.find(INVITATION, interview_id=id)
    if interview.state not in _WAITS or link is None or link.revoked_at is not None:
        raise Conflict(N_("This invitation is over; only a new link can bring it back."))
    until = max(link.expires_at, tx.now) + by
    if until > tx.now + LONGEST_LINK:
        raise Invalid.because("until", N_("Choose a day within the next year."))
    tx.change(INVITATION, link.id, expires_at=until)
    interviews.expiring(tx, tx.change(INTERVIEW, id, open_until=until))
    tx.audit("interview.extend", id)
    return replace(interview, open_until=until)


def renew(tx: Tx, links: Links, id: str) -> None:
    """A new link in place of the old one, by mail where mails are wanted. Raises NotFound, Conflict."""
    tx.actor.need("interviews:write")
    days = tx.get(ORGANIZATION, tx.organization_id).policy.link_days
    course.reissue(tx, links, id, tx.now + timedelta(days=days))
    if tx.get(INTERVIEW, id).mails:
        mailings.mail_link(tx, id)


def renew_all(tx: Tx, links: Links, job_id: str, ids: Sequence[str]) -> int:
    """A new link for each that can have one; returns how many."""
    tx.actor.need("interviews:write")
    fit = [id for id in dict.fromkeys(ids) if _of(tx, job_id, id).state in _RENEWED]
    for id in fit:
        renew(tx, links, id)
    return len(fit)


def call_off_all(tx: Tx, job_id: str, ids: Sequence[str], reason: str | None = None) -> int:
    """Call off each that has not begun or is not over; returns how many."""
    tx.actor.need("interviews:write")
    fit = [id for id in dict.fromkeys(ids) if _of(tx, job_id, id).state in _WAITS | {State.EXPIRED}]
    for id in fit:
        course.cancel(tx, id, reason)
    return len(fit)


def _of(tx: Tx, job_id: str, id: str) -> Interview:
    interview = tx.get(INTERVIEW, id)
    if interview.job_id != job_id:
        raise Conflict(N_("This interview is for another job."))
    return interview


def mail_again(tx: Tx, links: Links, id: str) -> bool:
    """Send the mail with the link once more; whether it was sent, or another has just gone out.

    Raises NotFound, Conflict for an interview that is not waiting to begin.
    """
    tx.actor.need("interviews:write")
    before = tx.find(INVITATION, interview_id=id)
    after = course.invite(tx, links, id)
    just_sent = before is not None and before.mailed_at is not None and tx.now - before.mailed_at < MAIL_PAUSE
    return after.id != (before.id if before else "") or not just_sent
