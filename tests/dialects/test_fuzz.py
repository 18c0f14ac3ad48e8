"""Does a real server keep to each dialect's published document, whatever is sent? (both engines, 10 s or more each)"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from time import monotonic

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from tests.servers import Running
from vivavoce.actions import jobs
from vivavoce.dialects import ALL
from vivavoce.dialects.dialect import Dialect
from vivavoce.domain.identity import operator
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Unstartable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, sqlite_url

pytestmark = pytest.mark.system

SECONDS = 10
MOST_SECONDS = 90
"""A busy machine gets through little in ten seconds: it goes on until every kind of answer was seen."""
KNOWN_JOB = "known-job"
UNSAID = re.compile(
    "must be in the future|must not be in the past|must not be more than 30 days ahead|must not be after end"
    "|Text must not hold NUL|Numbers must be finite"
    "|or [a-zA-Z]+ should not be empty|must not be sent together|for a PHONE agent|needs the number it calls"
    "|name one with jobId|only for PHONE interviews|is not allowed: |is set by this server"
)
"""What InstaView's schema does not say: the time, the state, rules about several fields, the network."""


def config(dialect: Dialect, key: str) -> SchemathesisConfig:
    """Every check but those of 405 (one mounted route answers for one method, so `Allow` names only that).

    That good data is accepted is asked of InstaView only: the others refuse by state what their schema allows.
    """
    schemes = {
        name: {"bearer": key} if kind["type"] == "http" else {"api_key": key}
        for name, kind in dialect.schemes.items()
    }
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "parameters": {"job_id": KNOWN_JOB},
            "max-time": MOST_SECONDS,
            "auth": {"openapi": schemes},
            "generation": {"database": "none"},
            "checks": {
                "positive_data_acceptance": {
                    "enabled": dialect.name == "instaview",
                    "expected-statuses": ["2XX", 403, 404, 409, 422],
                },
                "negative_data_rejection": {"expected-statuses": ["4XX"]},
                "unsupported_method": {"enabled": False},
                "allow_header_conformance": {"enabled": False},
            },
        }
    )


@pytest.fixture(scope="module")
def known_job(running: Running) -> None:
    """A job by whose id programs may invite, without which nothing behind that id would be reached."""
    engine = open_engine(
        running.environment.get("VIVAVOCE_DATABASE_URL") or sqlite_url(running.data / "vivavoce.db")
    )
    store = Store(engine, SystemClock(), Unstartable())
    (home,) = store.directory.organizations()
    with store.write(operator(home.id)) as tx:
        jobs.create(tx, jobs.NewJob("Engineer", "Build services.", reference=KNOWN_JOB, api_invites=True))
    store.close()


@pytest.mark.usefixtures("known_job")
@pytest.mark.parametrize("dialect", ALL, ids=[dialect.name for dialect in ALL])
def test_the_server_is_what_its_document_says(running: Running, dialect: Dialect) -> None:
    published = f"{running.base_url}/openapi/{dialect.name}.json"
    schema = schemathesis.openapi.from_url(published, config=config(dialect, running.key))
    answered: Counter[int] = Counter()
    checked: Counter[str] = Counter()
    broken: list[str] = []
    begun = monotonic()
    stream = from_schema(schema).execute()
    for event in stream:
        if isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            replies = (one.response for one in recorder.interactions.values() if one.response)
            answered.update(reply.status_code for reply in replies)
            checked.update(check.name for checks in recorder.checks.values() for check in checks)
            broken += _broken(recorder)
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if monotonic() - begun > SECONDS and _seen(answered, checked):
            stream.stop()
    assert not broken, "\n\n".join(broken[:20])
    assert max(answered) < 500
    assert _seen(answered, checked), (answered, checked)


def _seen(answered: Counter[int], checked: Counter[str]) -> bool:
    """Whether the server was asked enough, let in and kept out."""
    enough = sum(answered.values()) > 10 and min(checked["ignored_auth"], checked["not_a_server_error"]) >= 5
    return enough and answered[401] > 0 and answered[200] + answered[201] > 0


def _broken(recorder: ScenarioRecorder) -> Iterator[str]:
    for case_id, checks in recorder.checks.items():
        interaction = recorder.interactions.get(case_id)
        reply = interaction.response if interaction else None
        said = reply.content.decode() if reply and reply.content else ""
        for check in checks:
            if check.failure_info and not (check.name == "positive_data_acceptance" and _unsaid(said)):
                sample = check.failure_info.code_sample[:1000]
                yield f"{check.name}: {check.failure_info.failure.message}\n{sample}\n{said[:500]}"


def _unsaid(refusal: str) -> bool:
    return all(UNSAID.search(message) for message in json.loads(refusal)["message"])
