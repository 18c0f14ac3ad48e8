"""Runs `record` and `shred`: the files of a recording are made from its tape, or thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.actions import recordings
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import system
from vivavoce.providers.sound_files import Shelf
from vivavoce.runs.durable import Run, left_alone
from vivavoce.store.database import Store


def runs(store: Store, shelf: Shelf, codec: str) -> Sequence[Run]:
    """Both; their subject is an interview. `codec`: `opus` or `wav`."""

    def record(organization_id: str, interview_id: str) -> None:
        """The tape goes once its files are noted; killed before that, everything is made again from it.

        Where no sound ever came there is nothing to make, and no recording.
        """
        machine = system(organization_id)
        with store.read(organization_id) as view:
            begun = recordings.begun(view, machine, interview_id)
            if begun is not None and recordings.going_on(view, machine, interview_id):
                return
        if begun is None:
            shelf.remove(organization_id, interview_id)
            return
        if not begun.ready and not shelf.taped(organization_id, interview_id):
            with store.write(machine) as tx:
                recordings.forget(tx, interview_id)
            return
        if not begun.ready:
            made = shelf.assemble(organization_id, interview_id, begun.created_at, codec)
            try:
                with store.write(machine) as tx:
                    recordings.keep(tx, interview_id, made)
            except NotFound:
                shelf.remove(organization_id, interview_id)
                return
        shelf.drop(organization_id, interview_id)

    def shred(organization_id: str, interview_id: str) -> None:
        """What an interview that was begun anew has recorded since is not thrown away."""
        with store.read(organization_id) as view:
            begun = recordings.begun(view, system(organization_id), interview_id)
        if begun is None:
            shelf.remove(organization_id, interview_id)

    def give_up(organization_id: str, interview_id: str, why: str) -> None:
        with store.write(system(organization_id)) as tx:
            recordings.failed(tx, interview_id, why)

    return (Run("record", record, give_up), Run("shred", shred, left_alone))
