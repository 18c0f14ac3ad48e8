"""Where finished recordings are, and how a tape becomes one: Opus or WAV, a file a lane and one of both."""

from __future__ import annotations

import importlib.util
import os
import shutil
import wave
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vivavoce.domain.errors import NotFound
from vivavoce.domain.review import Lane, Recording
from vivavoce.providers import sound_lanes
from vivavoce.providers.sound import SAMPLE_BYTES, TAPE, Body, Entry, entries, opened, place
from vivavoce.providers.sound_lanes import RATE, Cut

if TYPE_CHECKING:
    from vivavoce.providers.sound_lanes import Samples

OPUS, WAV = "opus", "wav"
ENDINGS: Final = {OPUS: "ogg", WAV: "wav"}
MEDIA_TYPES: Final = {OPUS: "audio/ogg", WAV: "audio/wav"}
ENCODER: Final = {"application": "voip", "compression_level": "2"}
"""Half the work of the default for 4 % more bytes (measured on speech-like sound)."""
BITS_A_SECOND: Final = 24_000
"""Of speech in one Opus channel: wideband at good quality (RFC 6716, 2.1.1 names 16 to 20 kbit/s)."""


@dataclass(frozen=True, slots=True)
class Lay:
    """One file of a recording; the fields are those of `Recording`."""

    lane: Lane
    path: str
    seconds: float
    codec: str
    size: int
    peaks: tuple[int, ...]
    loud: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """The files of a recording, and what was left out of the interview's time in them."""

    lays: tuple[Lay, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The recordings in a folder, beside the tapes they are made from."""

    folder: Path

    def file(self, recording: Recording) -> Path:
        """The file of a finished recording. Raises NotFound when there is none."""
        home = place(self.folder, recording.organization_id, recording.interview_id)
        found = self.folder / recording.path
        if found.parent != home or not found.is_file():
            raise NotFound("recording", recording.id)
        return found

    def taped(self, organization_id: str, interview_id: str) -> bool:
        """Whether there is a tape. Raises NotFound for what is no id of ours."""
        return (place(self.folder, organization_id, interview_id) / TAPE).exists()

    def assemble(self, organization_id: str, interview_id: str, began: datetime, codec: str) -> Assembled:
        """Make the files of a recording whose time begins at `began`; the tape stays.

        `codec`: `opus`, or `wav`, which it is as well where nothing can encode Opus. A second time makes the
        same files again. Raises OSError.
        """
        home = place(self.folder, organization_id, interview_id)
        codec = OPUS if codec == OPUS and importlib.util.find_spec("av") else WAV
        with opened(home / TAPE) as body:
            found = tuple(entries(body))
            zero = round(began.timestamp() * 1000)
            cuts = sound_lanes.cuts_of(found, zero)
            lays = _recorded(home, codec, body, found, zero, cuts)
        return Assembled(
            tuple(replace(lay, path=f"{home.parent.name}/{home.name}/{lay.path}") for lay in lays), cuts
        )

    def drop(self, organization_id: str, interview_id: str) -> None:
        """Throw the tape away: the files hold what was on it."""
        (place(self.folder, organization_id, interview_id) / TAPE).unlink(missing_ok=True)

    def remove(self, organization_id: str, interview_id: str) -> None:
        """Throw everything away that was recorded of an interview. Raises OSError."""
        home = place(self.folder, organization_id, interview_id)
        if home.exists():
            shutil.rmtree(home)


def _recorded(
    home: Path, codec: str, body: Body, found: tuple[Entry, ...], zero: int, cuts: tuple[Cut, ...]
) -> list[Lay]:
    """Both lanes, and the two together, from their first sample to the last of either."""
    lanes = [sound_lanes.stretches(lane, found, zero, cuts) for lane in (Lane.CANDIDATE, Lane.INTERVIEWER)]
    length = max((part.starts + part.length for lane in lanes for part in lane), default=0)
    heard: dict[Lane, list[int]] = {lane: [] for lane in Lane}
    finals = {lane: home / f"{lane}.{ENDINGS[codec]}" for lane in Lane}
    with ExitStack() as files:
        put = {lane: files.enter_context(_written(path, codec)) for lane, path in finals.items()}
        for candidate, interviewer in zip(
            *(sound_lanes.blocks(lane, body, length) for lane in lanes), strict=True
        ):
            both = sound_lanes.mixed(candidate, interviewer)
            for lane, block in zip(Lane, (candidate, interviewer, both), strict=True):
                put[lane](block)
                heard[lane] += sound_lanes.levels(block)
    loud = {lane: sound_lanes.loud(heard[lane]) for lane in (Lane.CANDIDATE, Lane.INTERVIEWER)}
    loud[Lane.BOTH] = sound_lanes.joined([part for parts in loud.values() for part in parts])
    return [
        Lay(
            lane,
            path.name,
            length / RATE,
            codec,
            path.stat().st_size,
            sound_lanes.peaks(heard[lane]),
            loud[lane],
        )
        for lane, path in finals.items()
    ]


@contextmanager
def _written(path: Path, codec: str) -> Iterator[Callable[[Samples], None]]:
    """Takes samples; the file is there, whole and on disk, when the block ends without an error."""
    unfinished = path.with_name(f".{path.name}.part")
    with (_opus if codec == OPUS else _wav)(unfinished) as put:
        yield put
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


@contextmanager
def _opus(path: Path) -> Iterator[Callable[[Samples], None]]:
    import av

    with av.open(str(path), "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=RATE, layout="mono", options=ENCODER)
        stream.bit_rate = BITS_A_SECOND

        def put(samples: Samples) -> None:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = RATE
            file.mux(stream.encode(frame))

        yield put
        file.mux(stream.encode(None))


@contextmanager
def _wav(path: Path) -> Iterator[Callable[[Samples], None]]:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE)
        yield lambda samples: file.writeframes(samples.astype("<i2").tobytes())
