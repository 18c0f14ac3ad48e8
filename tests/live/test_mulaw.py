"""Samples on a telephone line: G.711 both ways, and other rates without a seam."""

from __future__ import annotations

from itertools import pairwise
from math import pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.live.mulaw import Resampler, decoded, encoded, packed, unpacked

SAMPLES = st.lists(st.integers(-0x8000, 0x7FFF), max_size=400)
NEGATIVE_ZERO = 0x7F


def tone(hertz: float, rate: int, count: int, loud: float = 8000.0) -> list[int]:
    return [round(loud * sin(2 * pi * hertz * at / rate)) for at in range(count)]


def level(samples: list[int]) -> float:
    """Root mean square, without the filter's own beginning and end."""
    middle = samples[50:-50]
    return float((sum(sample**2 for sample in middle) / len(middle)) ** 0.5)


class TestG711:
    @pytest.mark.parametrize(
        ("code", "sample"),
        [(0xFF, 0), (0xFE, 8), (0x80, 32124), (0x00, -32124), (0xEF, 132), (0x8F, 16764), (0x0F, -16764)],
    )
    def test_known_values(self, code: int, sample: int) -> None:
        assert decoded(bytes([code])) == [sample]
        assert encoded([sample]) == bytes([code])

    def test_each_byte_survives(self) -> None:
        every = bytes(code for code in range(256) if code != NEGATIVE_ZERO)
        assert encoded(decoded(every)) == every
        assert decoded(bytes([NEGATIVE_ZERO])) == [0]

    def test_no_sample_is_off_by_more_than_half_a_step(self) -> None:
        """Steps are 8 at silence, then a sixteenth of the sample at most."""
        for sample in range(-0x8000, 0x8000, 7):
            assert abs(decoded(encoded([sample]))[0] - sample) <= 4 + abs(sample) / 32

    @given(SAMPLES)
    def test_bytes_are_little_endian(self, samples: list[int]) -> None:
        assert list(unpacked(packed(samples))) == samples
        assert packed(samples[:1]) == b"".join(one.to_bytes(2, "little", signed=True) for one in samples[:1])


class TestRates:
    @pytest.mark.parametrize(
        ("source", "target"), [(8000, 16000), (24000, 8000), (22050, 8000), (8000, 8000)]
    )
    def test_a_voice_passes(self, source: int, target: int) -> None:
        for hertz in (300, 1000, 2800):
            heard = Resampler(source, target).turned(tone(hertz, source, source // 4))
            assert abs(len(heard) - target // 4) <= 1
            assert level(heard) == pytest.approx(8000 / 2**0.5, rel=0.05)

    def test_what_a_line_cannot_carry_does_not_come_back_as_something_else(self) -> None:
        assert level(Resampler(24000, 8000).turned(tone(6000, 24000, 6000))) < 8000 / 2**0.5 / 100

    def test_no_image_above_the_line(self) -> None:
        heard = Resampler(8000, 16000).turned(tone(1000, 8000, 2000))
        images = Resampler(16000, 16000).turned([one * (-1) ** at for at, one in enumerate(heard)])
        below = Resampler(16000, 8000).turned(images)
        assert level(below) < 8000 / 2**0.5 / 100

    @given(
        SAMPLES, st.lists(st.integers(0, 400)), st.sampled_from([(8000, 16000), (24000, 8000), (22050, 8000)])
    )
    def test_pieces_are_without_a_seam(
        self, samples: list[int], cuts: list[int], rates: tuple[int, int]
    ) -> None:
        whole, pieces, made = Resampler(*rates), Resampler(*rates), []
        for start, end in pairwise([0, *sorted(cuts), 400]):
            made += pieces.turned(samples[start:end])
        assert made == whole.turned(samples)

    def test_a_constant_stays_what_it_is_and_the_loudest_is_not_exceeded(self) -> None:
        assert set(Resampler(24000, 8000).turned([1000] * 300)[20:]) <= {999, 1000}
        square = ([0x7FFF] * 24 + [-0x8000] * 24) * 10
        assert max(map(abs, Resampler(8000, 16000).turned(square))) == 0x7FFF
