"""What a person's data can be asked for: a copy of it all, its end, or that it must stay for now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from vivavoce.actions import course, documents, recordings
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Application, Candidate, Document
from vivavoce.domain.identity import Actor, ActorKind
from vivavoce.domain.interview import TERMINAL, Call, Interview, Plan, Speech, State, Turn
from vivavoce.domain.invitation import Receipt
from vivavoce.domain.review import Lane, Recording
from vivavoce.domain.scoring import Assessment
from vivavoce.domain.wishes import Adjustment, Amendment, Hold, Impression, Wish
from vivavoce.kit.words import N_
from vivavoce.providers.sound_files import ENDINGS, Shelf
from vivavoce.store import erasure
from vivavoce.store.shapes import (
    ADJUSTMENT,
    AMENDMENT,
    APPLICATION,
    ASSESSMENT,
    CALL,
    CANDIDATE,
    DOCUMENT,
    HOLD,
    IMPRESSION,
    INTERVIEW,
    JOB,
    ORGANIZATION,
    PLAN,
    RECEIPT,
    RECORDING,
    TURN,
    WISH,
    from_json,
    to_json,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LONGEST: Final = 4000
REPEATED: Final = timedelta(days=1)
"""How long a client may still repeat a request and count on the same answer."""


@dataclass(frozen=True, slots=True)
class Applied:
    """An application, and what it is for."""

    application: Application
    position: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """An interview with all that was planned, agreed, said and asked for; `assessment` once released."""

    interview: Interview
    position: str | None
    plans: tuple[Plan, ...]
    receipts: tuple[Receipt, ...]
    turns: tuple[Turn, ...]
    speech: tuple[Speech, ...]
    recordings: tuple[Recording, ...]
    amendments: tuple[Amendment, ...]
    adjustment: Adjustment | None
    impression: Impression | None
    wishes: tuple[Wish, ...]
    calls: tuple[Call, ...]
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class Export:
    """A copy of a candidate's data. What colleagues wrote among themselves is theirs, and not in it."""

    made_at: datetime
    organization: str
    candidate: Candidate
    applications: tuple[Applied, ...]
    conversations: tuple[Conversation, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of a kind were taken away or emptied."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof of an erasure: of whom (the id only), when, by whom, how much of what."""

    candidate_id: str
    at: datetime
    actor_kind: ActorKind
    actor_id: str
    erased: tuple[Erased, ...]


def export(view: View, actor: Actor, candidate_id: str) -> Export:
    """A copy of all that is kept about a candidate (GDPR art. 15, 20), deleted or not. Raises NotFound."""
    actor.need("candidates:read")
    candidate = view.get_kept(CANDIDATE, candidate_id)
    applied = view.every(APPLICATION, candidate_id=candidate_id)
    return Export(
        view.now,
        view.get(ORGANIZATION, view.organization_id).name,
        candidate,
        tuple(Applied(one, view.get_kept(JOB, one.job_id).title) for one in applied),
        tuple(_conversation(view, actor, one) for one in _interviews(view, candidate_id)),
        view.every(DOCUMENT, candidate_id=candidate_id),
    )


def package(view: View, actor: Actor, shelf: Shelf, candidate_id: str) -> bytes:
    """The copy as a ZIP file: `export.json`, the documents as they came, and what was recorded of each
    interview, both voices together, as far as the files are there. Raises NotFound.
    """
    actor.need("candidates:read")
    copy = export(view, actor, candidate_id)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("export.json", to_json(copy))
        for number, document in enumerate(copy.documents, 1):
            file.writestr(_path(number, document.name), documents.read(view, actor, document.id))
        for kept in (one for told in copy.conversations for one in told.recordings):
            if kept.ready and kept.lane is Lane.BOTH:
                name = f"recordings/{kept.interview_id}.{ENDINGS[kept.codec]}"
                with suppress(NotFound):
                    file.write(shelf.file(kept), name, ZIP_STORED)
    return packed.getvalue()


def erase(tx: Tx, candidate_id: str) -> Certificate:
    """Take everything away that was said by or about a candidate; what waits or goes on is called off first.

    Dates, states, stages, ratings' levels, receipts (what was agreed to, and when) and the audit chain stay:
    they name nobody any more. A number on the do-not-call list stays with its reason, because that list
    protects the person: without it the next import would have them called again. Files that were sent out
    before, and copies of the database, are beyond this; in SQLite's file the bytes go with the next VACUUM.
    A second time there is nothing left to erase. Raises NotFound, Conflict with the reason of a hold.
    """
    tx.actor.need("candidates:delete")
    candidate = tx.view.get_kept(CANDIDATE, candidate_id)
    tx.lock(f"candidate {candidate_id}")
    hold = tx.find(HOLD, candidate_id=candidate_id)
    if hold is not None:
        raise Conflict(f"These data must be kept: {hold.reason}")
    for interview in _interviews(tx.view, candidate_id):
        if interview.state not in TERMINAL and tx.find(INTERVIEW, id=interview.id) is not None:
            course.cancel(tx, interview.id)
        recordings.shred(tx, interview.id)
    plans = _empty_plans(tx, candidate_id)
    known = tx.find(CANDIDATE, id=candidate_id) is not None
    bound = {"candidate": candidate.id, "at": tx.now, "stale": tx.now - REPEATED}
    counts = [Erased(kind, len(tx.ask(statement, **bound))) for kind, statement in erasure.ERASING]
    if known:
        tx.emit(EventName.CANDIDATE_DELETED, candidate_id)
    tx.audit("candidate.erase", candidate_id)
    who = tx.actor
    return Certificate(candidate_id, tx.now, who.kind, who.id, (*counts, Erased("plans", plans)))


def hold(tx: Tx, candidate_id: str, reason: str) -> Hold:
    """See to it that nobody erases a candidate. Raises NotFound, Invalid without a reason, Conflict."""
    tx.actor.need("candidates:write")
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise Invalid.because("reason", N_("Please say in a few words why the data must be kept."))
    tx.get(CANDIDATE, candidate_id)
    tx.lock(f"candidate {candidate_id}")
    if tx.find(HOLD, candidate_id=candidate_id) is not None:
        raise Conflict("These data are held already")
    tx.audit("candidate.hold", candidate_id)
    return tx.add(HOLD, Hold(candidate_id, tx.organization_id, tx.actor.id, words, tx.now))


def release(tx: Tx, candidate_id: str) -> None:
    """End a hold; if their time is over, the next daily look erases them. Raises NotFound."""
    tx.actor.need("candidates:write")
    if not tx.clear(HOLD, candidate_id=candidate_id):
        raise NotFound(HOLD.kind, candidate_id)
    tx.audit("candidate.release", candidate_id)


def held(view: View, actor: Actor, candidate_id: str) -> Hold | None:
    """Why a candidate's data may not be erased; None when they may."""
    actor.need("candidates:read")
    return view.find(HOLD, candidate_id=candidate_id)


def _interviews(view: View, candidate_id: str) -> tuple[Interview, ...]:
    rows = view.ask(erasure.ALL_INTERVIEWS, candidate=candidate_id)
    return tuple(INTERVIEW.load(row) for row in rows)


def _conversation(view: View, actor: Actor, interview: Interview) -> Conversation:
    mine = {"interview_id": interview.id}
    return Conversation(
        interview,
        view.get_kept(JOB, interview.job_id).title if interview.job_id else None,
        tuple(from_json(Plan, stored.body) for stored in view.every(PLAN, **mine)),
        view.every(RECEIPT, **mine),
        view.every(TURN, **mine),
        recordings.speech(view, actor, interview.id),
        view.every(RECORDING, **mine),
        view.every(AMENDMENT, **mine),
        view.find(ADJUSTMENT, **mine),
        view.find(IMPRESSION, **mine),
        view.every(WISH, **mine),
        view.every(CALL, **mine),
        view.find(ASSESSMENT, **mine) if interview.state is State.RELEASED else None,
    )


def _path(number: int, name: str) -> str:
    """Where a document lies in the package: no name can lead out of it, and no two are the same."""
    return f"documents/{number:02d}-{PurePosixPath(name.replace(chr(92), '/')).name}"


def _empty_plans(tx: Tx, candidate_id: str) -> int:
    """Leave of each plan what was scored and how: greeting and questions may name the person."""
    found = [PLAN.load(row) for row in tx.ask(erasure.PLANS, candidate=candidate_id)]
    for stored in found:
        empty = replace(from_json(Plan, stored.body), greeting="", closing="", questions=(), warnings=())
        tx.change(PLAN, stored.id, body=to_json(empty))
    return len(found)
