"""How jobs and candidates are served."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vivavoce.actions import calling, candidates, documents, jobs, names
from vivavoce.actions.candidates import CandidateFilter
from vivavoce.actions.jobs import JobFilter
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ninjahire import inbound, outbound
from vivavoce.dialects.ninjahire.reply import created, ok, page
from vivavoce.dialects.ninjahire.resume import Resume, resume
from vivavoce.dialects.ninjahire.shelf import DIALECT, shelf
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import NotFound
from vivavoce.domain.hiring import Calling, Candidate, Job
from vivavoce.kit.paging import Page, Slice
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

T = TypeVar("T")


def create_job(tx: Tx, call: Call) -> Reply:
    job = jobs.create(tx, inbound.new_job(call.body))
    names.claim(tx, DIALECT, "job", call.body.source_id, job.id)
    names.remember(tx, DIALECT, job.id, inbound.job_extras(call.body, {}))
    return created(_job(tx.view, job))


def list_jobs(view: View, call: Call) -> Reply:
    wanted, source = page(call), call.query.source_id
    if source is None:
        found = jobs.listing(view, call.actor, wanted, JobFilter())
    else:
        found = _named(view, "job", source, wanted, lambda one: jobs.read(view, call.actor, one))
    known = shelf(view, (job.id for job in found.rows))
    return ok(outbound.page((outbound.job(job, known) for job in found.rows), found.total))


def read_job(view: View, call: Call) -> Reply:
    return ok(_job(view, jobs.read(view, call.actor, path_id(call, "job"))))


def change_job(tx: Tx, call: Call) -> Reply:
    old = jobs.read(tx.view, call.actor, path_id(call, "job"))
    changed = jobs.change(tx, old.id, inbound.change_job(call.body, old))
    said = shelf(tx.view, (old.id,)).said(old.id)
    names.remember(tx, DIALECT, old.id, inbound.job_extras(call.body, said))
    return ok(_job(tx.view, changed))


def read_scheduling(view: View, call: Call) -> Reply:
    return ok(outbound.scheduling(calling.read(view, call.actor, path_id(call, "job"))))


def change_scheduling(tx: Tx, call: Call) -> Reply:
    id = jobs.read(tx.view, call.actor, path_id(call, "job")).id
    return ok(outbound.scheduling(calling.switch(tx, id, call.body.scheduling)))


def read_setting(view: View, call: Call) -> Reply:
    return ok(_setting(view, calling.read(view, call.actor, path_id(call, "job"))))


def put_setting(tx: Tx, call: Call) -> Reply:
    id = jobs.read(tx.view, call.actor, path_id(call, "job")).id
    said = shelf(tx.view, (id,)).said(id)
    names.remember(tx, DIALECT, id, inbound.setting_extras(call.body, said))
    return ok(_setting(tx.view, calling.set_rules(tx, id, inbound.rules(call.body))))


def create_candidate(tx: Tx, call: Call) -> Reply:
    kept = resume(call.body.file, None)
    candidate = candidates.create(tx, inbound.new_candidate(call.body)).candidate
    names.claim(tx, DIALECT, "candidate", call.body.source_id, candidate.id)
    names.remember(tx, DIALECT, candidate.id, inbound.candidate_extras(call.body, {}))
    attach(tx, candidate.id, kept)
    return created(_candidate(tx.view, candidate))


def list_candidates(view: View, call: Call) -> Reply:
    wanted, source = page(call), call.query.source_id
    if source is None:
        found = candidates.listing(view, call.actor, wanted, CandidateFilter())
    else:
        found = _named(view, "candidate", source, wanted, lambda one: candidates.read(view, call.actor, one))
    known = shelf(view, (card.candidate.id for card in found.rows))
    return ok(outbound.page((outbound.candidate(card.candidate, known) for card in found.rows), found.total))


def read_candidate(view: View, call: Call) -> Reply:
    return ok(_candidate(view, candidates.read(view, call.actor, path_id(call, "candidate")).candidate))


def change_candidate(tx: Tx, call: Call) -> Reply:
    id = path_id(call, "candidate")
    changed = candidates.change(tx, id, inbound.change_candidate(call.body)).candidate
    names.claim(tx, DIALECT, "candidate", call.body.source_id, id)
    said = shelf(tx.view, (id,)).said(id)
    names.remember(tx, DIALECT, id, inbound.candidate_extras(call.body, said))
    return ok(_candidate(tx.view, changed))


def attach(tx: Tx, candidate_id: str, kept: Resume | None) -> None:
    """Keep the résumé that came along, if one did."""
    if kept is not None:
        documents.attach(tx, candidate_id, kept.name, kept.media_type, kept.body)


def _named(view: View, kind: str, source: str, wanted: Page, read: Callable[[str], T]) -> Slice[T]:
    """The page of a list that holds the one thing of this name, or nothing."""
    id = names.find(view, DIALECT, kind, source)
    try:
        found = () if id is None else (read(id),)
    except NotFound:
        found = ()
    return Slice(found if wanted.number == 1 else (), len(found), wanted)


def _job(view: View, job: Job) -> outbound.Json:
    return outbound.job(job, shelf(view, (job.id,)))


def _setting(view: View, rules: Calling) -> outbound.Json:
    return outbound.setting(rules, shelf(view, (rules.job_id,)))


def _candidate(view: View, candidate: Candidate) -> outbound.Json:
    return outbound.candidate(candidate, shelf(view, (candidate.id,)))
