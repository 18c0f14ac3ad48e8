"""How an invitation is served: new, refreshed or refused (contract §2)."""

from __future__ import annotations

from pydantic_core import to_json

from vivavoce.actions import folders, inviting
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.introwa import inbound, outbound, wire
from vivavoce.dialects.introwa.broken import content, parse
from vivavoce.store.tx import Tx


def invite_candidate(tx: Tx, call: Call) -> Reply:
    """The job is looked at before the body, so that nobody learns of the one by sending the other."""
    job = inviting.open_job(tx.view, call.actor, inbound.job_id(call.path["job_id"]))
    body = parse(wire.Invite, content(call.headers, call.content))
    assert isinstance(body, wire.Invite), "parse keeps the model"
    house = call.house
    made = inviting.invite(tx, house.links, house.mind, job, inbound.new_invitation(body, tx.now))
    folder = folders.read(tx.view, call.actor, house.links, made.interview.id)
    told = to_json(outbound.invited(folder, tx.now, again=made.again))
    return Reply(200 if made.again else 201, told)
