"""Whether a request that changes something came from our own page (Go 1.25's CrossOriginProtection rule)."""

from __future__ import annotations

from starlette.requests import Request

from vivavoce.domain.errors import Forbidden


def check(request: Request, site: str) -> None:
    """Raises Forbidden for an unsafe method from another site; a client without a browser is let through."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        allowed = fetch_site in {"same-origin", "none"}
    else:
        origin = request.headers.get("origin")
        allowed = origin is None or origin in {
            site,
            f"{request.url.scheme}://{request.headers.get('host', '')}",
        }
    if not allowed:
        raise Forbidden("This request came from another site")
