"""What an operator does about endpoints and interviews: who is told, how that went, a new beginning."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from vivavoce.actions import course, deliveries, telling, webhooks
from vivavoce.actions.links import Links
from vivavoce.deps import master
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect
from vivavoce.domain.errors import Forbidden
from vivavoce.domain.events import Endpoint
from vivavoce.domain.identity import Actor, operator
from vivavoce.kit.clock import SystemClock
from vivavoce.kit.destinations import Refused
from vivavoce.kit.outbound import Outbound
from vivavoce.kit.paging import Page
from vivavoce.kit.secrets import Sealer, new_hex_secret
from vivavoce.operate import WrongUse, chosen_home, loaded
from vivavoce.runs.durable import Durable
from vivavoce.settings import Settings, SettingsError
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine
from vivavoce.store.migrate import migrate

__all__ = [
    "list_webhooks",
    "loaded",
    "replay",
    "reset_interview",
    "set_webhook",
    "show_log",
    "test_webhook",
]

LOG_LENGTH = 100


def set_webhook(
    settings: Settings, org: str | None, url: str, dialect: str | None, style: str | None
) -> None:
    """Set endpoints and print the name and the secret of each."""
    chosen = [d for d in ALL if d.name == dialect or (dialect is None and d.one_endpoint)]
    if not chosen:
        known = ", ".join(d.name for d in ALL)
        raise WrongUse(f"name whose words to use with --dialect (served here: {known})")
    try:
        Outbound(settings.private_networks).intake(url)
    except Refused as error:
        raise Forbidden(str(error)) from error
    new = [_new_endpoint(one, url, style) for one in chosen]
    with _database(settings) as store, store.write(_operator(store, org)) as tx:
        for endpoint in new:
            webhooks.put(tx, Sealer(master(settings)), endpoint)
            print(endpoint.dialect, endpoint.secret)


def list_webhooks(settings: Settings, org: str | None) -> None:
    """One line an endpoint."""
    with _database(settings) as store:
        actor = _operator(store, org)
        with store.read(actor.organization_id) as view:
            found = [e for d in ALL for e in webhooks.listing(view, actor, d.name)]
    for endpoint in found:
        failing = f"failing since {endpoint.failing_since:%Y-%m-%d %H:%M}Z" if endpoint.failing_since else "-"
        state = "on" if endpoint.active else "off"
        print(endpoint.id, endpoint.dialect, state, failing, endpoint.url, sep="\t")


def show_log(settings: Settings, org: str | None, id: str) -> None:
    """One line a delivery, then one an attempt."""
    with _database(settings) as store:
        actor = _operator(store, org)
        with store.read(actor.organization_id) as view:
            told = deliveries.log(view, actor, id, Page(1, LOG_LENGTH)).rows
    for entry in told:
        print(
            f"{entry.delivery.created_at:%Y-%m-%dT%H:%M:%SZ}",
            entry.delivery.id,
            entry.event,
            sep="\t",
            end="",
        )
        print(f"\t{entry.delivery.status}")
        for attempt in entry.attempts:
            came = attempt.http_status or attempt.error
            print(f"  {attempt.number}\t{attempt.at:%H:%M:%S}\t{attempt.duration_ms} ms\t{came}")


def test_webhook(settings: Settings, org: str | None, id: str) -> None:
    """Raises WrongUse when the sample did not arrive."""
    sealer = Sealer(master(settings))
    with _database(settings) as store:
        actor = _operator(store, org)
        with store.read(actor.organization_id) as view:
            endpoint = webhooks.read(view, actor, id)
            words = _dialect(endpoint).words
            stamp = telling.trial(view, actor, sealer, words, endpoint, SystemClock())
    own = webhooks.own_headers(sealer, endpoint)
    outcome = telling.send(Outbound(settings.private_networks), words, stamp, own)
    came = outcome.http_status or outcome.error
    if not outcome.delivered:
        raise WrongUse(f"not delivered: {came}")
    print(f"delivered: {came} in {outcome.duration_ms} ms")


def replay(settings: Settings, org: str | None, id: str, since: str | None) -> None:
    """Start the deliveries again; whoever works on this database sends them."""
    with _database(settings) as store:
        actor = _operator(store, org)
        with store.read(actor.organization_id) as view:
            endpoint = webhooks.read(view, actor, id)
        start = _moment(since) if since else endpoint.failing_since
        with store.write(actor) as tx:
            count = deliveries.replay(tx, id, start)
    print(f"{count} deliveries begin again")


def reset_interview(settings: Settings, org: str | None, id: str) -> None:
    """Print the new link."""
    links = Links(settings.site, master(settings))
    with _database(settings) as store, store.write(_operator(store, org)) as tx:
        policy = chosen_home(store, org).policy
        until = tx.now + timedelta(days=policy.link_days)
        print(links.url(course.reset(tx, links, id, until).id))


def _new_endpoint(dialect: Dialect, url: str, style: str | None) -> webhooks.NewEndpoint:
    standing = dialect.one_endpoint
    listens = tuple(dict.fromkeys(event for events in dialect.events.values() for event in events))
    labels = tuple(dialect.events)
    if standing is None:
        return webhooks.NewEndpoint(dialect.name, url, new_hex_secret(), labels, listens)
    if urlsplit(url).scheme not in standing.schemes:
        raise Forbidden(f"{dialect.title} is told by {' or '.join(standing.schemes)} only")
    if style is not None and style not in standing.styles:
        raise WrongUse(f"unknown style {style}; {dialect.title} has: {', '.join(standing.styles) or 'none'}")
    options = {"style": style or standing.styles[0]} if standing.styles else {}
    return webhooks.NewEndpoint(
        dialect.name, url, standing.secret(), labels, listens, timeout_ms=standing.timeout_ms, options=options
    )


def _dialect(endpoint: Endpoint) -> Dialect:
    for dialect in ALL:
        if dialect.name == endpoint.dialect:
            return dialect
    raise WrongUse(f"this server does not speak {endpoint.dialect}")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"not a time: {text} (write 2026-11-22T09:00:00Z)") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _operator(store: Store, org: str | None) -> Actor:
    return operator(chosen_home(store, org).id)


@contextmanager
def _database(settings: Settings) -> Iterator[Store]:
    """The store, for changes that start runs; another process may be working on it."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        engine, run_engine = open_engine(settings.url), open_run_engine(settings.url)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    migrate(engine)
    durable = Durable(run_engine, SystemClock())
    store = Store(engine, SystemClock(), durable)
    try:
        yield store
    finally:
        store.close()
        durable.close()
