"""Runs `arrange`, `call`, `call_lost` and the notices: a telephone call from the wish for it to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from vivavoce.actions import calling, dialling, letters
from vivavoce.actions.dialling import Dialling, Ended
from vivavoce.actions.links import Links
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.identity import system
from vivavoce.domain.interview import CallOutcome
from vivavoce.interviewer.mind import Mind
from vivavoce.providers.mail import Mailer
from vivavoce.providers.phone import Answered, Callee, Dial, Line, Missed, Ring
from vivavoce.providers.sms import Texter
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store

LOST = timedelta(hours=2)


class Held(Protocol):
    """How a conversation went: `outcome` None when it was held to its end; `stop`: never call again."""

    @property
    def outcome(self) -> CallOutcome | None: ...
    @property
    def seconds(self) -> int: ...
    @property
    def stop(self) -> bool: ...


Hold = Callable[[str, str, Callee], Held]


def make(store: Store, line: Line, hold: Hold) -> Run:
    """The subject is a call. `hold(organization, interview, callee)` talks until one of them hangs up.

    A call is placed at most once: after a crash in between, one that may be ringing is not dialled again.
    """

    def perform(organization_id: str, call_id: str) -> None:
        with store.write(system(organization_id)) as tx:
            due = dialling.begin(tx, call_id)
        if due is None:
            return
        if not due.again or line.simulated:
            _follow(store, line, hold, organization_id, due, line.dial(_dial(organization_id, due)))
        elif due.call.reference is None:
            end(store, organization_id, call_id, Ended(CallOutcome.ERROR, note="stopped while dialling"))

    def give_up(organization_id: str, call_id: str, why: str) -> None:
        end(store, organization_id, call_id, Ended(CallOutcome.ERROR, note=why))

    return Run("call", perform, give_up)


def end(store: Store, organization_id: str, call_id: str, how: Ended) -> None:
    """Note the end of a call, reported by the line or from outside; of two reports at once, one counts."""
    try:
        with store.write(system(organization_id)) as tx:
            dialling.ended(tx, call_id, how)
    except Conflict:
        return


def _follow(store: Store, line: Line, hold: Hold, organization_id: str, due: Dialling, ring: Ring) -> None:
    """Talk when somebody answered; otherwise note what came of dialling."""
    if isinstance(ring, Answered):
        held = hold(organization_id, due.interview_id, ring.callee)
        if line.simulated:
            with store.write(system(organization_id)) as tx:
                dialling.simulated(tx, due.interview_id)
        end(store, organization_id, due.call.id, Ended(held.outcome, held.seconds, held.stop))
    elif isinstance(ring, Missed):
        end(store, organization_id, due.call.id, Ended(ring.outcome, note=ring.note or None))
    else:
        with store.write(system(organization_id)) as tx:
            dialling.placed(tx, due.call.id, ring.reference)
            tx.start("call_lost", due.call.id, LOST)


def arrange(store: Store, links: Links, mind: Mind) -> Run:
    """The subject is an application whose job now calls by itself."""

    def perform(organization_id: str, application_id: str) -> None:
        try:
            with store.write(system(organization_id)) as tx:
                calling.arrange(tx, links, mind, application_id)
        except NotFound:
            return

    return Run("arrange", perform, left_alone)


def lost(store: Store) -> Run:
    """The subject is a call whose end nobody has reported."""

    def perform(organization_id: str, call_id: str) -> None:
        end(store, organization_id, call_id, Ended(CallOutcome.ERROR, note="its end was never reported"))

    return Run("call_lost", perform, left_alone)


def mail_notice(store: Store, mailer: Mailer) -> Run:
    """The subject is a call that is announced by mail."""

    def perform(organization_id: str, call_id: str) -> None:
        with store.read(organization_id) as view:
            mail = letters.call_mail(view, call_id)
        if mail is not None:
            mailer.send(mail)

    return Run("notice_mail", perform, left_alone)


def text_notice(store: Store, texter: Texter) -> Run:
    """The subject is a call that is announced by text message."""

    def perform(organization_id: str, call_id: str) -> None:
        with store.read(organization_id) as view:
            text = letters.call_text(view, call_id)
        if text is not None:
            texter.send(text)

    return Run("notice_sms", perform, left_alone)


def _dial(organization_id: str, due: Dialling) -> Dial:
    return Dial(due.call.id, organization_id, due.to, due.caller, due.voicemail)
