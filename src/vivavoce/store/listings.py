"""The prepared lists whose conditions vary with what was asked; each binds `org` (tested)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from vivavoce.domain.interview import State
from vivavoce.store import schema
from vivavoce.store.queries import SCORE

_ORG: sa.BindParameter[str] = sa.bindparam("org")
_application = schema.application.c
_interview = schema.interview.c
_assessment = schema.assessment.c
_job = schema.job.c
_call = schema.call.c


def applications(equal: Sequence[str], screened: bool | None, by_score: str | None) -> Any:
    """Ids of applications whose `equal` columns are bound, one page, and how many there are in all.

    `screened`: with a released score, without, or (None) both. `by_score`: `asc` or `desc`, unscored last
    either way; None: newest first.
    """
    candidate = schema.candidate.c
    theirs = candidate.id == _application.candidate_id
    known = sa.select(candidate.id).where(theirs, candidate.deleted_at.is_(None)).exists()
    clauses = [_application.organization_id == _ORG, known]
    clauses += [_application[name] == sa.bindparam(f"is_{name}") for name in equal]
    if screened is not None:
        clauses.append(SCORE.is_not(None) if screened else SCORE.is_(None))
    newest = (_application.created_at.desc(), _application.id.desc())
    scored = SCORE.asc() if by_score == "asc" else SCORE.desc()
    order = (scored.nulls_last(), *newest) if by_score else newest
    rows = sa.select(_application.id).where(*clauses).order_by(*order)
    count = sa.select(sa.func.count()).select_from(schema.application).where(*clauses)
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset")), count


def calls(equal: Sequence[str]) -> Any:
    """Ids of placed calls, one page newest first, and their number; `equal`: columns of the interview."""
    clauses = [
        _call.organization_id == _ORG,
        _interview.deleted_at.is_(None),
        _call.called_at.is_not(None),
        *(_interview[name] == sa.bindparam(f"is_{name}") for name in equal),
    ]
    joined = schema.call.join(schema.interview, _interview.id == _call.interview_id)
    rows = sa.select(_call.id).select_from(joined).where(*clauses)
    rows = rows.order_by(_call.called_at.desc(), _call.id.desc())
    count = sa.select(sa.func.count()).select_from(joined).where(*clauses)
    return rows.limit(sa.bindparam("limit")).offset(sa.bindparam("offset")), count


def results(given: frozenset[str]) -> Any:
    """Released assessments of interviews made from templates; each condition named in `given` is bound."""
    at, id = _interview.ended_at, _assessment.id
    beyond: sa.BindParameter[Any] = sa.bindparam("beyond_at", type_=at.type)
    template = schema.template.c
    conditions = {
        "interview_id": _interview.id == sa.bindparam("interview_id"),
        "assessment_id": id == sa.bindparam("assessment_id"),
        "template_id": template.id == sa.bindparam("template_id"),
        "email": sa.func.lower(schema.candidate.c.email) == sa.bindparam("email"),
        "since": at >= sa.bindparam("since", type_=at.type),
        "until": at < sa.bindparam("until", type_=at.type),
        "but": _interview.end_reason != sa.bindparam("but"),
        "beyond_at": sa.or_(at < beyond, sa.and_(at == beyond, id < sa.bindparam("beyond_id"))),
    }
    chosen = [condition for name, condition in conditions.items() if name in given]
    return (
        sa.select(id, _assessment.interview_id, template.id.label("template_id"))
        .join(schema.interview, _interview.id == _assessment.interview_id)
        .join(schema.template, template.job_id == _interview.job_id)
        .join(schema.candidate, schema.candidate.c.id == _interview.candidate_id)
        .where(
            _assessment.organization_id == _ORG,
            _interview.state == State.RELEASED.value,
            _interview.deleted_at.is_(None),
            *chosen,
        )
        .order_by(at.desc(), id.desc())
        .limit(sa.bindparam("limit"))
    )


def interviews(states: bool, appointed: bool | None, search: bool) -> sa.Select[Any]:
    """Ids of interviews in the bound states, with or without an appointment, about the bound text."""
    chosen: list[Any] = []
    if states:
        chosen.append(_interview.state.in_(sa.bindparam("states", expanding=True)))
    if appointed is not None:
        later = _interview.scheduled_at > _interview.created_at
        chosen.append(later if appointed else sa.not_(later))
    if search:
        person = schema.candidate.c
        needle: sa.BindParameter[str] = sa.bindparam("about")
        said = (person.first_name + " " + person.last_name, person.email, _job.title)
        chosen.append(sa.or_(*(sa.func.lower(text).like(needle, escape="\\") for text in said)))
    return (
        sa.select(_interview.id)
        .join(schema.candidate, schema.candidate.c.id == _interview.candidate_id)
        .join(schema.job, _job.id == _interview.job_id, isouter=True)
        .where(_interview.organization_id == _ORG, *chosen)
    )
