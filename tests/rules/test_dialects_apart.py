"""Does the house stand without any one of its dialects? Each is removed from a copy, and the rest is put up."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vivavoce
from vivavoce.dialects import ALL

SOURCE = Path(vivavoce.__file__).parent
PUT_UP = """
import importlib, json, pkgutil, sys, tempfile
from pathlib import Path
import vivavoce
assert vivavoce.__file__.startswith(sys.argv[1]), vivavoce.__file__
for module in pkgutil.walk_packages(vivavoce.__path__, "vivavoce."):
    if ".migrations." not in module.name and not module.name.endswith("document_child"):
        importlib.import_module(module.name)
from vivavoce.deps import build
from vivavoce.dialects import ALL
from vivavoce.dialects.openapi import document
from vivavoce.server import build_app
from vivavoce.settings import load
deps = build(load(data_dir=Path(tempfile.mkdtemp()), embeddings=False))
build_app(deps)
print(json.dumps([[dialect.name for dialect in ALL], len(document(ALL, "http://localhost")["paths"])]))
"""


def without(folder: Path, name: str) -> Path:
    """A copy of the source without this dialect's folder and its two lines in `ALL`."""
    shutil.copytree(SOURCE, folder / "vivavoce", ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    shutil.copytree(SOURCE.parent.parent / "samples", folder / "samples")
    dialects = folder / "vivavoce" / "dialects"
    shutil.rmtree(dialects / name)
    listing = dialects / "__init__.py"
    text = re.sub(rf"from vivavoce\.dialects\.{name} import \w+\n", "", listing.read_text())
    listing.write_text(re.sub(rf"\b{name.upper()}\b,? ?", "", text))
    return folder


@pytest.mark.parametrize("name", [dialect.name for dialect in ALL])
def test_the_rest_stands_without(tmp_path: Path, name: str) -> None:
    folder = without(tmp_path, name)
    told = subprocess.run(
        [sys.executable, "-c", PUT_UP, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )
    assert told.returncode == 0, told.stderr[-2000:]
    assert f'"{name}"' not in told.stdout
    assert told.stdout.count('"') == 2 * (len(ALL) - 1)


@pytest.mark.parametrize("name", [dialect.name for dialect in ALL])
def test_nobody_else_knows_it(name: str) -> None:
    apart = [SOURCE / "dialects" / name, SOURCE / "dialects" / "__init__.py"]
    for path in SOURCE.rglob("*.py"):
        if not any(path == own or own in path.parents for own in apart):
            assert f"dialects.{name}" not in path.read_text(), path
