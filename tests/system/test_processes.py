"""The operator's commands against real processes: separate serve and work, keys while running, clean stops."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import COMMAND, free_port, launch, wait_for
from tests.system.test_interviews import api, held, score

pytestmark = pytest.mark.system


def test_serve_and_work_apart_on_postgresql(databases: Callable[[], str], tmp_path: Path) -> None:
    server = launch(tmp_path, "serve", "work", "work", VIVAVOCE_DATABASE_URL=databases())
    try:
        assert score(held(server, "strong"))
    finally:
        server.stop()


def test_work_alone_on_sqlite_is_refused_in_words(tmp_path: Path) -> None:
    done = subprocess.run([COMMAND, "work", "--data", str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "PostgreSQL" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_two_processes_on_one_folder_and_a_taken_port_are_refused(tmp_path: Path) -> None:
    server = launch(tmp_path / "one")
    try:
        same = server.command("up", "--port", str(free_port()))
        assert (same.returncode, len(same.stderr.splitlines())) == (3, 1)
        arguments = ["up", "--data", str(tmp_path / "two"), "--port", str(server.port)]
        taken = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=60)
        assert (taken.returncode, len(taken.stderr.splitlines())) == (3, 1)
        assert str(server.port) in taken.stderr
    finally:
        server.stop()


def test_keys_are_made_revoked_and_rolled_while_the_server_runs(tmp_path: Path) -> None:
    server = launch(tmp_path)
    try:
        made = server.command(
            "keys", "create", "--name", "reader", "--scope", "jobs:read"
        ).stdout.splitlines()
        server.key, id = made[-1], made[-2].removeprefix("key id ")
        assert api(server, "GET", "/jobs")["total"] == 0
        with pytest.raises(urllib.error.HTTPError) as refused:
            api(
                server,
                "POST",
                "/jobs",
                {"title": "Engineer", "description": "Build things.", "status": "OPEN"},
            )
        assert refused.value.code == 403
        rolled = server.command("keys", "roll", id).stdout.splitlines()[-1]
        assert rolled.startswith("vv_live_")
        assert server.command("keys", "revoke", id).returncode == 0
        assert "revoked" in server.command("keys", "list").stdout
        server.key = rolled
        assert api(server, "GET", "/jobs")["total"] == 0
        assert server.command("audit", "verify").returncode == 0
    finally:
        server.stop()


def test_the_demo_key_opens_nothing_outside_demo_mode(tmp_path: Path) -> None:
    demo = subprocess.run(
        [COMMAND, "demo", "--once", "--data", str(tmp_path), "--port", str(free_port())],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert demo.returncode == 0, demo.stderr
    assert "turn 3" in demo.stdout
    server = launch(tmp_path)
    try:
        server.key = "demo_api_key_12345678901234567890123456789012345678901234567890123456"
        with pytest.raises(urllib.error.HTTPError) as refused:
            api(server, "GET", "/jobs")
        assert refused.value.code == 401
        assert json.load(refused.value)["error"] == "Unauthorized"
    finally:
        server.stop()


def test_a_stopped_server_leaves_at_once_and_comes_back(tmp_path: Path) -> None:
    server = launch(tmp_path)
    made = api(
        server, "POST", "/jobs", {"title": "Engineer", "description": "Build things.", "status": "OPEN"}
    )
    server.stop()
    server.start("up")
    try:
        assert api(server, "GET", f"/jobs/{made['id']}") == made
        wait_for(lambda: api(server, "GET", "/jobs")["total"] == 1)
    finally:
        server.stop()
