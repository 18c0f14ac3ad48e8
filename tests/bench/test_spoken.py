"""Do the benches of spoken interviews count what they say, and does nothing get lost while they kill?"""

from __future__ import annotations

from pathlib import Path

import pytest

from vivavoce.bench import drops, voice
from vivavoce.bench.doors import SPOKEN, enter, links
from vivavoce.bench.ground import furnish
from vivavoce.bench.speech import said, word_errors
from vivavoce.bench.subject import Subject
from vivavoce.store.engine import sqlite_url

pytestmark = pytest.mark.system


def test_a_line_a_worker_and_a_server_are_killed_and_nothing_is_lost() -> None:
    toll = drops.measure(3)
    assert toll.kills == {"line": 1, "worker": 1, "server": 1}
    assert toll.told >= 3
    assert toll.broken == 0
    assert toll.resume_p95 > 0


def test_where_the_time_goes_adds_up_to_what_the_candidate_waits(tmp_path: Path) -> None:
    ground = furnish(sqlite_url(tmp_path / "vivavoce.db"))
    subject = Subject("up", tmp_path, candidate_code="false", voice="auto", stt="embedded:tiny.en")
    try:
        subject.start()
        subject.await_words(voice.HAS_A_VOICE)
        (link,) = links(subject.port, ground, 1)
        waits = voice.play([enter(link, SPOKEN)], answers=1, done=False)
    finally:
        subject.stop()
    assert (waits.sessions, waits.turns, waits.cut) == (1, 1, 0)
    assert waits.hops["silence"] >= 1_200, "a whole sentence is waited out so long at least"
    told = sum(waits.hops.values())
    assert waits.p50 - 5 <= told <= waits.p50 + 300, "a voice fades before its last sample"
    assert waits.word_error < 0.2


def test_speech_has_the_room_s_rate_and_words_are_counted() -> None:
    assert 1.0 < len(said("I rebuilt the billing service.")) / 2 / 16_000 < 4.0
    assert word_errors("I rebuilt the old service", "I rebuilt a service.") == (2, 5)
