"""Files of a recording: both lanes on one clock, whole or not there at all, and found in their own folder only."""

from __future__ import annotations

import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vivavoce.domain.errors import NotFound
from vivavoce.domain.review import Lane, Recording
from vivavoce.kit.ids import new_id
from vivavoce.providers import sound_files
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Piece, Tapes
from vivavoce.providers.sound_files import OPUS, WAV, Assembled, Lay, Shelf
from vivavoce.providers.sound_lanes import RATE

np = pytest.importorskip("numpy")
pytest.importorskip("soxr")

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ZERO = round(BEGAN.timestamp() * 1000)
HOME, ID = new_id(), new_id()


def beep(rate: int, hertz: int) -> bytes:
    time = np.arange(rate // 10) / rate
    return bytes((8000 * np.sin(2 * np.pi * hertz * time)).astype("<i2").tobytes())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A second of the interviewer from 0 s on, two of the candidate from 2 s on, in one tape."""
    tape = Tapes(tmp_path).open(HOME, ID)
    tape.write([Piece(INTERVIEWER, 1, n, ZERO + 100 * n, 24_000, beep(24_000, 600)) for n in range(10)])
    tape.write([Piece(CANDIDATE, 1, n, ZERO + 2000 + 100 * n, 16_000, beep(16_000, 400)) for n in range(20)])
    tape.close()
    return Shelf(tmp_path)


def kept(lay: Lay) -> Recording:
    return Recording(new_id(), HOME, ID, lay.lane, lay.path, lay.seconds, BEGAN, lay.codec)


def samples(shelf: Shelf, lay: Lay) -> list[int]:
    """What is heard, as loudness of each tenth of a second."""
    path = shelf.file(kept(lay))
    if lay.codec == WAV:
        with wave.open(str(path)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
            heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    else:
        av = pytest.importorskip("av")
        with av.open(str(path)) as file:
            turned = av.AudioResampler("s16", "mono", RATE)
            frames = [part for one in (*file.decode(audio=0), None) for part in turned.resample(one)]
            heard = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(float)
    tenths = heard[: len(heard) // 1600 * 1600].reshape(-1, 1600)
    return [int(level) for level in np.sqrt((tenths**2).mean(axis=1))]


@pytest.mark.parametrize("codec", [OPUS, WAV])
def test_both_lanes_on_one_clock(shelf: Shelf, codec: str) -> None:
    if codec == OPUS:
        pytest.importorskip("av")
    made = shelf.assemble(HOME, ID, BEGAN, codec)
    by = {lay.lane: lay for lay in made.lays}
    assert set(by) == set(Lane)
    assert made.cuts == ()
    assert {lay.seconds for lay in made.lays} == {4.0}
    speaking = {Lane.INTERVIEWER: range(10), Lane.CANDIDATE: range(20, 40)}
    speaking[Lane.BOTH] = [*range(10), *range(20, 40)]  # type: ignore[assignment]
    for lane, tenths in speaking.items():
        heard = samples(shelf, by[lane])
        assert [at for at, level in enumerate(heard[:40]) if level > 1000] == list(tenths)
        assert by[lane].size == shelf.file(kept(by[lane])).stat().st_size
        assert [at for at, peak in enumerate(by[lane].peaks) if peak > 50] == list(tenths)
    assert by[Lane.INTERVIEWER].loud == ((0, 1000),)
    assert by[Lane.BOTH].loud == ((0, 1000), (2000, 4000))


def test_a_second_time_makes_the_same(shelf: Shelf) -> None:
    first = shelf.assemble(HOME, ID, BEGAN, WAV)
    files = {lay.lane: shelf.file(kept(lay)).read_bytes() for lay in first.lays}
    assert shelf.assemble(HOME, ID, BEGAN, WAV) == first
    assert {lay.lane: shelf.file(kept(lay)).read_bytes() for lay in first.lays} == files
    assert shelf.taped(HOME, ID)


def test_a_file_is_whole_or_not_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(_block: object) -> list[int]:
        raise OSError("no space left")

    monkeypatch.setattr(sound_files.sound_lanes, "levels", torn)
    with pytest.raises(OSError):
        shelf.assemble(HOME, ID, BEGAN, WAV)
    assert list((shelf.folder / HOME / ID).glob("[!.]*.wav")) == []
    assert shelf.taped(HOME, ID)
    monkeypatch.undo()
    assert len(shelf.assemble(HOME, ID, BEGAN, WAV).lays) == 3


def test_without_an_encoder_it_is_wav(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_files.importlib.util, "find_spec", lambda _name: None)
    assert {lay.codec for lay in shelf.assemble(HOME, ID, BEGAN, OPUS).lays} == {WAV}


def test_a_tape_without_sound_makes_files_without_length(tmp_path: Path) -> None:
    (tmp_path / HOME / ID).mkdir(parents=True)
    made: Assembled = Shelf(tmp_path).assemble(HOME, ID, BEGAN, WAV)
    assert [(lay.seconds, lay.peaks, lay.loud) for lay in made.lays] == [(0.0, (), ())] * 3


def test_dropping_the_tape_leaves_the_files_and_removing_leaves_nothing(shelf: Shelf) -> None:
    made = shelf.assemble(HOME, ID, BEGAN, WAV)
    shelf.drop(HOME, ID)
    assert not shelf.taped(HOME, ID)
    assert shelf.file(kept(made.lays[0])).exists()
    shelf.drop(HOME, ID)
    for _ in range(2):
        shelf.remove(HOME, ID)
        assert not (shelf.folder / HOME / ID).exists()
    with pytest.raises(NotFound):
        shelf.file(kept(made.lays[0]))


@pytest.mark.parametrize(
    "path", ["", "../secret", "{home}/{id}/../x", "{home}/other/both.wav", "/etc/passwd"]
)
def test_a_path_leads_into_its_own_folder(shelf: Shelf, path: str) -> None:
    lay = shelf.assemble(HOME, ID, BEGAN, WAV).lays[0]
    with pytest.raises(NotFound):
        shelf.file(replace(kept(lay), path=path.format(home=HOME, id=ID)))
    with pytest.raises(NotFound):
        shelf.remove("..", ID)
