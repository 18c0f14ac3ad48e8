"""What the console knows of a product whose API is spoken here; the server hands it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vivavoce.actions.wording import Words
from vivavoce.kit.secrets import new_hex_secret


@dataclass(frozen=True, slots=True)
class Sample:
    """A first request to try. `header` holds the key as `<api-key>`; `body` is JSON text, "" for none."""

    method: str
    path: str
    header: str
    body: str = ""

    def curl(self, site: str) -> str:
        """The request as a shell command, in the layout that Introwa prints (its contract, U13)."""
        lines = [f"curl --location '{site}{self.path}'", f"--header '{self.header}'"]
        if self.body:
            quoted = self.body.replace("'", "'\\''")
            lines += ["--header 'Content-Type: application/json'", f"--data-raw '{quoted}'"]
        return " \\\n".join(lines)


@dataclass(frozen=True, slots=True)
class Product:
    """One product's API and its webhooks.

    `events` are its labels with the core events behind each (none: it never fires). Its endpoints are told in
    `words`; a `single` product has one endpoint at a time, whose URL has one of `schemes`. `styles` are the
    values of the option `style`, the first being usual. `secret` makes a signing secret.
    """

    name: str
    title: str
    description: str
    events: Mapping[str, tuple[str, ...]]
    words: Words
    sample: Sample
    secret: Callable[[], str] = new_hex_secret
    timeout_ms: int = 30_000
    schemes: tuple[str, ...] = ("https", "http")
    styles: tuple[str, ...] = ()
    single: bool = False

    @property
    def tells(self) -> bool:
        """Whether it has webhooks at all."""
        return any(self.events.values())

    def listens(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """The core events behind these labels."""
        return tuple(dict.fromkeys(str(event) for label in labels for event in self.events[label]))
