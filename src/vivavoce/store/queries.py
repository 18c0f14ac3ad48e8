"""The prepared statements that a plain look-up by columns cannot say; each binds `org` (tested)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vivavoce.domain.interview import State
from vivavoce.store import schema
from vivavoce.store.shapes import OUTCOME

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_application = schema.application.c
_interview = schema.interview.c
_assessment = schema.assessment.c
_job = schema.job.c


@dataclass(frozen=True, slots=True)
class Within:
    """A prepared choice of ids, with the values it binds beside `org`."""

    ids: sa.Select[Any]
    bound: dict[str, Any]


_APPLIED_FOR = sa.select(_application.candidate_id).where(
    _application.organization_id == _ORG, _application.job_id == sa.bindparam("job_id")
)


def applied_for(job_id: str) -> Within:
    """The candidates who applied for a job."""
    return Within(_APPLIED_FOR, {"job_id": job_id})


_IN_STATES = sa.select(_interview.id).where(
    _interview.organization_id == _ORG, _interview.state.in_(sa.bindparam("states", expanding=True))
)


def in_states(states: Sequence[State]) -> Within:
    """The interviews that stand in one of these states."""
    return Within(_IN_STATES, {"states": [state.value for state in states]})


JOB_BY_REFERENCE = sa.select(_job.id).where(
    _job.organization_id == _ORG,
    sa.func.lower(_job.reference) == sa.bindparam("reference"),
    _job.deleted_at.is_(None),
)

CANDIDATE_BY_EMAIL = (
    sa.select(schema.candidate.c.id)
    .where(
        schema.candidate.c.organization_id == _ORG,
        sa.func.lower(schema.candidate.c.email) == sa.bindparam("email"),
        schema.candidate.c.deleted_at.is_(None),
    )
    .order_by(schema.candidate.c.created_at.desc())
)

JOBS_OF = (
    sa.select(_application.candidate_id, _application.job_id)
    .join(schema.job, _job.id == _application.job_id)
    .where(
        _application.organization_id == _ORG,
        _application.candidate_id.in_(sa.bindparam("candidates", expanding=True)),
        _job.deleted_at.is_(None),
    )
    .order_by(_application.position)
)

INTERVIEWS_OF = (
    sa.select(_interview.candidate_id, sa.func.count())
    .where(
        _interview.organization_id == _ORG,
        _interview.candidate_id.in_(sa.bindparam("candidates", expanding=True)),
        _interview.deleted_at.is_(None),
    )
    .group_by(_interview.candidate_id)
)

ASSESSMENTS_OF = (
    sa.select(_interview.candidate_id, _assessment.appraisal)
    .join(schema.assessment, _assessment.interview_id == _interview.id)
    .where(
        _interview.organization_id == _ORG,
        _interview.candidate_id.in_(sa.bindparam("candidates", expanding=True)),
        _interview.deleted_at.is_(None),
        _interview.state == State.RELEASED.value,
    )
    .order_by(_interview.ended_at, _assessment.created_at)
)

_RELEASED_OF = (
    sa.select(_assessment.id)
    .join(schema.interview, _assessment.interview_id == _interview.id)
    .where(
        _interview.organization_id == _ORG,
        _interview.candidate_id == sa.bindparam("candidate_id"),
        _interview.deleted_at.is_(None),
        _interview.state == State.RELEASED.value,
    )
)


def released_of(candidate_id: str) -> Within:
    """The released assessments of a candidate."""
    return Within(_RELEASED_OF, {"candidate_id": candidate_id})


LEAVE_JOBS = sa.delete(schema.application).where(
    _application.organization_id == _ORG, _application.candidate_id == sa.bindparam("candidate")
)

UNLINK_JOB = sa.delete(schema.application).where(
    _application.organization_id == _ORG, _application.job_id == sa.bindparam("job")
)

TALKING = sa.select(_interview.id).where(
    _interview.organization_id == _ORG,
    _interview.candidate_id == sa.bindparam("candidate_id"),
    _interview.deleted_at.is_(None),
    _interview.state == State.LIVE.value,
)

USED = sa.select(_interview.started_at, _interview.ended_at).where(
    _interview.organization_id == _ORG,
    _interview.is_test.is_(False),
    _interview.ended_at >= sa.bindparam("start"),
    _interview.ended_at < sa.bindparam("end"),
    _interview.started_at.is_not(None),
)

MESSAGES_AFTER = (
    sa.select(schema.message.c.body)
    .where(
        schema.message.c.organization_id == _ORG,
        schema.message.c.interview_id == sa.bindparam("interview_id"),
        schema.message.c.sequence > sa.bindparam("after"),
    )
    .order_by(schema.message.c.sequence)
)

FORGET_MESSAGES = sa.delete(schema.message).where(
    schema.message.c.organization_id == _ORG,
    schema.message.c.interview_id == sa.bindparam("interview"),
    schema.message.c.sequence <= sa.bindparam("through"),
)

CODES_SINCE = (
    sa.select(schema.code.c.created_at)
    .where(
        schema.code.c.organization_id == _ORG,
        schema.code.c.invitation_id == sa.bindparam("invitation_id"),
        schema.code.c.created_at > sa.bindparam("since"),
    )
    .order_by(schema.code.c.created_at)
)

SUBSCRIBE = sa.insert(schema.subscription).values(
    organization_id=sa.bindparam("listens_to"),
    event=sa.bindparam("event_name"),
    endpoint_id=sa.bindparam("endpoint"),
    owner_id=_ORG,
    dialect=sa.bindparam("spoken"),
    subject_id=sa.bindparam("subject"),
)

UNSUBSCRIBE = sa.delete(schema.subscription).where(
    schema.subscription.c.owner_id == _ORG,
    schema.subscription.c.endpoint_id == sa.bindparam("endpoint"),
)

REACHED_BY = (
    sa.select(schema.key_reach.c.organization_id)
    .join(schema.api_key, schema.api_key.c.id == schema.key_reach.c.key_id)
    .where(schema.api_key.c.organization_id == _ORG, schema.key_reach.c.key_id == sa.bindparam("key_id"))
    .order_by(schema.key_reach.c.organization_id)
)

REACH = sa.insert(schema.key_reach).from_select(
    ["key_id", "organization_id"],
    sa.select(schema.api_key.c.id, sa.bindparam("reaches", type_=sa.String)).where(
        schema.api_key.c.organization_id == _ORG, schema.api_key.c.id == sa.bindparam("key")
    ),
)

SUBSCRIBE_LIKE = sa.insert(schema.subscription).from_select(
    ["organization_id", "event", "endpoint_id", "owner_id", "dialect"],
    sa.select(
        sa.bindparam("listens_to", type_=sa.String),
        schema.subscription.c.event,
        schema.subscription.c.endpoint_id,
        schema.subscription.c.owner_id,
        schema.subscription.c.dialect,
    )
    .distinct()
    .where(
        schema.subscription.c.owner_id == _ORG, schema.subscription.c.endpoint_id == sa.bindparam("endpoint")
    ),
)

DROP_PENDING = (
    sa.update(schema.delivery)
    .where(
        schema.delivery.c.organization_id == _ORG,
        schema.delivery.c.endpoint_id == sa.bindparam("endpoint"),
        schema.delivery.c.status == "pending",
    )
    .values(status="dropped", finished_at=sa.bindparam("finished"))
)

_alias = schema.alias.c
_extras = schema.extras.c

NAME = sa.insert(schema.alias).values(
    organization_id=_ORG,
    dialect=sa.bindparam("spoken"),
    kind=sa.bindparam("kind_of"),
    foreign_id=sa.bindparam("foreign"),
    our_id=sa.bindparam("ours"),
)

UNNAME = sa.delete(schema.alias).where(
    _alias.organization_id == _ORG,
    _alias.dialect == sa.bindparam("spoken"),
    _alias.kind == sa.bindparam("kind_of"),
    _alias.our_id == sa.bindparam("ours"),
)

NAMED = sa.select(_alias.our_id).where(
    _alias.organization_id == _ORG,
    _alias.dialect == sa.bindparam("spoken"),
    _alias.kind == sa.bindparam("kind_of"),
    _alias.foreign_id == sa.bindparam("foreign"),
)

NAMES_OF = sa.select(_alias.our_id, _alias.foreign_id).where(
    _alias.organization_id == _ORG,
    _alias.dialect == sa.bindparam("spoken"),
    _alias.our_id.in_(sa.bindparam("ours", expanding=True)),
)

KEEP_EXTRAS = sa.insert(schema.extras).values(
    organization_id=_ORG,
    dialect=sa.bindparam("spoken"),
    our_id=sa.bindparam("ours"),
    body=sa.bindparam("kept", type_=_extras.body.type),
)

FORGET_EXTRAS = sa.delete(schema.extras).where(
    _extras.organization_id == _ORG,
    _extras.dialect == sa.bindparam("spoken"),
    _extras.our_id == sa.bindparam("ours"),
)

EXTRAS_OF = sa.select(_extras.our_id, _extras.body).where(
    _extras.organization_id == _ORG,
    _extras.dialect == sa.bindparam("spoken"),
    _extras.our_id.in_(sa.bindparam("ours", expanding=True)),
)

SCORE = (
    sa.select(_assessment.total)
    .join(schema.interview, _assessment.interview_id == _interview.id)
    .where(
        _assessment.organization_id == _ORG,
        _interview.candidate_id == _application.candidate_id,
        _interview.job_id == _application.job_id,
        _interview.state == State.RELEASED.value,
        _interview.deleted_at.is_(None),
    )
    .order_by(_interview.ended_at.desc(), _assessment.id)
    .limit(1)
    .correlate(schema.application)
    .scalar_subquery()
)
SCORES_OF = sa.select(_application.id, SCORE).where(
    _application.organization_id == _ORG, _application.id.in_(sa.bindparam("applications", expanding=True))
)


_call = schema.call.c


BUSY_WITH = (
    sa.select(_call.id)
    .join(schema.interview, _interview.id == _call.interview_id)
    .where(
        _call.organization_id == _ORG,
        _call.status == "in_progress",
        _interview.candidate_id == sa.bindparam("candidate_id"),
    )
)

CALLED_FOR = (
    sa.select(_call.called_at)
    .join(schema.interview, _interview.id == _call.interview_id)
    .where(
        _call.organization_id == _ORG,
        _call.called_at.is_not(None),
        _interview.candidate_id == sa.bindparam("candidate_id"),
        _interview.job_id == sa.bindparam("job_id"),
    )
)

DOCUMENT_BODY = sa.select(schema.document.c.body).where(
    schema.document.c.organization_id == _ORG, schema.document.c.id == sa.bindparam("id")
)


NEWEST_FOR = (
    sa.select(_interview.id)
    .join(schema.candidate, schema.candidate.c.id == _interview.candidate_id)
    .where(
        _interview.organization_id == _ORG,
        _interview.job_id == sa.bindparam("job_id"),
        _interview.deleted_at.is_(None),
        sa.func.lower(schema.candidate.c.email) == sa.bindparam("email"),
    )
    .order_by(_interview.created_at.desc(), _interview.id.desc())
    .limit(1)
)


_event = schema.event.c
LAST_EVENT = sa.select(schema.organization.c.event_sequence).where(schema.organization.c.id == _ORG)
EVENTS_AFTER = (
    sa.select(_event.name)
    .where(_event.organization_id == _ORG, _event.sequence > sa.bindparam("after"))
    .order_by(_event.sequence)
    .limit(500)
)

_outcome = schema.outcome.c
OUTCOMES_OF = (
    sa.select(*OUTCOME.columns)
    .where(
        _outcome.organization_id == _ORG,
        _outcome.application_id.in_(sa.bindparam("applications", expanding=True)),
    )
    .order_by(_outcome.created_at, _outcome.id)
)
