"""What listens and what speaks in a voice worker? The embedded engines, or a vendor with them behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vivavoce.domain.errors import Unavailable
from vivavoce.live.voice import vendors
from vivavoce.live.voice.vendors import EARS, EMBEDDED, MOUTHS, Account
from vivavoce.providers.speech import ear, endings, voice, weights
from vivavoce.settings import Settings

if TYPE_CHECKING:
    from pipecat.processors.frame_processor import FrameProcessor

    from vivavoce.live.voice.engines import Engines

Ear = Callable[[Sequence[str]], "FrameProcessor"]
Mouth = Callable[[float], "FrameProcessor"]
_SMALLEST, _BETTER = "tiny.en", "base"
_SIZES: Final = {EMBEDDED: _SMALLEST, **{f"{EMBEDDED}:{size}": size for size in ear.MODELS}}
_VOICES: Final = {EMBEDDED: "hibari", f"{EMBEDDED}:hibari": "hibari"}


@dataclass(frozen=True, slots=True)
class Speech:
    """The names of both as `vendor:model`, and what makes their Pipecat services for a conversation.

    `ear` takes the words that are hard to hear right, `mouth` the pace. `judge` gives the probability (Smart
    Turn's) that a turn ends with this sound of 16-bit samples at 16 kHz; it runs in a thread.
    """

    stt: str
    tts: str
    ear: Ear
    mouth: Mouth
    judge: Callable[[bytes], asyncio.Future[float]]


def missing(settings: Settings) -> str:
    """Why this installation cannot listen and speak as it is set, a sentence to show; "" when it can.

    Looks for packages and files, and opens none.
    """
    for model in (ear.MODELS[_SIZES.get(settings.stt, _SMALLEST)], endings.MODEL, voice.MODEL):
        lacking = weights.missing(model)
        if lacking:
            return lacking
    try:
        if settings.stt not in _SIZES:
            vendors.found("STT", EARS, settings.stt, _listener(settings))
        if settings.tts not in _VOICES:
            vendors.found("TTS", MOUTHS, settings.tts, _speaker(settings))
    except Unavailable as refusal:
        return refusal.message
    return ""


def chosen(settings: Settings) -> Speech:
    """What the settings name. Loads the embedded engines, also those behind a vendor. Raises Unavailable."""
    from vivavoce.live.voice.engines import Engines

    better = _BETTER if settings.stt == EMBEDDED and not weights.missing(ear.MODELS[_BETTER]) else None
    engines = Engines.load(_SIZES.get(settings.stt, _SMALLEST), better, settings.data_dir / "models")
    stt, hears = _listening(settings, engines)
    tts, speaks = _speaking(settings, engines)
    return Speech(stt, tts, hears, speaks, engines.judge)


def _listening(settings: Settings, own: Engines) -> tuple[str, Ear]:
    if settings.stt in _SIZES:
        return f"{EMBEDDED}:{_SIZES[settings.stt]}", own.ear
    from vivavoce.live.voice.fallback import hearing

    theirs = vendors.ears(settings.stt, _listener(settings))
    return settings.stt, lambda terms: hearing(theirs(terms), own.ear(terms))


def _speaking(settings: Settings, own: Engines) -> tuple[str, Mouth]:
    if settings.tts in _VOICES:
        return f"{EMBEDDED}:{_VOICES[settings.tts]}", own.mouth
    from vivavoce.live.voice.fallback import speaking

    theirs = vendors.mouth(settings.tts, _speaker(settings))
    return settings.tts, lambda pace: speaking(theirs(pace), own.mouth(pace))


def _listener(settings: Settings) -> Account:
    return Account(settings.stt_key, None, settings.speech_region, settings.stt_url)


def _speaker(settings: Settings) -> Account:
    return Account(settings.tts_key, settings.tts_voice, settings.speech_region, settings.tts_url)
