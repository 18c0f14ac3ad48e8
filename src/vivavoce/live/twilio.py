"""What Twilio's call-backs do: an interview held by Twilio's own voice and ear, one request for each answer.

Every request carries its place in the conversation in its signed address, and finds the rest in the
database. So one that comes twice, late or to another process does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
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
from vivavoce.live.protocol import MAX_FRAME
from vivavoce.live.telephone import Ending, Prompt, Talk, Telephone
from vivavoce.providers.phone_twilio import Media, Start, Stop, address, media_message, signed, unpacked

log = logging.getLogger(__name__)
MAX_FORM = 65_536
TRIES = 5
TURNS = 64
"""How many calls take their step at once; those that share one of these locks wait for each other."""
LISTEN_SECONDS = 10
KEYS: Mapping[str, str] = {"1": "yes", "2": "no"}
GOODBYE = "I am sorry, this call cannot go on. Goodbye."
NO_VOICE = "no voice on this server yet"
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


class Hearing(Protocol):
    """What listens to the sound of a call."""

    async def hear(self, organization_id: str, call_id: str, sound: Media) -> None:
        """The next frame, in order."""
        ...


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
    hearing: Hearing | None = None
    turns: Sequence[Lock] = field(default_factory=lambda: [Lock() for _ in range(TURNS)], repr=False)

    def answer(self, back: Callback) -> Response:
        """Somebody or something has picked up."""
        if back.by_machine:
            self.ended(back.organization_id, back.call_id, CallOutcome.VOICEMAIL, 0, False)
            return _twiml(_said(unpacked(back.query.get("voicemail", ""))), "<Hangup/>")
        return self._go_on(back, int(self.clock.now().timestamp()), Talk.open)

    def turn(self, back: Callback) -> Response:
        """The callee has answered a prompt, or was silent."""
        place, since = back.query["place"], int(back.query["since"])
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
        if self.hearing is None:
            await socket.close(INTERNAL_ERROR, NO_VOICE)
            return
        with suppress(WebSocketDisconnect):
            try:
                await self._listen(socket, self.hearing)
            except (ValueError, KeyError):
                await socket.close(BAD_PAYLOAD, "not a message of a media stream")

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
            return _twiml(_gather(prompt, f"{here}?{urlencode({'place': prompt.place, 'since': since})}"))
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

    async def _listen(self, socket: WebSocket, hearing: Hearing) -> None:
        """Until the stream stops. Raises ValueError for what does not belong to it."""
        ids, stream = socket.path_params, ""
        while True:
            text = await socket.receive_text()
            if len(text) > MAX_FRAME:
                raise ValueError("a message too large")
            message = media_message(text)
            if isinstance(message, Start) and not stream:
                stream = message.stream_sid
            elif isinstance(message, Start) or getattr(message, "stream_sid", stream) != stream:
                raise ValueError("a message of another stream")
            if isinstance(message, Media):
                await hearing.hear(ids["organization_id"], ids["call_id"], message)
            if isinstance(message, Stop):
                await socket.close()
                return


def routes(callbacks: Callbacks) -> list[BaseRoute]:
    """Where Twilio calls back; what it has not signed gets 403."""
    base = "/phone/twilio/{organization_id}/{call_id}"
    return [
        Route(f"{base}/answer", _signed(callbacks, "answer", callbacks.answer), methods=["POST"]),
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


def _said(words: str) -> str:
    """XML 1.0 has no place for most control characters."""
    plain = "".join(letter for letter in words if letter >= " ")
    return f"<Say>{escape(plain)}</Say>" if plain else ""


def _twiml(*verbs: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'
    return Response(body, media_type="application/xml")
