"""An answer of the corpus sounds as it was planned: its pauses, its end, and the noise around it."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from vivavoce.bench.corpus import Answer, Noise, Piece, Speaker

np = pytest.importorskip("numpy")
pytest.importorskip("soxr")

from vivavoce.bench.sounds import RATE, sound  # noqa: E402


def recording(folder: Path, seconds: float) -> Path:
    """A tone with half a second of silence before and after it."""
    tone = np.sin(np.arange(round(seconds * RATE)) * 0.3) * 12_000
    hush = np.zeros(RATE // 2)
    path = folder / f"{seconds}.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.concatenate([hush, tone, hush]).astype("<i2").tobytes())
    return path


def answer(folder: Path, noise: Noise) -> Answer:
    pieces = (Piece(recording(folder, 1.0), 700), Piece(recording(folder, 2.0), 0))
    return Answer(Speaker("a", 1.0, 1.0, 1.0, noise), pieces)


def test_pieces_lose_their_own_silence_and_get_the_planned_one(tmp_path: Path) -> None:
    heard = sound(answer(tmp_path, Noise()))
    assert heard.ends == pytest.approx(300 + 1_000 + 700 + 2_000, abs=3)
    loud = np.abs(heard.samples) > 0.01
    gap = loud[round(1.31 * RATE) : round(1.99 * RATE)]
    assert not gap.any()
    assert loud[round(1.2 * RATE) : round(1.29 * RATE)].any()
    assert loud[round(2.01 * RATE) : round(2.1 * RATE)].any()


@pytest.mark.parametrize("colour", ["white", "pink"])
@pytest.mark.parametrize("decibels", [10, 20])
def test_noise_is_so_many_decibels_below_the_speech(tmp_path: Path, colour: str, decibels: int) -> None:
    clean = sound(answer(tmp_path, Noise())).samples
    noisy = sound(answer(tmp_path, Noise(colour, decibels))).samples
    speech = clean[round(2.1 * RATE) : round(3.9 * RATE)]
    ratio = 20 * np.log10(speech.std() / (noisy - clean).std())
    assert ratio == pytest.approx(decibels, abs=0.2)


def test_pink_noise_falls_towards_high_tones_and_white_does_not(tmp_path: Path) -> None:
    def slope(colour: str) -> float:
        noise = sound(answer(tmp_path, Noise(colour, 10))).samples[-2 * RATE :]
        power = np.abs(np.fft.rfft(noise)) ** 2
        return float(power[200:400].mean() / power[6_400:12_800].mean())

    assert slope("pink") > 10
    assert 0.7 < slope("white") < 1.4


def test_the_same_answer_sounds_the_same(tmp_path: Path) -> None:
    one, other = (sound(answer(tmp_path, Noise("pink", 20))) for _ in range(2))
    assert np.array_equal(one.samples, other.samples)


def test_a_text_is_spoken_at_the_speakers_pace() -> None:
    pytest.importorskip("hibari")
    pieces = (Piece("We moved the whole thing to Postgres.", 0),)
    slow, fast = (sound(Answer(Speaker("a", pace, 1.0, 1.0, Noise()), pieces)).ends for pace in (0.8, 1.2))
    assert 1.2 < slow / fast < 1.8
