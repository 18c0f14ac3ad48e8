"""Is every documented operation in the document, and does the document hold together?"""

from __future__ import annotations

import json
import re

import pytest

from vivavoce.dialects import ALL
from vivavoce.dialects.openapi import document

SITE = "https://talk.example.com"


@pytest.mark.parametrize("dialects", [ALL, *((dialect,) for dialect in ALL)])
def test_every_documented_route_is_there_once(dialects) -> None:
    found = document(dialects, SITE)
    operations = {(method.upper(), path) for path, part in found["paths"].items() for method in part}
    assert operations == {
        (route.method, dialect.prefixes[0] + route.path)
        for dialect in dialects
        for route in dialect.routes
        if route.documented
    }
    ids = [operation["operationId"] for part in found["paths"].values() for operation in part.values()]
    assert len(set(ids)) == len(ids)


def test_references_lead_somewhere() -> None:
    text = json.dumps(document(ALL, SITE))
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert names
    assert names <= set(json.loads(text)["components"]["schemas"])


def test_parameters_bodies_and_refusals_are_described() -> None:
    found = document(ALL, SITE)
    listing = found["paths"]["/interviews"]["get"]
    described = {one["name"]: one for one in listing["parameters"]}
    assert described["candidateId"]["required"]
    assert described["page"]["schema"]["maximum"] == 10000
    assert "PENDING" not in described["status"]["schema"]["enum"]
    assert described["status"]["schema"]["type"] == "string"
    created = found["paths"]["/jobs"]["post"]
    assert created["requestBody"]["required"]
    assert {"201", "400", "401", "403", "404", "429"} <= set(created["responses"])
    assert found["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert not any(path.startswith("/sourcing") for path in found["paths"])


def test_no_two_routes_collide() -> None:
    paths = [
        (route.method, prefix + re.sub(r"{\w+}", "{}", route.path))
        for dialect in ALL
        for prefix in dialect.prefixes
        for route in dialect.routes
    ]
    assert len(set(paths)) == len(paths)
