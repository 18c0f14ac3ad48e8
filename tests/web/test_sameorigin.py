"""Is a change refused when another site asked for it?"""

from __future__ import annotations

import pytest
from starlette.requests import Request

from vivavoce.domain.errors import Forbidden
from vivavoce.web import sameorigin

SITE = "https://jobs.example.com"


def request(method: str, **headers: str) -> Request:
    named = {"host": "jobs.example.com"} | {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = [(name.encode(), value.encode()) for name, value in named.items()]
    scope = {
        "type": "http",
        "method": method,
        "scheme": "https",
        "path": "/",
        "query_string": b"",
        "headers": pairs,
    }
    return Request(scope)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none", "origin": "https://elsewhere.example"},
        {"origin": SITE},
    ],
)
def test_our_own_page_and_programs_may_change(headers: dict[str, str]) -> None:
    sameorigin.check(request("POST", **headers), SITE)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": SITE},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_another_site_may_not(headers: dict[str, str]) -> None:
    with pytest.raises(Forbidden):
        sameorigin.check(request("POST", **headers), SITE)


def test_reading_is_open_to_links_from_anywhere() -> None:
    sameorigin.check(request("GET", sec_fetch_site="cross-site"), SITE)
