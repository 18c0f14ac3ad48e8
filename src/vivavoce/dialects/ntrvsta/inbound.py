"""What a request asks for: its checked models as commands of the core. Pure."""

from __future__ import annotations

from typing import Any, Final

from vivavoce.actions.results import ResultFilter
from vivavoce.actions.templates import NewInvite, NewTemplate
from vivavoce.dialects.ntrvsta import wire
from vivavoce.dialects.ntrvsta.ids import Kind, read
from vivavoce.dialects.ntrvsta.queries import ResultQuery
from vivavoce.dialects.ntrvsta.vocabulary import REJOIN, core_language
from vivavoce.domain.interview import EndReason

DIALECT: Final = "ntrvsta"
LINK_DAYS: Final = 30
DEFAULT_LANGUAGE: Final = "en"


def new_template(body: wire.NewTemplate) -> NewTemplate:
    """A template to make."""
    return NewTemplate(
        title=body.title,
        description=body.description or "",
        language=core_language(body.language or DEFAULT_LANGUAGE),
        link_days=body.invite_url_expires_in_days or LINK_DAYS,
    )


def template_extras(body: wire.NewTemplate) -> dict[str, Any]:
    """What of it the core has no word for."""
    return {
        "whiteboardDesign": bool(body.whiteboard_design),
        "language": body.language or DEFAULT_LANGUAGE,
    }


def new_invite(body: wire.NewInvitation, template_id: str) -> NewInvite:
    """Whom to invite by a template; of a field in both shapes the nested one counts."""
    nested = body.candidate or wire.NestedCandidate()
    email = nested.email or body.candidate_email or body.email
    assert email, "the model asks for one"
    first, _, last = (body.candidate_name or body.name or "").partition(" ")
    return NewInvite(
        template_id=template_id,
        email=email,
        first_name=_first(nested.first_name, body.candidate_first_name, body.first_name, first),
        last_name=_first(nested.last_name, body.candidate_last_name, body.last_name, last.strip()),
        mails=body.notify_candidate is not False,
        rejoin_minutes=int(REJOIN.total_seconds() // 60),
    )


def invitation_extras(body: wire.NewInvitation) -> dict[str, Any]:
    """What of it the core has no word for."""
    nested = body.candidate and body.candidate.external_candidate_id
    return {
        "externalCandidateId": nested or body.external_candidate_id,
        "metadata": body.metadata or {},
    }


def result_filter(query: ResultQuery) -> ResultFilter:
    """Which results are asked for, of any posting. Raises NotFound for an id that nothing can have."""
    return ResultFilter(
        interview_id=_id(Kind.INVITATION, query.invitation_id),
        assessment_id=_id(Kind.RESULT, query.result_id),
        template_id=_id(Kind.TEMPLATE, query.template_id),
        email=query.candidate_email,
        after=query.completed_after,
        before=query.completed_before,
        but=EndReason.DISCONNECTED,
    )


def _id(kind: Kind, text: str | None) -> str | None:
    return None if text is None else read(kind, text)


def _first(*given: str | None) -> str:
    """The first that was given at all, be it empty."""
    return next(text for text in given if text is not None)
