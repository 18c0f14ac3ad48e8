"""The documentation says what the code does: settings, commands, rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from vivavoce import cli
from vivavoce.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()


def settings_table() -> str:
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = (
            ""
            if field.default in {None, ""}
            else f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
        )
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_stands_in_the_readme_with_default_and_meaning() -> None:
    written = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", README, re.DOTALL)
    assert written
    assert written[1] == settings_table()


def test_every_command_stands_in_the_readme() -> None:
    group = typer.main.get_command(cli.app)
    names = sorted(group.commands)  # type: ignore[attr-defined]
    table = re.findall(r"^\| (`[a-z]+`(?:, `[a-z]+`)*) \|", README, re.MULTILINE)
    assert sorted(re.findall(r"`([a-z]+)`", " ".join(table))) == names


@pytest.mark.parametrize(
    "room",
    sorted(
        path.name
        for path in (ROOT / "src" / "vivavoce").iterdir()
        if path.is_dir() and not path.name.startswith("_")
    ),
)
def test_every_room_stands_in_the_architecture(room: str) -> None:
    assert f"`{room}/`" in ARCHITECTURE or f"> {room} >" in ARCHITECTURE


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(
        re.findall(
            r"(?:`|^)make ([a-z]+)",
            README + ARCHITECTURE + (ROOT / "CONTRIBUTING.md").read_text(),
            re.MULTILINE,
        )
    )
    assert named <= targets


def test_no_machine_path_and_no_index_address_in_a_tracked_file() -> None:
    import subprocess

    pattern = "/wo" + "rk/[a-z.]|/ro" + "ot/|pypi" + r"\.org|python" + r"hosted|registry\.np" + "mjs"
    found = subprocess.run(["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == ""
