"""What can be done with jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Conflict, NotFound
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Job, JobDetails, JobStatus, Place
from vivavoce.domain.identity import Actor
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import queries
from vivavoce.store.shapes import JOB
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

NO_DETAILS = JobDetails()


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to open. `reference` must be unique in the organization."""

    title: str
    description: str
    status: JobStatus = JobStatus.OPEN
    required_skills: tuple[str, ...] = ()
    nice_to_have_skills: tuple[str, ...] = ()
    details: JobDetails = NO_DETAILS
    reference: str | None = None
    api_invites: bool = False
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChangeJob:
    """What to change; lists and `details` replace, `metadata` merges key by key at the top level.

    `details` holds only the parts to set; its None parts are left as they are. `work_mode` sets that part
    of the place and leaves the rest of it.
    """

    title: str | Keep = KEEP
    description: str | Keep = KEEP
    status: JobStatus | Keep = KEEP
    required_skills: tuple[str, ...] | Keep = KEEP
    nice_to_have_skills: tuple[str, ...] | Keep = KEEP
    details: JobDetails | Keep = KEEP
    work_mode: str | Keep = KEEP
    reference: str | Keep | None = KEEP
    api_invites: bool | Keep = KEEP
    metadata: Mapping[str, Any] | Keep = KEEP


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs to list. `search` looks into titles."""

    status: JobStatus | None = None
    search: str | None = None


def create(tx: Tx, new: NewJob) -> Job:
    """Open a job. Raises Conflict when the reference is taken."""
    tx.actor.need("jobs:write")
    _check_reference(tx, new.reference, None)
    job = Job(
        id=new_id(),
        organization_id=tx.organization_id,
        title=new.title,
        description=new.description,
        status=new.status,
        required_skills=new.required_skills,
        nice_to_have_skills=new.nice_to_have_skills,
        details=new.details,
        created_at=tx.now,
        updated_at=tx.now,
        reference=new.reference,
        api_invites=new.api_invites,
        metadata=new.metadata,
    )
    tx.add(JOB, job)
    tx.emit(EventName.JOB_CREATED, job.id)
    tx.audit("job.create", job.id)
    return job


def read(view: View, actor: Actor, id: str) -> Job:
    """One job. Raises NotFound."""
    actor.need("jobs:read")
    return view.get(JOB, id)


def by_reference(view: View, actor: Actor, reference: str) -> Job:
    """The job with the recruiter's own id, case ignored. Raises NotFound."""
    actor.need("jobs:read", "interviews:write")
    found = view.ask(queries.JOB_BY_REFERENCE, reference=reference.lower())
    if not found:
        raise NotFound(JOB.kind, reference)
    return view.get(JOB, found[0][0])


def listing(view: View, actor: Actor, page: Page, wanted: JobFilter) -> Slice[Job]:
    """One page of jobs, newest first."""
    actor.need("jobs:read")
    equal: dict[str, Any] = {"status": wanted.status.value} if wanted.status else {}
    search = (("title",), wanted.search) if wanted.search else None
    return view.page(JOB, page, search, **equal)


def change(tx: Tx, id: str, wanted: ChangeJob) -> Job:
    """Change a job. Raises NotFound, Conflict."""
    tx.actor.need("jobs:write")
    job = tx.get(JOB, id)
    values = given(wanted)
    _check_reference(tx, values.get("reference"), id)
    values["details"] = _details(job.details, wanted)
    values.pop("work_mode", None)
    if "metadata" in values:
        values["metadata"] = merged(job.metadata, values["metadata"])
    changed = tx.change(JOB, id, **values)
    tx.emit(EventName.JOB_CHANGED, id)
    tx.audit("job.change", id)
    return changed


def delete(tx: Tx, id: str) -> None:
    """Delete a job and its applications; candidates and interviews stay. Raises NotFound."""
    tx.actor.need("jobs:delete")
    tx.change(JOB, id, reference=None)
    tx.remove(JOB, id)
    tx.tell(queries.UNLINK_JOB, {"job": id})
    tx.emit(EventName.JOB_DELETED, id)
    tx.audit("job.delete", id)


def _check_reference(tx: Tx, reference: str | None, job_id: str | None) -> None:
    if reference is None:
        return
    tx.lock("job reference")
    holders = {row[0] for row in tx.ask(queries.JOB_BY_REFERENCE, reference=reference.lower())}
    if holders - {job_id}:
        raise Conflict(f"Another job already has the id {reference}")


def _details(old: JobDetails, wanted: ChangeJob) -> JobDetails:
    given_parts = given(wanted.details) if isinstance(wanted.details, JobDetails) else {}
    new = replace(old, **{name: value for name, value in given_parts.items() if value is not None})
    if isinstance(wanted.work_mode, str):
        return replace(new, place=replace(new.place or Place(), work_mode=wanted.work_mode))
    return new


def merged(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> dict[str, Any]:
    """Metadata after a change: key by key at the top level, new values win."""
    return {**(old or {}), **new}
