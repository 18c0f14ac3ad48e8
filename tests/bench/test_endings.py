"""Every method is replayed on the same pauses, and its figures are what happened to them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from vivavoce.bench.corpus import Noise
from vivavoce.bench.endings import NONE, figures, ours, show, silence, smart
from vivavoce.bench.listening import STOP, Listened, Pause
from vivavoce.providers.speech import ear, endings
from vivavoce.providers.speech.weights import missing

LACKING = missing(ear.MODELS["tiny.en"]) or missing(endings.MODEL)
WHOLE = "We moved the whole thing to Postgres."
HALF = "We moved the whole thing because"


def heard(pause: int, text: str = WHOLE, complete: float = 0.9, speaker: str = "a") -> Listened:
    """Ten seconds of speech, a pause, two more seconds; the ear puts the end 30 ms late."""
    gone_on = 10_000 + pause
    pauses = (
        Pause(0, 10_000, gone_on, text, complete),
        Pause(gone_on, gone_on + 2_030, None, f"{text} {WHOLE}", 0.9),
    )
    return Listened(speaker, Noise(), pauses, gone_on + 2_000)


def test_silence_alone_cuts_where_a_pause_is_longer() -> None:
    answers = [heard(700), heard(1_300)]
    assert silence(1_000)(answers) == [10_700 + 2_030 + 1_000, 11_000]
    found = figures(silence(1_000), answers)
    assert (found.cut, found.median) == (0.5, 1.03)


def test_who_goes_on_in_time_loses_nothing_and_gets_more_time_from_then_on() -> None:
    found = figures(silence(1_000), [heard(pause) for pause in (900, 1_500, 2_010, 2_500)])
    assert (found.cut, found.lost) == (0.75, 0.25)
    cut_off = heard(ours()([heard(3_900)])[0] - 10_000 + 200)
    once, again = ours()([cut_off, cut_off])
    assert once < cut_off.ends < again


def test_no_silence_is_sure_at_once() -> None:
    assert silence(0)([heard(STOP + 100)]) == [10_000 + STOP]


def test_speech_that_goes_on_in_the_same_moment_is_no_end() -> None:
    assert silence(1_000)([heard(1_000)]) == [11_000 + 2_030 + 1_000]


def test_smart_turn_ends_at_once_or_after_three_seconds() -> None:
    assert smart([heard(700, complete=0.9)]) == [10_292]
    assert smart([heard(2_900, complete=0.1)]) == [12_900 + 2_030 + 292]
    assert smart([heard(3_100, complete=0.1)]) == [13_000]


def test_ours_waits_for_the_rest_of_half_a_sentence() -> None:
    whole, half = ours()([heard(2_000)]), ours()([heard(2_000, HALF)])
    assert whole[0] < 12_000 < half[0]


def test_ours_knows_a_transcript_only_when_it_is_written() -> None:
    impatient = ours(0.01)([heard(700)])
    assert impatient == [10_000 + STOP]
    assert ours(0.25)([heard(2_000)]) == [10_000 + STOP + 400]


def test_ours_learns_from_a_speakers_earlier_answers_and_forgets_the_next_speaker() -> None:
    slow = [heard(2_000, HALF, speaker="slow") for _ in range(4)]
    once = ours()([heard(400)])[0] - heard(400).ends
    later = ours()([*slow, heard(400, speaker="slow")])[-1] - heard(400).ends
    assert later > once
    mixed = figures(ours(), [*slow, heard(400, speaker="quick")])
    assert mixed.cut == 0


def test_more_patience_cuts_less_and_waits_longer() -> None:
    answers = [heard(pause, speaker=str(pause)) for pause in range(300, 3_000, 90)]
    found = [figures(ours(factor), answers) for factor in (0.5, 1.0, 2.0)]
    assert found[0].cut > found[1].cut > found[2].cut
    assert found[0].median < found[1].median < found[2].median


def test_figures_of_nothing_but_cut_offs() -> None:
    assert figures(silence(500), [heard(2_000)]) == NONE


def test_an_answer_that_is_never_taken_for_over_counts_as_a_very_long_wait() -> None:
    never = Listened("a", Noise(), (Pause(0, 900, None, "Okay.", 1.0),), 900)
    assert figures(ours(), [never]).median == 30.0


@pytest.mark.skipif(bool(LACKING), reason=LACKING or "present")
def test_the_quick_run_prints_every_method_and_one_line_of_json(tmp_path: Path) -> None:
    page = io.StringIO()
    show(Console(file=page, width=100), 1.0, tmp_path)
    printed = page.getvalue()
    assert f"no recordings in {tmp_path}" in printed.replace("\n", "")
    line = json.loads(printed.splitlines()[-1])
    assert line["answers"] == 10
    assert {"silence 600", "silence 1000", "silence 1600", "Smart Turn alone", "ours"} <= line["test"].keys()
    assert line["test"]["ours"]["cut"] <= line["test"]["silence 600"]["cut"]
