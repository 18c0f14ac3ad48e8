"""A request for each route of the dialect, and its status for the owner and for a stranger."""

from __future__ import annotations

from tests.dialects.world import Sample, World
from vivavoce.dialects.ntrvsta.ids import Kind, written


def template(world: World) -> str:
    return written(Kind.TEMPLATE, world.names["template"])


def invitation(world: World) -> None:
    world.names["tpl"] = template(world)


INVITATION = {"externalPostingId": "posting-of-nobody", "candidate": {"email": "kim@example.com"}}
TABLE = {
    "POST /v1/templates": Sample(201, 201, body={"title": "Backend Engineer"}),
    "GET /v1/templates": Sample(200, 200),
    "GET /v1/templates/{templateId}": Sample(200, 404, {"templateId": template}),
    "POST /v1/interview-invitations": Sample(404, 404, body=INVITATION),
    "POST /v1/invitations": Sample(404, 404, body=INVITATION),
    "GET /v1/interview-results": Sample(200, 200),
}
