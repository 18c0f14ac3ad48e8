"""How jobs, candidates and agents are served."""

from __future__ import annotations

from vivavoce.actions import agents, assessments, candidates, interviews, jobs, plans, postings
from vivavoce.actions.interviews import InterviewFilter
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.instaview import inbound, outbound
from vivavoce.dialects.instaview.analysis import analysis
from vivavoce.dialects.instaview.reply import created, ok, page
from vivavoce.dialects.plain import path_id
from vivavoce.domain.interview import Agent
from vivavoce.kit.paging import Slice
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


def create_job(tx: Tx, call: Call) -> Reply:
    return created(call, outbound.job(jobs.create(tx, inbound.new_job(call.body))))


def list_jobs(view: View, call: Call) -> Reply:
    found = jobs.listing(view, call.actor, page(call), inbound.job_filter(call.query))
    return ok(call, outbound.page(found, outbound.job))


def read_job(view: View, call: Call) -> Reply:
    return ok(call, outbound.job(jobs.read(view, call.actor, path_id(call, "job"))))


def change_job(tx: Tx, call: Call) -> Reply:
    changed = jobs.change(tx, path_id(call, "job"), inbound.change_job(call.body))
    inbound.merged(changed.metadata)
    return ok(call, outbound.job(changed))


def delete_job(tx: Tx, call: Call) -> Reply:
    jobs.delete(tx, path_id(call, "job"))
    return ok(call, True)


def find_job(call: Call) -> Reply:
    """Reads the page before a transaction begins, because that waits for a stranger's server."""
    call.actor.need("jobs:write")
    url = call.body.job_url
    new = postings.read(call.house.outbound, url)
    if call.body.create_job is False:
        return created(call, {"data": outbound.draft(new, call.actor.organization_id), "sourceUrl": url})
    with call.house.store.write(call.actor) as tx:
        return created(call, {"data": outbound.job(jobs.create(tx, new)), "sourceUrl": url})


def create_candidate(tx: Tx, call: Call) -> Reply:
    new = inbound.new_candidate(call.body, call.now)
    if new.job_ids:
        call.actor.need("jobs:read")
    return created(call, outbound.candidate(candidates.create(tx, new)))


def list_candidates(view: View, call: Call) -> Reply:
    if call.query.job_id:
        call.actor.need("jobs:read")
    found = candidates.listing(view, call.actor, page(call), inbound.candidate_filter(call.query))
    return ok(call, outbound.page(found, outbound.candidate))


def read_candidate(view: View, call: Call) -> Reply:
    return ok(call, outbound.candidate(candidates.read(view, call.actor, path_id(call, "candidate"))))


def change_candidate(tx: Tx, call: Call) -> Reply:
    wanted = inbound.change_candidate(call.body, call.now)
    changed = candidates.change(tx, path_id(call, "candidate"), wanted)
    inbound.merged(changed.candidate.metadata)
    return ok(call, outbound.candidate(changed))


def delete_candidate(tx: Tx, call: Call) -> Reply:
    candidates.delete(tx, path_id(call, "candidate"))
    return ok(call, True)


def list_analyses(view: View, call: Call) -> Reply:
    found = assessments.of_candidate(view, call.actor, page(call), path_id(call, "candidate"))
    return ok(call, outbound.page(found, lambda one: analysis(one, plans.current(view, one.interview_id))))


def list_interviews_of(view: View, call: Call) -> Reply:
    wanted = InterviewFilter(path_id(call, "candidate"))
    found = interviews.listing(view, call.actor, call.house.links, page(call), wanted)
    return ok(call, outbound.page(found, outbound.interview))


def create_agent(tx: Tx, call: Call) -> Reply:
    return created(call, outbound.agent(agents.create(tx, inbound.new_agent(call.body))))


def list_agents(view: View, call: Call) -> Reply:
    nothing: Slice[Agent] = Slice((), 0, page(call))
    if call.query.type == "UNDEFINED":
        return ok(call, outbound.page(nothing, outbound.agent))
    found = agents.listing(view, call.actor, page(call), inbound.agent_filter(call.query))
    return ok(call, outbound.page(found, outbound.agent))


def read_agent(view: View, call: Call) -> Reply:
    return ok(call, outbound.agent(agents.read(view, call.actor, path_id(call, "agent"))))


def change_agent(tx: Tx, call: Call) -> Reply:
    changed = agents.change(tx, path_id(call, "agent"), inbound.change_agent(call.body))
    inbound.merged(changed.metadata)
    return ok(call, outbound.agent(changed))


def delete_agent(tx: Tx, call: Call) -> Reply:
    agents.delete(tx, path_id(call, "agent"))
    return ok(call, True)
