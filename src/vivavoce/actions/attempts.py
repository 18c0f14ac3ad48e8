"""How the calling goes: every attempt and whose it is, who waits and why not called, who never is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vivavoce.actions import calling, dialling
from vivavoce.domain.calling import Rules, Skip
from vivavoce.domain.errors import Invalid
from vivavoce.domain.hiring import DoNotCall
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import UNPLANNED, AttemptStatus, Call, Interview, State
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.kit.zones import number_of, zones_of
from vivavoce.store import watching
from vivavoce.store.shapes import (
    AGENT,
    CALL,
    CALLING,
    CANDIDATE,
    DO_NOT_CALL,
    INTERVIEW,
    JOB,
    ORGANIZATION,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View, escape_like

_CALL_COLUMNS = len(CALL.columns)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call attempt and whose it is. `zones`: where the candidate's clock may be, at least one."""

    call: Call
    state: State
    candidate_id: str
    name: str
    phone: str | None
    job_id: str | None
    title: str
    rules: Rules
    zones: tuple[ZoneInfo, ...]

    @property
    def local(self) -> datetime:
        """The planned moment by the candidate's clock (the first, where they may be in several zones)."""
        return self.call.scheduled_at.astimezone(self.zones[0])


@dataclass(frozen=True, slots=True)
class AttemptFilter:
    """Which attempts: planned from `start` until before `end`; `search` looks into names, numbers, titles."""

    status: AttemptStatus | None = None
    job_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Expecting:
    """A telephone interview that was not held yet, and what stands between its candidate and a call.

    `planned`: there is a plan to ask by. `call` is the one that waits or goes on, None when none is planned.
    `why` is what speaks against calling at this moment, None when nothing does.
    """

    interview: Interview
    candidate_id: str
    name: str
    phone: str | None
    title: str
    zones: tuple[ZoneInfo, ...]
    planned: bool
    call: Call | None
    why: Skip | None

    @property
    def will_be_called(self) -> bool:
        """Whether the call that is planned will be placed, as far as can be told now."""
        return self.call is not None and (self.why is None or self.why in dialling.PASSING)

    @property
    def can_be_called(self) -> bool:
        """Whether somebody may have them called at once; windows and limits do not hold that back."""
        busy = self.call is not None and self.call.status is AttemptStatus.IN_PROGRESS
        return not busy and self.why not in {Skip.NO_NUMBER, Skip.DO_NOT_CALL}


def listing(
    view: View, actor: Actor, page: Page, wanted: AttemptFilter, *, oldest: bool = False
) -> Slice[Attempt]:
    """One page of the attempts, by the moment they are planned for; newest first unless `oldest`."""
    actor.need("interviews:read")
    bound: dict[str, Any] = {
        "status": wanted.status and wanted.status.value,
        "job": wanted.job_id,
        "from": wanted.start,
        "until": wanted.end,
        "about": f"%{escape_like(wanted.search.lower())}%" if wanted.search else None,
    }
    bound = {name: value for name, value in bound.items() if value is not None}
    statement = watching.calls(frozenset(bound), "oldest" if oldest else "newest")
    rows = view.ask(statement, **bound, limit=page.limit, offset=page.offset)
    if not rows and page.number > 1:
        return Slice((), listing(view, actor, Page(1, 1), wanted).total, page)
    fallback = view.get(ORGANIZATION, view.organization_id).policy.zone
    return Slice(tuple(_attempt(row, fallback) for row in rows), rows[0][-1] if rows else 0, page)


def expecting(view: View, actor: Actor, page: Page) -> Slice[Expecting]:
    """One page of who waits for a call, longest first, with what stands in the way."""
    actor.need("interviews:read")
    rows = view.ask(watching.EXPECTING, limit=page.limit, offset=page.offset)
    return Slice(tuple(_expecting(view, actor, row[0]) for row in rows), rows[0][-1] if rows else 0, page)


def barred(view: View, actor: Actor, page: Page, search: str = "") -> Slice[DoNotCall]:
    """One page of the numbers that must not be called, newest first."""
    actor.need("candidates:read")
    return view.page(DO_NOT_CALL, page, (("number", "reason"), search) if search else None)


def bar(tx: Tx, number: str, reason: str) -> None:
    """Never call a number again, however it was written. Raises Invalid (not international, no reason)."""
    tx.actor.need("candidates:write")
    known = number_of(number)
    if known is None:
        words = N_("Please write the number with its country, as in +421 905 123 456.")
        raise Invalid.because("number", words)
    if not reason.strip():
        raise Invalid.because("reason", N_("Please say why; the reason is kept."))
    calling.bar(tx, known, reason.strip())


def _attempt(row: Any, fallback: str) -> Attempt:
    state, candidate_id, name, phone, country, job_id, title, rules, _ = row[_CALL_COLUMNS:]
    return Attempt(
        CALL.load(row[:_CALL_COLUMNS]),
        State(state),
        candidate_id,
        name,
        phone,
        job_id,
        title,
        CALLING.codecs["rules"].load(rules) or Rules(),
        tuple(ZoneInfo(zone) for zone in zones_of(phone or "", country, fallback)),
    )


def _expecting(view: View, actor: Actor, interview_id: str) -> Expecting:
    interview = view.get(INTERVIEW, interview_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    owner = (
        view.get_kept(JOB, interview.job_id).title
        if interview.job_id
        else view.get_kept(AGENT, interview.agent_id).name
    )
    known = view.every(CALL, interview_id=interview_id)
    due = {AttemptStatus.SCHEDULED, AttemptStatus.IN_PROGRESS}
    call = next((one for one in reversed(known) if one.status in due), None)
    planned = interview.state not in UNPLANNED
    if call is None:
        why = known[-1].skip if known else None
    elif planned and call.status is AttemptStatus.SCHEDULED:
        why = dialling.against(view, actor, call, interview, candidate)
    else:
        why = None
    zones = calling.zones_for(view, candidate)
    return Expecting(
        interview, candidate.id, candidate.name, candidate.phone, owner, zones, planned, call, why
    )
