"""The front page and the API's documentation."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from vivavoce.web.pages import page

VENDOR = Path(__file__).parent / "static" / "vendor"


async def home(_request: Request) -> Response:
    """Where this server's doors are."""
    return page("home.html")


async def page_of_docs(_request: Request) -> Response:
    """The API reference; says how to get the viewer where `make setup` has not fetched it."""
    return page("docs.html", inline_styles=True, viewer=(VENDOR / "swagger-ui-bundle.js").exists())


def missing() -> Response:
    """The page for an address that is not here."""
    return page("missing.html", 404)
