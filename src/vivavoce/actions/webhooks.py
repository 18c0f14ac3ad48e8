"""What can be done with endpoints and deliveries: who is told, and how the telling went."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Forbidden, Invalid
from vivavoce.domain.events import Endpoint, Header
from vivavoce.domain.identity import Actor, ActorKind
from vivavoce.kit.ids import new_id
from vivavoce.kit.outbound import OURS
from vivavoce.kit.secrets import Sealer
from vivavoce.store import queries
from vivavoce.store.shapes import ENDPOINT
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

CLOSED: Mapping[str, Any] = {"failures": 0, "opened_at": None, "failing_since": None}


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An address to tell. `events` in the dialect's labels, `listens` the core events behind them.

    `scope_id`: one organization, None for every one the key reaches. The URL has passed
    `Outbound.intake` before it comes here. `subject_id`: it is told of this one thing only, and its requests
    are signed with the organization's own secret of that dialect (`secret` is not used).
    """

    dialect: str
    url: str
    secret: str
    events: tuple[str, ...]
    listens: tuple[str, ...]
    headers: tuple[Header, ...] = ()
    scope_id: str | None = None
    name: str | None = None
    description: str | None = None
    max_retries: int = 3
    timeout_ms: int = 30000
    subject_id: str | None = None
    active: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeEndpoint:
    """What to change; `events` goes with `listens`, `headers` and `options` replace all."""

    url: str | Keep = KEEP
    secret: str | Keep = KEEP
    options: Mapping[str, Any] | Keep = KEEP
    events: tuple[str, ...] | Keep = KEEP
    listens: tuple[str, ...] | Keep = KEEP
    headers: tuple[Header, ...] | Keep = KEEP
    name: str | Keep | None = KEEP
    description: str | Keep | None = KEEP
    active: bool | Keep = KEEP


def create(tx: Tx, sealer: Sealer, new: NewEndpoint) -> Endpoint:
    """Set up an endpoint; who may arrange an interview may also say who is told of that one.

    Raises Forbidden (`scope_id` out of reach), Invalid (a header of ours).
    """
    tx.actor.need("endpoints:write", *(("interviews:write",) if new.subject_id else ()))
    _check_headers(new.headers)
    key_id = tx.actor.id if tx.actor.kind is ActorKind.KEY else None
    reached = _reached(tx, key_id)
    if new.scope_id is not None and new.scope_id not in reached:
        raise Forbidden("This key cannot reach that company")
    id = new_id()
    endpoint = Endpoint(
        id=id,
        organization_id=tx.organization_id,
        key_id=key_id,
        dialect=new.dialect,
        url=new.url,
        events=new.events,
        sealed_secret=sealer.seal(new.secret.encode(), id.encode()),
        sealed_headers=_seal_headers(sealer, id, new.headers),
        created_at=tx.now,
        updated_at=tx.now,
        scope_id=new.scope_id,
        name=new.name,
        description=new.description,
        max_retries=new.max_retries,
        timeout_ms=new.timeout_ms,
        subject_id=new.subject_id,
        active=new.active,
        options=dict(new.options),
    )
    tx.add(ENDPOINT, endpoint)
    _subscribe(tx, endpoint, new.listens)
    tx.audit("endpoint.create", id)
    return endpoint


def put(tx: Tx, sealer: Sealer, new: NewEndpoint) -> Endpoint:
    """Set the operator's own endpoint of a dialect, in place of the one set before."""
    tx.actor.need("endpoints:write")
    known = own(tx.view, new.dialect)
    if known is not None:
        delete(tx, known.id)
    endpoint = create(tx, sealer, new)
    return tx.change(ENDPOINT, endpoint.id, key_id=None)


def own(view: View, dialect: str) -> Endpoint | None:
    """The one endpoint that the organization itself has in this dialect, None when it has none."""
    mine = [e for e in view.every(ENDPOINT, dialect=dialect) if e.key_id is None and e.subject_id is None]
    return mine[-1] if mine else None


def read(view: View, actor: Actor, id: str) -> Endpoint:
    """One endpoint. Raises NotFound."""
    actor.need("endpoints:read", "endpoints:write")
    return view.get(ENDPOINT, id)


def listing(view: View, actor: Actor, dialect: str, scope_id: str | None = None) -> tuple[Endpoint, ...]:
    """Endpoints of a dialect, newest first; `scope_id` keeps only those of that one organization."""
    actor.need("endpoints:read")
    found = [known for known in view.every(ENDPOINT, dialect=dialect) if known.subject_id is None]
    return tuple(endpoint for endpoint in reversed(found) if scope_id in {None, endpoint.scope_id})


def failing(view: View, actor: Actor) -> tuple[Endpoint, ...]:
    """Endpoints that do not arrive or were switched off for it, oldest first."""
    actor.need("endpoints:read")
    return tuple(e for e in view.every(ENDPOINT) if e.failing_since is not None or e.opened_at is not None)


def own_headers(sealer: Sealer, endpoint: Endpoint) -> tuple[Header, ...]:
    """The endpoint's own headers with their values, for sending."""
    return _open_headers(sealer, endpoint)


def header_names(sealer: Sealer, endpoint: Endpoint) -> tuple[str, ...]:
    """Names of the endpoint's own headers; their values are never shown."""
    return tuple(header.name for header in _open_headers(sealer, endpoint))


def change(tx: Tx, sealer: Sealer, id: str, wanted: ChangeEndpoint) -> Endpoint:
    """Change an endpoint; switching it on closes its circuit. Raises NotFound, Invalid for a header."""
    tx.actor.need("endpoints:write")
    values = given(wanted)
    if values.get("active"):
        values |= CLOSED
    listens = values.pop("listens", None)
    if "secret" in values:
        values["sealed_secret"] = sealer.seal(values.pop("secret").encode(), id.encode())
    if "headers" in values:
        _check_headers(values["headers"])
        values["sealed_headers"] = _seal_headers(sealer, id, values.pop("headers"))
    endpoint = tx.change(ENDPOINT, id, **values)
    if listens is not None:
        tx.tell(queries.UNSUBSCRIBE, {"endpoint": id})
        _subscribe(tx, endpoint, listens)
    tx.audit("endpoint.change", id)
    return endpoint


def close_circuit(tx: Tx, id: str) -> Endpoint:
    """Let an endpoint be told again. Raises NotFound."""
    tx.actor.need("endpoints:write")
    tx.audit("endpoint.close_circuit", id)
    return tx.change(ENDPOINT, id, active=True, **CLOSED)


def delete(tx: Tx, id: str) -> None:
    """Delete an endpoint; what waits for it is dropped. Raises NotFound."""
    tx.actor.need("endpoints:write")
    tx.get(ENDPOINT, id)
    tx.tell(queries.UNSUBSCRIBE, {"endpoint": id})
    tx.tell(queries.DROP_PENDING, {"endpoint": id, "finished": tx.now})
    tx.remove(ENDPOINT, id)
    tx.audit("endpoint.delete", id)


def secret_of(view: View, sealer: Sealer, endpoint: Endpoint) -> str:
    """What signs an endpoint's requests: its own secret, or the organization's for one made for one thing."""
    if endpoint.subject_id is None:
        return reveal(sealer, endpoint)
    general = own(view, endpoint.dialect)
    return reveal(sealer, general) if general else standing_secret(sealer, view.organization_id)


def standing_secret(sealer: Sealer, organization_id: str) -> str:
    """What signs while an organization has set no endpoint: 64 hex digits made from the server's key."""
    return sealer.derive(f"webhook\n{organization_id}")


def reveal(sealer: Sealer, endpoint: Endpoint) -> str:
    """The endpoint's signing secret."""
    return sealer.open(endpoint.sealed_secret, endpoint.id.encode()).decode()


def _check_headers(headers: Sequence[Header]) -> None:
    for header in headers:
        if header.name.lower() in OURS | {"content-type"}:
            raise Invalid.because("headers", f"the header {header.name} is set by this server")


def _reached(tx: Tx, key_id: str | None) -> tuple[str, ...]:
    others = tx.ask(queries.REACHED_BY, key_id=key_id)
    return (tx.organization_id, *(row[0] for row in others))


def _subscribe(tx: Tx, endpoint: Endpoint, listens: Sequence[str]) -> None:
    homes = (endpoint.scope_id,) if endpoint.scope_id else _reached(tx, endpoint.key_id)
    rows = [
        {
            "listens_to": home,
            "event_name": event,
            "endpoint": endpoint.id,
            "spoken": endpoint.dialect,
            "subject": endpoint.subject_id,
        }
        for home in homes
        for event in dict.fromkeys(listens)
    ]
    if rows:
        tx.tell(queries.SUBSCRIBE, *rows)


def _seal_headers(sealer: Sealer, id: str, headers: Sequence[Header]) -> str:
    plain = json.dumps([[header.name, header.value] for header in headers]).encode()
    return sealer.seal(plain, id.encode())


def _open_headers(sealer: Sealer, endpoint: Endpoint) -> tuple[Header, ...]:
    plain = json.loads(sealer.open(endpoint.sealed_headers, endpoint.id.encode()))
    return tuple(Header(name, value) for name, value in plain)
