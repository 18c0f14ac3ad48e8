"""Is what clients send counted, and is sound in its older form cut into the frames of the newer?"""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from vivavoce.live.incoming import PIECE, OlderSound, Pace
from vivavoce.live.protocol import MESSAGE_WINDOW_SECONDS
from vivavoce.live.voice import wire


def message(streaming: str, sound: bytes = b"") -> dict[str, str]:
    return {"type": "AUDIO", "streaming": streaming, "data": base64.b64encode(sound).decode()}


@given(st.lists(st.binary(max_size=3 * PIECE), max_size=6))
def test_sound_in_pieces_of_any_size_becomes_frames_without_a_seam(chunks: list[bytes]) -> None:
    older = OlderSound(4)
    messages = [message("start"), *(message("chunk", chunk) for chunk in chunks), message("end")]
    frames = [wire.frame(packed) for body in messages for packed in older.frames(body)]
    sound = b"".join(chunks)
    assert b"".join(frame.sound for frame in frames) == sound + bytes(-len(sound) % PIECE)
    assert [frame.number for frame in frames] == list(range(len(frames)))
    assert [frame.at for frame in frames] == [100 * number for number in range(len(frames))]
    assert {frame.part for frame in frames} <= {5}, "the utterances of earlier connections are not used again"


def test_what_is_not_base64_cannot_be_read() -> None:
    assert OlderSound(0).frames({"streaming": "chunk", "data": "%%%"}) == [b""]


def test_more_than_the_most_in_the_window_is_too_many() -> None:
    pace = Pace(2)
    assert [pace.exceeded(at) for at in (0.0, 1.0, 2.0)] == [False, False, True]
    assert not Pace(2).exceeded(0.0)
    assert not pace.exceeded(2.1 + MESSAGE_WINDOW_SECONDS)
