"""How telephone calls are served."""

from __future__ import annotations

from vivavoce.actions import applications, calling, calls, questions
from vivavoce.actions.applications import ApplicationFilter
from vivavoce.dialects.dialect import Call as Request
from vivavoce.dialects.dialect import Reply
from vivavoce.dialects.ninjahire import call_answers, outbound
from vivavoce.dialects.ninjahire.lookup import both_sides, find, known_of, open_file
from vivavoce.dialects.ninjahire.reply import ok, page
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import NotFound
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def call_now(tx: Tx, request: Request) -> Reply:
    """Calls an applicant at once; with nothing to ask, questions are written first (contract §9.1)."""
    house = request.house
    made = applications.read(tx.view, request.actor, path_id(request, "application")).application
    if not questions.of_applicant(tx.view, request.actor, made.job_id, made.id):
        questions.write(tx, house.mind, made.job_id)
    placed = calling.call_now(tx, house.links, house.mind, made.id)
    return ok({"status": "triggered", "call_id": placed.id})


def read_call(view: View, request: Request) -> Reply:
    """A call; one that waits for its time is not there yet."""
    found = calls.read(view, request.actor, path_id(request, "call"))
    if found.called_at is None and not (found.asked and found.scheduled_at <= request.now):
        raise NotFound("call", found.id)
    file = open_file(view, request.actor, request.house.links, found)
    return ok(call_answers.call(file, known_of(view, file)))


def list_calls(view: View, request: Request) -> Reply:
    query = request.query
    wanted = find(
        view,
        ApplicationFilter(query.application_id, query.job_id, query.candidate_id),
        query.application_source_id,
        query.job_source_id,
        query.candidate_source_id,
    )
    wanted = wanted and both_sides(view, request.actor, wanted)
    if wanted is None:
        return ok(outbound.page((), 0))
    found = calls.listing(view, request.actor, page(request), wanted.job_id, wanted.candidate_id)
    files = [open_file(view, request.actor, request.house.links, row) for row in found.rows]
    return ok(outbound.page((call_answers.call(file, known_of(view, file)) for file in files), found.total))
