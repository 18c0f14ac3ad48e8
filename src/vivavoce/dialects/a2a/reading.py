"""How interviews are read: one or many, as a poller, a console or a monitor asks for them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from vivavoce.actions import folders
from vivavoce.actions.folders import Folder, FolderFilter
from vivavoce.dialects.a2a import outbound
from vivavoce.dialects.a2a.asking import sent_level
from vivavoce.dialects.a2a.record import rows
from vivavoce.dialects.a2a.reply import ok, page
from vivavoce.dialects.a2a.standing import STATES_OF
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import NotFound
from vivavoce.store.view import View


def read_status(view: View, call: Call) -> Reply:
    """Answers 304 to who has it already (`If-None-Match`)."""
    folder = _folder(view, call)
    level = sent_level(view, folder.interview.id)
    answer = ok(outbound.status(folder, call.actor, level, call.now))
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    known = {part.strip().removeprefix("W/") for part in call.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Reply(304, headers={"ETag": tag})
    return Reply(answer.status, answer.body, {"ETag": tag})


def list_interviews(view: View, call: Call) -> Reply:
    found = folders.listing(view, call.actor, call.house.links, page(call), _filter(call))
    listed = [
        outbound.interview(folder, sent_level(view, folder.interview.id), call.now) for folder in found.rows
    ]
    return ok(outbound.page(found, listed))


def read_interview(view: View, call: Call) -> Reply:
    folder = _folder(view, call)
    return ok(outbound.interview(folder, sent_level(view, folder.interview.id), call.now))


def read_plan(view: View, call: Call) -> Reply:
    return _part(view, call, "plan of interview", outbound.plan)


def read_assessment(view: View, call: Call) -> Reply:
    return _part(view, call, "assessment of interview", outbound.assessment)


def read_state(view: View, call: Call) -> Reply:
    return ok(outbound.standing(_folder(view, call), call.now))


def read_history(view: View, call: Call) -> Reply:
    folder = _folder(view, call)
    return ok([outbound.transition(folder.interview.id, row) for row in rows(folder)])


def read_onward(view: View, call: Call) -> Reply:
    return ok(outbound.onward(_folder(view, call), call.now))


def _folder(view: View, call: Call) -> Folder:
    return folders.read(view, call.actor, call.house.links, path_id(call, "interview"))


def _part(view: View, call: Call, kind: str, render: Callable[[Folder], Any]) -> Reply:
    """One of a folder's papers. Raises NotFound before it exists."""
    folder = _folder(view, call)
    paper = render(folder)
    if paper is None:
        raise NotFound(kind, folder.interview.id)
    return ok(paper)


def _filter(call: Call) -> FolderFilter:
    state = call.query.state
    appointed = {"APPROVED": False, "SCHEDULED": True}.get(state)
    return FolderFilter(STATES_OF[state] if state else None, appointed, call.query.search)
