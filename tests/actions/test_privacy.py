"""A copy of somebody's data: everything of theirs, nothing that others wrote, as a file that is safe to open."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.actions.marked import Mark
from tests.actions.scene import JANE, JOB, assessed, found, founded, gated, turns
from vivavoce.actions import candidates, documents, interviews, privacy
from vivavoce.actions.privacy import Export
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, operator
from vivavoce.domain.interview import Interview
from vivavoce.domain.review import Lane, Recording
from vivavoce.domain.wishes import Ease
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.providers.sound_files import Shelf
from vivavoce.store.database import Store
from vivavoce.store.shapes import RECORDING, from_json, to_json

SHELF = Shelf(Path("nowhere"))


@pytest.fixture
def made(store: Store, home: Organization) -> Interview:
    return Mark(store, home, f"zqx{new_id()[:8]}").interview()


def copied(store: Store, home: Organization, made: Interview) -> Export:
    with store.read(home.id) as view:
        return privacy.export(view, operator(home.id), made.candidate_id)


def packed(store: Store, home: Organization, made: Interview) -> dict[str, bytes]:
    with store.read(home.id) as view:
        body = privacy.package(view, operator(home.id), SHELF, made.candidate_id)
    with ZipFile(BytesIO(body)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_everything_of_theirs(store: Store, home: Organization, made: Interview) -> None:
    copy = copied(store, home, made)
    assert copy.organization == home.name
    assert copy.candidate.id == made.candidate_id
    assert [one.position for one in copy.applications] == [JOB.title]
    (told,) = copy.conversations
    assert (told.interview, told.position) == (found(store, home, made.id), JOB.title)
    assert len(told.turns) == len(turns())
    assert (len(told.plans), len(told.receipts), len(told.amendments), len(told.calls)) == (1, 1, 1, 1)
    assert (len(told.recordings), len(told.speech), len(told.speech[0].words)) == (1, 1, 1)
    assert told.adjustment is not None
    assert told.adjustment.eases == (Ease.BREAKS,)
    assert told.impression is not None
    assert told.wishes[0].answer is not None
    assert told.assessment is not None
    assert [one.size for one in copy.documents] == [len(f"\0{told.wishes[0].text}")]


def test_not_what_colleagues_wrote(store: Store, home: Organization, made: Interview) -> None:
    kept = json.loads(to_json(copied(store, home, made)))
    assert not {"ratings", "remarks", "outcomes", "approvals", "steps"} & {*kept, *kept["conversations"][0]}


def test_it_reads_back_as_it_was(store: Store, home: Organization, made: Interview) -> None:
    copy = copied(store, home, made)
    assert from_json(Export, to_json(copy)) == copy


def test_an_assessment_only_once_it_is_released(store: Store, home: Organization) -> None:
    gated(store, home, assessment_gate=True)
    assert copied(store, home, assessed(store, home)).conversations[0].assessment is None


def test_what_was_deleted_is_still_theirs(store: Store, home: Organization, made: Interview) -> None:
    with store.write(operator(home.id)) as tx:
        interviews.delete(tx, made.id)
        candidates.delete(tx, made.candidate_id)
    assert copied(store, home, made).conversations[0].turns


def test_a_file_with_the_documents_as_they_came(
    store: Store, home: Organization, made: Interview, clock: FrozenClock
) -> None:
    with store.write(operator(home.id)) as tx:
        documents.attach(tx, made.candidate_id, "..\\..\\evil.exe", "text/plain", b"MZ")
        documents.attach(tx, made.candidate_id, "/", "text/plain", b"slash")
    files = packed(store, home, made)
    told: Any = json.loads(files.pop("export.json"))
    assert told["candidate"]["id"] == made.candidate_id
    assert told["made_at"].startswith(f"{clock.now():%Y-%m-%dT%H:%M}")
    assert sorted(files.values(), key=len) == [b"MZ", b"slash", max(files.values(), key=len)]
    assert all(name.startswith("documents/") and name.count("/") == 1 for name in files)
    assert not any(".." in name or "\\" in name for name in files)
    assert len({name.lower() for name in files}) == 3


def test_what_was_recorded_as_it_is_heard(
    store: Store, home: Organization, made: Interview, tmp_path: Path
) -> None:
    path = f"{home.id}/{made.id}/both.ogg"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes(b"OggS")
    with store.write(operator(home.id)) as tx:
        tx.add(RECORDING, Recording(new_id(), home.id, made.id, Lane.BOTH, path, 1.0, tx.now, "opus", 4))
        body = privacy.package(tx.view, operator(home.id), Shelf(tmp_path), made.candidate_id)
    with ZipFile(BytesIO(body)) as file:
        (name,) = (name for name in file.namelist() if name.startswith("recordings/"))
        assert (name, file.read(name)) == (f"recordings/{made.id}.ogg", b"OggS")
    (tmp_path / path).unlink()
    with store.read(home.id) as view:
        assert privacy.package(view, operator(home.id), Shelf(tmp_path), made.candidate_id)


def test_a_candidate_without_anything(store: Store, home: Organization) -> None:
    with store.write(operator(home.id)) as tx:
        id = candidates.create(tx, JANE).candidate.id
    with store.read(home.id) as view:
        copy = privacy.export(view, operator(home.id), id)
    assert (copy.applications, copy.conversations, copy.documents) == ((), (), ())


def test_for_who_may_of_ones_own(
    store: Store, home: Organization, made: Interview, clock: FrozenClock
) -> None:
    elsewhere = founded(store, clock.now())
    nobody = Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"}))
    for act, more in ((privacy.export, ()), (privacy.package, (SHELF,))):
        with store.read(home.id) as view, pytest.raises(MissingScope):
            act(view, nobody, *more, made.candidate_id)
        with store.read(elsewhere.id) as view, pytest.raises(NotFound):
            act(view, operator(elsewhere.id), *more, made.candidate_id)
