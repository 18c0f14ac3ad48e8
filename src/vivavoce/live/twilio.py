"""What Twilio's call-backs do: a stream of sound to our own voice, or an interview held by Twilio's.

Where this server has no voice, or loses it, Twilio listens and speaks, one request for each answer. Such a
request carries its place in the conversation in its signed address, and finds the rest in the database. So
one that comes twice, late or to another process does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from threading import Lock
from typing import Protocol
from urllib.parse import parse_qsl, urlencode
from zlib import crc32

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.actions.rooms import Replaced
from vivavoce.domain.errors import DomainError
from vivavoce.domain.interview import CallOutcome
from vivavoce.kit.clock import Clock
from vivavoce.live.assent import RECORDED
from vivavoce.live.call_sound import CallSound
from vivavoce.live.spoken_call import Pickup, SpokenCall
from vivavoce.live.telephone import GOODBYE, KEYS, Ending, Prompt, Talk, Telephone
from vivavoce.live.twilio_stream import Stream
from vivavoce.live.voices import Voiceless, Voices
from vivavoce.providers.phone_twilio import address, signed, unpacked
from vivavoce.providers.sound import Tapes

log = logging.getLogger(__name__)
MAX_FORM = 65_536
TRIES = 5
TURNS = 64
"""How many calls take their step at once; those that share one of these locks wait for each other."""
LISTEN_SECONDS = 10
NO_VOICE = "no voice on this server"
PARAMETER = 400
"""Most letters of one parameter of a stream; Twilio takes 500 with its name."""
VOICEMAIL, SINCE, ANSWERED_BY = "voicemail", "since", "answeredBy"
INTERNAL_ERROR, BAD_PAYLOAD, POLICY = 1011, 1007, 1008  # RFC 6455 §7.4.1

_UNREACHED: Mapping[str, CallOutcome] = {
    "busy": CallOutcome.BUSY,
    "no-answer": CallOutcome.NO_ANSWER,
    "failed": CallOutcome.ERROR,
    "canceled": CallOutcome.ERROR,
}
_NO_SUCH_NUMBER = {"404", "410", "484", "604"}
"""SIP says: not found, gone, address incomplete, does not exist anywhere (RFC 3261 §21)."""


class Ended(Protocol):
    """Told how a call ended, at least once: the first word about a call counts, the others are dropped."""

    def __call__(
        self, organization_id: str, call_id: str, outcome: CallOutcome | None, seconds: int, stop: bool, /
    ) -> None:
        """`outcome` None: the interview was held to its end. `seconds` of talk. `stop`: never call again."""
        ...


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """What a call needs that we hold ourselves. `over(organization_id, call_id)`: its end was told."""

    voices: Voices
    tapes: Tapes
    over: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Callback:
    """One request of Twilio's whose signature holds."""

    organization_id: str
    call_id: str
    query: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def call_sid(self) -> str:
        """Twilio's id of the call."""
        return self.form.get("CallSid", "")

    @property
    def by_machine(self) -> bool:
        """Whether an answering machine or a fax has answered."""
        return self.form.get("AnsweredBy", "").startswith(("machine", "fax"))

    @property
    def heard(self) -> str:
        """What the callee said or keyed, "" for silence."""
        return self.form.get("SpeechResult", "") or KEYS.get(self.form.get("Digits", ""), "")


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Serves Twilio. `interview_of(organization_id, call_id)` raises NotFound for an unknown call."""

    telephone: Telephone
    clock: Clock
    interview_of: Callable[[str, str], str]
    ended: Ended
    public_url: str
    auth_token: str = field(repr=False)
    own: OwnVoice | None = None
    turns: Sequence[Lock] = field(default_factory=lambda: [Lock() for _ in range(TURNS)], repr=False)

    def answer(self, back: Callback) -> Response:
        """Somebody or something has picked up."""
        if back.by_machine:
            self.ended(back.organization_id, back.call_id, CallOutcome.VOICEMAIL, 0, False)
            return _twiml(_said(unpacked(back.query.get(VOICEMAIL, ""))), "<Hangup/>")
        since = int(self.clock.now().timestamp())
        if self.own is None or not self.own.voices:
            return self._go_on(back, since, Talk.open)
        here = (self.public_url, back.organization_id, back.call_id)
        words = back.query.get(VOICEMAIL, "")
        told = [(SINCE, str(since)), (ANSWERED_BY, back.form.get("AnsweredBy", ""))]
        told += [(f"{VOICEMAIL}{place}", part) for place, part in enumerate(wrap(words, PARAMETER))]
        media = address(*here, "media").replace("http", "ws", 1)
        return _twiml(
            _connect(media, told), _redirect(f"{address(*here, 'after')}?{urlencode({SINCE: since})}")
        )

    def after(self, back: Callback) -> Response:
        """Our voice has left the call: because it is over, or because Twilio must go on with it."""
        if self.own is not None and self.own.over(back.organization_id, back.call_id):
            return _twiml("<Hangup/>")
        return self._go_on(back, int(back.query[SINCE]), Talk.open)

    def turn(self, back: Callback) -> Response:
        """The callee has answered a prompt, or was silent."""
        place, since = back.query["place"], int(back.query[SINCE])
        return self._go_on(back, since, lambda talk: talk.hear(place, back.heard, back.call_sid))

    def status(self, back: Callback) -> Response:
        """The call rings, or is over."""
        word, length = back.form.get("CallStatus", ""), back.form.get("CallDuration", "")
        if word == "completed":
            ending = Ending(CallOutcome.VOICEMAIL) if back.by_machine else self._hung_up(back)
        elif word in _UNREACHED:
            unknown = back.form.get("SipResponseCode") in _NO_SUCH_NUMBER and word == "failed"
            ending = Ending(CallOutcome.INVALID_NUMBER if unknown else _UNREACHED[word])
        else:
            return Response(status_code=204)
        seconds = int(length) if length.isdecimal() else 0
        self.ended(back.organization_id, back.call_id, ending.outcome, seconds, ending.stop)
        return Response(status_code=204)

    async def media(self, socket: WebSocket) -> None:
        """A stream of the call's sound."""
        if not self.holds(socket, "media", ()):
            await socket.close(POLICY)
            return
        await socket.accept()
        code, reason = 1000, ""
        try:
            await self._converse(socket, self.own)
        except (Voiceless, DomainError) as why:
            log.warning("call %s goes on without our voice: %s", socket.path_params["call_id"], why)
            code, reason = INTERNAL_ERROR, str(why)
        except (ValueError, KeyError):
            code, reason = BAD_PAYLOAD, "not a message of a media stream"
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code, reason)

    async def _converse(self, socket: WebSocket, own: OwnVoice | None) -> None:
        """Hold the call. Raises Voiceless, ValueError for what is no message of a stream."""
        if own is None:
            raise Voiceless(NO_VOICE)
        stream = await Stream.begun(socket)
        if stream is None:
            return
        organization_id, call_id = (socket.path_params[name] for name in ("organization_id", "call_id"))
        interview_id = await run_in_threadpool(self.interview_of, organization_id, call_id)
        talk = await run_in_threadpool(self.telephone.talk, organization_id, interview_id, RECORDED)
        opening = await run_in_threadpool(talk.opening)
        tape = await run_in_threadpool(own.tapes.open, organization_id, interview_id)
        sound = CallSound(stream, own.voices, opening, talk.session, tape, self.clock)
        told = stream.parameters
        words = "".join(told[name] for name in sorted(told) if name.startswith(VOICEMAIL))
        since = int(told[SINCE])
        pickup = Pickup(stream.call_sid, unpacked(words), told.get(ANSWERED_BY) == "human")
        ending = await SpokenCall(talk, sound, pickup).hold()
        seconds = max(0, int(self.clock.now().timestamp()) - since)
        await run_in_threadpool(self.ended, organization_id, call_id, ending.outcome, seconds, ending.stop)

    def holds(self, connection: HTTPConnection, step: str, form: tuple[tuple[str, str], ...]) -> bool:
        """Whether Twilio signed this request for the address we gave it."""
        ids = connection.path_params
        url = address(self.public_url, ids["organization_id"], ids["call_id"], step)
        if connection.scope["type"] == "websocket":
            url = url.replace("http", "ws", 1)
        query = connection.url.query
        given = connection.headers.get("x-twilio-signature", "")
        return signed(self.auth_token, f"{url}?{query}" if query else url, form, given)

    def _go_on(self, back: Callback, since: int, step: Callable[[Talk], Prompt]) -> Response:
        try:
            prompt = self._undisturbed(back, step)
        except DomainError as error:
            log.warning("call %s cannot go on: %s", back.call_id, error.message)
            return _twiml(_said(GOODBYE), "<Hangup/>")
        if prompt.ending is None:
            here = address(self.public_url, back.organization_id, back.call_id, "turn")
            return _twiml(_gather(prompt, f"{here}?{urlencode({'place': prompt.place, SINCE: since})}"))
        seconds = max(0, int(self.clock.now().timestamp()) - since)
        ending = prompt.ending
        self.ended(back.organization_id, back.call_id, ending.outcome, seconds, ending.stop)
        return _twiml(_said(prompt.words), "<Hangup/>")

    def _hung_up(self, back: Callback) -> Ending:
        """The line is closed; an interview that is gone or talks to somebody else is left alone."""
        try:
            interview_id = self.interview_of(back.organization_id, back.call_id)
            talk = self.telephone.talk(back.organization_id, interview_id)
            return talk.hung_up() if talk.is_with(back.call_sid) else Ending(CallOutcome.HUNG_UP)
        except DomainError as error:
            log.info("call %s ended: %s", back.call_id, error.message)
            return Ending(CallOutcome.HUNG_UP)

    def _undisturbed(self, back: Callback, step: Callable[[Talk], Prompt]) -> Prompt:
        """Take the step, one at a time for a call; again from the start when another process was faster."""
        interview_id = self.interview_of(back.organization_id, back.call_id)
        with self.turns[crc32(back.call_id.encode()) % TURNS]:
            for _ in range(TRIES - 1):
                with suppress(Replaced):
                    return step(self.telephone.talk(back.organization_id, interview_id))
            return step(self.telephone.talk(back.organization_id, interview_id))


def routes(callbacks: Callbacks) -> list[BaseRoute]:
    """Where Twilio calls back; what it has not signed gets 403."""
    base = "/phone/twilio/{organization_id}/{call_id}"
    return [
        Route(f"{base}/answer", _signed(callbacks, "answer", callbacks.answer), methods=["POST"]),
        Route(f"{base}/after", _signed(callbacks, "after", callbacks.after), methods=["POST"]),
        Route(f"{base}/turn", _signed(callbacks, "turn", callbacks.turn), methods=["POST"]),
        Route(f"{base}/status", _signed(callbacks, "status", callbacks.status), methods=["POST"]),
        WebSocketRoute(f"{base}/media", callbacks.media),
    ]


def _signed(
    callbacks: Callbacks, step: str, serve: Callable[[Callback], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            form = await _form(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if not callbacks.holds(request, step, form):
            return PlainTextResponse("not signed by Twilio", 403)
        ids = request.path_params
        back = Callback(ids["organization_id"], ids["call_id"], dict(request.query_params), dict(form))
        return await run_in_threadpool(serve, back)

    return endpoint


async def _form(request: Request) -> tuple[tuple[str, str], ...]:
    """The form's pairs, blank ones too, which are signed like the others. A form too large is cut short,
    and so does not bear its signature.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk[: MAX_FORM - len(body)]
    return tuple(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def _gather(prompt: Prompt, action: str) -> str:
    """Ask and listen; silence is sent to `action` as well, so that the interview goes on."""
    return (
        f'<Gather input="dtmf speech" action="{escape(action)}" method="POST" language="en-US" numDigits="1"'
        f' speechTimeout="auto" timeout="{LISTEN_SECONDS}" actionOnEmptyResult="true">'
        f"{_said(prompt.words)}</Gather>"
    )


def _connect(media: str, told: Sequence[tuple[str, str]]) -> str:
    """Stream the call's sound both ways; what follows is done when the stream ends."""
    named = "".join(f'<Parameter name="{name}" value="{escape(value)}"/>' for name, value in told)
    return f'<Connect><Stream url="{escape(media)}">{named}</Stream></Connect>'


def _redirect(url: str) -> str:
    return f'<Redirect method="POST">{escape(url)}</Redirect>'


def _said(words: str) -> str:
    """XML 1.0 has no place for most control characters."""
    plain = "".join(letter for letter in words if letter >= " ")
    return f"<Say>{escape(plain)}</Say>" if plain else ""


def _twiml(*verbs: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'
    return Response(body, media_type="application/xml")
