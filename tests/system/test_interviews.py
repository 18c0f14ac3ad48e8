"""Whole interviews over real sockets: who scores what, what is proved, what is told, on both engines."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from tests.servers import Running, Sink, wait_for

pytestmark = pytest.mark.system


def api(running: Running, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        running.base_url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {running.key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]


def arrange(running: Running, minutes: int = 20) -> dict[str, Any]:
    job = api(
        running,
        "POST",
        "/jobs",
        {
            "title": "Senior Backend Engineer",
            "description": "You design REST APIs in Python and tune slow PostgreSQL queries for our customers.",
            "requiredSkills": ["Python", "PostgreSQL"],
            "status": "OPEN",
        },
    )
    return api(
        running,
        "POST",
        "/interviews",
        {
            "candidate": {
                "firstName": "Jane",
                "lastName": "Doe",
                "email": "jane@example.com",
                "gdprExpiryDate": "2999-01-01",
            },
            "agent": {"name": "Screening", "type": "ONLINE", "focus": "SCREENING", "duration": minutes},
            "jobId": job["id"],
        },
    )


def held(running: Running, persona: str) -> dict[str, Any]:
    interview = arrange(running)
    running.simulate(interview["interviewUrl"], persona)

    def finished() -> Any:
        found = api(running, "GET", f"/interviews/{interview['id']}")
        return found if found["status"] == "COMPLETED" else None

    return dict(wait_for(finished))


def score(interview: dict[str, Any]) -> int | None:
    return interview["analysis"]["overallScore"]  # type: ignore[no-any-return]


def test_better_answers_score_better_and_silence_is_not_a_zero(running: Running) -> None:
    strong, terse, offtopic, silent = (held(running, p) for p in ("strong", "terse", "offtopic", "silent"))
    top, middle = score(strong), score(terse)
    assert top is not None
    assert middle is not None
    assert top > middle
    assert score(offtopic) is None or score(offtopic) < middle  # type: ignore[operator]
    assert score(silent) is None
    assert "not assessed" in " ".join(silent["analysis"]["general"]["evaluation"]).lower()


def test_an_order_to_the_assessor_changes_nothing(running: Running) -> None:
    assert score(held(running, "injecting")) == score(held(running, "terse"))


@pytest.mark.parametrize("persona", ["rambling", "refuses"])
def test_every_candidate_gets_to_the_end(running: Running, persona: str) -> None:
    assert held(running, persona)["finishedDate"]


def test_the_endpoint_hears_of_it_in_order_of_time(running: Running, sink: Sink) -> None:
    labels = ["interview.started", "analysis.completed", "interview.completed"]
    api(running, "POST", "/webhooks", {"url": sink.url, "events": labels})
    interview = held(running, "terse")

    def heard() -> Any:
        mine = [r for r in sink.requests if r.json["data"].get("interviewId") == interview["id"]]
        return mine if len(mine) >= 3 else None

    mine = wait_for(heard)
    assert sorted(request.json["event"] for request in mine) == sorted(labels)
    assert len({request.headers["webhook-id"] for request in mine}) == 3
