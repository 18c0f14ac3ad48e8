"""How is the API documented? One OpenAPI 3.1 document, made from the route tables when it is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import ModelSchema, WithDefaultSchema

from vivavoce import __version__
from vivavoce.dialects.dialect import Dialect, Route, Unit
from vivavoce.dialects.door import MAX_KEY
from vivavoce.kit.limits import Taken, WindowState

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]
Refs = Mapping[Any, Json]

_PARAMETER = re.compile(r"{(\w+)}")
_PREFIX = re.compile(r"api|v\d+|{\w+}|")
_REF = "#/components/schemas/{model}"
_TAKEN = Taken(True, WindowState(60, 59, 1705320120), WindowState(2000, 1999, 1705323720), 0)


class _Exact(GenerateJsonSchema):
    """None as a default stands for an absent part: an answer leaves it out, a request may also say null.

    An answer has no parts but the named ones. Titles that only repeat a name are left out.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def default_schema(self, schema: WithDefaultSchema) -> Json:
        inner = schema["schema"]
        if schema.get("default", ...) is not None:
            return super().default_schema(schema)
        answers = self.mode == "serialization" and inner["type"] == "nullable"
        return self.generate_inner(inner["schema"] if answers else inner)

    def model_schema(self, schema: ModelSchema) -> Json:
        answers = self.mode == "serialization" and not schema.get("root_model")
        closed = {"additionalProperties": False} if answers else {}
        return {**closed, **super().model_schema(schema)}


def document(dialects: Sequence[Dialect], site: str) -> Json:
    """The document of these dialects, one or more, served at `site`. Undocumented routes are left out."""
    kept = [(dialect, route) for dialect in dialects for route in dialect.routes if route.documented]
    refs, definitions = models_json_schema(
        sorted(_models(kept), key=str), ref_template=_REF, schema_generator=_Exact
    )
    paths: dict[str, Json] = {}
    for dialect, route in kept:
        path = paths.setdefault(dialect.prefixes[0] + route.path, {})
        path[route.method.lower()] = _operation(dialect, route, refs)
    tags = {_tag(dialect, route): dialect.title for dialect, route in kept}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": dialects[0].title if len(dialects) == 1 else "vivavoce",
            "version": __version__,
            "description": "\n\n".join(dialect.description for dialect in dialects),
        },
        "servers": [{"url": site}],
        "tags": [{"name": name, "description": title} for name, title in tags.items()],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {name: dict(kind) for d in dialects for name, kind in d.schemes.items()},
        },
    }


def _models(routes: Sequence[tuple[Dialect, Route]]) -> set[tuple[type[BaseModel], Mode]]:
    found: set[tuple[type[BaseModel], Mode]] = set()
    for dialect, route in routes:
        found |= {(model, "serialization") for model in dialect.refusals.values()}
        if route.body:
            found.add((route.body, "validation"))
        if route.answer:
            found.add((route.answer, "serialization"))
    return found


def _operation(dialect: Dialect, route: Route, refs: Refs) -> Json:
    operation: Json = {
        "operationId": f"{dialect.name}_{route.run.__name__}",
        "tags": [_tag(dialect, route)],
        "summary": route.summary,
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(dialect, route, refs),
        "security": [{name: []} for name in dialect.schemes] if route.unit is not Unit.OPEN else [],
    }
    if route.body:
        operation["requestBody"] = {
            "required": bool(route.body.model_json_schema().get("required")),
            "content": {
                media: {"schema": refs[route.body, "validation"]}
                for media in sorted(dialect.media or {"application/json"})
            },
        }
    return operation


def _tag(dialect: Dialect, route: Route) -> str:
    """The product and the first noun of the path: `instaview jobs`."""
    noun = next((part for part in route.path.split("/") if not _PREFIX.fullmatch(part)), "")
    return f"{dialect.name} {noun}".strip()


def _path_parameters(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route) -> list[Json]:
    schema = route.query.model_json_schema(schema_generator=_Exact) if route.query else {}
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(part)}
        for name, part in schema.get("properties", {}).items()
    ]


def _header_parameters(route: Route) -> list[Json]:
    """What the door replays: a POST that runs in one transaction."""
    if route.method != "POST" or route.unit is not Unit.WRITE or route.repeats:
        return []
    meaning = "A request sent again under the same key gets the first answer and changes nothing."
    text = {"type": "string", "pattern": f"^[!-~]{{1,{MAX_KEY}}}$"}
    return [{"name": "Idempotency-Key", "in": "header", "description": meaning, "schema": text}]


def _without_null(schema: Json) -> Json:
    """A query has no null: an optional parameter is left out."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(kinds) == 1:
        return {**rest, **kinds[0]}
    return {**rest, "anyOf": kinds} if kinds else rest


def _responses(dialect: Dialect, route: Route, refs: Refs) -> Json:
    success = {str(status): _success(dialect, route, status, refs) for status in (route.status, *route.also)}
    refused: Json = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            "content": {dialect.refusal_media: {"schema": refs[model, "serialization"]}},
        }
        for status, model in sorted(dialect.refusals.items())
    }
    if route.scopes and "403" in refused:
        lacking = dialect.refuse(dialect.missing_scope(route.scopes), route.path)
        refused["403"]["content"][dialect.refusal_media]["example"] = json.loads(lacking.body)
    return {**refused, **success}


def _success(dialect: Dialect, route: Route, status: int, refs: Refs) -> Json:
    success: Json = {"description": HTTPStatus(status).phrase}
    if route.unit is not Unit.OPEN:
        success["headers"] = _headers(dialect)
    if route.answer and status not in {HTTPStatus.NOT_MODIFIED, HTTPStatus.NO_CONTENT}:
        success["content"] = _json(refs[route.answer, "serialization"])
    return success


def _headers(dialect: Dialect) -> Json:
    return {
        name: {"schema": {"type": "integer" if value.isdecimal() else "string"}, "example": value}
        for name, value in dialect.stamp(_TAKEN).items()
    }


def _json(schema: Any) -> Json:
    return {"application/json": {"schema": schema}}
