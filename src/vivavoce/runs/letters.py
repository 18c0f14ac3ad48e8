"""Runs that mail what `actions/letters.py` writes, and `remind`: the look whether a reminder is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vivavoce.actions import letters, mailings
from vivavoce.actions.links import Links
from vivavoce.domain.identity import system
from vivavoce.providers.mail import Mail, Mailer
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store
from vivavoce.store.view import View

Write = Callable[[View, Links, str], Mail | None]
"""Writes the letter about a subject; None when there is no reason to, any more."""

SENT: Final[Mapping[str, Write]] = {
    "invite": letters.invitation,
    "code": letters.one_time_code,
    "remind_mail": letters.reminder,
    "receipt": letters.receipt,
    "answer": letters.answer,
    "warn": letters.warning,
}
"""Each kind of run with the letter it mails. Their subjects are what the letters ask for."""


def mailing(store: Store, links: Links, mailer: Mailer) -> tuple[Run, ...]:
    """The runs of `SENT`."""
    return tuple(_mailing(kind, write, store, links, mailer) for kind, write in SENT.items())


def remind(store: Store) -> Run:
    """The subject is an invitation that may be unused when its end is near."""

    def perform(organization_id: str, invitation_id: str) -> None:
        with store.write(system(organization_id)) as tx:
            mailings.remind(tx, invitation_id)

    return Run("remind", perform, left_alone)


def _mailing(kind: str, write: Write, store: Store, links: Links, mailer: Mailer) -> Run:
    def perform(organization_id: str, subject_id: str) -> None:
        with store.read(organization_id) as view:
            mail = write(view, links, subject_id)
        if mail is not None:
            mailer.send(mail)

    return Run(kind, perform, left_alone)
