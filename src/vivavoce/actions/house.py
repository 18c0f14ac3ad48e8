"""What every door is given to do its work with; made once by `deps`."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.actions.access import Credential, Doorman
from vivavoce.actions.links import Links
from vivavoce.actions.sessions import Reception, SessionText
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.clock import Clock
from vivavoce.kit.limits import Windows
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.secrets import Sealer
from vivavoce.providers.sound_files import Shelf
from vivavoce.store.database import Store


@dataclass(frozen=True, slots=True)
class House:
    """The store, and the tools beside it."""

    store: Store
    clock: Clock
    doorman: Doorman
    windows: Windows
    links: Links
    mind: Mind
    sealer: Sealer
    outbound: Outbound
    reception: Reception
    shelf: Shelf

    def admit(self, presented: str | SessionText, address: str | None) -> Credential:
        """Who presents this. Raises Unauthenticated, Forbidden."""
        if isinstance(presented, SessionText):
            return self.reception.admit(presented)
        return self.doorman.admit(presented, address)
