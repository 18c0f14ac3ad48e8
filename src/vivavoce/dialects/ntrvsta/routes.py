"""Which operations there are: path, scope, models and what serves each (contract §1)."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.dialects.dialect import Route, Unit
from vivavoce.dialects.ntrvsta import answers, invitations, postings, queries, results, wire

R, W = Unit.READ, Unit.WRITE

_INVITE = Route(
    "POST",
    "/v1/interview-invitations",
    ("interviews:write",),
    invitations.create_invitation,
    W,
    "Invite a candidate, each once by a template",
    201,
    body=wire.NewInvitation,
    answer=answers.Invitation,
    also=(200,),
)

ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/v1/templates",
        ("jobs:write",),
        postings.create_template,
        W,
        "Create a template, or reuse the one of the same posting",
        201,
        body=wire.NewTemplate,
        answer=answers.MadeTemplate,
        also=(200,),
    ),
    Route(
        "GET",
        "/v1/templates",
        ("jobs:read",),
        postings.list_templates,
        R,
        "List templates",
        query=queries.TemplateQuery,
        answer=answers.Templates,
    ),
    Route(
        "GET",
        "/v1/templates/{templateId}",
        ("jobs:read",),
        postings.read_template,
        R,
        "Read a template",
        answer=answers.Template,
    ),
    _INVITE,
    replace(_INVITE, path="/v1/invitations", documented=False),
    Route(
        "GET",
        "/v1/interview-results",
        ("interviews:read",),
        results.list_results,
        R,
        "Poll completed results",
        query=queries.ResultQuery,
        answer=answers.Results,
    ),
)
"""All operations; `/v1/invitations` is another name of `/v1/interview-invitations`."""
