"""Is every dialect whole: every refusal worded, every event labelled both ways, every route answerable?"""

from __future__ import annotations

import importlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from vivavoce.actions.wording import Stamp
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect, Unit
from vivavoce.domain import errors
from vivavoce.domain.errors import DomainError, LimitState, Violation
from vivavoce.domain.events import Endpoint, EventName

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ID = "550e8400-e29b-41d4-a716-446655440000"
REFUSALS: dict[type[DomainError], DomainError] = {
    errors.NotFound: errors.NotFound("job", "7"),
    errors.Invalid: errors.Invalid(Violation("title", "title should not be empty")),
    errors.TooMany: errors.TooMany(LimitState(60, 0, 1_800_000_000, 30)),
}
each = pytest.mark.parametrize("dialect", ALL, ids=[dialect.name for dialect in ALL])


def endpoint_of(dialect: Dialect) -> Endpoint:
    """An endpoint as the dialect itself would set it up."""
    options = getattr(importlib.import_module(f"tests.dialects.{dialect.name}.table"), "OPTIONS", {})
    return Endpoint(
        ID, ID, None, dialect.name, "https://example.com/hook", (), "", "", AT, AT, options=options
    )


def refused(dialect: Dialect, error: DomainError) -> tuple[int, Any, dict[str, str]]:
    reply = dialect.refuse(error, "/some/path")
    return reply.status, json.loads(reply.body), dict(reply.headers)


@each
@pytest.mark.parametrize("kind", errors.ALL)
def test_every_refusal_is_worded(dialect: Dialect, kind: type[DomainError]) -> None:
    error = REFUSALS.get(kind) or kind("the reason")
    status, body, _ = refused(dialect, error)
    assert 400 <= status <= 501
    assert isinstance(body, dict)
    assert body


@each
def test_statuses_tell_refusals_apart(dialect: Dialect) -> None:
    wanted = {
        errors.Unauthenticated: {401},
        errors.Forbidden: {403},
        errors.NotFound: {404},
        errors.Invalid: {400, 422},
        errors.Conflict: {409},
        errors.TooLarge: {413},
        errors.WrongMedia: {415},
        errors.TooMany: {429},
        errors.Unavailable: {501},
    }
    for kind, statuses in wanted.items():
        status, _, headers = refused(dialect, REFUSALS.get(kind) or kind("the reason"))
        assert status in statuses, kind
        assert (headers.get("Retry-After") == "30") == (kind is errors.TooMany)


@each
def test_a_fault_of_ours_tells_nothing_of_its_cause(dialect: Dialect) -> None:
    reply = dialect.crash("/some/path")
    assert reply.status == 500
    assert "Traceback" not in reply.body.decode()
    assert isinstance(json.loads(reply.body), dict)


@each
def test_labels_and_events_agree(dialect: Dialect) -> None:
    for label, events in dialect.events.items():
        for event in events:
            assert dialect.words.label(event) == label, event
    spoken = {event for events in dialect.events.values() for event in events}
    for event in EventName:
        label = dialect.words.label(event.value)
        assert label is None or event.value in spoken or label in dialect.events, event


@each
def test_a_sample_is_signed_the_same_twice_and_otherwise_when_changed(dialect: Dialect) -> None:
    if not dialect.events:
        pytest.skip("this product has no webhooks")
    endpoint = endpoint_of(dialect)
    label, body = dialect.words.sample(endpoint, AT)
    stamp = Stamp("s" * 64, label, ID, ID, 1, AT, body, endpoint)
    changed = Stamp("s" * 64, label, ID, ID, 1, AT, body.replace(b'"', b"'", 1), endpoint)
    assert dialect.words.headers(stamp) == dialect.words.headers(stamp)
    try:
        assert dialect.words.headers(stamp) != dialect.words.headers(changed)
    except ValueError:
        assert body  # headers that read the body refuse one that is no JSON any more


@each
def test_retries_wait_longer_each_time(dialect: Dialect) -> None:
    delays = list(dialect.words.delays(endpoint_of(dialect), ID))
    assert delays == sorted(delays)
    assert all(delay > timedelta(0) for delay in delays)


@each
def test_routes_are_well_formed(dialect: Dialect) -> None:
    for route in dialect.routes:
        assert re.fullmatch(r"(/[\w.{}:-]+)+", route.path), route.path
        assert route.summary, route.path
        assert route.unit is Unit.OPEN or route.scopes or not route.documented, route.path
        assert not (route.method == "GET" and route.unit is Unit.WRITE), route.path
    paths = [(route.method, route.path) for route in dialect.routes]
    assert len(set(paths)) == len(paths)


def test_names_and_well_known_paths_are_unique() -> None:
    assert len({dialect.name for dialect in ALL}) == len(ALL)
    known = [path for dialect in ALL for path in dialect.well_known]
    assert len(set(known)) == len(known)
