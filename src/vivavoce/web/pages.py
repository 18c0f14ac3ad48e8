"""How a page is made and what its browser is allowed: one template folder, one strict policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import HTMLResponse

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' {ws}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    name: str, status: int = 200, *, socket: str = "", inline_styles: bool = False, **facts: Any
) -> HTMLResponse:
    """A rendered template; `socket` is the one WebSocket address its scripts may open.

    `inline_styles` only for the API viewer, a library that cannot do without them.
    """
    html = _environment().get_template(name).render(**facts)
    style = "'self' 'unsafe-inline'" if inline_styles else "'self'"
    headers = {
        "content-security-policy": _POLICY.format(ws=socket, style=style),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return HTMLResponse(html, status, headers)
