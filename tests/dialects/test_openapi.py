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
    bearer = found["components"]["securitySchemes"]["bearer"]
    assert (bearer["type"], bearer["scheme"]) == ("http", "bearer")
    assert not any(path.startswith("/sourcing") for path in found["paths"])


def test_no_two_routes_collide() -> None:
    paths = [
        (route.method, prefix + re.sub(r"{\w+}", "{}", route.path))
        for dialect in ALL
        for prefix in dialect.prefixes
        for route in dialect.routes
    ]
    assert len(set(paths)) == len(paths)


def test_a_client_can_be_generated_from_it() -> None:
    found = document(ALL, SITE)
    operation = found["paths"]["/jobs"]["post"]
    assert (operation["operationId"], operation["tags"]) == ("instaview_create_job", ["instaview jobs"])
    assert {tag["name"] for tag in found["tags"]} >= {"instaview jobs", "instaview webhooks"}
    assert "X-RateLimit-Limit-Minute" in operation["responses"]["201"]["headers"]
    assert "Idempotency-Key" in {one["name"] for one in operation["parameters"]}
    refused = operation["responses"]["403"]["content"]["application/json"]["example"]
    assert refused["message"] == "This API key does not have the required scope: write:jobs"


def test_an_answer_has_no_parts_but_those_named_and_no_null_for_what_was_never_set() -> None:
    schemas = document(ALL, SITE)["components"]["schemas"]
    interview = schemas["Interview"]
    assert interview["additionalProperties"] is False
    assert "jobId" not in interview["required"]
    assert interview["properties"]["jobId"] == {"type": "string", "format": "uuid"}
    assert {"type": "null"} in interview["properties"]["analysis"]["anyOf"]
    assert {"type": "null"} in schemas["NewInterview"]["properties"]["jobId"]["anyOf"]


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_every_example_is_a_good_request(dialect) -> None:
    bodies = {route.body for route in dialect.routes if route.documented and route.body}
    shown = [(body, one) for body in bodies for one in body.model_json_schema().get("examples", ())]
    assert shown
    for body, example in shown:
        dialect.parse(body, example)
