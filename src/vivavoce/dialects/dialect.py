"""What a dialect is: routes, words for errors and limits, words for events. Five of these make the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from vivavoce.actions.access import Credential
from vivavoce.actions.house import House
from vivavoce.actions.wording import Words
from vivavoce.domain.errors import DomainError
from vivavoce.domain.identity import Actor
from vivavoce.kit.limits import Taken


@dataclass(frozen=True, slots=True)
class Call:
    """One request that has passed the door: who, where, and what was asked, already checked.

    `body` and `query` are instances of the route's models (None where it has none).
    """

    house: House
    credential: Credential
    actor: Actor
    now: datetime
    path: Mapping[str, str]
    query: Any = None
    body: Any = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, ready to send. `body` empty with 204."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Unit(StrEnum):
    """What a route is given first: a View to read, a Tx to write, or nothing (it opens its own)."""

    READ = "read"
    WRITE = "write"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `path` in Starlette's form; `run(unit, call)` (or `run(call)` for NONE) makes the reply.

    `scopes`: the caller needs one of these core scopes. `at_home`: acts in the key's own organization,
    whatever organization the request names. `answer` documents the success body.
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


@dataclass(frozen=True, slots=True)
class Dialect:
    """One product's API. `prefixes` are where its routes are mounted ("" is the root).

    `credential(headers)` takes the key's text from the request, raising Unauthenticated.
    `home(call facts)` names the organization a request is for, raising Invalid or Forbidden.
    `refuse(error)` words a refusal, `refusals` document its body by status; `stamp(taken)` are the
    rate-limit headers. `events` are the labels that may be subscribed to, with the core event behind each
    (None: it never fires); with `one_endpoint` the operator says who is told, having no route for it.
    """

    name: str
    title: str
    prefixes: tuple[str, ...]
    routes: tuple[Route, ...]
    words: Words
    credential: Callable[[Mapping[str, str]], str]
    home: Callable[[Credential, Mapping[str, str]], str]
    refuse: Callable[[DomainError], Reply]
    crash: Callable[[], Reply]
    stamp: Callable[[Taken], dict[str, str]]
    parse: Callable[[type[BaseModel], Any], BaseModel]
    missing_scope: Callable[[tuple[str, ...]], DomainError]
    refusals: Mapping[int, type[BaseModel]]
    events: Mapping[str, str | None]
    one_endpoint: bool = False
    description: str = ""
