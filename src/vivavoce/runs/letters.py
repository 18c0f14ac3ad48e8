"""Runs `invite` and `code`: the mail a candidate gets."""

from __future__ import annotations

from vivavoce.actions import letters
from vivavoce.actions.links import Links
from vivavoce.providers.mail import Mailer
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store


def invite(store: Store, links: Links, mailer: Mailer) -> Run:
    """The subject is an interview that is ready for its candidate."""

    def perform(organization_id: str, interview_id: str) -> None:
        with store.read(organization_id) as view:
            mail = letters.invitation(view, links, interview_id)
        if mail is not None:
            mailer.send(mail)

    return Run("invite", perform, left_alone)


def code(store: Store, links: Links, mailer: Mailer) -> Run:
    """The subject is a one-time code."""

    def perform(organization_id: str, code_id: str) -> None:
        with store.read(organization_id) as view:
            mail = letters.one_time_code(view, links, code_id)
        if mail is not None:
            mailer.send(mail)

    return Run("code", perform, left_alone)
