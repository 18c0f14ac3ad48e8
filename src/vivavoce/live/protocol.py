"""The room's messages, word for word (a2a contract §10): pure functions from facts to JSON text."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from vivavoce.domain.interview import Plan, Role, Turn, TurnKind, settled
from vivavoce.kit.clock import iso_millis

SUBPROTOCOL = "a2a-interview.v1"
HELLO_SECONDS = 5.0
RESUME_WINDOW_SECONDS = 900
MAX_FRAME = 65_536
MAX_MESSAGES = 100
MAX_FRAMES = 2000
MESSAGE_WINDOW_SECONDS = 10.0
MAX_ANSWER = 8000


class Phase(StrEnum):
    WAITING = "WAITING"
    SPEAKING = "SPEAKING"
    LISTENING = "LISTENING"
    THINKING = "THINKING"
    PAUSED = "PAUSED"
    CLOSING = "CLOSING"
    ENDED = "ENDED"


class Close(IntEnum):
    """Why the socket closes."""

    END = 1000
    RESTART = 1012
    PROTOCOL = 4400
    UNAUTHORIZED = 4401
    UNKNOWN_SESSION = 4404
    NO_HELLO = 4408
    REPLACED = 4409
    OVER = 4410
    TOO_LARGE = 4413
    TOO_MANY = 4429


class Refused(Exception):
    """The client broke the protocol: the socket closes with `code`."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


WIRE_KIND = {
    TurnKind.GREETING: "GREETING",
    TurnKind.QUESTION: "QUESTION",
    TurnKind.FOLLOW_UP: "FOLLOW_UP",
    TurnKind.ASIDE: "FOLLOW_UP",
    TurnKind.CLOSING: "CLOSING",
}


@dataclass(frozen=True, slots=True)
class Hops:
    """Where the time between a candidate's last word and the interviewer's first has gone, in milliseconds.

    `silence`: what was waited out of it; `transcript`: for the transcript after that; `mind`: what to say
    next, committed; `voice`: until its sound began.
    """

    silence: int = 0
    transcript: int = 0
    mind: int = 0
    voice: int = 0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A server message before it has its number: `fields` in wire order after `type`."""

    type: str
    fields: tuple[tuple[str, Any], ...] = ()

    def numbered(self, sequence: int, at: datetime) -> str:
        """The JSON text with `seq` and `ts`."""
        body = {"type": self.type, "seq": sequence, "ts": iso_millis(at), **dict(self.fields)}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _message(type: str, **fields: Any) -> Outgoing:
    return Outgoing(type, tuple(fields.items()))


def phase(phase: Phase) -> Outgoing:
    """Drives what the page shows."""
    return _message("PHASE", phase=phase.value)


def agent_turn(plan: Plan, turn: Turn) -> tuple[Outgoing, Outgoing]:
    """A turn of the interviewer: its start and its whole text."""
    start: dict[str, Any] = {"turn": turn.number, "role": "agent", "kind": WIRE_KIND[turn.kind]}
    if turn.question_id is not None:
        start["question"] = place(plan, turn.question_id)
    text = _message("AGENT_TEXT", turn=turn.number, delta=turn.text, final=True, text=turn.text)
    return _message("TURN_START", **start), text


def heard(turn: Turn, client_id: str | None) -> Outgoing:
    """What the candidate wrote; `client_id` tells the page which answer arrived."""
    return _transcript(turn, turn.number, {} if client_id is None else {"clientMsgId": client_id})


def understood(turn: Turn, utterance: int, confidence: float | None) -> Outgoing:
    """What the candidate said, in the client's utterance of this number."""
    return _transcript(turn, utterance, {} if confidence is None else {"confidence": round(confidence, 2)})


def _transcript(turn: Turn, utterance: int, more: dict[str, Any]) -> Outgoing:
    """`goesOn`: with their turn before; what the interviewer began to say in between does not count."""
    words = {"utterance": utterance, "turn": turn.number, "text": turn.text, "final": True, **more}
    return _message("TRANSCRIPT", **words, **({"goesOn": True} if turn.goes_on else {}))


def place(plan: Plan, question_id: str | None) -> dict[str, int]:
    """Which question of how many; index 0 before the first."""
    ids = [question.id for question in plan.questions]
    index = ids.index(question_id) + 1 if question_id in ids else 0
    return {"index": index, "total": len(ids)}


def ready(
    *,
    session_id: str,
    resumed: bool,
    phase: str,
    turns: tuple[Turn, ...],
    plan: Plan,
    elapsed: float,
    limit: float,
    position: str,
    candidate_name: str,
    last_sound: tuple[int, int] | None = None,
) -> Outgoing:
    """The answer to HELLO. `last_sound`: the utterance and frame up to which sound is stored."""
    asked = [turn.question_id for turn in turns if turn.role is Role.AGENT and turn.question_id]
    return _message(
        "READY",
        sessionId=session_id,
        resumed=resumed,
        phase=phase,
        turn=turns[-1].number if turns else 0,
        question=place(plan, asked[-1] if asked else None),
        lastAudioFrame=None if last_sound is None else {"utterance": last_sound[0], "frame": last_sound[1]},
        elapsedSeconds=int(elapsed),
        limitSeconds=int(limit),
        resumeWindowSeconds=RESUME_WINDOW_SECONDS,
        position=position,
        candidateName=candidate_name,
    )


def snapshot(plan: Plan, turns: tuple[Turn, ...], phase: str) -> Outgoing:
    """The whole conversation, where a replay is no longer possible."""
    asked = [turn.question_id for turn in turns if turn.role is Role.AGENT and turn.question_id]
    spoken = [{"turn": turn.number, "role": turn.role.value, "text": turn.text} for turn in settled(turns)]
    return _message(
        "SNAPSHOT", transcript=spoken, question=place(plan, asked[-1] if asked else None), phase=phase
    )


def notice(code: str, text: str) -> Outgoing:
    """Something the candidate should know."""
    return _message("NOTICE", code=code, text=text)


def ended(reason: str) -> Outgoing:
    """The last message of a session."""
    return _message("SESSION_ENDED", reason=reason)


def error(code: str, message: str, *, fatal: bool) -> str:
    """A refusal; it carries no number, because nothing of it is kept."""
    return json.dumps({"type": "ERROR", "code": code, "message": message, "fatal": fatal})


def pong(t: Any) -> str:
    """The answer to PING; carries no number."""
    return json.dumps({"type": "PONG", "t": t})


def _unnumbered(type: str, **fields: Any) -> str:
    """A message that is worth nothing later: it is not kept, and so carries no number."""
    return json.dumps({"type": type, **fields}, ensure_ascii=False, separators=(",", ":"))


def caption(utterance: int, turn: int, text: str, *, final: bool = False) -> str:
    """What was understood so far; `final` without text: nothing was understood, and the utterance is over."""
    return _unnumbered("TRANSCRIPT", utterance=utterance, turn=turn, text=text, final=final)


def sound_kept(utterance: int, frame: int) -> str:
    """All sound up to this frame is stored."""
    return _unnumbered("AUDIO_ACK", utterance=utterance, frame=frame)


def sound_begins(turn: int, rate: int, hops: Hops) -> str:
    """The frames of a turn's sound follow. `hops`: what the candidate has waited for."""
    fields = {"turn": turn, "codec": "pcm_s16le", "sampleRate": rate, "streaming": "start"}
    return _unnumbered("AGENT_AUDIO", **fields, latencyMs=asdict(hops))


def sound_ends(turn: int, rate: int, last: int) -> str:
    """All frames of a turn's sound were sent."""
    return _unnumbered(
        "AGENT_AUDIO", turn=turn, codec="pcm_s16le", sampleRate=rate, streaming="end", lastFrame=last
    )


def sound_cancelled(turn: int, *, goes_on: bool = False) -> str:
    """What is left of a turn's sound is not to be played.

    `goes_on`: the candidate was not done, and goes on with what they were saying before.
    """
    return _unnumbered("CANCEL_AUDIO", turn=turn, **({"goesOn": True} if goes_on else {}))


def incoming(text: str) -> dict[str, Any]:
    """A client message. Raises Refused unless it is a JSON object with a text `type`."""
    if len(text.encode()) > MAX_FRAME:
        raise Refused(Close.TOO_LARGE, "frame too large")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(Close.PROTOCOL, "not JSON") from error
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise Refused(Close.PROTOCOL, "not an object with a type")
    return body
