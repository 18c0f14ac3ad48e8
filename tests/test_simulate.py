"""The simulated candidate reads its code from the mail folder and says where it stopped."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.mail import Mail, MailFolder
from vivavoce.simulate import SimulationError, _code, simulate

MINE, THEIRS = "a" * 64, "b" * 64
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def arrive(folder: Path, subject: str, after: timedelta, link: str = MINE) -> None:
    """A mail, `after` the beginning."""
    at = FrozenClock(NOW + after)
    known = set(folder.glob("*.eml"))
    MailFolder(folder, "a@b.example", at).send(Mail("jane@example.com", subject, "Hello", about=link))
    for path in set(folder.glob("*.eml")) - known:
        os.utime(path, (at.now().timestamp(), at.now().timestamp()))


def test_the_newest_code_is_taken(tmp_path: Path) -> None:
    arrive(tmp_path, "Your interview code: 111111", timedelta(0))
    arrive(tmp_path, "Your interview code: 222222", timedelta(seconds=1))
    arrive(tmp_path, "Your interview with Acme", timedelta(seconds=2))
    assert _code(tmp_path, MINE, NOW.timestamp()) == "222222"


def test_a_code_for_another_link_is_not(tmp_path: Path) -> None:
    """Several simulated candidates may pass the door in the same second."""
    arrive(tmp_path, "Your interview code: 111111", timedelta(0))
    arrive(tmp_path, "Your interview code: 222222", timedelta(seconds=1), link=THEIRS)
    assert _code(tmp_path, MINE, NOW.timestamp()) == "111111"


def test_a_code_from_before_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vivavoce.simulate.WAIT_SECONDS", 0.05)
    arrive(tmp_path, "Your interview code: 111111", -timedelta(seconds=10))
    with pytest.raises(SimulationError, match="no one-time code"):
        _code(tmp_path, MINE, NOW.timestamp())


def test_nobody_listens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(SimulationError, match="cannot reach"):
        simulate(f"http://127.0.0.1:{port}/interview/join/x?y=1", "strong", tmp_path)
