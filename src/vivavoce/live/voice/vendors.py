"""Which vendor hears or speaks: `vendor:model` of the settings made into a Pipecat service.

One row a vendor and kind. A row knows how the vendor's service is called and addressed; everything is handed
over explicitly, so that no vendor's library looks for a key or an address in the environment.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from vivavoce.domain.errors import Unavailable
from vivavoce.live.voice.wire import HEARD_RATE, SPOKEN_RATE

if TYPE_CHECKING:
    from pipecat.services.stt_service import STTService
    from pipecat.services.tts_service import TTSService

EMBEDDED: Final = "embedded"
_EXTRA: Final = 'pip install ".[voice,voice-vendors]"'
_PLAIN: Final = {"https": "http", "wss": "ws"}
_STREAMED: Final = ("ws", "wss")


@dataclass(frozen=True, slots=True)
class Account:
    """What an operator has with a vendor. `url`: a private gateway's address in place of the vendor's own."""

    key: str | None = None
    voice: str | None = None
    region: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What one conversation asks of the vendor, beside the operator's choice of model and voice."""

    model: str
    voice: str
    terms: tuple[str, ...] = ()
    pace: float = 1.0

    def within(self, slowest: float, fastest: float) -> float | None:
        """The pace inside the vendor's limits; None for the voice's own."""
        return None if self.pace == 1.0 else min(max(self.pace, slowest), fastest)


@dataclass(frozen=True, slots=True)
class Row:
    """A vendor in one role.

    `made_by`: Pipecat's class, as `module:class`. `model`: an example. `home`: the vendor's address, "" when
    it follows from the region. `address`: the argument that takes the address, and its form. `chosen`: the
    fields of the class's Settings for a wish. `needs`: fields of Account. `package`: a distribution that
    Pipecat imports for it. `fixed`: further arguments.
    """

    made_by: str
    model: str
    home: str
    address: tuple[str, str]
    chosen: Callable[[Wish], Mapping[str, object]]
    needs: tuple[str, ...] = ("key",)
    package: str = ""
    fixed: Mapping[str, object] = field(default_factory=dict)


def _deepgram_ear(wish: Wish) -> Mapping[str, object]:
    """Key terms are understood by nova-3 only (https://developers.deepgram.com/docs/keyterm)."""
    terms = [*wish.terms] if wish.model.startswith("nova-3") else []
    return {"model": wish.model, "language": "en", "smart_format": True, "keyterm": terms or None}


def _openai_ear(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "language": "en", "prompt": ", ".join(wish.terms) or None}


def _elevenlabs_ear(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "language": "en", "keyterms": [*wish.terms] or None}


def _cartesia_ear(wish: Wish) -> Mapping[str, object]:
    """Key terms are understood by ink-2 only (https://docs.cartesia.ai/use-the-api/stt/keyterms)."""
    terms = [*wish.terms] if wish.model.startswith("ink-2") else []
    return {"model": wish.model, "language": "en", "keyterm": terms or None}


def _azure_ear(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "language": "en-US", "profanity": "raw"}


def _deepgram_mouth(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "voice": wish.model, "speed": wish.within(0.7, 1.5)}


def _openai_mouth(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "voice": wish.voice, "speed": wish.within(0.25, 4.0)}


def _elevenlabs_mouth(wish: Wish) -> Mapping[str, object]:
    return {"model": wish.model, "voice": wish.voice, "language": "en", "speed": wish.within(0.7, 1.2)}


def _cartesia_mouth(wish: Wish) -> Mapping[str, object]:
    from pipecat.services.cartesia.tts import GenerationConfig

    pace = wish.within(0.6, 1.5)
    manner = GenerationConfig(speed=pace) if pace else None
    return {"model": wish.model, "voice": wish.voice, "language": "en", "generation_config": manner}


def _azure_mouth(wish: Wish) -> Mapping[str, object]:
    pace = wish.within(0.5, 2.0)
    return {"model": wish.model, "voice": wish.model, "language": "en-US", "rate": pace and str(pace)}


_AT_ONCE: Final = MappingProxyType({"reconnect_on_error": False})
"""An ear that lost its socket has lost sound: it says so at once, for the embedded ear to take over."""
_PRIVATE: Final = MappingProxyType({"mip_opt_out": True})
"""Deepgram must not train on a candidate's voice (https://dpgr.am/deepgram-mip)."""

_BY_REQUEST: Final = MappingProxyType({"push_empty_transcripts": True, "ttfs_p99_latency": 4.0})
"""An ear that answers once a stretch of speech: also when that was a cough; and in 4 s, not 2, at most."""

EARS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "deepgram": Row(
            "pipecat.services.deepgram.stt:DeepgramSTTService",
            "nova-3",
            "wss://api.deepgram.com",
            ("base_url", "{url}"),
            _deepgram_ear,
            package="deepgram-sdk",
            fixed=_PRIVATE,
        ),
        "openai": Row(
            "pipecat.services.openai.stt:OpenAISTTService",
            "gpt-transcribe",
            "https://api.openai.com/v1",
            ("base_url", "{url}"),
            _openai_ear,
            fixed=_BY_REQUEST,
        ),
        "openai-realtime": Row(
            "pipecat.services.openai.stt:OpenAIRealtimeSTTService",
            "gpt-live-transcribe",
            "wss://api.openai.com/v1",
            ("base_url", "{url}/realtime"),
            _openai_ear,
            fixed=_AT_ONCE,
        ),
        "elevenlabs": Row(
            "pipecat.services.elevenlabs.stt:ElevenLabsRealtimeSTTService",
            "scribe_v2_realtime",
            "wss://api.elevenlabs.io",
            ("base_url", "{host}"),
            _elevenlabs_ear,
            fixed=_AT_ONCE,
        ),
        "cartesia": Row(
            "pipecat.services.cartesia.stt:CartesiaSTTService",
            "ink-2",
            "wss://api.cartesia.ai",
            ("base_url", "{url}"),
            _cartesia_ear,
            fixed=_AT_ONCE,
        ),
        "azure": Row(
            "pipecat.services.azure.stt:AzureSTTService",
            "standard",
            "",
            ("private_endpoint", "{url}"),
            _azure_ear,
            needs=("key", "region"),
            package="azure-cognitiveservices-speech",
        ),
    }
)
MOUTHS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "deepgram": Row(
            "pipecat.services.deepgram.tts:DeepgramTTSService",
            "aura-2-helena-en",
            "wss://api.deepgram.com",
            ("base_url", "{url}"),
            _deepgram_mouth,
            fixed=_PRIVATE,
        ),
        "openai": Row(
            "pipecat.services.openai.tts:OpenAITTSService",
            "gpt-4o-mini-tts",
            "https://api.openai.com/v1",
            ("base_url", "{url}"),
            _openai_mouth,
            needs=("key", "voice"),
        ),
        "elevenlabs": Row(
            "pipecat.services.elevenlabs.tts:ElevenLabsTTSService",
            "eleven_flash_v2_5",
            "wss://api.elevenlabs.io",
            ("url", "{url}"),
            _elevenlabs_mouth,
            needs=("key", "voice"),
        ),
        "cartesia": Row(
            "pipecat.services.cartesia.tts:CartesiaTTSService",
            "sonic-3",
            "wss://api.cartesia.ai",
            ("url", "{url}/tts/websocket"),
            _cartesia_mouth,
            needs=("key", "voice"),
        ),
        "azure": Row(
            "pipecat.services.azure.tts:AzureTTSService",
            "en-US-AvaMultilingualNeural",
            "",
            ("private_endpoint", "{url}"),
            _azure_mouth,
            needs=("key", "region"),
            package="azure-cognitiveservices-speech",
        ),
    }
)


def ears(named: str, account: Account) -> Callable[[Sequence[str]], STTService]:
    """What makes an ear for one conversation, given the words that are hard to hear right.

    `named`: VIVAVOCE_STT, `vendor:model`. Raises Unavailable, with what is missing.
    """
    row, model = found("STT", EARS, named, account)

    def make(terms: Sequence[str]) -> STTService:
        ear: STTService = _made(row, account, Wish(model, "", terms=tuple(terms)), HEARD_RATE)
        return ear

    make(())
    return make


def mouth(named: str, account: Account) -> Callable[[float], TTSService]:
    """What makes a voice for one conversation, given its pace (1.0 is the voice's own).

    `named`: VIVAVOCE_TTS, `vendor:model`. Raises Unavailable, with what is missing.
    """
    row, model = found("TTS", MOUTHS, named, account)

    def make(pace: float) -> TTSService:
        wish = Wish(model, account.voice or "", pace=pace)
        voice: TTSService = _made(row, account, wish, SPOKEN_RATE)
        return voice

    make(1.0)
    return make


def found(role: str, rows: Mapping[str, Row], named: str, account: Account) -> tuple[Row, str]:
    """The vendor's row and the model. Imports nothing. Raises Unavailable, with what is missing.

    `role`: "STT" with EARS or "TTS" with MOUTHS. `named`: the setting, `vendor:model`.
    """
    setting = f"VIVAVOCE_{role}={named}"
    vendor, _, model = named.partition(":")
    row = rows.get(vendor)
    if row is None:
        raise Unavailable(f"{setting} names no vendor known here: {', '.join((EMBEDDED, *rows))}.")
    if not model:
        raise Unavailable(f"{setting} names no model; for example {vendor}:{row.model}.")
    for need in row.needs:
        if not getattr(account, need) and not (need == "region" and account.url):
            owner = "SPEECH" if need == "region" else role
            raise Unavailable(f"{setting} needs VIVAVOCE_{owner}_{need.upper()}.")
    if row.package and not _installed(row.package):
        raise Unavailable(f"{setting} needs the package {row.package}: {_EXTRA}.")
    return row, model


def _installed(package: str) -> bool:
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _made(row: Row, account: Account, wish: Wish, rate: int) -> Any:
    """The vendor's Pipecat service."""
    module, _, name = row.made_by.partition(":")
    kind = getattr(import_module(module), name)
    return kind(
        api_key=account.key,
        sample_rate=rate,
        settings=kind.Settings(**row.chosen(wish)),
        **addressed(row, account),
        **row.fixed,
    )


def addressed(row: Row, account: Account) -> Mapping[str, object]:
    """Where the vendor is: the gateway's host and path, spoken to in the vendor's own protocol."""
    if not account.url and not row.home:
        return {"region": account.region}
    parts = urlsplit(account.url or row.home)
    scheme = "wss" if urlsplit(row.home or "wss:").scheme in _STREAMED else "https"
    if parts.scheme in {"http", "ws"}:
        scheme = _PLAIN[scheme]
    host = (parts.netloc + parts.path).rstrip("/")
    argument, form = row.address
    return {argument: form.format(url=f"{scheme}://{host}", host=host)}
