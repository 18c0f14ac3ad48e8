"""Does it sound as if the speaker has finished? Smart Turn v3.2 (ONNX), a hint and never a verdict.

Measured on hard cuts of read speech: 94 % of whole sentences are called complete, and so are 4 of 10 halves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech import weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE: Final = 16_000
_HEARD = 8 * RATE
_FILE = "smart-turn-v3.2-cpu.onnx"
MODEL: Final = weights.Model(
    "end-of-turn model Smart Turn",
    ("numpy", "onnxruntime", "pipecat"),
    weights.carried(
        "pipecat-ai",
        "/smart_turn/data",
        {_FILE: "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"},
    ),
)


class Endings:
    """The loaded model. Thread-safe; one thread a question."""

    def __init__(self, session: Any) -> None:
        """`session`: an onnxruntime.InferenceSession."""
        from pipecat.audio.turn.smart_turn._whisper_features import compute_whisper_log_mel_features

        self._session = session
        self._features = compute_whisper_log_mel_features

    @classmethod
    def load(cls) -> Endings:
        """Raises Unavailable."""
        lacking = weights.missing(MODEL)
        if lacking:
            raise Unavailable(lacking)
        path = weights.verified(MODEL)[_FILE]

        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return cls(onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]))

    def complete(self, samples: NDArray[np.float32]) -> float:
        """How likely (0 to 1) the turn is over, by its last 8 s: 16 kHz, one channel, -1 to 1."""
        import numpy as np

        last = samples[-_HEARD:]
        heard = np.pad(last, (_HEARD - len(last), 0)).astype(np.float32)
        features = self._features(heard, do_normalize=True)[None]
        return float(self._session.run(None, {"input_features": features})[0].ravel()[0])
