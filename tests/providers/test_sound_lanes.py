"""Lanes: every piece lies where its clock says, seams are not heard, long gaps go, and silence is told from speech."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.review import Lane
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Entry
from vivavoce.providers.sound_lanes import (
    BARS,
    BLOCK,
    LONGEST_GAP_MS,
    RATE,
    Cut,
    Stretch,
    blocks,
    cuts_of,
    joined,
    levels,
    loud,
    mixed,
    moved,
    peaks,
    stretches,
)

np = pytest.importorskip("numpy")
pytest.importorskip("soxr")

ZERO = 1_795_338_000_000
FRAME = RATE // 10
CUTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), max_size=4).map(
    lambda pairs: tuple(
        Cut(at + sum(removed for _, removed in sorted(pairs)[:number]), removed)
        for number, (at, removed) in enumerate(sorted(pairs))
    )
)


class Reel:
    """A tape in the making."""

    def __init__(self) -> None:
        self.body = b""
        self.entries: list[Entry] = []

    def add(self, at: int, value: int, *, part: int = 1, lane: Lane = CANDIDATE, rate: int = RATE) -> None:
        """A tenth of a second in which every sample has this value."""
        sound = np.full(rate // 10, value, "<i2").tobytes()
        starts = len(self.body)
        self.body += sound
        number = len(self.entries)
        self.entries.append(Entry(lane, part, number, ZERO + at, rate, starts, len(self.body)))

    def laid(self, lane: Lane = CANDIDATE, cuts: Sequence[Cut] = ()) -> list[Stretch]:
        return stretches(lane, self.entries, ZERO, cuts)

    def heard(self, length: int, lane: Lane = CANDIDATE, cuts: Sequence[Cut] = ()) -> list[int]:
        whole = np.concatenate(list(blocks(self.laid(lane, cuts), self.body, length)))
        return [int(sample) for sample in whole]


def test_a_piece_lies_where_its_clock_says() -> None:
    reel = Reel()
    reel.add(1000, 5)
    reel.add(2000, 7, part=2)
    heard = reel.heard(3 * RATE)
    assert heard[RATE - 1 : RATE + 1] == [0, 5]
    assert heard[RATE + FRAME - 1 : RATE + FRAME + 1] == [5, 0]
    assert heard[2 * RATE - 1 : 2 * RATE + 1] == [0, 7]
    assert reel.heard(3 * RATE, INTERVIEWER) == [0] * 3 * RATE


def test_a_clock_that_trembles_makes_no_seam() -> None:
    reel = Reel()
    for number, off in enumerate((0, 13, -9, 30, 2)):
        reel.add(100 * number + off, number + 1)
    (one,) = reel.laid()
    assert (one.starts, one.length) == (0, 5 * FRAME)
    reel.add(700, 9)
    assert [part.starts for part in reel.laid()] == [0, 7 * FRAME]


def test_the_next_part_follows_without_a_seam_and_may_have_another_rate() -> None:
    reel = Reel()
    reel.add(0, 1000)
    reel.add(105, 1000, part=2, rate=24_000)
    reel.add(205, 1000, part=2, rate=24_000)
    assert [(part.starts, part.length) for part in reel.laid()] == [(0, FRAME), (FRAME, 2 * FRAME)]
    assert abs(reel.heard(3 * FRAME)[2 * FRAME] - 1000) <= 1


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 48_000])
def test_every_rate_has_the_right_length_and_pitch(rate: int) -> None:
    time = np.arange(rate) / rate
    body = (10_000 * np.sin(2 * np.pi * 440 * time)).astype("<i2").tobytes()
    entry = Entry(INTERVIEWER, 1, 0, ZERO, rate, 0, len(body))
    (part,) = stretches(INTERVIEWER, [entry], ZERO, ())
    samples = part.samples(body)
    assert abs(len(samples) - part.length) <= 1
    assert part.length == RATE
    assert int(np.abs(np.fft.rfft(samples[:RATE].astype(float))).argmax()) == 440


def test_blocks_together_are_the_lane() -> None:
    reel = Reel()
    for number in range(150):
        reel.add(100 * number, number + 1)
    reel.add(17_000, 1, part=2)
    length = 17 * RATE + FRAME
    sizes = [len(block) for block in blocks(reel.laid(), reel.body, length)]
    assert sizes == [BLOCK, length - BLOCK]
    heard = reel.heard(length)
    assert heard[::FRAME][:150] == list(range(1, 151))
    assert heard[-1] == 1


def test_what_comes_before_the_recording_is_left_out() -> None:
    reel = Reel()
    reel.add(-50, 3)
    assert reel.heard(FRAME) == [3] * (FRAME // 2) + [0] * (FRAME // 2)


def test_a_night_between_two_words_is_cut() -> None:
    reel, night = Reel(), 8 * 3600 * 1000
    reel.add(0, 1)
    reel.add(5000, 2, lane=INTERVIEWER)
    reel.add(night, 3, part=2)
    (cut,) = cuts_of(reel.entries, ZERO)
    assert cut == Cut(7100, night - 7100)
    assert [part.starts for part in reel.laid(cuts=(cut,))] == [0, 7100 * RATE // 1000]
    assert cuts_of(reel.entries[:2], ZERO) == ()


def test_both_voices_keep_a_stretch_alive() -> None:
    reel = Reel()
    for at in range(0, 60_000, LONGEST_GAP_MS):
        reel.add(at, 1, lane=CANDIDATE if at % 20_000 else INTERVIEWER)
    assert cuts_of(reel.entries, ZERO) == ()


@given(CUTS, st.integers(0, 10**7), st.integers(0, 10**7))
def test_moments_keep_their_order_and_what_is_outside_the_cuts_its_length(
    cuts: tuple[Cut, ...], one: int, other: int
) -> None:
    first, last = sorted((one, other))
    assert 0 <= moved(first, cuts) <= moved(last, cuts) <= last
    within = sum(max(0, min(last, cut.at + cut.removed) - max(first, cut.at)) for cut in cuts)
    assert moved(last, cuts) - moved(first, cuts) == last - first - within


def test_two_voices_at_once_do_not_overflow() -> None:
    both = mixed(np.array([30_000, -30_000, 5], np.int16), np.array([30_000, -30_000, 6], np.int16))
    assert both.tolist() == [32_767, -32_768, 11]


def test_levels_are_tenths_of_a_second() -> None:
    assert levels(np.concatenate([np.full(FRAME, 300), np.zeros(FRAME), np.full(FRAME, -50)])) == [300, 0, 50]
    assert len(levels(np.zeros(FRAME + 1, np.int16))) == 2


def test_peaks_are_no_more_than_the_page_draws() -> None:
    assert peaks([]) == ()
    assert peaks([0, 0]) == (0, 0)
    assert peaks([50, 100, 0]) == (50, 100, 0)
    many = peaks([*range(10_000)])
    assert len(many) == BARS
    assert many == tuple(sorted(many))
    assert many[-1] == 100


def test_speech_is_told_from_the_room() -> None:
    room, voice = [90] * 20, [3000] * 10
    assert loud(room + voice + room) == ((2000, 3000),)
    assert loud(voice + room[:7] + voice) == ((0, 2700),)
    assert loud(voice + room[:8] + voice) == ((0, 1000), (1800, 2800))
    assert loud(voice * 3) == ((0, 3000),), "somebody who never stops"
    assert loud([0] * 30) == loud([100] * 30) == loud([]) == ()


def test_parts_of_both_voices_are_one_where_they_meet() -> None:
    assert joined([(5000, 6000), (0, 1000), (1500, 2000), (200, 300)]) == ((0, 2000), (5000, 6000))


def test_a_long_piece_is_heard_to_its_end() -> None:
    long, short = 12 * RATE * 2, 3200
    entries = [
        Entry(CANDIDATE, 1, 0, ZERO, RATE, 0, long),
        Entry(INTERVIEWER, 1, 0, ZERO + 100, RATE, 0, short),
        Entry(CANDIDATE, 2, 0, ZERO + 12_000 + LONGEST_GAP_MS, RATE, 0, short),
    ]
    assert cuts_of(entries, ZERO) == ()
    assert cuts_of(entries[1:], ZERO) != ()
