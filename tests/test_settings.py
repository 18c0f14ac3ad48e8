"""Settings: who wins, where each value comes from, and one line that says what is wrong."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from vivavoce.settings import PREFIX, Settings, SettingsError, explain, load

DEFAULT = 3009


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting in the environment but the test's own."""
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)


def written(folder: Path, text: str) -> Path:
    file = folder / "settings.env"
    file.write_text(text)
    return file


def source(name: str, settings: Settings, file: Path | None = None, **given: object) -> tuple[str, str]:
    row = next(row for row in explain(settings, file, **given) if row.name == PREFIX + name)
    return row.value, row.source


@pytest.mark.parametrize(("in_file", "in_environment", "on_line"), list(product([False, True], repeat=3)))
def test_command_line_then_environment_then_file_then_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_file: bool, in_environment: bool, on_line: bool
) -> None:
    file = written(tmp_path, "VIVAVOCE_PORT=1001" if in_file else "")
    if in_environment:
        monkeypatch.setenv("VIVAVOCE_PORT", "1002")
    given = {"port": 1003 if on_line else None}
    if on_line:
        expected = (1003, "command line")
    elif in_environment:
        expected = (1002, "environment")
    elif in_file:
        expected = (1001, "file")
    else:
        expected = (DEFAULT, "default")
    settings = load(file, **given)
    assert settings.port == expected[0]
    assert source("PORT", settings, file, **given) == (str(expected[0]), expected[1])


def test_an_empty_variable_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIVAVOCE_PORT", "")
    assert source("PORT", load()) == (str(DEFAULT), "default")
    file = written(tmp_path, "VIVAVOCE_PORT=1001")
    settings = load(file)
    assert (settings.port, source("PORT", settings, file)) == (1001, ("1001", "file"))


def test_lines_of_a_file(tmp_path: Path) -> None:
    file = written(
        tmp_path, '# a comment\n\n  VIVAVOCE_HOST = "0.0.0.0" \nVIVAVOCE_MAIL_URL=smtp://a:b=c@host\n'
    )
    settings = load(file)
    assert (settings.host, settings.mail_url) == ("0.0.0.0", "smtp://a:b=c@host")


def test_explain_shows_every_setting_and_no_secret(tmp_path: Path) -> None:
    secrets = {
        "secret_key": "ab" * 32,
        "mail_url": "smtp://jane:hidden@mail.example",
        "database_url": "postgresql://jane:hidden@db.example/x",
    }
    file = written(tmp_path, "".join(f"{PREFIX}{name.upper()}={value}\n" for name, value in secrets.items()))
    rows = explain(load(file), file)
    assert [row.name for row in rows] == [PREFIX + name.upper() for name in Settings.model_fields]
    assert all(row.meaning for row in rows)
    shown = {row.name: row.value for row in rows}
    assert {shown[PREFIX + name.upper()] for name in secrets} == {"(set)"}
    assert not any(value in str(rows) or "hidden" in str(rows) for value in secrets.values())


def test_a_secret_that_is_not_set_is_empty() -> None:
    assert source("SECRET_KEY", load()) == ("", "default")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LLM", "gpt"),
        ("PER_MINUTE", "0"),
        ("CANDIDATE_CODE", "perhaps"),
        ("LOG_LEVEL", "loud"),
    ],
)
@pytest.mark.parametrize("place", ["file", "environment"])
def test_one_line_says_which_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, place: str
) -> None:
    file = written(tmp_path, f"VIVAVOCE_{name}={value}" if place == "file" else "")
    if place == "environment":
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError, match=f"^VIVAVOCE_{name}: .") as refused:
        load(file)
    assert "\n" not in str(refused.value)


def test_unknown_names_in_a_file_are_all_named(tmp_path: Path) -> None:
    file = written(tmp_path, "VIVAVOCE_PORT=1\nVIVAVOCE_PROT=2\nVIVAVOCE_HOTS=x\n")
    with pytest.raises(SettingsError, match=r"unknown settings: VIVAVOCE_HOTS, VIVAVOCE_PROT$"):
        load(file)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        load(tmp_path / "nowhere")
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(SettingsError, match="cannot read"):
        load(tmp_path / "picture")


def test_what_follows_from_others(tmp_path: Path) -> None:
    assert load(port=8080).site == "http://localhost:8080"
    assert load(public_url="https://talk.example/").site == "https://talk.example"
    assert load(data_dir=tmp_path).url == f"sqlite:///{tmp_path}/vivavoce.db"
    assert load(allow_private_cidrs=" 10.0.0.0/8 ,, ::1/128").private_networks == ("10.0.0.0/8", "::1/128")


def test_settings_do_not_change() -> None:
    with pytest.raises(Exception, match="frozen"):
        load().port = 1  # type: ignore[misc]
