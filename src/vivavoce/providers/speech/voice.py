"""How does a text sound? hibari's American voice "heart", the one that its package carries."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech import weights
from vivavoce.providers.speech.sayable import pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE: Final = 24_000
VOICE: Final = "heart"
SLOWEST, FASTEST = 0.7, 1.3
_REMEMBERED = 64 << 20
"""Bytes: 23 minutes of sound."""

_FAINT = 0.002
"""-54 dB of full scale: what the voice makes before and after a sentence stays below."""
_AROUND = RATE // 25
_BREATH = 9 * RATE // 20
"""Samples of silence between two pieces, at pace 1; about what the voice itself leaves."""

MODEL: Final = weights.Model(
    "voice hibari",
    ("numpy", "onnxruntime", "hibari"),
    weights.carried(
        "hibari-tts",
        "hibari/assets",
        {
            "hibari.onnx": "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
            "lexicon_us_gold.json.gz": "63ae94f8ef0e906d5b24fe9b59ffcbd1529aca5686a774610e43973cbaa86ad2",
            "lexicon_us_silver.json.gz": "c4c2546ebf1eb07010331e7ef785a431aa17ba8e7bfb6b4af8d654ee96a71fd3",
            "normalize.json": "d478ff05404bc43ac3e0468e306674e51085f1b1afc94cdef7c7ea4fb0d56bd8",
            "oov.json": "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
            "oov.onnx": "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
            "tagger.json.gz": "d2da7502284bbbe45d49e0b7ce3ce67bdab82254150f4317f1b8559b4d38d0eb",
            "tokenizer_exceptions.json": "ddf3a3da07bdcf5144270ea4530191d8580fb4fd6f5ae93296e87916e795659a",
            "vocab.json": "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
        },
    ),
)


class Hibari:
    """A loaded voice. Thread-safe: conversations share one, and what it said before is not made again."""

    def __init__(self, engine: Any, remembered: int = _REMEMBERED) -> None:
        """`engine`: a hibari.Hibari. `remembered`: bytes of sound kept."""
        self._engine = engine
        self._lock = threading.Lock()
        self._memory = _Memory(remembered)

    @classmethod
    def load(cls) -> Hibari:
        """Raises Unavailable. Never downloads: the model is given by its path."""
        lacking = weights.missing(MODEL)
        if lacking:
            raise Unavailable(lacking)
        path = weights.verified(MODEL)["hibari.onnx"]

        from hibari import Hibari as Engine

        voice = cls(Engine(VOICE, model=str(path), threads=1))
        voice._made("Hello there.", 1.0)
        return voice

    def speak(self, text: str, pace: float = 1.0) -> Iterator[bytes]:
        """The text as sound, a sentence at a time: 16-bit little-endian samples, 24 kHz, one channel.

        `pace`: 1 is the voice's own, more is faster; outside 0.7 to 1.3 the nearer end is taken. The same
        text at the same pace always gives the same bytes. Text in which nothing can be said gives none.
        """
        pace = min(FASTEST, max(SLOWEST, pace))
        breath = b""
        for piece in pieces(text):
            sound = self._made(piece, pace)
            if sound:
                yield breath + sound
                breath = bytes(2 * round(_BREATH / pace))

    def _made(self, piece: str, pace: float) -> bytes:
        key = (VOICE, pace, piece)
        with self._lock:
            sound = self._memory.recall(key)
            if sound is None:
                sound = _samples(self._engine(piece, speed=pace, seed=0))
                self._memory.keep(key, sound)
        return sound


def _samples(sound: NDArray[np.float32]) -> bytes:
    """The sound as 16-bit samples, without the silence the voice puts around it (some 0.3 s before)."""
    import numpy as np

    audible = np.flatnonzero(abs(sound) > _FAINT)
    if not len(audible):
        return b""
    kept = sound[max(0, audible[0] - _AROUND) : audible[-1] + _AROUND]
    return (kept.clip(-1, 1) * 32767).astype("<i2").tobytes()


class _Memory:
    """The sounds used last, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._sounds: OrderedDict[tuple[str, float, str], bytes] = OrderedDict()

    def recall(self, key: tuple[str, float, str]) -> bytes | None:
        sound = self._sounds.get(key)
        if sound is not None:
            self._sounds.move_to_end(key)
        return sound

    def keep(self, key: tuple[str, float, str], sound: bytes) -> None:
        self._sounds[key] = sound
        self._size += len(sound)
        while self._size > self._most:
            self._size -= len(self._sounds.popitem(last=False)[1])
