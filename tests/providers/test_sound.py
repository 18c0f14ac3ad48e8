"""A tape: what was kept is there after any kill, in the order of its numbers, and no id leads out of the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.errors import NotFound
from vivavoce.kit.ids import new_id
from vivavoce.providers import sound
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Piece, Tape, Tapes, entries

BEGAN = 1_795_338_000_000


def piece(number: int, part: int = 1, sound: bytes = b"\1\2" * 20, lane: sound.Lane = CANDIDATE) -> Piece:
    return Piece(lane, part, number, BEGAN + 100 * number, 16_000, sound)


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    return Tape(tmp_path / "tape")


def again(tmp_path: Path) -> Tape:
    """As another process finds it."""
    return Tape(tmp_path / "tape")


def test_what_is_kept_is_found_again(tape: Tape, tmp_path: Path) -> None:
    said = [piece(number, sound=bytes([number, 0]) * 1600) for number in range(3)]
    asked = piece(0, part=7, lane=INTERVIEWER)
    tape.write([*said, asked])
    tape.keep()
    for found in (tape, again(tmp_path)):
        assert found.pieces(CANDIDATE, 1) == tuple(said)
        assert found.pieces(INTERVIEWER, 7) == (asked,)
        assert found.pieces(CANDIDATE, 7) == ()
        assert (found.last(CANDIDATE), found.last(INTERVIEWER)) == ((1, 2), (7, 0))


def test_there_is_nothing_before_the_first_sound(tape: Tape, tmp_path: Path) -> None:
    assert tape.last(CANDIDATE) is None
    tape.keep()
    assert tape.pieces(CANDIDATE, 1) == ()
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_on_disk_is_told_of(tape: Tape) -> None:
    tape.write([piece(0)])
    tape.keep()
    tape.write([piece(1)])
    assert tape.last(CANDIDATE) == (1, 0)
    assert len(tape.pieces(CANDIDATE, 1)) == 2, "a worker is fed what has arrived, too"
    tape.close()
    assert tape.last(CANDIDATE) == (1, 1)
    tape.write([piece(2)])
    tape.keep()
    assert tape.last(CANDIDATE) == (1, 2)


@pytest.mark.parametrize(
    ("numbers", "last"),
    [
        ((0, 1, 2, 2, 1), (1, 2)),
        ((0, 1, 3, 4), (1, 1)),
        ((0, 1, 3, 4, 2), (1, 4)),
        ((4, 5), (1, 5)),
    ],
)
def test_up_to_where_nothing_is_missing(
    tape: Tape, tmp_path: Path, numbers: tuple[int, ...], last: tuple[int, int]
) -> None:
    tape.write([piece(number) for number in numbers])
    tape.keep()
    assert tape.last(CANDIDATE) == again(tmp_path).last(CANDIDATE) == last
    assert [one.number for one in tape.pieces(CANDIDATE, 1)] == sorted(set(numbers))


def test_the_newest_part_counts(tape: Tape) -> None:
    tape.write([piece(0), piece(5, part=2), piece(1, part=1)])
    tape.keep()
    assert tape.last(CANDIDATE) == (2, 5)


@given(st.data())
def test_a_kill_at_any_byte_loses_only_the_torn_record(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    sounds = data.draw(st.lists(st.binary(max_size=40), min_size=1, max_size=6))
    whole = Tape(folder / "tape")
    whole.write([piece(number, sound=body) for number, body in enumerate(sounds)])
    whole.close()
    written = (folder / "tape").read_bytes()
    ends = [entry.ends for entry in entries(written)]
    cut = data.draw(st.integers(0, len(written)))
    (folder / "tape").write_bytes(written[:cut])
    survivors = sum(end <= cut for end in ends)
    left = again(folder)
    assert [one.sound for one in left.pieces(CANDIDATE, 1)] == sounds[:survivors]
    later = [piece(number, part=2) for number in range(2)]
    left.write(later)
    left.keep()
    assert again(folder).pieces(CANDIDATE, 2) == tuple(later)
    assert len(again(folder).pieces(CANDIDATE, 1)) == survivors


@given(st.data())
def test_a_byte_that_is_wrong_costs_one_piece(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("wrong")
    whole = Tape(folder / "tape")
    whole.write([piece(number) for number in range(3)])
    whole.close()
    written = bytearray((folder / "tape").read_bytes())
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= data.draw(st.integers(1, 255))
    (folder / "tape").write_bytes(written)
    hurt = at * 3 // len(written)
    assert [one.number for one in again(folder).pieces(CANDIDATE, 1)] == [n for n in range(3) if n != hurt]


def test_sound_that_looks_like_a_record_is_sound(tape: Tape, tmp_path: Path) -> None:
    inner = piece(9, part=9)
    tape.write([inner])
    tape.keep()
    record = (tmp_path / "tape").read_bytes()
    tape.write([piece(0, sound=record), piece(1)])
    tape.keep()
    assert [one.number for one in again(tmp_path).pieces(CANDIDATE, 1)] == [0, 1]
    assert len(again(tmp_path).pieces(CANDIDATE, 9)) == 1


def test_two_writers_do_not_harm_each_other(tape: Tape, tmp_path: Path) -> None:
    other = again(tmp_path)
    for number in range(0, 20, 2):
        tape.write([piece(number)])
        tape.keep()
        other.write([piece(number + 1)])
        other.keep()
    assert [one.number for one in again(tmp_path).pieces(CANDIDATE, 1)] == list(range(20))


def test_what_cannot_be_kept_is_tried_again(
    tape: Tape, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape.write([piece(0)])
    tape.keep()
    (tmp_path / "tape").unlink()
    (tmp_path / "tape").symlink_to("/dev/full")
    full = again(tmp_path)
    full.write([piece(1)])
    with pytest.raises(OSError):
        full.keep()
    assert full.last(CANDIDATE) is None
    (tmp_path / "tape").unlink()
    full._file = None  # the disk has room again
    full.write([piece(2)])
    full.keep()
    assert [one.number for one in again(tmp_path).pieces(CANDIDATE, 1)] == [1, 2]


def test_a_killed_process_leaves_what_it_had_kept(tmp_path: Path) -> None:
    program = f"""
import os, signal
from pathlib import Path
from vivavoce.providers.sound import CANDIDATE, Piece, Tape
tape = Tape(Path({str(tmp_path / "tape")!r}))
for number in range(50):
    tape.write([Piece(CANDIDATE, 1, number, number, 16000, bytes(3200))])
    if number % 10 == 9:
        tape.keep()
        print(number, flush=True)
    if number == 44:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert killed.returncode == -9
    assert killed.stdout.split()[-1] == "39"
    assert again(tmp_path).last(CANDIDATE) == (1, 39)


def test_each_interview_has_its_own(tmp_path: Path) -> None:
    home, one, other = new_id(), new_id(), new_id()
    tape = Tapes(tmp_path).open(home, one)
    tape.write([piece(0)])
    tape.close()
    assert Tapes(tmp_path).open(home, one).last(CANDIDATE) == (1, 0)
    assert Tapes(tmp_path).open(home, other).last(CANDIDATE) is None
    assert os.stat(tmp_path / home / one).st_mode & 0o077 == 0


ID = "019ab2c4-5d6e-7f80-9123-456789abcdef"


@pytest.mark.parametrize("id", ["..", "", "/etc", "a/b", f"{ID}/..", ID.upper() + "\0"])
def test_no_id_leads_out_of_the_folder(tmp_path: Path, id: str) -> None:
    for ids in ((id, new_id()), (new_id(), id)):
        with pytest.raises(NotFound):
            Tapes(tmp_path).open(*ids)
