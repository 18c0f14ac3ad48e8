"""What candidates are told before they begin: the notice as they read it, and what places add by law."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import notices
from vivavoce.kit.words import said
from vivavoce.web import shown as looks
from vivavoce.web.console.door import Console, Visit, shown

HERE: Final = "/console/settings/notices"


def routes(console: Console) -> list[Route]:
    """The page."""
    return [shown(console, HERE, page)]


def page(visit: Visit) -> Response:
    """The notice with the organization's own words, for a candidate who comes today."""
    visit.actor.need("organizations:read")
    home, language = visit.visitor.organization, visit.language
    until = (visit.house.clock.now() + timedelta(days=home.policy.keep_days)).date()
    facts = {"organization": home.name, "until": looks.day(until, language)}
    passages = [(part.title, said(language, part.text) % facts) for part in notices.PASSAGES]
    return visit.page(
        "settings/notices.html",
        passages=passages,
        grants=notices.GRANTS,
        places=tuple(notices.JURISDICTIONS.values()),
        edition=notices.EDITION,
        home=home,
        here=HERE,
    )
