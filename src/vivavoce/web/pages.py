"""How a page is made and what its browser is allowed: one template folder, one strict policy."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vivavoce.kit.words import LANGUAGES, best, said, translations
from vivavoce.web import shown

LANGUAGE_COOKIE = "vivavoce_language"
_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self' {ws}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def language_of(request: Request) -> str:
    """The language the reader chose, else the best of those their browser asks for."""
    kept = request.cookies.get(LANGUAGE_COOKIE, "")
    return kept if kept in LANGUAGES else best(request.headers.get("accept-language", ""))


@cache
def _environment(language: str) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(language=language, languages=LANGUAGES, said=lambda words: said(language, words))
    made.filters.update(shown.filters(language))
    return made


def render(name: str, language: str, **facts: Any) -> str:
    """A template's text."""
    return str(_environment(language).get_template(name).render(**facts))


def page(
    name: str,
    status: int = 200,
    *,
    language: str = "en",
    socket: str = "",
    devices: bool = False,
    inline_styles: bool = False,
    **facts: Any,
) -> HTMLResponse:
    """A rendered template; `socket` is the one WebSocket address its scripts may open.

    `devices`: it may ask for the camera and microphone. `inline_styles` only for the API viewer, a library
    that cannot do without them.
    """
    html = render(name, language, **facts)
    style = "'self' 'unsafe-inline'" if inline_styles else "'self'"
    allowed = "(self)" if devices else "()"
    headers = {
        "content-language": language,
        "content-security-policy": _POLICY.format(ws=socket, style=style),
        "referrer-policy": "same-origin",  # "no-referrer" takes the Origin from our own forms over HTTP
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "permissions-policy": f"camera={allowed}, microphone={allowed}, geolocation=()",
    }
    return HTMLResponse(html, status, headers)
