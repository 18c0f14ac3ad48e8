"""An interview that was held in writing, as if it had been spoken: a tape of tones, and where each turn lies on it."""

from __future__ import annotations

import math
import struct
from datetime import timedelta
from functools import cache

from tests.web.site import Site
from vivavoce.actions import notices
from vivavoce.domain.identity import operator
from vivavoce.domain.interview import Role, Speech, Turn
from vivavoce.domain.invitation import Receipt
from vivavoce.domain.review import Lane, Recording
from vivavoce.kit.ids import new_id
from vivavoce.providers.sound import CANDIDATE, INTERVIEWER, Piece
from vivavoce.runs import record
from vivavoce.store.shapes import RECEIPT, RECORDING, SPEECH, TURN

TURN_MS = 3000
SPEECH_MS = 2000
PIECE_MS = 100
CONFIDENCE = 0.4


@cache
def tone(rate: int, hertz: int) -> bytes:
    """A tenth of a second."""
    steps = range(rate * PIECE_MS // 1000)
    samples = (round(8000 * math.sin(2 * math.pi * hertz * step / rate)) for step in steps)
    return b"".join(struct.pack("<h", sample) for sample in samples)


def speech_of(turn: Turn, interview_id: str, home: str) -> Speech:
    """Two seconds of every three; the candidate's words follow each other evenly."""
    starts = (turn.number - 1) * TURN_MS
    if turn.role is Role.AGENT:
        return Speech(interview_id, home, turn.number, starts, starts + SPEECH_MS)
    said = turn.text.split()
    edges = [starts + SPEECH_MS * step // len(said) for step in range(len(said) + 1)]
    words = tuple(zip(said, edges, edges[1:], strict=False))
    return Speech(
        interview_id, home, turn.number, starts, starts + SPEECH_MS, words, CONFIDENCE, "embedded:tiny.en"
    )


def taped(site: Site, interview_id: str) -> None:
    """The recording has begun and everything is on the tape; its files are not made yet."""
    home, deps = site.organization_id, site.deps
    with deps.house.store.write(operator(home)) as tx:
        began = tx.now - timedelta(hours=1)
        grants = ("ai_interview", "transcript", notices.AUDIO)
        tx.add(RECEIPT, Receipt(new_id(), home, interview_id, notices.EDITION, "en", grants, tx.now))
        tx.add(RECORDING, Recording(new_id(), home, interview_id, Lane.BOTH, "", 0.0, began))
        turns = tx.view.every(TURN, interview_id=interview_id)
        for turn in turns:
            tx.add(SPEECH, speech_of(turn, interview_id, home))
    zero = round(began.timestamp() * 1000)
    tape = deps.tapes.open(home, interview_id)
    for turn in turns:
        lane, rate = (INTERVIEWER, 24_000) if turn.role is Role.AGENT else (CANDIDATE, 16_000)
        starts = zero + (turn.number - 1) * TURN_MS
        sound = tone(rate, 300 + 20 * turn.number)
        count = SPEECH_MS // PIECE_MS
        tape.write([Piece(lane, turn.number, n, starts + n * PIECE_MS, rate, sound) for n in range(count)])
    tape.close()


def recorded(site: Site, interview_id: str, codec: str = "opus") -> None:
    """The recording can be played."""
    taped(site, interview_id)
    made, _ = record.runs(site.deps.house.store, site.deps.house.shelf, codec)
    made.perform(site.organization_id, interview_id)
