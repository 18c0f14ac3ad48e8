"""What happens between the link and the room: the notice, the consent receipt, the one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vivavoce.actions import notices, plans, wishes
from vivavoce.actions.links import Links
from vivavoce.domain.errors import Conflict, Invalid, LimitState, NotFound, TooMany
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import State
from vivavoce.domain.invitation import Code, Invitation, Receipt
from vivavoce.domain.wishes import Ease
from vivavoce.kit.ids import new_id, token_hash
from vivavoce.kit.secrets import constant_equal
from vivavoce.store import queries
from vivavoce.store.database import Store
from vivavoce.store.shapes import (
    AGENT,
    CANDIDATE,
    CODE,
    INTERVIEW,
    INVITATION,
    JOB,
    ORGANIZATION,
    PHONE_NUMBER,
    RECEIPT,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lobby:
    """What a candidate at the door may see.

    `organization` is the employer that the job names, else the organization itself. `inviter` is who is
    answered by a reply to the invitation mail. `masked_email` is None when a code cannot be sent.
    `minutes` is how long it may last for this candidate, with the `eases` in force. `calls`: the
    organization can call. `lapsed`: the link has expired or was revoked.
    """

    interview_id: str
    invitation_id: str
    organization: str
    position: str
    candidate_id: str
    first_name: str
    masked_email: str | None
    minutes: int
    state: State
    scheduled_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    keep_until: date
    consented: bool
    inviter: str | None
    rejoin_minutes: int
    reply_days: int
    calls: bool
    lapsed: bool
    eases: tuple[Ease, ...]


def known(store: Store, token: str) -> Invitation:
    """The invitation behind a link, also one that expired or was revoked. Raises NotFound."""
    invitation = store.directory.invitation(token_hash(token))
    if invitation is None:
        raise NotFound("interview link", "given")
    return invitation


def find(store: Store, token: str, now: datetime) -> Invitation:
    """The invitation behind a link. Raises NotFound when there is none, or it expired or was revoked."""
    invitation = known(store, token)
    if _lapsed(invitation, now):
        raise NotFound("interview link", "given")
    return invitation


def enter(view: View, actor: Actor, invitation: Invitation) -> Lobby:
    """What to show at the door. Raises NotFound when the interview was deleted."""
    actor.need("room")
    interview = view.get(INTERVIEW, invitation.interview_id)
    agent = view.get_kept(AGENT, interview.agent_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    home = view.get(ORGANIZATION, view.organization_id)
    eases = wishes.eases(view, interview.id)
    return Lobby(
        interview_id=interview.id,
        invitation_id=invitation.id,
        organization=(job and job.details.employer) or home.name,
        position=job.title if job else agent.name,
        candidate_id=candidate.id,
        first_name=candidate.first_name,
        masked_email=masked(candidate.email) if candidate.email else None,
        minutes=wishes.minutes(agent.minutes, eases),
        state=interview.state,
        scheduled_at=interview.scheduled_at,
        expires_at=invitation.expires_at,
        ended_at=interview.ended_at,
        keep_until=candidate.retain_until,
        consented=consent(view, interview.id) is not None,
        inviter=invitation.reply_to,
        rejoin_minutes=interview.rejoin_minutes,
        reply_days=home.policy.reply_days,
        calls=view.count(PHONE_NUMBER) > 0,
        lapsed=_lapsed(invitation, view.now),
        eases=eases,
    )


def questions_ahead(view: View, actor: Actor, interview_id: str) -> tuple[str, ...]:
    """The planned questions, for a candidate who may read them before; () for all others."""
    actor.need("room")
    if Ease.QUESTIONS_AHEAD not in wishes.eases(view, interview_id):
        return ()
    plan = plans.current(view, interview_id)
    return tuple(question.text for question in plan.questions) if plan else ()


def consent(view: View, interview_id: str) -> Receipt | None:
    """The candidate's consent in force, None when there is none or it was withdrawn."""
    receipt = view.find(RECEIPT, interview_id=interview_id)
    return None if receipt is None or receipt.withdrawn_at else receipt


def agree(tx: Tx, interview_id: str, language: str, grants: tuple[str, ...]) -> Receipt:
    """Store the candidate's consent. Raises Invalid without consent to the AI interview itself."""
    tx.actor.need("room")
    if "ai_interview" not in grants:
        raise Invalid.because("ai_interview", "To go on, please agree to an interview held by an AI.")
    shown = notices.read(tx.view, tx.actor, interview_id).version
    receipt = Receipt(new_id(), tx.organization_id, interview_id, shown, language, grants, tx.now)
    tx.add(RECEIPT, receipt)
    for invitation in tx.view.every(INVITATION, interview_id=interview_id):
        if invitation.opened_at is None:
            tx.change(INVITATION, invitation.id, opened_at=tx.now)
    tx.audit("consent.give", receipt.id)
    return receipt


def withdraw(tx: Tx, interview_id: str) -> None:
    """Withdraw consent. Raises Conflict when there is none in force."""
    tx.actor.need("room")
    receipt = consent(tx.view, interview_id)
    if receipt is None:
        raise Conflict("There is no consent to withdraw")
    tx.change(RECEIPT, receipt.id, withdrawn_at=tx.now)
    tx.audit("consent.withdraw", receipt.id)


def request_code(tx: Tx, invitation_id: str, browser: str) -> Code:
    """Send a fresh code to the candidate's address; only the newest counts. Raises TooMany."""
    tx.actor.need("room")
    opened = tx.get(INVITATION, invitation_id).opened_at or tx.now
    tx.change(INVITATION, invitation_id, opened_at=opened)  # of two requests at once, one waits here
    sent = tx.ask(queries.CODES_SINCE, invitation_id=invitation_id, since=tx.now - HOUR)
    if len(sent) >= CODES_AN_HOUR:
        wait = int((sent[0][0] + HOUR - tx.now).total_seconds()) + 1
        raise TooMany(LimitState(CODES_AN_HOUR, 0, int((sent[0][0] + HOUR).timestamp()) + 1, wait))
    code = Code(new_id(), tx.organization_id, invitation_id, token_hash(browser), tx.now + CODE_LIFE, tx.now)
    tx.add(CODE, code)
    tx.start("code", code.id)
    tx.audit("code.send", code.id)
    return code


def check_code(tx: Tx, links: Links, invitation_id: str, browser: str, digits: str) -> bool:
    """Whether these are the newest code's digits, from the browser that asked; counts every guess.

    Of several guesses at once only one is looked at, so that nobody has more than `CODE_TRIES`.
    """
    tx.actor.need("room")
    code = tx.find(CODE, invitation_id=invitation_id)
    if code is None or code.used_at or code.expires_at <= tx.now or code.tries >= CODE_TRIES:
        return False
    right = constant_equal(links.code(code.id), digits) and constant_equal(
        code.browser_hash, token_hash(browser)
    )
    used_at = tx.now if right else None
    try:
        tx.move(CODE, code.id, "tries", (code.tries,), tries=code.tries + 1, used_at=used_at)
    except Conflict:
        return False
    if right:
        tx.audit("code.pass", code.id)
    return right


def _lapsed(invitation: Invitation, now: datetime) -> bool:
    return invitation.expires_at <= now or invitation.revoked_at is not None


def masked(email: str) -> str:
    """`jane@example.com` as `j***@e***.com`."""
    local, _, domain = email.rpartition("@")
    name, dot, last = domain.rpartition(".")
    return f"{local[:1]}***@{(name or last)[:1]}***{dot}{last if dot else ''}"
