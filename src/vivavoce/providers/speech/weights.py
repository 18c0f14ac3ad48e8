"""Where does an installed package keep a model's files, and are they the files this code was measured with?

The packages come from publishers nobody here knows: their files are read, their code is never imported, and a
file counts only when its SHA-256 is the one written down beside the engine that uses it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vivavoce.domain.errors import Unavailable

_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Weight:
    """One file of a model. `name`: its path as the engine knows it. `digest`: SHA-256 of the whole, in hex.

    `parts`: the packages that carry it, in the order to join them, each with the end of the path inside it.
    """

    name: str
    digest: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What an engine needs. `what` reads well after "the" in a sentence; `modules` are imported to run it."""

    what: str
    modules: tuple[str, ...]
    weights: tuple[Weight, ...]


def carried(package: str, folder: str, digests: Mapping[str, str]) -> tuple[Weight, ...]:
    """The files that one package carries whole, below this folder of it ("" for anywhere)."""
    return tuple(Weight(name, digest, ((package, f"{folder}/{name}"),)) for name, digest in digests.items())


def missing(model: Model) -> str:
    """Why the model cannot be had, a sentence to show; "" when it can. Imports nothing, reads no file."""
    for module in model.modules:
        if importlib.util.find_spec(module) is None:
            return f"The Python package {module} is not installed."
    try:
        located(model)
    except Unavailable as refusal:
        return refusal.message
    return ""


def located(model: Model) -> dict[str, tuple[Path, ...]]:
    """Where the parts of each file are, by the file's name. Raises Unavailable."""
    wanted: dict[str, list[str]] = {}
    for weight in model.weights:
        for package, ending in weight.parts:
            wanted.setdefault(package, []).append(ending)
    found = {package: _within(package, endings, model.what) for package, endings in wanted.items()}
    return {
        weight.name: tuple(found[package][ending] for package, ending in weight.parts)
        for weight in model.weights
    }


def _within(package: str, endings: list[str], what: str) -> dict[str, Path]:
    try:
        listed = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        raise Unavailable(f"The package {package}, which carries the {what}, is not installed.") from None
    found = {
        ending: Path(str(path.locate()))
        for path in listed
        for ending in endings
        if f"/{path}".endswith(ending)
    }
    absent = [ending for ending in endings if ending not in found or not found[ending].is_file()]
    if absent:
        raise Unavailable(f"The package {package} does not hold {', '.join(e.lstrip('/') for e in absent)}.")
    return found


def verified(model: Model) -> dict[str, Path]:
    """Where each file is, for a model that no package splits. Raises Unavailable."""
    paths = {name: parts[0] for name, parts in located(model).items()}
    for weight in model.weights:
        _check(model, weight, paths[weight.name])
    return paths


def together(model: Model, cache: Path) -> Path:
    """The folder in which all files of the model stand under their names. Raises Unavailable.

    It is the package's own folder, or `cache` (made when it is not there) where a file comes in parts: they
    are joined once. A file in `cache` that is not the one expected is written again; nobody sees half of one.
    """
    places = located(model)
    if all(len(parts) == 1 for parts in places.values()):
        paths = verified(model)
        return next(iter(paths.values())).parent
    cache.mkdir(parents=True, exist_ok=True)
    for weight in model.weights:
        target = cache / weight.name
        if not (target.is_file() and _digest(target) == weight.digest):
            _join(model, weight, places[weight.name], target)
    return cache


def _join(model: Model, weight: Weight, parts: tuple[Path, ...], target: Path) -> None:
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with draft.open("wb") as file:
            for piece in _pieces(parts):
                file.write(piece)
        _check(model, weight, draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _pieces(parts: tuple[Path, ...]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while piece := file.read(_AT_ONCE):
                yield piece


def _check(model: Model, weight: Weight, path: Path) -> None:
    if _digest(path) != weight.digest:
        raise Unavailable(f"The {model.what}'s file {weight.name} is not the one expected (SHA-256 differs).")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
