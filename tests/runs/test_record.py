"""Runs `record` and `shred`: a tape becomes files once, whatever dies in between, and nothing outlives an erasure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.actions.conftest import clock, lasting_clock, lasting_store, store  # noqa: F401
from tests.actions.scene import LINKS, live, starts
from tests.actions.test_recordings import ALL_GRANTS, agreed, begun, speech
from vivavoce.actions import course, privacy, recordings, rooms
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import Organization, candidate, operator
from vivavoce.domain.interview import EndReason, Interview
from vivavoce.domain.review import Lane
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.sound import CANDIDATE, Piece, Tapes
from vivavoce.providers.sound_files import WAV, Shelf
from vivavoce.providers.sound_lanes import LEFT_MS
from vivavoce.runs import record
from vivavoce.store.database import Store

pytest.importorskip("numpy")


class Killed(Exception):
    """The process ends here."""


@dataclass
class Held:
    """An interview that was recorded, and what makes its files."""

    store: Store
    shelf: Shelf
    made: Interview

    @property
    def home(self) -> str:
        return self.made.organization_id

    @property
    def folder(self) -> Path:
        return self.shelf.folder / self.home / self.made.id

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} if self.folder.exists() else set()

    def finish(self) -> None:
        with self.store.write(candidate(self.home, self.made.candidate_id)) as tx:
            rooms.finish(tx, self.made.id, EndReason.COMPLETED)

    def run(self, kind: str) -> None:
        kinds = {one.kind: one for one in record.runs(self.store, self.shelf, WAV)}
        kinds[kind].perform(self.home, self.made.id)

    def lanes(self) -> dict[Lane, int]:
        with self.store.read(self.home) as view:
            found = recordings.lanes(view, operator(self.home), self.made.id)
        return {lane: self.shelf.file(one).stat().st_size for lane, one in found.items()}


FILES = {"both.wav", "candidate.wav", "interviewer.wav"}


@pytest.fixture
def held(store: Store, home: Organization, clock: FrozenClock, tmp_path: Path) -> Held:  # noqa: F811
    made = live(store, home)
    agreed(store, made, clock, ALL_GRANTS)
    zero = round(begun(store, made).created_at.timestamp() * 1000)
    tape = Tapes(tmp_path).open(home.id, made.id)
    tape.write([Piece(CANDIDATE, 1, n, zero + 100 * n, 16_000, b"\0\x10" * 1600) for n in range(10)])
    tape.close()
    return Held(store, Shelf(tmp_path), made)


def spoken_later(held: Held) -> None:
    """After the first second nobody was there for ten minutes; a second later there is a word."""
    with held.store.read(held.home) as view:
        one = recordings.begun(view, operator(held.home), held.made.id)
    assert one is not None
    zero = round(one.created_at.timestamp() * 1000) + 600_000
    tape = Tapes(held.shelf.folder).open(held.home, held.made.id)
    tape.write([Piece(CANDIDATE, 2, n, zero + 100 * n, 16_000, bytes(3200)) for n in range(20)])
    tape.close()
    with held.store.write(operator(held.home)) as tx:
        recordings.spoken(tx, speech(held.made, starts=601_000))


def test_the_tape_becomes_files(held: Held) -> None:
    held.finish()
    held.run("record")
    assert held.names() == FILES
    assert held.lanes() == dict.fromkeys(Lane, 44 + 2 * 16_000)
    held.run("record")
    assert held.names() == FILES


def test_without_any_sound_there_is_no_recording(held: Held) -> None:
    held.finish()
    held.shelf.drop(held.home, held.made.id)
    held.run("record")
    with held.store.read(held.home) as view:
        assert recordings.begun(view, operator(held.home), held.made.id) is None


def test_what_cannot_be_made_says_why_and_is_tried_again(held: Held) -> None:
    def trouble() -> str:
        with held.store.read(held.home) as view:
            one = recordings.begun(view, operator(held.home), held.made.id)
        assert one is not None
        return one.trouble

    def again() -> None:
        with held.store.write(operator(held.home)) as tx:
            recordings.retry(tx, held.made.id)

    held.finish()
    with pytest.raises(Conflict):
        again()
    made, _ = record.runs(held.store, held.shelf, WAV)
    made.give_up(held.home, held.made.id, "No space left on device")
    assert trouble() == "No space left on device"
    before = len(starts(held.store, "record:"))
    again()
    assert (trouble(), len(starts(held.store, "record:"))) == ("", before + 1)
    held.run("record")
    made.give_up(held.home, held.made.id, "late")
    assert (trouble(), held.names()) == ("", FILES)


def test_not_while_more_may_be_said(held: Held) -> None:
    held.run("record")
    assert held.names() == {"tape"}
    assert held.lanes() == {}


@pytest.mark.parametrize("where", ["assemble", "drop"])
def test_killed_in_between_it_is_done_again_once(
    held: Held, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    held.finish()
    real: Callable[..., object] = getattr(Shelf, where)

    def dies(shelf: Shelf, *given: object) -> None:
        if where == "assemble":
            real(shelf, *given)
        raise Killed

    spoken_later(held)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Shelf, where, dies)
        held.run("record")
    assert "tape" in held.names()
    held.run("record")
    assert held.names() == FILES
    with held.store.read(held.home) as view:
        (told,) = recordings.speech(view, operator(held.home), held.made.id)
    assert told.starts == 1000 + LEFT_MS + 1000, "moved along once"


def test_what_is_erased_meanwhile_is_not_made(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    held.finish()
    real = Shelf.assemble

    def erased(shelf: Shelf, *given: object) -> object:
        made = real(shelf, *given)  # type: ignore[arg-type]
        with held.store.write(operator(held.home)) as tx:
            privacy.erase(tx, held.made.candidate_id)
        held.run("shred")
        (held.folder).mkdir()
        (held.folder / "both.wav").write_bytes(b"late")
        return made

    monkeypatch.setattr(Shelf, "assemble", erased)
    held.run("record")
    assert not held.folder.exists()


def test_an_erasure_takes_tape_and_files(held: Held) -> None:
    held.finish()
    held.run("record")
    with held.store.write(operator(held.home)) as tx:
        privacy.erase(tx, held.made.candidate_id)
    held.run("shred")
    held.run("shred")
    assert not held.folder.exists()
    held.run("record")
    assert not held.folder.exists()


def test_what_was_recorded_since_the_new_beginning_stays(held: Held, clock: FrozenClock) -> None:  # noqa: F811
    with held.store.write(operator(held.home)) as tx:
        course.reset(tx, LINKS, held.made.id, tx.now + timedelta(days=7))
    held.run("shred")
    assert not held.folder.exists()
    agreed(held.store, held.made, clock, ALL_GRANTS)
    with held.store.write(candidate(held.home, held.made.candidate_id)) as tx:
        rooms.begin(tx, held.made.id)
    begun(held.store, held.made)
    tape = Tapes(held.shelf.folder).open(held.home, held.made.id)
    tape.write([Piece(CANDIDATE, 1, 0, 0, 16_000, bytes(3200))])
    tape.close()
    held.run("shred")
    assert held.names() == {"tape"}
