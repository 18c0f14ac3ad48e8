"""The embedded ear (Whisper), voice (hibari) and sense of an ending (Smart Turn): engines without asyncio.

All are thread-safe. What is heavy is imported when it is loaded: this package can be imported where the extra
`voice` is absent.
"""

from __future__ import annotations

from collections.abc import Iterable

EMBEDDED = ("tiny.en", "heart", "smart-turn")


def available(engines: Iterable[str] = EMBEDDED) -> str:
    """Why these cannot all be had, a sentence to show; "" when they can. Loads nothing and checks no digest.

    `engines`: a size of Whisper ("tiny.en", "base"), "heart" (the voice) and "smart-turn".
    """
    from vivavoce.providers.speech import ear, endings, voice, weights

    models = {**ear.MODELS, voice.VOICE: voice.MODEL, "smart-turn": endings.MODEL}
    for engine in engines:
        if engine not in models:
            return f"There is no embedded {engine}; there is {', '.join(models)}."
        lacking = weights.missing(models[engine])
        if lacking:
            return lacking
    return ""
