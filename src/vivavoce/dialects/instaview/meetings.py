"""How interviews and their call attempts are served."""

from __future__ import annotations

import base64

from vivavoce.actions import calls, interviews, reports
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.instaview import inbound, outbound
from vivavoce.dialects.instaview.reply import NO_CONTENT, created, ok, page
from vivavoce.dialects.plain import path_id
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def create_interview(tx: Tx, call: Call) -> Reply:
    """Reading scopes are needed for the records a body names by id (contract §3)."""
    body = call.body
    named = {"candidates:read": body.candidate_id, "agents:read": body.agent_id, "jobs:read": body.job_id}
    for scope, id in named.items():
        if id:
            call.actor.need(scope)
    new = inbound.new_interview(body, call.now)
    return created(call, outbound.interview(interviews.create(tx, call.house.links, call.house.mind, new)))


def list_interviews(view: View, call: Call) -> Reply:
    call.actor.need("candidates:read")
    if call.query.agent_id:
        call.actor.need("agents:read")
    wanted = inbound.interview_filter(call.query)
    found = interviews.listing(view, call.actor, call.house.links, page(call), wanted)
    return ok(call, outbound.page(found, outbound.interview))


def read_interview(view: View, call: Call) -> Reply:
    dossier = interviews.read(view, call.actor, call.house.links, path_id(call, "interview"))
    return ok(call, outbound.interview(dossier))


def delete_interview(tx: Tx, call: Call) -> Reply:
    interviews.delete(tx, path_id(call, "interview"))
    return ok(call, True)


def read_pdf(view: View, call: Call) -> Reply:
    pdf = reports.pdf(view, call.actor, path_id(call, "interview"))
    return ok(call, {"analysisPdfBase64": base64.b64encode(pdf).decode()})


def schedule_call(tx: Tx, call: Call) -> Reply:
    at = inbound.start(call.body.scheduled_at, "scheduledAt", call.now)
    calls.schedule(tx, path_id(call, "interview"), at)
    return created(call, {"success": True, "message": "Call attempt scheduled"})


def move_call(tx: Tx, call: Call) -> Reply:
    interview_id, attempt_id = path_id(call, "interview"), path_id(call, "call attempt", "attemptId")
    calls.reschedule(tx, interview_id, attempt_id, call.body.scheduled_at)
    return NO_CONTENT


def cancel_call(tx: Tx, call: Call) -> Reply:
    calls.cancel(tx, path_id(call, "interview"), path_id(call, "call attempt", "attemptId"))
    return NO_CONTENT
