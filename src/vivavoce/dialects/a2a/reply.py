"""What every route does alike: answer, read an id, cut a page, keep to the caller's tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from pydantic_core import to_json

from vivavoce.actions import folders
from vivavoce.actions.folders import Folder
from vivavoce.dialects.a2a import caller
from vivavoce.dialects.a2a.errors import Stuck
from vivavoce.dialects.a2a.standing import decisions, state_of
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import system
from vivavoce.kit.paging import Page
from vivavoce.store.view import View

NO_CONTENT = Reply(204)


def ok(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """`content` as JSON."""
    return Reply(status, to_json(content), headers or {})


def created(content: Any) -> Reply:
    """`content` as JSON, 201."""
    return ok(content, 201)


def page(call: Call) -> Page:
    """The page that the query asks for."""
    return Page(call.query.page, call.query.limit)


def at_home(run: Callable[..., Reply]) -> Callable[..., Reply]:
    """`run`, refusing a request that names another tenant. Raises Forbidden."""

    @wraps(run)
    def answer(*given: Any) -> Reply:
        call: Call = given[-1]
        caller.same_tenant(call.actor.organization_id, call.headers)
        return run(*given)

    return answer


def whole_folder(view: View, call: Call, id: str) -> Folder:
    """All about an interview, for an answer to somebody who may change it and perhaps not read it.

    The answer then shows what such a caller may know. Raises NotFound.
    """
    return folders.read(view, system(call.actor.organization_id), call.house.links, id)


def placed(run: Callable[..., Reply]) -> Callable[..., Reply]:
    """`run`, saying of a Conflict about an interview where that stands and what may follow."""

    @wraps(run)
    def answer(*given: Any) -> Reply:
        try:
            return run(*given)
        except Conflict as error:
            call: Call = given[-1]
            with call.house.store.read(call.actor.organization_id) as view:
                folder = whole_folder(view, call, path_id(call, "interview"))
            state, onward = state_of(folder, call.now), decisions(folder, call.now)
            raise Stuck(error.message, state, onward) from error

    return answer
