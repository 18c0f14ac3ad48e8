"""How the sound of an interview is kept as it arrives: one file that is only ever appended to.

A record is a piece of sound with its place in time, behind a magic word and a CRC-32 over all of it. A
process that is killed leaves at most one torn record; whoever reads skips to the next whole one. Nothing is
truncated, so that two writers (a connection and the one that replaced it) do not harm each other.
"""

from __future__ import annotations

import errno
import mmap
import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from vivavoce.domain.errors import NotFound
from vivavoce.domain.review import Lane
from vivavoce.kit.ids import is_id

CANDIDATE: Final = Lane.CANDIDATE
INTERVIEWER: Final = Lane.INTERVIEWER
SAMPLE_BYTES: Final = 2
TAPE: Final = "tape"
Body = bytes | mmap.mmap
"""What is on a tape, as it lies on the disk."""
_LANES = (CANDIDATE, INTERVIEWER)
_MAGIC = b"vvT1"
_HEAD = struct.Struct(">IBIIqII")
_SOUND = len(_MAGIC) + _HEAD.size
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound: signed 16-bit little-endian samples, one channel, `rate` of them a second.

    `part` is the candidate's utterance or the interviewer's turn, `number` counts the pieces in it.
    `wall_ms`: Unix time of the first sample, in milliseconds.
    """

    lane: Lane
    part: int
    number: int
    wall_ms: int
    rate: int
    sound: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece as it lies on a tape: its bytes are `starts` to `ends` of the file."""

    lane: Lane
    part: int
    number: int
    wall_ms: int
    rate: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Tapes:
    """The tapes in a folder, one an interview."""

    folder: Path

    def open(self, organization_id: str, interview_id: str) -> Tape:
        """An interview's tape, to go on with; there is a file from the first `keep` on. Raises NotFound."""
        return Tape(self.path(organization_id, interview_id))

    def path(self, organization_id: str, interview_id: str) -> Path:
        """Where the tape is, or will be. Raises NotFound for what is no id of ours."""
        return place(self.folder, organization_id, interview_id) / TAPE


def place(folder: Path, organization_id: str, interview_id: str) -> Path:
    """The folder of one interview's sound. Raises NotFound: an id that is none could lead out of `folder`."""
    if not is_id(organization_id) or not is_id(interview_id):
        raise NotFound("recording", interview_id)
    return folder / organization_id / interview_id


class Tape:
    """One interview's tape. `write` and `keep` may be called from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self._filling, self._writing = threading.Lock(), threading.Lock()
        self._buffer = bytearray()
        self._written = {lane: _Reach() for lane in _LANES}
        self._kept: dict[Lane, tuple[int, int]] = {}
        with opened(path) as body:
            for entry in entries(body):
                self._written[entry.lane].add(entry.part, entry.number)
        self._kept = self._reached()

    def write(self, pieces: Sequence[Piece]) -> None:
        """Take pieces in; they are safe after the next `keep`."""
        packed = [_packed(piece) for piece in pieces]
        with self._filling:
            self._buffer += b"".join(packed)
            for piece in pieces:
                self._written[piece.lane].add(piece.part, piece.number)

    def keep(self) -> None:
        """Put on disk what was written. Raises OSError; then nothing is lost: the next call tries again."""
        with self._writing:
            reached = self._append()
            if self._file is not None:
                os.fsync(self._file.fileno())
            self._kept = reached

    def last(self, lane: Lane) -> tuple[int, int] | None:
        """The newest part that is on disk, and the number up to which nothing of it is missing."""
        return self._kept.get(lane)

    def pieces(self, lane: Lane, part: int) -> tuple[Piece, ...]:
        """All that was written of a part, by number; of two with one number, the first."""
        with self._writing:
            self._append()
        found: dict[int, Piece] = {}
        with opened(self._path) as body:
            for entry in entries(body):
                if entry.lane is lane and entry.part == part and entry.number not in found:
                    found[entry.number] = piece_of(entry, body)
        return tuple(found[number] for number in sorted(found))

    def close(self) -> None:
        """Keep what was written and let go of the file; a later `keep` opens it again. Raises OSError."""
        self.keep()
        with self._writing:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _append(self) -> dict[Lane, tuple[int, int]]:
        """Append the buffer in one write, and say how far that reaches."""
        with self._filling:
            chunk, self._buffer = self._buffer, bytearray()
            reached = self._reached()
        try:
            if chunk and self._opened().write(chunk) != len(chunk):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        except OSError:
            with self._filling:
                self._buffer[:0] = chunk
            raise
        return reached

    def _opened(self) -> FileIO:
        if self._file is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = FileIO(self._path, "ab")
            folder = os.open(self._path.parent, os.O_RDONLY)
            os.fsync(folder)  # the name of a new file is kept by its folder
            os.close(folder)
        return self._file

    def _reached(self) -> dict[Lane, tuple[int, int]]:
        return {lane: (r.part, r.through) for lane, r in self._written.items() if r.through >= 0}


class _Reach:
    """How far the newest part of a lane goes without a gap, from the first number seen of it."""

    def __init__(self) -> None:
        self.part, self.through = -1, -1
        self._ahead: set[int] = set()

    def add(self, part: int, number: int) -> None:
        if part < self.part:
            return
        if part > self.part:
            self.part, self.through, self._ahead = part, number, set()
        elif number > self.through:
            self._ahead.add(number)
        while self.through + 1 in self._ahead:
            self.through += 1
            self._ahead.discard(self.through)


@contextmanager
def opened(path: Path) -> Iterator[Body]:
    """A tape's bytes, read as they are asked for; b"" where there is no tape."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield b""
        return
    with file:
        if not os.fstat(file.fileno()).st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
            yield body


def entries(body: Body) -> Iterator[Entry]:
    """What is on a tape, in the order it was written; what is torn is skipped."""
    at = body.find(_MAGIC)
    while at >= 0:
        entry = _entry(body, at)
        after = entry.ends if entry else at + 1
        if entry:
            yield entry
        at = after if body[after : after + len(_MAGIC)] == _MAGIC else body.find(_MAGIC, after)


def piece_of(entry: Entry, body: Body) -> Piece:
    """The piece itself."""
    sound = bytes(body[entry.starts : entry.ends])
    return Piece(entry.lane, entry.part, entry.number, entry.wall_ms, entry.rate, sound)


def _packed(piece: Piece) -> bytes:
    if len(piece.sound) > _MOST_BYTES:
        raise ValueError(f"a piece of sound has at most {_MOST_BYTES} bytes")
    head = _HEAD.pack(
        0,
        _LANES.index(piece.lane),
        piece.part,
        piece.number,
        piece.wall_ms,
        piece.rate,
        len(piece.sound),
    )
    checked = zlib.crc32(piece.sound, zlib.crc32(head[4:]))
    return b"".join((_MAGIC, checked.to_bytes(4, "big"), head[4:], piece.sound))


def _entry(body: Body, at: int) -> Entry | None:
    """The record that begins here, None where there is no whole one."""
    starts = at + _SOUND
    if starts > len(body):
        return None
    checked, lane, part, number, wall_ms, rate, length = _HEAD.unpack_from(body, at + len(_MAGIC))
    ends = starts + length
    if lane >= len(_LANES) or length > _MOST_BYTES or ends > len(body):
        return None
    if zlib.crc32(body[at + len(_MAGIC) + 4 : ends]) != checked:
        return None
    return Entry(_LANES[lane], part, number, wall_ms, rate, starts, ends)
