"""How Twilio is spoken to and understood: placing a call, its signatures, its media-stream messages.

Sources: Twilio's REST reference of the Call resource (version 2010-04-01), "Webhooks security", "Answering
Machine Detection" and "Media Streams: WebSocket Messages".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from vivavoce.domain.interview import CallOutcome
from vivavoce.kit.outbound import Outbound, Refused, Unreachable
from vivavoce.kit.secrets import constant_equal
from vivavoce.providers.phone import Dial, Missed, Placed, Ring

API = "https://api.twilio.com"
RING_SECONDS = 30
MOST_NOTE = 200
NO_SUCH_NUMBER = frozenset({21211, 21214, 21217, 13223, 13224})
"""Error codes: 'To' is no number, cannot be reached, does not seem valid; two of <Dial> say the same."""

_DEFAULT_PORTS = {"https": 443, "http": 80}
_SID = re.compile(rb'"sid"\s*:\s*"(CA[0-9a-zA-Z]{2,64})"')


def address(public_url: str, organization_id: str, call_id: str, step: str) -> str:
    """Where Twilio calls back about a call. `step` is answer, after, turn, status or media."""
    return f"{public_url}/phone/twilio/{organization_id}/{call_id}/{step}"


@dataclass(frozen=True, slots=True)
class Twilio:
    """A Twilio account as a telephone line. `caller`: the number calls come from unless a dial names one."""

    outbound: Outbound
    account_sid: str
    auth_token: str = field(repr=False)
    caller: str
    public_url: str
    api: str = API
    simulated: bool = field(default=False, init=False)

    def dial(self, dial: Dial) -> Ring:
        """Placed with the call's SID, or Missed: no such number, or an error with Twilio's own words.

        An answer that never came is an error too, though the call may ring: its call-backs then still hold.
        """
        url = f"{self.api}/2010-04-01/Accounts/{self.account_sid}/Calls.json"
        proof = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()
        headers = {
            "Authorization": f"Basic {proof}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        try:
            answer = self.outbound.send("POST", url, headers, urlencode(self._form(dial)).encode())
        except (Refused, Unreachable) as error:
            return Missed(CallOutcome.ERROR, error.reason)
        sid = _SID.search(answer.body_first_2k)
        if answer.status == 201 and sid:
            return Placed(sid[1].decode())
        return _refusal(answer.status, answer.body_first_2k)

    def _form(self, dial: Dial) -> list[tuple[str, str]]:
        """With words for a machine, Twilio waits until its greeting is over; without, it only looks whether
        it is one, so that no machine is taken for a person who does not agree.
        """
        here = (self.public_url, dial.organization_id, dial.call_id)
        words = f"?{urlencode({'voicemail': packed(dial.voicemail)})}" if dial.voicemail else ""
        events = ("initiated", "ringing", "answered", "completed")
        return [
            ("To", dial.to),
            ("From", dial.caller or self.caller),
            ("Url", address(*here, "answer") + words),
            ("StatusCallback", address(*here, "status")),
            *(("StatusCallbackEvent", event) for event in events),
            ("MachineDetection", "DetectMessageEnd" if dial.voicemail else "Enable"),
            ("Timeout", str(RING_SECONDS)),
        ]


def _refusal(status: int, body: bytes) -> Missed:
    try:
        said = json.loads(body)
        code, message = int(said["code"]), str(said["message"])
    except (ValueError, KeyError, TypeError):
        return Missed(CallOutcome.ERROR, f"Twilio answered {status}")
    outcome = CallOutcome.INVALID_NUMBER if code in NO_SUCH_NUMBER else CallOutcome.ERROR
    return Missed(outcome, f"Twilio {code}: {message}"[:MOST_NOTE])


def packed(words: str) -> str:
    """Words in letters that no proxy rewrites in an address: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(words.encode()).rstrip(b"=").decode()


def unpacked(letters: str) -> str:
    """The words of `packed`. Raises ValueError."""
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)).decode()


def signature(auth_token: str, url: str, params: Iterable[tuple[str, str]]) -> str:
    """What Twilio puts into X-Twilio-Signature: Base64(HMAC-SHA1(token, url + sorted names and values)).

    `params` are the pairs of the form, none for a WebSocket; a pair that comes twice counts once.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def signed(auth_token: str, url: str, params: Iterable[tuple[str, str]], given: str) -> bool:
    """Whether `given` is Twilio's signature, compared in constant time.

    Twilio signs the address with its port or without it, so both are tried, as in its own libraries.
    """
    pairs = tuple(params)
    return any(constant_equal(signature(auth_token, one, pairs), given) for one in _spellings(url))


def _spellings(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    name = host[: -len(f":{parts.port}")] if parts.port else host
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme.replace("ws", "http"), 443)
    return url.replace(host, name, 1), url.replace(host, f"{name}:{port}", 1)


def _sound(payload: object) -> bytes:
    try:
        return base64.b64decode(str(payload), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


_WIRE = ConfigDict(strict=True, frozen=True, alias_generator=to_camel)
Count = Annotated[str, Field(pattern=r"^\d{1,15}$")]
"""Twilio writes its numbers as text."""


class Connected(BaseModel):
    """The first message."""

    model_config = _WIRE
    event: Literal["connected"]
    protocol: str
    version: str


class Format(BaseModel):
    """The only format there is: 8 kHz mu-law (ITU-T G.711), one channel."""

    model_config = _WIRE
    encoding: Literal["audio/x-mulaw"]
    sample_rate: Literal[8000]
    channels: Literal[1]


class Stream(BaseModel):
    """What a stream is about."""

    model_config = _WIRE
    account_sid: str
    call_sid: str
    stream_sid: str
    tracks: tuple[str, ...] = Field(strict=False)
    media_format: Format
    custom_parameters: dict[str, str] = Field(default_factory=dict)


class Start(BaseModel):
    """The second message."""

    model_config = _WIRE
    event: Literal["start"]
    sequence_number: Count
    stream_sid: str
    start: Stream


class Frame(BaseModel):
    """Some sound: `payload` in bytes of mu-law, 8 a millisecond; `timestamp` in ms since the start."""

    model_config = _WIRE
    track: Literal["inbound", "outbound"]
    chunk: Count
    timestamp: Count
    payload: Annotated[bytes, BeforeValidator(_sound)]


class Media(BaseModel):
    """A frame of the stream."""

    model_config = _WIRE
    event: Literal["media"]
    sequence_number: Count
    stream_sid: str
    media: Frame


class Name(BaseModel):
    """The name that was given to a mark."""

    model_config = _WIRE
    name: str


class Mark(BaseModel):
    """What was sent before this mark has been played."""

    model_config = _WIRE
    event: Literal["mark"]
    sequence_number: Count
    stream_sid: str
    mark: Name


class Key(BaseModel):
    """A key of the telephone."""

    model_config = _WIRE
    track: str
    digit: Annotated[str, Field(pattern=r"^[0-9*#A-D]$")]


class Dtmf(BaseModel):
    """A key was pressed."""

    model_config = _WIRE
    event: Literal["dtmf"]
    sequence_number: Count
    stream_sid: str
    dtmf: Key


class Stopped(BaseModel):
    """Whose stream has ended."""

    model_config = _WIRE
    account_sid: str
    call_sid: str


class Stop(BaseModel):
    """The last message."""

    model_config = _WIRE
    event: Literal["stop"]
    sequence_number: Count
    stream_sid: str
    stop: Stopped


Message = Connected | Start | Media | Mark | Dtmf | Stop
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="event")])


def media_message(text: str) -> Message:
    """One message of a media stream. Raises ValueError for anything but those Twilio documents."""
    return _MESSAGE.validate_json(text)


def sound_message(stream_sid: str, payload: bytes) -> str:
    """Have mu-law bytes played after those that play already."""
    return _outgoing("media", stream_sid, media={"payload": base64.b64encode(payload).decode()})


def mark_message(stream_sid: str, name: str) -> str:
    """Have a `Mark` of this name come once all that was sent before has been played, or cleared."""
    return _outgoing("mark", stream_sid, mark={"name": name})


def clear_message(stream_sid: str) -> str:
    """Have all that was sent and not played thrown away."""
    return _outgoing("clear", stream_sid)


def _outgoing(event: str, stream_sid: str, **more: dict[str, str]) -> str:
    return json.dumps({"event": event, "streamSid": stream_sid, **more}, separators=(",", ":"))
