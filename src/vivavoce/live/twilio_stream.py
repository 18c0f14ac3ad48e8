"""A media stream of Twilio's as the callee's telephone: its messages, and 8 kHz mu-law both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from vivavoce.live import mulaw
from vivavoce.live.handset import Key, Played
from vivavoce.live.mulaw import Resampler
from vivavoce.live.protocol import MAX_FRAME
from vivavoce.live.voice import wire
from vivavoce.providers import phone_twilio
from vivavoce.providers.phone_twilio import Connected, Dtmf, Mark, Media, Message, Start, Stop, media_message


class Stream:
    """One stream that has started. `parameters` are those that its TwiML named."""

    def __init__(self, socket: WebSocket, start: Start) -> None:
        self.call_sid = start.start.call_sid
        self.parameters = start.start.custom_parameters
        self._socket = socket
        self._id = start.stream_sid
        self._ear = Resampler(mulaw.RATE, wire.HEARD_RATE)
        self._mouths: dict[int, Resampler] = {}

    @classmethod
    async def begun(cls, socket: WebSocket) -> Stream | None:
        """The stream of this socket; None when it is closed before it starts.

        Raises ValueError for anything but the messages that Twilio begins with.
        """
        with suppress(WebSocketDisconnect):
            if not isinstance(await _received(socket), Connected):
                raise ValueError("a stream begins with `connected`")
            start = await _received(socket)
            if not isinstance(start, Start):
                raise ValueError("the second message is `start`")
            return cls(socket, start)
        return None

    async def said(self) -> AsyncIterator[bytes | Key | Played]:
        """What comes from the callee until the stream ends. Raises ValueError for what is not of it."""
        with suppress(WebSocketDisconnect):
            while True:
                match await _received(self._socket):
                    case Connected() | Start():
                        raise ValueError("a stream begins once")
                    case message if message.stream_sid != self._id:
                        raise ValueError("a message of another stream")
                    case Media() as message:
                        yield mulaw.packed(self._ear.turned(mulaw.decoded(message.media.payload)))
                    case Dtmf() as message:
                        yield Key(message.dtmf.digit)
                    case Mark() as message:
                        yield Played(message.mark.name)
                    case Stop():
                        return

    async def play(self, rate: int, sound: bytes) -> None:
        """Play 16-bit samples after what plays already."""
        mouth = self._mouths.setdefault(rate, Resampler(rate, mulaw.RATE))
        payload = mulaw.encoded(mouth.turned(mulaw.unpacked(sound)))
        await self._send(phone_twilio.sound_message(self._id, payload))

    async def mark(self, name: str) -> None:
        """Have a `Played` of this name come when all until here has been played."""
        await self._send(phone_twilio.mark_message(self._id, name))

    async def clear(self) -> None:
        """Be silent at once."""
        self._mouths.clear()
        await self._send(phone_twilio.clear_message(self._id))

    async def _send(self, message: str) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.send_text(message)


async def _received(socket: WebSocket) -> Message:
    text = await socket.receive_text()
    if len(text) > MAX_FRAME:
        raise ValueError("a message too large")
    return media_message(text)
