"""All that happened around one candidate, newest first, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vivavoce.actions.people import Applying, Course, Person
from vivavoce.domain.identity import ActorKind
from vivavoce.domain.interview import Call
from vivavoce.domain.review import Verdict
from vivavoce.domain.wishes import Wish
from vivavoce.kit.words import N_
from vivavoce.web.labels import label

CANDIDATE: Final = label(ActorKind.CANDIDATE)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. `kind`, `title` and, but for names, `who` are marked with `N_`; `note` is
    somebody's own words; `address` leads to more."""

    at: datetime
    kind: str
    title: str
    note: str = ""
    who: str = ""
    address: str = ""


def past(person: Person, names: Mapping[str, str]) -> tuple[Happening, ...]:
    """Everything, newest first. `names` are the members', by id."""
    happened = [Happening(person.card.candidate.created_at, N_("Candidate"), N_("Added"))]
    for applying in person.applications:
        happened += _applied(applying, names)
    for course in person.courses:
        happened += _course(course, names)
    for wish in person.wishes:
        happened += _wish(wish, names)
    for document in person.documents:
        happened.append(Happening(document.created_at, N_("File"), N_("Kept"), document.name))
    if person.hold is not None:
        held = person.hold
        who = names.get(held.member_id, "")
        happened.append(Happening(held.created_at, N_("Hold"), N_("Begun"), held.reason, who))
    happened.sort(key=lambda one: one.at)
    return tuple(happened[::-1])


def _applied(applying: Applying, names: Mapping[str, str]) -> Iterator[Happening]:
    applied = applying.applied
    yield Happening(applied.application.created_at, N_("Application"), N_("Applied"), applied.job.title)
    for made in applying.outcomes:
        who = names.get(made.member_id, "")
        yield Happening(made.created_at, N_("Decision"), label(made.stage), made.reason, who)


def _course(course: Course, names: Mapping[str, str]) -> Iterator[Happening]:
    address = f"/console/interviews/{course.line.id}"
    for step in course.steps:
        who = step.by or names.get(step.actor_id) or label(step.actor_kind)
        yield Happening(step.at, N_("Interview"), label(step.after), step.reason or "", who, address)
    for approval in course.approvals:
        if approval.decided_at is not None and approval.verdict is not Verdict.PENDING:
            who = names.get(approval.decided_by or "", approval.decided_by or "")
            title = label(approval.verdict)
            yield Happening(
                approval.decided_at, label(approval.gate), title, approval.reason or "", who, address
            )
    yield from _door(course, address)
    for call in course.calls:
        yield from _call(call, address)


def _door(course: Course, address: str) -> Iterator[Happening]:
    """Links, mails and consents."""
    for link in course.invitations:
        moments = (
            (link.mailed_at, N_("Mail"), N_("Invitation sent"), ""),
            (link.opened_at, N_("Link"), N_("Opened"), CANDIDATE),
            (link.revoked_at, N_("Link"), N_("Works no more"), ""),
        )
        yield from (
            Happening(at, kind, title, who=who, address=address) for at, kind, title, who in moments if at
        )
    for receipt in course.receipts:
        shown = f"{receipt.notice_version}, {receipt.language}"
        yield Happening(receipt.at, N_("Consent"), N_("Given"), shown, CANDIDATE, address)
        if receipt.withdrawn_at:
            yield Happening(receipt.withdrawn_at, N_("Consent"), N_("Withdrawn"), "", CANDIDATE, address)


def _call(call: Call, address: str) -> Iterator[Happening]:
    yield Happening(call.created_at, N_("Call"), N_("Arranged"), address=address)
    if call.called_at is not None:
        title = label(call.outcome) if call.outcome else label(call.status)
        yield Happening(call.called_at, N_("Call"), title, call.notes or "", address=address)
    elif call.skip is not None:
        yield Happening(call.updated_at, N_("Call"), label(call.skip), address=address)


def _wish(wish: Wish, names: Mapping[str, str]) -> Iterator[Happening]:
    address = f"/console/interviews/{wish.interview_id}"
    yield Happening(wish.created_at, N_("Request"), label(wish.kind), wish.text, CANDIDATE, address)
    if wish.answered_at is not None:
        who = names.get(wish.answered_by or "", "")
        yield Happening(wish.answered_at, N_("Request"), N_("Answered"), wish.answer or "", who, address)
