"""What a dialect is: routes, words for errors and limits, words for events. Five of these make the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from vivavoce.actions.access import Credential
from vivavoce.actions.house import House
from vivavoce.actions.sessions import SessionText
from vivavoce.actions.wording import Words
from vivavoce.domain.errors import DomainError, Invalid
from vivavoce.domain.identity import Actor
from vivavoce.kit.limits import Taken

MAX_BODY: Final = 1_048_576
BEARER: Final[Mapping[str, Mapping[str, str]]] = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key of this server."}
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the door: who, where, and what was asked, already checked.

    `body` and `query` are instances of the route's models (None where it has none). `content` is the body as
    it was sent, for a route that looks at other things first.
    """

    house: House
    credential: Credential
    actor: Actor
    now: datetime
    path: Mapping[str, str]
    query: Any = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who has not proved to be anybody: as `Call`, without an actor.

    `address` is the network address, None when unknown.
    """

    house: House
    now: datetime
    path: Mapping[str, str]
    query: Any
    body: Any
    headers: Mapping[str, str]
    content: bytes
    address: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, ready to send. `body` empty with 204."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Unit(StrEnum):
    """What a route is given first: a View to read, a Tx to write, or nothing (it opens its own).

    OPEN: it needs no key, and is given a Visit alone.
    """

    READ = "read"
    WRITE = "write"
    NONE = "none"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `path` in Starlette's form; `run(unit, call)` (or `run(call)` for NONE) makes the reply.

    `scopes`: the caller needs one of these core scopes. `at_home`: acts in the key's own organization,
    whatever organization the request names. `answer` documents the success body, `also` further statuses
    of success. `late`: the route reads the body itself, having looked at other things first. `repeats`: it
    knows a repeated request by itself, so its answer is not kept for one. `max_body` in bytes, None: the
    dialect's.
    """

    method: str
    path: str
    scopes: tuple[str, ...]
    run: Callable[..., Reply]
    unit: Unit
    summary: str
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: Any = None
    at_home: bool = False
    documented: bool = True
    also: tuple[int, ...] = ()
    late: bool = False
    repeats: bool = False
    max_body: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the one endpoint of an organization is told, which the operator sets.

    `schemes` are the URLs it may have. `styles` are the values that the option `style` may have, the first
    being the default. `secret` makes one.
    """

    timeout_ms: int
    secret: Callable[[], str]
    styles: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("https", "http")


def own_limits(credential: Credential) -> tuple[int, int]:
    """The limits that the key itself carries."""
    return credential.limits


def json_content(_headers: Mapping[str, str], body: bytes) -> Any:
    """A body that is JSON; an empty one is `{}`. Raises Invalid naming `body`."""
    try:
        return json.loads(body, parse_constant=_no_constant) if body else {}
    except json.JSONDecodeError as error:
        why = f"The request body is not valid JSON: {error.msg} at character {error.pos}"
        raise Invalid.because("body", why) from error
    except (ValueError, RecursionError) as error:
        raise Invalid.because("body", "The request body is not valid JSON") from error


def _no_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise ValueError(name)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One product's API. `prefixes` are where its routes are mounted ("" is the root).

    `credential(headers)` takes the key's or session's text from the request, raising Unauthenticated.
    `home(call facts)` names the organization a request is for, raising Invalid or Forbidden.
    `refuse(error, path)` words a refusal, `crash(path)` a fault of ours; `refusals` document its body by
    status. `stamp(taken)` are the rate-limit headers. `events` are the labels that may be subscribed to, with
    the core events behind each (none: it never fires); with `one_endpoint` the operator says who is told,
    because there is no route for it. `limits` are the requests a minute and an hour of a credential.
    `media`: the body formats it reads, none: any. `content` turns a body in one of them into what `parse`
    takes. `schemes` are the OpenAPI security schemes a request may use, one of them. `well_known`: paths
    outside the prefixes with the JSON that anybody may read there, made from the site's address. `pages`:
    paths with an `id` that people are sent to, with the console's page behind each; they raise NotFound.
    """

    name: str
    title: str
    prefixes: tuple[str, ...]
    routes: tuple[Route, ...]
    words: Words
    credential: Callable[[Mapping[str, str]], str | SessionText]
    home: Callable[[Credential, Mapping[str, str]], str]
    refuse: Callable[[DomainError, str], Reply]
    crash: Callable[[str], Reply]
    stamp: Callable[[Taken], dict[str, str]]
    parse: Callable[[type[BaseModel], Any], BaseModel]
    missing_scope: Callable[[tuple[str, ...]], DomainError]
    refusals: Mapping[int, type[BaseModel]]
    events: Mapping[str, tuple[str, ...]]
    one_endpoint: Standing | None = None
    description: str = ""
    limits: Callable[[Credential], tuple[int, int]] = own_limits
    max_body: int = MAX_BODY
    media: frozenset[str] = frozenset()
    content: Callable[[Mapping[str, str], bytes], Any] = json_content
    schemes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: BEARER)
    refusal_media: str = "application/json"
    well_known: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    pages: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
