"""Can somebody speak a whole interview into a browser, with nothing but this machine, and is it understood?"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.servers import Running, launch, wait_for
from tests.system.test_interviews import api, arrange
from vivavoce.bench.speech import said, word_errors
from vivavoce.domain.interview import Role
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Unstartable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, sqlite_url
from vivavoce.store.shapes import TURN

from .conftest import ARGUMENTS, CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.system]
ANSWERS = (
    "In my last job I rebuilt the billing service in Python, because the old one timed out every night. "
    "I measured the slowest query and added an index, and the time fell by eighty percent.",
    "I wrote the tests first and reviewed every change with my two colleagues. "
    "As a result we had only three failures in a whole year.",
    "When the database was full I moved the old orders to an archive. I did it at night, in six small steps, "
    "so that no customer had to wait, and we saved forty percent of the cost.",
    "My part was the design of the interface and the work on the queries. "
    "I used a profiler, and I found that one loop took half of the time.",
    "I would do it in smaller steps today, and I would talk to the customer much earlier.",
    "I decided it myself, after I had compared two ways for a week and measured both of them.",
    "I asked a colleague to read it, and she found two mistakes that I had not seen.",
    "I learned that a number says more than a feeling, so now I measure before I change anything.",
)
LEAD, GAP = 36, 20
"""Seconds of silence before the first answer, and between answers: the interviewer speaks meanwhile."""
WORD_ERROR = 0.15
"""Share of the spoken words that may be wrong: the p95 that HireFinch's release gate names (figures.md)."""
CLONE_NEWNET = 0x40000000
SET_FLAGS, UP_AND_RUNNING = 0x8914, 0x41
"""netdevice(7): SIOCSIFFLAGS, IFF_UP with IFF_RUNNING."""


def cut_off() -> str:
    """Take the network from this thread and all that it starts; "" or why that is not possible."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        return os.strerror(ctypes.get_errno())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        fcntl.ioctl(asked, SET_FLAGS, struct.pack("16sh22x", b"lo", UP_AND_RUNNING))
    return ""


def apart(work: Callable[[], None]) -> None:
    """Run in a thread of its own, because the network is taken from a thread for good."""
    failed: list[BaseException] = []

    def body() -> None:
        try:
            refused = cut_off()
            print("the network is", f"still there: {refused}" if refused else "off")
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def microphone(path: Path) -> Path:
    """A WAV file that holds the answers one after the other."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 16_000 * LEAD))
        for text in ANSWERS:
            file.writeframes(said(text) + bytes(2 * 16_000 * GAP))
    return path


def spoken(server: Running, wav: Path) -> dict[str, Any]:
    """One interview through the candidate's pages, by voice from the first word to the last."""
    interview = arrange(server, minutes=5)
    heard = f"--use-file-for-fake-audio-capture={wav}%noloop"
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", heard)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *fake])
        page = browser.new_page(locale="en-GB")
        enter(page, interview["interviewUrl"])
        page.get_by_role("button", name="Go on by voice", exact=True).click()
        expect(page.locator("#state")).to_have_text("Listening", timeout=60_000)
        expect(page.locator("#over")).to_be_visible(timeout=400_000)
        browser.close()
    return interview


def answers(server: Running, id: str) -> list[str]:
    """What the server took down."""
    store = Store(open_engine(sqlite_url(server.data / "vivavoce.db")), SystemClock(), Unstartable())
    (home,) = store.directory.organizations()
    with store.read(home.id) as view:
        turns = sorted(view.every(TURN, interview_id=id), key=lambda turn: turn.number)
    store.close()
    return [turn.text for turn in turns if turn.role is Role.CANDIDATE]


def enter(page: Page, link: str) -> None:
    """From the link into the room, agreeing to everything."""
    page.goto(f"{link}/notice")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="I agree, go on").click()
    page.goto(f"{link}/room#voice")


def test_a_whole_interview_is_spoken_and_understood_without_a_network(tmp_path: Path) -> None:
    def work() -> None:
        wav = microphone(tmp_path / "answers.wav")
        server = launch(
            tmp_path / "server",
            VIVAVOCE_CANDIDATE_CODE="false",
            VIVAVOCE_VOICE="auto",
            VIVAVOCE_STT="embedded:tiny.en",
        )
        try:
            wait_for(lambda: "vivavoce has a voice" in (server.data / "up.log").read_text())
            interview = spoken(server, wav)
            id = interview["id"]
            wait_for(lambda: api(server, "GET", f"/interviews/{id}")["status"] == "COMPLETED")
            heard = answers(server, id)
        finally:
            server.stop()
        assert 3 <= len(heard) <= len(ANSWERS)
        counts = [word_errors(*pair) for pair in zip(ANSWERS, heard, strict=False)]
        wrong, words = (sum(column) for column in zip(*counts, strict=True))
        print(f"word error {wrong / words:.1%} ({wrong} of {words} words in {len(heard)} answers)")
        assert wrong / words <= WORD_ERROR

    apart(work)
