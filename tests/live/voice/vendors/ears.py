"""Vendors' ears: each play keeps to the vendor's public description of its protocol."""

from __future__ import annotations

import base64
import io
import json
import wave
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from tests.live.voice.vendors.plays import TEXT, Play, azure, azure_parts

FIRST = TEXT.split(" our")[0]


class Deepgram(Play):
    """https://developers.deepgram.com/reference/speech-to-text/listen-streaming"""

    VENDOR = "deepgram:nova-3"
    KEY_IN = ("Authorization", "Token {}")

    async def talk(self, talk: WebSocket) -> None:
        while True:
            message = await talk.receive()
            if message.get("bytes"):
                before = len(self.given)
                self.given += message["bytes"]
                if await self.trouble(talk, {"type": "Error", "err_code": "NET-0000", "err_msg": "sorry"}):
                    return
                if before == 0:
                    await self.say(talk, self._results(FIRST, is_final=False))
            elif message.get("text"):
                order = json.loads(message["text"])["type"]
                if order == "Finalize":
                    await self.say(talk, self._results(TEXT, is_final=True))
                elif order == "CloseStream":
                    await talk.close()
                    return
            else:
                return

    def _results(self, text: str, is_final: bool) -> dict[str, Any]:
        words = [
            {
                "word": word.lower(),
                "start": place,
                "end": place + 0.5,
                "confidence": 0.9,
                "punctuated_word": word,
            }
            for place, word in enumerate(text.split())
        ]
        return {
            "type": "Results",
            "channel_index": [0, 1],
            "duration": 1.0,
            "start": 0.0,
            "is_final": is_final,
            "speech_final": is_final,
            "from_finalize": is_final,
            "channel": {"alternatives": [{"transcript": text, "confidence": 0.98, "words": words}]},
            "metadata": {
                "request_id": "r",
                "model_info": {"name": "nova-3", "version": "1", "arch": "nova-3"},
                "model_uuid": "m",
            },
        }


class OpenAI(Play):
    """https://platform.openai.com/docs/api-reference/audio/createTranscription"""

    VENDOR = "openai:gpt-transcribe"
    ADDRESS = "http://127.0.0.1:{port}/v1"
    KEY_IN = ("Authorization", "Bearer {}")
    STREAMS: ClassVar[bool] = False

    async def answer(self, request: Request) -> Response:
        assert request.url.path == "/v1/audio/transcriptions"
        async with request.form() as form:
            self.asked |= {name: value for name, value in form.items() if isinstance(value, str)}
            self.asked["terms"] = self.asked.get("prompt", "")
            with wave.open(io.BytesIO(await form["file"].read())) as sound:
                self.given += sound.readframes(sound.getnframes())
        if self.temper:
            return JSONResponse({"error": {"message": "sorry"}}, 503, {"x-should-retry": "false"})
        return JSONResponse({"text": TEXT})


class OpenAIRealtime(Play):
    """https://platform.openai.com/docs/guides/realtime-transcription"""

    VENDOR = "openai-realtime:gpt-live-transcribe"
    ADDRESS = "ws://127.0.0.1:{port}/v1"
    KEY_IN = ("Authorization", "Bearer {}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/v1/realtime"
        await self.say(talk, {"type": "session.created", "session": {"type": "transcription"}})
        async for message in talk.iter_json():
            if message["type"] == "session.update":
                self._agree(message["session"])
                await self.say(talk, {"type": "session.updated", "session": message["session"]})
            elif message["type"] == "input_audio_buffer.append":
                self.given += base64.b64decode(message["audio"])
                if await self.trouble(talk, {"type": "error", "error": {"code": "x", "message": "sorry"}}):
                    return
            elif message["type"] == "input_audio_buffer.commit":
                await self.say(talk, {"type": "input_audio_buffer.committed", "item_id": "i"})
                await self._transcription(talk, "delta", delta=FIRST)
                await self._transcription(talk, "completed", transcript=TEXT)

    def _agree(self, session: dict[str, Any]) -> None:
        heard = session["audio"]["input"]
        assert heard["format"] == {"type": "audio/pcm", "rate": 24_000}
        assert heard["turn_detection"] is None
        self.asked |= {
            "model": heard["transcription"]["model"],
            "language": heard["transcription"]["language"],
        }
        self.asked["terms"] = heard["transcription"].get("prompt", "")

    async def _transcription(self, talk: WebSocket, step: str, **text: str) -> None:
        event = f"conversation.item.input_audio_transcription.{step}"
        await self.say(talk, {"type": event, "item_id": "i", "content_index": 0, **text})


class ElevenLabs(Play):
    """https://elevenlabs.io/docs/api-reference/speech-to-text/v-1-speech-to-text-realtime"""

    VENDOR = "elevenlabs:scribe_v2_realtime"
    ADDRESS = "wss://127.0.0.1:{port}"
    KEY_IN = ("xi-api-key", "{}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/v1/speech-to-text/realtime"
        assert self.asked["audio_format"] == "pcm_16000"
        assert self.asked["commit_strategy"] == "manual"
        await self.say(talk, {"message_type": "session_started", "session_id": "s", "config": {}})
        async for message in talk.iter_json():
            assert message["message_type"] == "input_audio_chunk"
            before = len(self.given)
            self.given += base64.b64decode(message["audio_base_64"])
            if await self.trouble(talk, {"message_type": "transcriber_error", "error": "sorry"}):
                return
            if message["commit"]:
                await self.say(talk, {"message_type": "committed_transcript", "text": TEXT})
            elif before == 0:
                await self.say(talk, {"message_type": "partial_transcript", "text": FIRST})


class Cartesia(Play):
    """https://docs.cartesia.ai/api-reference/stt/websocket"""

    VENDOR = "cartesia:ink-2"
    KEY_IN = ("X-API-Key", "{}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/stt/websocket"
        assert self.asked["encoding"] == "pcm_s16le"
        while True:
            message = await talk.receive()
            if message.get("bytes"):
                before = len(self.given)
                self.given += message["bytes"]
                error = {"type": "error", "title": "Sorry", "message": "sorry", "status_code": 500}
                if await self.trouble(talk, error):
                    return
                if before == 0:
                    await self._transcript(talk, FIRST, is_final=False)
            elif message.get("text") == "finalize":
                await self._transcript(talk, TEXT, is_final=True)
                await self.say(talk, {"type": "flush_done", "request_id": "r"})
            else:
                return

    async def _transcript(self, talk: WebSocket, text: str, is_final: bool) -> None:
        await self.say(
            talk,
            {"type": "transcript", "is_final": is_final, "request_id": "r", "text": text, "language": "en"},
        )


class Azure(Play):
    """https://learn.microsoft.com/azure/ai-services/speech-service/ (the protocol that its SDKs speak)"""

    VENDOR = "azure:standard"
    ADDRESS = "ws://127.0.0.1:{port}/speech/universal/v2"
    KEY_IN = ("Ocp-Apim-Subscription-Key", "{}")
    PHRASE: ClassVar[int] = 20_000
    """Bytes of sound after which it takes the phrase for ended: the client does not say."""

    async def talk(self, talk: WebSocket) -> None:
        self.asked["model"] = "standard"
        while True:
            message = await talk.receive()
            received = message.get("bytes") or message.get("text")
            if not received:
                return
            headers, body = azure_parts(received)
            if headers["path"] == "speech.context":
                self.asked["context"] = body.decode()
            elif headers["path"] == "audio":
                await self._hear(talk, headers["x-requestid"], body)
                if await self.trouble(talk, {}):
                    return

    async def trouble(self, talk: WebSocket, error: Any = None) -> bool:
        """Its client opens a second socket where the first was lost, and sends the sound again."""
        return (self.temper != "drops" or self.connections == 1) and await super().trouble(talk, error)

    async def _hear(self, talk: WebSocket, request: str, body: bytes) -> None:
        if body.startswith(b"RIFF"):
            await self.say(talk, azure("turn.start", request, {"context": {"serviceTag": "t"}}))
            await self.say(talk, azure("speech.startDetected", request, {"Offset": 0}))
            return
        if not body:
            await talk.send_text(azure("turn.end", request, {}))
            return
        before = len(self.given)
        self.given += body
        span = {"Offset": 0, "Duration": 10_000_000}
        if before == 0:
            await self.say(talk, azure("speech.hypothesis", request, {"Text": FIRST, **span}))
        if before < self.PHRASE <= len(self.given):
            phrase = {"RecognitionStatus": "Success", "DisplayText": TEXT, **span}
            await self.say(talk, azure("speech.phrase", request, phrase))
