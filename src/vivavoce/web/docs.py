"""The front page and the API's documentation."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from vivavoce.web.pages import language_of, page

VENDOR = Path(__file__).parent / "static" / "vendor"


async def home(request: Request) -> Response:
    """Where this server's doors are."""
    return page("home.html", language=language_of(request))


async def accessibility(request: Request) -> Response:
    """What the pages promise to everybody, how it was checked, what is not done yet."""
    return page("accessibility.html", language=language_of(request))


async def page_of_docs(request: Request) -> Response:
    """The API reference; says how to get the viewer where `make setup` has not fetched it."""
    return page(
        "docs.html",
        language=language_of(request),
        inline_styles=True,
        viewer=(VENDOR / "swagger-ui-bundle.js").exists(),
    )


def missing(request: Request) -> Response:
    """The page for an address that is not here."""
    return page("missing.html", 404, language=language_of(request))
