"""What is live now: each interview's card, and one interview by itself, both living."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import folders, watching
from vivavoce.actions.folders import Folder
from vivavoce.actions.watching import Live
from vivavoce.domain.identity import APPROVE
from vivavoce.web.console.door import Console, Visit, shown


def routes(console: Console) -> list[Route]:
    """The monitor; turns are no events, so these two pages also look by themselves every two seconds."""
    return [
        shown(console, "/console/interviews/live", monitor),
        shown(console, "/console/interviews/{id}/live", one),
    ]


def monitor(visit: Visit) -> Response:
    """All that is live, those first whose candidate asks for a person."""
    with visit.read() as view:
        cards = watching.live(view, visit.actor)
    return _page(visit, cards, None)


def one(visit: Visit) -> Response:
    """One interview; when it is not live, that is said. Raises NotFound."""
    with visit.read() as view:
        folder = folders.read(view, visit.actor, visit.house.links, visit.id())
        cards = tuple(card for card in watching.live(view, visit.actor) if card.id == visit.id())
    return _page(visit, cards, folder)


def _page(visit: Visit, cards: tuple[Live, ...], folder: Folder | None) -> Response:
    """`still`: the page holds still, because its reader asked for that (WCAG 2.2.2)."""
    still, listens = visit.asked("still") == "yes", visit.may(APPROVE)
    return visit.page("interviews/live.html", still=still, listens=listens, cards=cards, folder=folder)
