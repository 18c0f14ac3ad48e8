"""What is known of an interview's sound: that it is kept, where each turn lies in it, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from vivavoce.actions import lobby, notices
from vivavoce.domain.errors import Conflict, Forbidden, NotFound
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Speech, State
from vivavoce.domain.review import Lane, Recording
from vivavoce.kit.ids import new_id
from vivavoce.providers.sound_files import Assembled
from vivavoce.providers.sound_lanes import Cut, moved
from vivavoce.store.shapes import INTERVIEW, RECEIPT, RECORDING, SPEECH
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LEAD_IN: Final = timedelta(seconds=2)
"""So much before it is begun a recording's time starts: the first sound has waited for a moment by then."""
FAREWELL: Final = timedelta(seconds=10)
"""How long after the end of an interview the last of its sound may still be on its way to the tape."""


def begin(tx: Tx, interview_id: str) -> datetime:
    """From now on the interview is recorded, unless it is already: where the recording's time starts.

    Raises NotFound, Conflict when the interview is not live, Forbidden without the candidate's consent to be
    recorded, whatever they agreed to before.
    """
    tx.actor.need("room")
    interview = tx.get(INTERVIEW, interview_id)
    if interview.state is not State.LIVE:
        raise Conflict(f"This interview is {interview.state}")
    agreed = lobby.consent(tx.view, interview_id)
    if agreed is None or notices.AUDIO not in agreed.grants:
        raise Forbidden("The candidate has not agreed to be recorded")
    tx.lock(f"recording {interview_id}")
    begun = tx.find(RECORDING, interview_id=interview_id, lane=Lane.BOTH.value)
    if begun is None:
        began = tx.now - LEAD_IN
        begun = Recording(new_id(), tx.organization_id, interview_id, Lane.BOTH, "", 0.0, began)
        tx.add(RECORDING, begun)
        tx.audit("recording.begin", begun.id)
    return begun.created_at


def spoken(tx: Tx, speech: Speech) -> None:
    """Where a turn of the interviewer was spoken; one that was spoken again is where it was spoken last."""
    tx.actor.need("room")
    tx.clear(SPEECH, interview_id=speech.interview_id, turn=speech.turn)
    tx.add(SPEECH, speech)


def close(tx: Tx, interview_id: str) -> None:
    """The interview is over: if it was recorded, its files are made soon."""
    tx.actor.need("room", "interviews:write", "interviews:delete", "interviews:approve")
    begun = tx.find(RECORDING, interview_id=interview_id)
    if begun is not None and not begun.ready:
        tx.start("record", interview_id, FAREWELL, key=f"record:{begun.id}:{tx.now.isoformat()}")


def forget(tx: Tx, interview_id: str) -> None:
    """Nothing of the interview's sound is known any more; the files are thrown away soon."""
    tx.actor.need("interviews:write", "candidates:delete")
    tx.clear(SPEECH, interview_id=interview_id)
    tx.clear(RECORDING, interview_id=interview_id)
    shred(tx, interview_id)


def shred(tx: Tx, interview_id: str) -> None:
    """Have all files of the interview's sound thrown away once this is committed.

    Whoever never agreed to be recorded has none.
    """
    tx.actor.need("interviews:write", "candidates:delete")
    agreed = tx.view.every(RECEIPT, interview_id=interview_id)
    if any(notices.AUDIO in receipt.grants for receipt in agreed):
        tx.start("shred", interview_id, key=f"shred:{interview_id}:{tx.now.isoformat()}")


def begun(view: View, actor: Actor, interview_id: str) -> Recording | None:
    """The recording of an interview, made or still to be made; None where there is none."""
    actor.need("room", "interviews:read", "interviews:write")
    return view.find(RECORDING, interview_id=interview_id, lane=Lane.BOTH.value)


def going_on(view: View, actor: Actor, interview_id: str) -> bool:
    """Whether more may still be said, so that no file is made yet. Raises NotFound."""
    actor.need("room", "interviews:read", "interviews:write")
    return view.get_kept(INTERVIEW, interview_id).state in {State.READY, State.LIVE}


def lanes(view: View, actor: Actor, interview_id: str) -> dict[Lane, Recording]:
    """The files of an interview's recording by whose voice it is; nothing while they are not there."""
    actor.need("room", "interviews:read", "interviews:write")
    found = view.every(RECORDING, interview_id=interview_id)
    return {recording.lane: recording for recording in found if recording.ready}


def read(view: View, actor: Actor, interview_id: str, lane: str) -> Recording:
    """One file of an interview's recording. Raises NotFound while it is not there."""
    actor.need("room", "interviews:read", "interviews:write")
    view.get(INTERVIEW, interview_id)
    found = view.find(RECORDING, interview_id=interview_id, lane=lane)
    if found is None or not found.ready:
        raise NotFound(RECORDING.kind, interview_id)
    return found


def speech(view: View, actor: Actor, interview_id: str) -> tuple[Speech, ...]:
    """Where the spoken turns lie in the recording, by the number of the turn."""
    actor.need("room", "interviews:read", "interviews:write", "candidates:read")
    return tuple(sorted(view.every(SPEECH, interview_id=interview_id), key=lambda one: one.turn))


def keep(tx: Tx, interview_id: str, made: Assembled) -> None:
    """Note the files that were made, and move what lies in the recording to where it lies in them.

    Raises NotFound when the sound was forgotten meanwhile: then the files must go, too.
    """
    tx.actor.need("room")
    tx.lock(f"recording {interview_id}")
    known = tx.find(RECORDING, interview_id=interview_id, lane=Lane.BOTH.value)
    if known is None:
        raise NotFound(RECORDING.kind, interview_id)
    tx.clear(RECORDING, interview_id=interview_id)
    home, began = tx.organization_id, known.created_at
    for lay in made.lays:
        facts = (lay.lane, lay.path, lay.seconds, began, lay.codec, lay.size, lay.peaks, lay.loud)
        tx.add(RECORDING, Recording(new_id(), home, interview_id, *facts))
    if made.cuts:
        _move(tx, interview_id, made.cuts)
    tx.audit("recording.keep", known.id)


def failed(tx: Tx, interview_id: str, why: str) -> None:
    """Note that the files could not be made; nothing happens to a recording that is there, or forgotten."""
    tx.actor.need("room")
    known = tx.find(RECORDING, interview_id=interview_id, lane=Lane.BOTH.value)
    if known is not None and not known.ready:
        tx.change(RECORDING, known.id, trouble=why)
        tx.audit("recording.fail", known.id)


def retry(tx: Tx, interview_id: str) -> None:
    """Have the files made that could not be made. Raises NotFound, Conflict where nothing went wrong."""
    tx.actor.need("interviews:write")
    tx.get(INTERVIEW, interview_id)
    known = tx.find(RECORDING, interview_id=interview_id, lane=Lane.BOTH.value)
    if known is None or not known.trouble:
        raise Conflict("Nothing went wrong with this recording")
    tx.change(RECORDING, known.id, trouble="")
    tx.start("record", interview_id, key=f"record:{known.id}:again:{tx.now.isoformat()}")
    tx.audit("recording.retry", known.id)


def _move(tx: Tx, interview_id: str, cuts: Sequence[Cut]) -> None:
    found = tx.view.every(SPEECH, interview_id=interview_id)
    tx.clear(SPEECH, interview_id=interview_id)
    for one in found:
        words = tuple((word, moved(starts, cuts), moved(ends, cuts)) for word, starts, ends in one.words)
        tx.add(SPEECH, replace(one, starts=moved(one.starts, cuts), ends=moved(one.ends, cuts), words=words))
