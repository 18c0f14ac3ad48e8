"""One live conversation: what the candidate said is committed together with the answer to it, then sent.

Knows no socket: the browser room, a telephone line and a test drive the same session.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vivavoce.actions import recordings, rooms
from vivavoce.actions.rooms import Said, Seat
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import (
    EndReason,
    Move,
    Role,
    Speech,
    Turn,
    TurnKind,
    closed,
    end_reason,
    settled,
)
from vivavoce.domain.invitation import Room
from vivavoce.domain.wishes import Ease
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.mind import Conductor
from vivavoce.kit.clock import Clock
from vivavoce.live import protocol
from vivavoce.live.protocol import Outgoing, Phase
from vivavoce.store.database import Store

GRACE = timedelta(minutes=5)
KEPT_MESSAGES = 500
MAX_PAUSES = 3
MOST_GOING_ON = 3
"""Turns in a row that may go on with the one before: an echo of the interviewer would do so for ever."""
RESTED = "You have paused three times. If you need more breaks, ask for an adjustment: there is a link below."

_WIRE_REASON = {
    EndReason.COMPLETED: "COMPLETED",
    EndReason.BY_CANDIDATE: "ENDED_BY_CANDIDATE",
    EndReason.TIME_LIMIT: "TIME_LIMIT",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to send now, in order; `said` are the interviewer's turns among it.

    `over`: the interview has ended with these.
    """

    messages: tuple[str, ...]
    over: bool = False
    said: tuple[Turn, ...] = ()

    @property
    def last(self) -> bool:
        """Whether the interviewer's last words are among it."""
        return closed(self.said)


@dataclass(frozen=True, slots=True)
class Uttered:
    """How an answer was spoken: the client's number of the utterance, and where it lies in the recording.

    `goes_on`: it began before anybody could have answered what the interviewer had just begun to say.
    """

    utterance: int
    speech: Speech
    goes_on: bool = False


class Session:
    """A connection's conversation. Its methods block on the database: call them in a thread.

    While `aloud`, what the interviewer says is spoken as well: the candidate has the word from `listen` on,
    and the interview is over with `part`, because who was not done may still go on.
    """

    def __init__(
        self, store: Store, conductor: Conductor, clock: Clock, actor: Actor, interview_id: str
    ) -> None:
        self._store = store
        self._conductor = conductor
        self._clock = clock
        self._actor = actor
        self.interview_id = interview_id
        self.aloud = False
        self._seat: Seat | None = None
        self._forgotten = 0
        self._pauses = 0

    def connect(self, last_sequence: int, last_sound: tuple[int, int] | None = None) -> Spoken:
        """Take the room and say READY, then all that came after `last_sequence`.

        `last_sound`: the utterance and frame up to which the candidate's sound is stored. Raises NotFound,
        Conflict when the interview is not live.
        """
        with self._store.write(self._actor) as tx:
            seat = rooms.connect(tx, self.interview_id)
            later = rooms.messages_after(tx.view, self._actor, self.interview_id, last_sequence)
        self._seat = seat
        whole = last_sequence >= 0 and len(later) == max(0, seat.room.sequence - last_sequence)
        hello = protocol.ready(
            session_id=seat.room.session_id,
            resumed=whole and seat.room.sequence > 0,
            phase=seat.room.phase,
            turns=seat.turns,
            plan=seat.plan,
            elapsed=seat.room.elapsed,
            limit=self.limit.total_seconds(),
            position=seat.position,
            candidate_name=seat.candidate_name,
            last_sound=last_sound,
        ).numbered(seat.room.sequence, self._clock.now())
        if whole:
            return Spoken((hello, *later))
        picture = protocol.snapshot(seat.plan, seat.turns, seat.room.phase)
        return Spoken((hello, picture.numbered(seat.room.sequence, self._clock.now())))

    @property
    def seat(self) -> Seat:
        assert self._seat is not None, "connect() comes first"
        return self._seat

    @property
    def unanswered(self) -> tuple[Turn, ...]:
        """What the interviewer has said since the candidate's last turn."""
        turns = self.seat.turns
        own = (place for place, turn in enumerate(turns, 1) if turn.role is Role.CANDIDATE)
        return turns[max(own, default=0) :]

    @property
    def limit(self) -> timedelta:
        """How long the conversation may last, connected time only."""
        return timedelta(minutes=self.seat.minutes) + GRACE

    def left(self) -> timedelta:
        """Time until the hard limit."""
        return self.limit - timedelta(seconds=rooms.elapsed(self.seat.room, self._clock.now()))

    def greet(self) -> Spoken:
        """Greet and ask the first question; a repeat changes nothing."""
        if self.seat.room.greeted:
            return Spoken(())
        return self._reply((), (), greeted=True)

    def answer(self, text: str, client_id: str | None = None, *, goes_on: bool = False) -> Spoken:
        """Take an answer down and answer it; the same `client_id` twice counts once.

        `goes_on`: it is written by somebody who was not done, as in `Uttered`.
        """
        if client_id is not None and self._known(client_id):
            return Spoken(())
        turn = self._answered(text, goes_on=goes_on)
        return self._reply((Said(turn, client_id),), (protocol.heard(turn, client_id),))

    def hear(self, text: str, uttered: Uttered) -> Spoken:
        """Take down what the candidate said and answer it; the same utterance twice counts once."""
        if self.was_heard(uttered.utterance):
            return Spoken(())
        turn = self._answered(text, goes_on=uttered.goes_on)
        speech = replace(uttered.speech, turn=turn.number)
        said = Said(turn, _utterance_id(uttered.utterance), speech)
        lead = protocol.understood(turn, uttered.utterance, uttered.speech.confidence)
        return self._reply((said,), (lead,))

    @property
    def closed(self) -> bool:
        """Whether the last words are said, but not heard out yet."""
        return closed(self.seat.turns) and self.seat.room.phase != Phase.ENDED

    def was_heard(self, utterance: int) -> bool:
        """Whether the utterance of this number was taken down already."""
        return self._known(_utterance_id(utterance))

    def listen(self) -> Spoken:
        """What was said aloud has been heard: the candidate has the word."""
        if self.seat.room.phase != Phase.SPEAKING:
            return Spoken(())
        return self._commit((), (protocol.phase(Phase.LISTENING),), Phase.LISTENING)

    def spoke(self, speech: Speech) -> None:
        """Note where a turn of the interviewer is heard in the recording."""
        with self._store.write(self._actor) as tx:
            recordings.spoken(tx, speech)

    def record(self) -> int:
        """The recording begins, unless it has: its zero in milliseconds since 1970.

        Raises Forbidden without the candidate's consent to it.
        """
        with self._store.write(self._actor) as tx:
            return round(recordings.begin(tx, self.interview_id).timestamp() * 1000)

    def part(self) -> Spoken:
        """The last words have been heard out: the interview is over."""
        return self.end(EndReason.COMPLETED)

    def end(self, reason: EndReason) -> Spoken:
        """End the conversation now, without another word from the interviewer.

        Where the last words are said already, it ends for the reason that they were said for.
        """
        if self.closed:
            reason = end_reason(self.seat.plan, self.seat.turns)
        closing = (protocol.phase(Phase.ENDED), protocol.ended(_WIRE_REASON.get(reason, "CANCELLED")))
        return self._commit((), closing, Phase.ENDED, ends=reason)

    def pause(self) -> Spoken:
        """Rest, the clock stands still; `MAX_PAUSES` times in a connection unless breaks were granted."""
        if self.seat.room.phase == Phase.PAUSED:
            return Spoken(())
        if self._pauses >= MAX_PAUSES and Ease.BREAKS not in self.seat.eases:
            return Spoken((protocol.error("WRONG_PHASE", RESTED, fatal=False),))
        self._pauses += 1
        return self._commit((), (protocol.phase(Phase.PAUSED),), Phase.PAUSED)

    def unpause(self) -> Spoken:
        """Go on after a rest."""
        if self.seat.room.phase != Phase.PAUSED:
            return Spoken(())
        return self._commit((), (protocol.phase(Phase.LISTENING),), Phase.LISTENING)

    def notice(self, code: str, text: str) -> Spoken:
        """Tell the candidate something."""
        return self._commit((), (protocol.notice(code, text),), Phase(self.seat.room.phase))

    def acknowledged(self, sequence: int) -> None:
        """Let go of what the client has, beyond the last `KEPT_MESSAGES`."""
        through = sequence - KEPT_MESSAGES
        if through - self._forgotten >= KEPT_MESSAGES:
            with self._store.write(self._actor) as tx:
                rooms.forget_messages(tx, self.interview_id, through)
            self._forgotten = through

    def leave(self) -> None:
        """The connection is gone. Who goes during the last words has heard enough of them."""
        if self._seat is None:
            return
        if self.closed:
            with suppress(Conflict):
                self.part()
        with self._store.write(self._actor) as tx:
            rooms.leave(tx, self._seat.room)

    def _reply(self, said: tuple[Said, ...], lead: tuple[Outgoing, ...], *, greeted: bool = False) -> Spoken:
        turns = list(self.seat.turns) + [entry.turn for entry in said]
        thinking = (protocol.phase(Phase.THINKING),) if said else ()
        spoken, outgoing = list(said), [*lead, *thinking, protocol.phase(Phase.SPEAKING)]
        move = self._move(turns)
        if spoken and move.heard is not None:
            turns[-1] = _reheard(turns[-1], move.heard)
            spoken[-1] = replace(spoken[-1], turn=turns[-1])
        while True:
            turn = Turn(len(turns) + 1, Role.AGENT, move.kind, move.text, self._clock.now(), move.question_id)
            turns.append(turn)
            spoken.append(Said(turn))
            outgoing += protocol.agent_turn(self.seat.plan, turn)
            if move.kind is not TurnKind.GREETING:
                break
            move = self._move(turns)
        if self.aloud:
            return self._commit(spoken, outgoing, Phase.SPEAKING, greeted=greeted)
        if move.ends:
            reason = end_reason(self.seat.plan, turns)
            outgoing += [protocol.phase(Phase.ENDED), protocol.ended(_WIRE_REASON[reason])]
            return self._commit(spoken, outgoing, Phase.ENDED, ends=reason)
        outgoing.append(protocol.phase(Phase.LISTENING))
        return self._commit(spoken, outgoing, Phase.LISTENING, greeted=greeted)

    def _answered(self, text: str, *, goes_on: bool = False) -> Turn:
        """The candidate's next turn.

        Nobody goes on who has not begun or who asks for something, and nobody without end.
        """
        turns = self.seat.turns
        own = [turn for turn in turns if turn.role is Role.CANDIDATE][-MOST_GOING_ON:]
        endless = len(own) == MOST_GOING_ON and all(turn.goes_on for turn in own)
        goes_on &= bool(own) and not endless and intent(text) is Intent.ANSWER
        number, now = len(turns) + 1, self._clock.now()
        turn = Turn(number, Role.CANDIDATE, TurnKind.ANSWER, text, now, goes_on=goes_on)
        before = settled((*turns, turn))
        asked = [one.question_id for one in before if one.role is Role.AGENT and one.question_id]
        return replace(turn, question_id=asked[-1] if asked else None)

    def _move(self, turns: Sequence[Turn]) -> Move:
        spent = rooms.elapsed(self.seat.room, self._clock.now()) / 60
        return self._conductor.next(self.seat.plan, settled(turns), self.seat.minutes - spent)

    def _commit(
        self,
        said: Sequence[Said],
        outgoing: Sequence[Outgoing],
        phase: Phase,
        *,
        greeted: bool = False,
        ends: EndReason | None = None,
    ) -> Spoken:
        seat, now = self.seat, self._clock.now()
        bodies = _numbered(outgoing, seat.room, now)
        with self._store.write(self._actor) as tx:
            room = rooms.say(tx, seat.room, phase.value, said, bodies, greeted=greeted)
            if ends is not None:
                rooms.finish(tx, self.interview_id, ends)
        turns = seat.turns + tuple(entry.turn for entry in said)
        self._seat = replace(seat, room=room, turns=turns)
        ours = tuple(entry.turn for entry in said if entry.turn.role is Role.AGENT)
        return Spoken(bodies, ends is not None, ours)

    def _known(self, client_id: str) -> bool:
        with self._store.read(self._actor.organization_id) as view:
            return rooms.was_said(view, self._actor, self.interview_id, client_id)


def _numbered(outgoing: Sequence[Outgoing], room: Room, now: datetime) -> tuple[str, ...]:
    return tuple(message.numbered(number, now) for number, message in enumerate(outgoing, room.sequence + 1))


def _utterance_id(utterance: int) -> str:
    return f"speech:{utterance}"


def _reheard(turn: Turn, kind: TurnKind) -> Turn:
    return replace(turn, kind=kind)
