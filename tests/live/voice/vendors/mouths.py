"""Vendors' voices: each play keeps to the vendor's public description of its protocol."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.websockets import WebSocket

from tests.live.voice.vendors.plays import TONE, Play, azure, azure_parts

PARTS = [TONE[start : start + 9_600] for start in range(0, len(TONE), 9_600)]


class Deepgram(Play):
    """https://developers.deepgram.com/reference/text-to-speech/speak-streaming"""

    VENDOR = "deepgram:aura-2-helena-en"
    KEY_IN = ("Authorization", "Token {}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/v1/speak"
        assert self.asked["encoding"] == "linear16"
        assert self.asked["sample_rate"] == "24000"
        self.asked["pace"] = self.asked["speed"]
        await talk.send_json({"type": "Metadata", "request_id": "r", "model_name": self.asked["model"]})
        async for message in talk.iter_json():
            if message["type"] == "Speak":
                self.said += message["text"]
            elif message["type"] == "Flush":
                for place, part in enumerate(PARTS):
                    if place == 1 and await self.trouble(talk, {"type": "Warning", "description": "sorry"}):
                        return
                    if self.temper != "silent" or place == 0:
                        await talk.send_bytes(part)
                await self.say(talk, {"type": "Flushed", "sequence_id": 0})
            elif message["type"] == "Close":
                return


class OpenAI(Play):
    """https://platform.openai.com/docs/api-reference/audio/createSpeech"""

    VENDOR = "openai:gpt-4o-mini-tts"
    ADDRESS = "http://127.0.0.1:{port}/v1"
    KEY_IN = ("Authorization", "Bearer {}")

    async def answer(self, request: Request) -> Response:
        assert request.url.path == "/v1/audio/speech"
        asked = await request.json()
        assert asked["response_format"] == "pcm"
        self.said += asked["input"]
        self.asked |= {name: str(value) for name, value in asked.items()}
        self.asked["pace"] = str(asked["speed"])
        if self.temper == "errs":
            return JSONResponse({"error": {"message": "sorry"}}, 503, {"x-should-retry": "false"})
        return StreamingResponse(self._sound(), media_type="audio/pcm")

    async def _sound(self) -> AsyncIterator[bytes]:
        for place, part in enumerate(PARTS):
            if place == 3 and self.temper:
                raise ConnectionResetError
            yield part


class ElevenLabs(Play):
    """https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input"""

    VENDOR = "elevenlabs:eleven_flash_v2_5"
    KEY_IN = ("xi-api-key", "{}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/v1/text-to-speech/alloy/multi-stream-input"
        assert self.asked["output_format"] == "pcm_24000"
        self.asked["voice"] = "alloy"
        async for message in talk.iter_json():
            context = message.get("context_id")
            if message.get("close_socket"):
                await talk.close()
                return
            if "voice_settings" in message:
                self.asked["pace"] = str(message["voice_settings"]["speed"])
            elif message.get("close_context"):
                await self.say(talk, {"contextId": context, "isFinal": True})
            elif message.get("text", "").strip():
                self.said += message["text"]
                for place, part in enumerate(PARTS):
                    if place == 1 and await self.trouble(
                        talk, {"message": "sorry", "error": "x", "code": 1008}
                    ):
                        return
                    if self.temper != "silent" or place == 0:
                        sound = base64.b64encode(part).decode()
                        await talk.send_json({"audio": sound, "contextId": context, "alignment": None})


class Cartesia(Play):
    """https://docs.cartesia.ai/api-reference/tts/websocket"""

    VENDOR = "cartesia:sonic-3"
    KEY_IN = ("X-API-Key", "{}")

    async def talk(self, talk: WebSocket) -> None:
        assert talk.url.path == "/tts/websocket"
        async for message in talk.iter_json():
            if message.get("cancel"):
                continue
            context = {"context_id": message["context_id"], "status_code": 206}
            assert message["output_format"] == {
                "container": "raw",
                "encoding": "pcm_s16le",
                "sample_rate": 24_000,
            }
            self.asked |= {"model": message["model_id"], "voice": message["voice"]["id"]}
            if message["transcript"]:
                self.asked["pace"] = str(message["generation_config"]["speed"])
                self.said += message["transcript"]
                for place, part in enumerate(PARTS):
                    error = {"type": "error", "title": "Sorry", "message": "sorry", "done": True, **context}
                    if place == 1 and await self.trouble(talk, error):
                        return
                    if self.temper != "silent" or place == 0:
                        sound = base64.b64encode(part).decode()
                        await talk.send_json({"type": "chunk", "data": sound, "done": False, **context})
            if not message["continue"]:
                await self.say(talk, {"type": "done", "done": True, **context})


class Azure(Play):
    """https://learn.microsoft.com/azure/ai-services/speech-service/ (the protocol that its SDKs speak)"""

    VENDOR = "azure:en-US-AvaMultilingualNeural"
    ADDRESS = "ws://127.0.0.1:{port}/tts/cognitiveservices/websocket/v1"
    KEY_IN = ("Ocp-Apim-Subscription-Key", "{}")

    async def talk(self, talk: WebSocket) -> None:
        while True:
            message = await talk.receive()
            received = message.get("bytes") or message.get("text")
            if not received:
                return
            headers, body = azure_parts(received)
            if headers["path"] == "synthesis.context":
                form = json.loads(body)["synthesis"]["audio"]["outputFormat"]
                assert form == "raw-24khz-16bit-mono-pcm"
            elif headers["path"] == "ssml" and not await self._speak(
                talk, headers["x-requestid"], body.decode()
            ):
                return

    async def _speak(self, talk: WebSocket, request: str, ssml: str) -> bool:
        """Whether the talk goes on."""
        tree = ElementTree.fromstring(ssml)
        self.said += " ".join("".join(tree.itertext()).split())
        for node in tree.iter():
            kind = node.tag.rpartition("}")[2]
            if kind == "voice":
                self.asked["model"] = node.attrib["name"]
            elif kind == "prosody":
                self.asked["pace"] = node.attrib["rate"]
        await talk.send_text(azure("turn.start", request, {"context": {"serviceTag": "t"}}))
        await talk.send_text(azure("response", request, {"audio": {"type": "inline", "streamId": "s"}}))
        for place, part in enumerate(PARTS):
            if place == 1 and await self.trouble(talk, {}):
                return False
            if self.temper != "silent" or place == 0:
                await talk.send_bytes(_azure_sound(request, part))
        if self.temper != "silent":
            await talk.send_text(azure("turn.end", request, {}))
        return True


def _azure_sound(request: str, sound: bytes) -> bytes:
    head = f"X-RequestId:{request}\r\nContent-Type:audio/x-raw\r\nX-StreamId:s\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + sound
