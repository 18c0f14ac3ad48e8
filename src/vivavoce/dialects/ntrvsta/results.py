"""How results are served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.actions import interviews, results, templates
from vivavoce.actions.results import Result, ResultFilter
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ntrvsta import cursor, inbound, outbound, reply
from vivavoce.dialects.ntrvsta.inbound import DIALECT
from vivavoce.domain.errors import NotFound
from vivavoce.store.view import View


def list_results(view: View, call: Call) -> Reply:
    """One result more than asked for is read, to know whether there are more."""
    limit, beyond = call.query.limit, cursor.beyond(call.query)
    wanted = inbound.result_filter(call.query)
    _check_known(view, call, wanted)
    narrowed = _of_posting(view, call, wanted)
    found = results.listing(view, call.actor, narrowed, limit + 1, beyond) if narrowed else ()
    return _page(call, found[:limit], len(found) > limit)


def _check_known(view: View, call: Call, wanted: ResultFilter) -> None:
    """Raises NotFound for an invitation, result or template that the organization does not have."""
    if wanted.template_id:
        templates.read(view, call.actor, wanted.template_id)
    if wanted.interview_id:
        interview = interviews.read(view, call.actor, call.house.links, wanted.interview_id).interview
        if templates.of_interview(view, interview) is None:
            raise NotFound("invitation", wanted.interview_id)
    if wanted.assessment_id:
        alone = ResultFilter(assessment_id=wanted.assessment_id)
        if not results.listing(view, call.actor, alone, 1):
            raise NotFound("result", wanted.assessment_id)


def _of_posting(view: View, call: Call, wanted: ResultFilter) -> ResultFilter | None:
    """`wanted` with the template of the posting that is asked for; None when no result can be of both."""
    if call.query.external_posting_id is None:
        return wanted
    posted = templates.by_posting(view, call.actor, DIALECT, call.query.external_posting_id)
    if posted is None or wanted.template_id not in {None, posted.id}:
        return None
    return replace(wanted, template_id=posted.id)


def _page(call: Call, found: Sequence[Result], more: bool) -> Reply:
    query, shown = call.query, [outbound.result(one, call.house.links.public_url) for one in found]
    onward = cursor.write(query, *cursor.place(found[-1])) if more else None
    content = {"results": shown, "nextCursor": onward}
    if query.invitation_id is not None or query.result_id is not None:
        first = shown[0] if shown else {}
        content |= {name: first.get(name) for name in ("resultUrl", "overallScore")}
    return reply.ok(content)
