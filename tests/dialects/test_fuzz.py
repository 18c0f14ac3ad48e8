"""Does a real server keep to its own published document, whatever is sent? (both engines, 30 s each)"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from tests.servers import Running

pytestmark = pytest.mark.system

SECONDS = 30
UNSAID = re.compile(
    "must be in the future|must not be in the past|must not be more than 30 days ahead|must not be after end"
    "|Text must not hold NUL|Numbers must be finite"
    "|or [a-zA-Z]+ should not be empty|must not be sent together|for a PHONE agent|needs the number it calls"
    "|name one with jobId|only for PHONE interviews|is not allowed: |is set by this server"
)
"""What a schema does not say: the time, the state, rules about several fields, the network, our own headers."""


def config(key: str) -> SchemathesisConfig:
    """Every check but those of 405: one mounted route answers for one method, so `Allow` names only that."""
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "max-time": SECONDS,
            "auth": {"openapi": {"bearer": {"bearer": key}}},
            "generation": {"database": "none"},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2XX", 403, 404, 409, 422]},
                "negative_data_rejection": {"expected-statuses": ["4XX"]},
                "unsupported_method": {"enabled": False},
                "allow_header_conformance": {"enabled": False},
            },
        }
    )


def test_the_server_is_what_its_document_says(running: Running) -> None:
    schema = schemathesis.openapi.from_url(f"{running.base_url}/openapi.json", config=config(running.key))
    answered: Counter[int] = Counter()
    checked: Counter[str] = Counter()
    broken: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            replies = (one.response for one in recorder.interactions.values() if one.response)
            answered.update(reply.status_code for reply in replies)
            checked.update(check.name for checks in recorder.checks.values() for check in checks)
            broken += _broken(recorder)
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
    assert not broken, "\n\n".join(broken[:20])
    assert {200, 201, 204, 400, 401, 404} <= set(answered)
    assert min(checked["ignored_auth"], checked["negative_data_rejection"]) > 300


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
