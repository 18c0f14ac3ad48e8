"""What is written while an interview is live: who is connected, every turn, every message, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vivavoce.actions import interviews, lobby, notices, plans, recordings, steps, wishes
from vivavoce.actions.steps import Changed
from vivavoce.domain.errors import Conflict, Forbidden
from vivavoce.domain.events import EventName
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import (
    EndReason,
    Interview,
    Plan,
    Role,
    Speech,
    State,
    Turn,
    closed,
    end_reason,
)
from vivavoce.domain.invitation import Message, Room
from vivavoce.domain.wishes import Ease
from vivavoce.kit.ids import new_id
from vivavoce.store import queries
from vivavoce.store.shapes import CANDIDATE, INTERVIEW, INVITATION, JOB, MESSAGE, ROOM, SPEECH, TURN
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

RESTING = "PAUSED"
"""The phase in which the candidate rests: the clock stands still, and nobody calls them gone."""


class Replaced(Conflict):
    """A newer connection holds the room."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A connection's hold on a room, with all that the conversation needs.

    `minutes` is how long this candidate's interview may last. `audible`: they agreed to be recorded.
    """

    room: Room
    plan: Plan
    turns: tuple[Turn, ...]
    position: str
    candidate_name: str
    state: State
    minutes: int
    eases: tuple[Ease, ...]
    audible: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A turn to commit, with the client's own id of it, and where it was spoken, where there is such."""

    turn: Turn
    client_id: str | None = None
    speech: Speech | None = None


def open_room(tx: Tx, interview_id: str) -> Room:
    """The room of an interview, made if there is none yet.

    Raises NotFound, Conflict (not ready, or over), Forbidden without consent.
    """
    tx.actor.need("room")
    interview = tx.get(INTERVIEW, interview_id)
    if interview.state not in {State.READY, State.LIVE}:
        raise Conflict(f"This interview is {interview.state}")
    if lobby.consent(tx.view, interview_id) is None:
        raise Forbidden("The candidate has not agreed to the interview")
    room = tx.find(ROOM, interview_id=interview_id)
    if room is not None:
        return room
    room = Room(interview_id, tx.organization_id, new_id(), "WAITING", 0, 0, 0.0, tx.now)
    return tx.add(ROOM, room)


def begin(tx: Tx, interview_id: str) -> Room:
    """The room of an interview that is live from now on, before anybody has connected to it.

    Raises as `open_room`, and Conflict while there is no plan.
    """
    tx.actor.need("room")
    room = open_room(tx, interview_id)
    _go_live(tx, interview_id)
    patience = timedelta(minutes=tx.get(INTERVIEW, interview_id).rejoin_minutes)
    tx.start("abandon", interview_id, patience, key=f"abandon:{interview_id}:{room.session_id}:begun")
    return room


def connect(tx: Tx, interview_id: str) -> Seat:
    """Take the room for a new connection; the interview is live from the first one on.

    Raises NotFound, Conflict when it is over.
    """
    tx.actor.need("room")
    room = _room(tx, interview_id)
    interview, plan = _go_live(tx, interview_id)
    fence = room.fence + 1
    running = None if room.phase == RESTING else tx.now
    taken = tx.change(
        ROOM, interview_id, fence=fence, resumed_at=running, left_at=None, elapsed=elapsed(room, tx.now)
    )
    patience = timedelta(minutes=interview.rejoin_minutes)
    tx.start("abandon", interview_id, patience, key=f"abandon:{interview_id}:{room.session_id}:{fence}")
    job = tx.view.get_kept(JOB, interview.job_id) if interview.job_id else None
    name = tx.view.get_kept(CANDIDATE, interview.candidate_id).first_name
    turns = tx.view.every(TURN, interview_id=interview_id)
    eases = wishes.eases(tx.view, interview_id)
    minutes = wishes.minutes(plan.minutes, eases)
    position = job.title if job else plan.position
    agreed = lobby.consent(tx.view, interview_id)
    audible = agreed is not None and notices.AUDIO in agreed.grants
    return Seat(taken, plan, turns, position, name, interview.state, minutes, eases, audible)


def say(
    tx: Tx, held: Room, phase: str, said: Sequence[Said], messages: Sequence[str], *, greeted: bool = False
) -> Room:
    """Commit turns and the messages that tell of them, in one go.

    Raises Replaced when a newer connection holds the room, Conflict for a client id seen before and for an
    interview that is not live any more; one that was deleted goes on to its end.
    """
    tx.actor.need("room")
    interview = tx.find(INTERVIEW, id=held.interview_id)
    if interview is not None and interview.state is not State.LIVE:
        raise Conflict(f"This interview is {interview.state}")
    room = _room(tx, held.interview_id)
    if room.fence != held.fence:
        raise Replaced("A newer connection has taken over this interview")
    for entry in said:
        tx.add(TURN, entry.turn, interview_id=room.interview_id, client_id=entry.client_id)
        if entry.speech is not None:
            tx.add(SPEECH, replace(entry.speech, interview_id=room.interview_id, turn=entry.turn.number))
    for number, body in enumerate(messages, room.sequence + 1):
        tx.add(MESSAGE, Message(room.interview_id, tx.organization_id, number, body))
    return tx.change(
        ROOM,
        room.interview_id,
        phase=phase,
        sequence=room.sequence + len(messages),
        greeted=room.greeted or greeted,
        **_clock(room, phase, tx.now),
    )


def leave(tx: Tx, held: Room) -> None:
    """Note that the connection is gone; the clock stops. Nothing happens to a newer connection."""
    tx.actor.need("room")
    room = _room(tx, held.interview_id)
    if room.fence == held.fence and room.left_at is None:
        tx.change(ROOM, room.interview_id, left_at=tx.now, elapsed=elapsed(room, tx.now), resumed_at=None)


def finish(tx: Tx, interview_id: str, reason: EndReason) -> None:
    """End a live interview and start its assessment; a deleted one just ends, and nothing comes of it.

    Raises Conflict when it is not live.
    """
    tx.actor.need("room")
    if tx.find(INTERVIEW, id=interview_id) is None:
        return
    over: Changed = {"ended_at": tx.now, "end_reason": reason}
    steps.advance(tx, interview_id, (State.LIVE,), State.ASSESSING, **over)
    tx.emit(EventName.INTERVIEW_ENDED, interview_id, reason.value)
    tx.audit("interview.end", interview_id)
    tx.start("assess", interview_id, key=f"assess:{interview_id}:{tx.now.isoformat()}")
    tx.start("receipt", interview_id, key=f"receipt:{interview_id}:{tx.now.isoformat()}")
    recordings.close(tx, interview_id)


def withdraw(tx: Tx, interview_id: str) -> None:
    """Withdraw the candidate's consent; a live interview stops. Raises NotFound, Conflict without one."""
    tx.actor.need("room")
    lobby.withdraw(tx, interview_id)
    if tx.get(INTERVIEW, interview_id).state is not State.LIVE:
        return
    why = "The candidate withdrew their consent"
    over: Changed = {"ended_at": tx.now, "end_reason": EndReason.BY_CANDIDATE}
    steps.advance(tx, interview_id, (State.LIVE,), State.CANCELLED, reason=why, **over)
    tx.emit(EventName.INTERVIEW_CANCELLED, interview_id, why)
    tx.audit("interview.cancel", interview_id)
    recordings.close(tx, interview_id)


def abandon(tx: Tx, interview_id: str) -> None:
    """Close a live interview whose candidate has been gone too long; look again later otherwise.

    Who rests may stay away as long as the link holds.
    """
    tx.actor.need("room")
    interview = tx.find(INTERVIEW, id=interview_id)
    room = tx.find(ROOM, interview_id=interview_id)
    if interview is None or room is None or interview.state is not State.LIVE:
        return
    link = tx.find(INVITATION, interview_id=interview_id)
    if room.phase == RESTING and link is not None and tx.now < link.expires_at:
        key = f"abandon:{interview_id}:{room.fence}:{link.expires_at.timestamp()}"
        tx.start("abandon", interview_id, link.expires_at - tx.now, key=key)
        return
    turns = tx.view.every(TURN, interview_id=interview_id)
    last = max([turn.at for turn in turns] + [room.left_at or room.resumed_at or room.created_at])
    patience = timedelta(minutes=interview.rejoin_minutes)
    if tx.now - last < patience:
        key = f"abandon:{interview_id}:{room.fence}:{last.timestamp()}"
        tx.start("abandon", interview_id, last + patience - tx.now, key=key)
    elif any(turn.role is Role.CANDIDATE for turn in turns):
        plan = plans.current(tx.view, interview_id)
        gone = EndReason.DISCONNECTED
        finish(tx, interview_id, end_reason(plan, turns) if plan and closed(turns) else gone)
    else:
        until = max(interview.open_until, tx.now + interviews.UNOPENED)
        returned = steps.advance(
            tx, interview_id, (State.LIVE,), State.READY, started_at=None, open_until=until
        )
        interviews.expiring(tx, returned)
        tx.emit(EventName.INTERVIEW_RETURNED, interview_id)
        tx.audit("interview.return", interview_id)


def messages_after(view: View, actor: Actor, interview_id: str, sequence: int) -> tuple[str, ...]:
    """What was sent after a message number, oldest first."""
    actor.need("room")
    rows = view.ask(queries.MESSAGES_AFTER, interview_id=interview_id, after=sequence)
    return tuple(row[0] for row in rows)


def was_said(view: View, actor: Actor, interview_id: str, client_id: str) -> bool:
    """Whether a turn with this client id is already committed."""
    actor.need("room")
    return view.count(TURN, interview_id=interview_id, client_id=client_id) > 0


def forget_messages(tx: Tx, interview_id: str, through: int) -> None:
    """Drop messages that were acknowledged, up to a number."""
    tx.actor.need("room")
    tx.tell(queries.FORGET_MESSAGES, {"interview": interview_id, "through": through})


def elapsed(room: Room, now: datetime) -> float:
    """Seconds of connected time up to now."""
    running = (now - room.resumed_at).total_seconds() if room.resumed_at and not room.left_at else 0.0
    return room.elapsed + max(0.0, running)


def _clock(room: Room, phase: str, now: datetime) -> Changed:
    """What a change to this phase does to the clock."""
    if phase == RESTING and room.phase != RESTING:
        return {"elapsed": elapsed(room, now), "resumed_at": None}
    if phase != RESTING and room.phase == RESTING:
        return {"resumed_at": now}
    return {}


def _go_live(tx: Tx, interview_id: str) -> tuple[Interview, Plan]:
    """The interview, live, with its plan. Raises Conflict when it cannot be live."""
    interview = tx.get(INTERVIEW, interview_id)
    plan = plans.current(tx.view, interview_id)
    if interview.state is State.READY and plan is not None:
        interview = steps.advance(tx, interview_id, (State.READY,), State.LIVE, started_at=tx.now)
        tx.emit(EventName.INTERVIEW_STARTED, interview_id)
        tx.audit("interview.start", interview_id)
    if interview.state is not State.LIVE or plan is None:
        raise Conflict(f"This interview is {interview.state}")
    return interview, plan


def _room(tx: Tx, interview_id: str) -> Room:
    room = tx.find(ROOM, interview_id=interview_id)
    if room is None:
        raise Conflict("This interview has no room yet")
    return room
