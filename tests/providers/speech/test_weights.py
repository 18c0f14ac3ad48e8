"""Model files are found in installed packages, joined in order, and refused when they are not the right ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from vivavoce.domain.errors import Unavailable
from vivavoce.providers.speech.weights import Model, Weight, carried, located, missing, together, verified

WHOLE = b"first half, second half"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def install(site: Path, package: str, files: Mapping[str, bytes]) -> None:
    """An installed distribution that holds these files, as `pip` leaves one."""
    described = site / f"{package.replace('-', '_')}-1.0.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (described / "RECORD").write_text("".join(f"{name},,\n" for name in files))
    for name, content in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    install(folder, "vv-one", {"one/bin.part1": b"first half, ", "one/words.txt": b"words"})
    install(folder, "vv-two", {"two/bin.part2": b"second half"})
    monkeypatch.syspath_prepend(str(folder))
    return folder


def split(*, whole: bytes = WHOLE, turned: bool = False) -> Model:
    parts = (("vv-one", "/bin.part1"), ("vv-two", "/bin.part2"))
    weight = Weight("bin", digest(whole), parts[::-1] if turned else parts)
    return Model("toy", (), (weight, *carried("vv-one", "one", {"words.txt": digest(b"words")})))


def toy(package: str = "vv-one", module: str = "json", words: bytes = b"words") -> Model:
    return Model("toy", (module,), carried(package, "one", {"words.txt": digest(words)}))


def test_parts_are_joined_in_order_beside_the_files_that_come_whole(site: Path, tmp_path: Path) -> None:
    folder = together(split(), tmp_path / "deep" / "cache")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "bin": WHOLE,
        "words.txt": b"words",
    }


def test_parts_in_another_order_are_refused_and_leave_nothing(site: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="The toy's file bin is not the one expected"):
        together(split(turned=True), tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_what_was_joined_is_used_again_and_mended_when_it_is_damaged(site: Path, tmp_path: Path) -> None:
    joined = together(split(), tmp_path / "cache") / "bin"
    written = joined.stat().st_ino
    together(split(), tmp_path / "cache")
    assert joined.stat().st_ino == written
    joined.write_bytes(WHOLE[:5])
    together(split(), tmp_path / "cache")
    assert joined.read_bytes() == WHOLE


def test_a_model_that_comes_whole_stays_where_it_is(site: Path, tmp_path: Path) -> None:
    assert together(toy(), tmp_path / "cache") == site / "one"
    assert not (tmp_path / "cache").exists()


def test_a_changed_file_is_refused(site: Path, tmp_path: Path) -> None:
    changed = toy(words=b"other words")
    for look in (verified, lambda model: together(model, tmp_path / "cache")):
        with pytest.raises(Unavailable, match=r"words\.txt is not the one expected \(SHA-256 differs\)"):
            look(changed)
    assert missing(changed) == ""


def test_what_is_missing_is_a_sentence(site: Path) -> None:
    assert missing(toy()) == ""
    assert missing(toy(module="no_such_module")) == "The Python package no_such_module is not installed."
    assert missing(toy("no-such-package")) == (
        "The package no-such-package, which carries the toy, is not installed."
    )
    assert missing(toy("vv-two")) == "The package vv-two does not hold one/words.txt."
    (site / "one" / "words.txt").unlink()
    assert missing(toy()) == "The package vv-one does not hold one/words.txt."


def test_a_name_that_only_ends_alike_is_another_file(site: Path) -> None:
    install(site, "vv-three", {"one/my-words.txt": b"words"})
    with pytest.raises(Unavailable, match="does not hold one/words"):
        located(toy("vv-three"))
