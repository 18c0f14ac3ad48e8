"""What becomes of an interview besides being held: called off, expired, reissued, reset, repaired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from vivavoce.actions import calls, candidates, interviews, mailings, plans, recordings, steps
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.actions.links import Links
from vivavoce.actions.steps import Changed
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.interview import TERMINAL, EndReason, Interview, State
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.review import Gate, Verdict
from vivavoce.store.shapes import (
    AMENDMENT,
    APPROVAL,
    ASSESSMENT,
    IMPRESSION,
    INTERVIEW,
    INVITATION,
    MESSAGE,
    ORGANIZATION,
    RATING,
    RECEIPT,
    REMARK,
    ROOM,
    TURN,
)
from vivavoce.store.tx import Tx

_UNHELD: Mapping[str, Any] = {"started_at": None, "ended_at": None, "end_reason": None}


def ask_details(tx: Tx, id: str) -> None:
    """Tell the one who asked for a draft what it lacks. Raises Conflict when it is no draft."""
    tx.actor.need("interviews:write")
    if tx.get(INTERVIEW, id).state is not State.DRAFT:
        raise Conflict("This interview is no draft")
    tx.emit(EventName.DETAILS_NEEDED, id)


def complete(tx: Tx, id: str, by: str | None = None) -> Interview:
    """A draft has all that it needs: its plan is written. Raises NotFound, Conflict."""
    tx.actor.need("interviews:write")
    interview = steps.advance(tx, id, (State.DRAFT,), State.CHECKING, by=by)
    tx.emit(EventName.DETAILS_GIVEN, id)
    tx.audit("interview.complete", id)
    tx.start("plan", id)
    return interview


def cancel(tx: Tx, id: str, reason: str | None = None, by: str | None = None) -> Interview:
    """Call off an interview that is not over, or that waits for a repair. Raises NotFound, Conflict."""
    tx.actor.need("interviews:delete", "interviews:write", "interviews:approve")
    over: Changed = {"end_reason": EndReason.CANCELLED, "ended_at": tx.now}
    alive = [state for state in State if state not in TERMINAL]
    if _broken(tx, tx.get(INTERVIEW, id)):
        alive += [State.FAILED, State.RELEASED]
    interview = steps.advance(tx, id, alive, State.CANCELLED, by=by, reason=reason, **over)
    calls.cancel_all(tx, id)
    _ask_no_more(tx, id)
    recordings.close(tx, id)
    tx.emit(EventName.INTERVIEW_CANCELLED, id, reason or "")
    tx.audit("interview.cancel", id)
    return interview


def expire(tx: Tx, id: str) -> None:
    """Close an interview that nobody opened in time; nothing happens to any other."""
    tx.actor.need("interviews:write")
    interview = tx.find(INTERVIEW, id=id)
    unopened = (State.CHECKING, State.PLANNING, State.READY)
    if interview is None or interview.state not in unopened or tx.now < interview.open_until:
        return
    over: Changed = {"end_reason": EndReason.NEVER_OPENED, "ended_at": tx.now}
    steps.advance(tx, id, (interview.state,), State.EXPIRED, **over)
    calls.cancel_all(tx, id)
    tx.emit(EventName.INTERVIEW_EXPIRED, id, "The candidate did not open the interview in time")
    tx.audit("interview.expire", id)


def reissue(tx: Tx, links: Links, id: str, until: datetime) -> Invitation:
    """A new link in place of the old one, good until `until`; what had expired may begin again.

    Raises NotFound, Conflict for an interview that is not waiting to begin.
    """
    tx.actor.need("interviews:write")
    interview = tx.get(INTERVIEW, id)
    if interview.state is State.EXPIRED:
        planned = _planned(tx, interview)
        onward = State.READY if planned else State.CHECKING
        interview = steps.advance(tx, id, (State.EXPIRED,), onward, **_UNHELD, open_until=until)
        if not planned:
            tx.start("plan", id, key=f"plan:{id}:{tx.now.isoformat()}")
    elif interview.state is State.READY:
        interview = tx.change(INTERVIEW, id, open_until=until)
    else:
        raise Conflict(f"This interview is {interview.state}; it can have no new link")
    old = tx.find(INVITATION, interview_id=id)
    _revoke(tx, id)
    tx.audit("interview.reissue", id)
    interviews.expiring(tx, interview)
    return interviews.invite(
        tx, links, id, until, old.reply_to if old else None, old.message if old else None
    )


def invite(tx: Tx, links: Links, id: str) -> Invitation:
    """Mail the candidate the link, a new one where the old one is over.

    Raises NotFound, Conflict for an interview that is not waiting to begin.
    """
    tx.actor.need("interviews:write")
    interview = tx.get(INTERVIEW, id)
    if interview.state not in {State.READY, State.EXPIRED}:
        raise Conflict(f"This interview is {interview.state}; nobody can be invited to it")
    link = tx.find(INVITATION, interview_id=id)
    if link is None or interview.state is State.EXPIRED or link.expires_at <= tx.now:
        policy = tx.get(ORGANIZATION, tx.organization_id).policy
        link = reissue(tx, links, id, tx.now + timedelta(days=policy.approved_link_days))
    mailings.mail_link(tx, id)
    return link


def refresh(
    tx: Tx,
    id: str,
    until: datetime,
    reply_to: str | None = None,
    message: str | None = None,
    name: tuple[str, str] | None = None,
) -> Invitation:
    """Keep the link and give it another end, sender and message; the mail goes out again, not too often.

    `name`: the candidate's first and last name from now on.

    Raises NotFound, Conflict for an interview that has begun or is over.
    """
    tx.actor.need("interviews:write")
    interview = tx.get(INTERVIEW, id)
    if interview.state not in {State.CHECKING, State.PLANNING, State.PLAN_REVIEW, State.READY}:
        raise Conflict(f"This interview is {interview.state}; its link cannot be refreshed")
    interviews.expiring(tx, tx.change(INTERVIEW, id, open_until=until))
    if name is not None:
        candidates.change(tx, interview.candidate_id, ChangeCandidate(*name))
    link = tx.find(INVITATION, interview_id=id)
    if link is None:
        raise NotFound(INVITATION.kind, id)
    fresh = {"expires_at": until, "reply_to": reply_to, "message": message, "opened_at": None}
    renewed = tx.change(INVITATION, link.id, **fresh)
    if interview.state is State.READY and interview.mails:
        mailings.mail_link(tx, id)
    tx.audit("interview.refresh", id)
    return renewed


def reset(tx: Tx, links: Links, id: str, until: datetime, by: str | None = None) -> Invitation:
    """Forget what was said and judged, and let the candidate begin anew by a new link.

    Raises NotFound, Conflict for an interview that has no plan to begin with, or was called off.
    """
    tx.actor.need("interviews:write")
    held = (
        State.READY,
        State.LIVE,
        State.ASSESSING,
        State.ASSESSMENT_REVIEW,
        State.RELEASED,
        State.EXPIRED,
    )
    if not _planned(tx, tx.get(INTERVIEW, id)):
        raise Conflict("This interview has no plan to begin with")
    interview = steps.advance(tx, id, held, State.READY, by=by, **_UNHELD, open_until=until)
    recordings.forget(tx, id)
    for shape in (ASSESSMENT, AMENDMENT, IMPRESSION, RATING, REMARK, MESSAGE, TURN, ROOM, RECEIPT):
        tx.clear(shape, interview_id=id)
    _ask_no_more(tx, id)
    _revoke(tx, id)
    tx.audit("interview.reset", id)
    interviews.expiring(tx, interview)
    return interviews.invite(tx, links, id, until)


def repair(tx: Tx, id: str, by: str | None = None) -> Interview:
    """Write a plan that failed again, or make an assessment that failed. Raises NotFound, Conflict."""
    tx.actor.need("interviews:write", "interviews:approve")
    interview = tx.get(INTERVIEW, id)
    key = f"{id}:{tx.now.isoformat()}"
    if not _broken(tx, interview):
        raise Conflict(f"This interview is {interview.state}; there is nothing to repair")
    if interview.state is State.FAILED:
        tx.start("plan", id, key=f"plan:{key}")
        moved = steps.advance(tx, id, (State.FAILED,), State.PLANNING, by=by, **_UNHELD)
    else:
        tx.start("assess", id, key=f"assess:{key}")
        moved = steps.advance(tx, id, (State.RELEASED,), State.ASSESSING, by=by)
    tx.audit("interview.repair", id)
    return moved


def _planned(tx: Tx, interview: Interview) -> bool:
    """Whether it has a plan, approved where a person must do that."""
    decided = tx.view.every(APPROVAL, interview_id=interview.id, gate=Gate.PLAN.value)
    approved = not interview.plan_gate or (bool(decided) and decided[-1].verdict is Verdict.APPROVED)
    return approved and plans.current(tx.view, interview.id) is not None


def _ask_no_more(tx: Tx, id: str) -> None:
    """What waited for a person's decision waits no longer; what was decided stays."""
    tx.clear(APPROVAL, interview_id=id, verdict=Verdict.PENDING.value)


def _broken(tx: Tx, interview: Interview) -> bool:
    """Whether its plan could not be written, or its assessment not be made."""
    if interview.state is State.RELEASED:
        return tx.find(ASSESSMENT, interview_id=interview.id) is None
    return interview.state is State.FAILED and interview.end_reason is EndReason.TECHNICAL


def _revoke(tx: Tx, id: str) -> None:
    for invitation in tx.view.every(INVITATION, interview_id=id):
        if invitation.revoked_at is None:
            tx.change(INVITATION, invitation.id, revoked_at=tx.now)
