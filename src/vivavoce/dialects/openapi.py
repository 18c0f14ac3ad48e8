"""How is the API documented? One OpenAPI 3.1 document, made from the route tables when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vivavoce import __version__
from vivavoce.dialects.dialect import Dialect, Route

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]
Refs = dict[tuple[type[BaseModel], Mode], Json]

_PARAMETER = re.compile(r"{(\w+)}")
_REF = "#/components/schemas/{model}"


def document(dialects: Sequence[Dialect], site: str) -> Json:
    """The document of these dialects, one or more, served at `site`. Undocumented routes are left out."""
    kept = [(dialect, route) for dialect in dialects for route in dialect.routes if route.documented]
    refs, definitions = models_json_schema(sorted(_models(kept), key=str), ref_template=_REF)
    paths: dict[str, Json] = {}
    for dialect, route in kept:
        path = paths.setdefault(dialect.prefixes[0] + route.path, {})
        path[route.method.lower()] = _operation(dialect, route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": ", ".join(dialect.title for dialect in dialects),
            "version": __version__,
            "description": "\n\n".join(dialect.description for dialect in dialects),
        },
        "servers": [{"url": site}],
        "tags": [{"name": dialect.name, "description": dialect.title} for dialect in dialects],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
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


def _operation(dialect: Dialect, route: Route, refs: Any) -> Json:
    name = re.sub(r"\W+", "_", f"{dialect.name}_{route.method.lower()}{route.path}").strip("_")
    operation: Json = {
        "operationId": name,
        "tags": [dialect.name],
        "summary": route.summary,
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(dialect, route, refs),
    }
    if route.scopes:
        operation["description"] = f"Needs the scope {' or '.join(f'`{scope}`' for scope in route.scopes)}."
    if route.body:
        operation["requestBody"] = {
            "required": bool(route.body.model_json_schema().get("required")),
            "content": _json(refs[route.body, "validation"]),
        }
    return operation


def _path_parameters(route: Route) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: Route) -> list[Json]:
    schema = route.query.model_json_schema() if route.query else {}
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(part)}
        for name, part in schema.get("properties", {}).items()
    ]


def _without_null(schema: Json) -> Json:
    """A query has no null: an optional parameter is left out."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in {"anyOf", "title", "default"}}
    if len(kinds) == 1:
        return {**rest, **kinds[0]}
    return {**schema, "anyOf": kinds} if kinds else schema


def _responses(dialect: Dialect, route: Route, refs: Any) -> Json:
    success: Json = {"description": "Done"}
    if route.answer:
        success["content"] = _json(refs[route.answer, "serialization"])
    refused = {
        str(status): {"description": "Refused", "content": _json(refs[model, "serialization"])}
        for status, model in sorted(dialect.refusals.items())
    }
    return {str(route.status): success, **refused}


def _json(schema: Any) -> Json:
    return {"application/json": {"schema": schema}}
