"""How a page of the console is asked for and answered: who visits, what they sent, what went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vivavoce.actions import browsers
from vivavoce.actions.browsers import Visitor
from vivavoce.actions.house import House
from vivavoce.domain.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
)
from vivavoce.domain.identity import Actor
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx
from vivavoce.store.view import View
from vivavoce.web import sameorigin
from vivavoce.web.console.products import Product
from vivavoce.web.pages import language_of, page

SAID: Final = "vivavoce_said"
MOST_FIELDS: Final = 2000
MOST_BYTES: Final = 12 * 1024 * 1024
TOO_LARGE: Final = N_("This is too large; a form with its file has at most 12 MB.")
STATUS: Mapping[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 400,
    Unauthenticated: 401,
    TooMany: 429,
}
TITLES: Mapping[int, str] = {
    400: N_("This cannot be done"),
    403: N_("Your role does not allow this"),
    404: N_("There is no page here"),
    409: N_("That is not possible now"),
    429: N_("Too many attempts"),
}


@dataclass(frozen=True, slots=True)
class Console:
    """What every page works with. `site`: the public address; `settings`: what the operator set;
    `products`: whose APIs are spoken here."""

    house: House
    site: str
    settings: tuple[tuple[str, str], ...] = ()
    products: tuple[Product, ...] = ()

    @property
    def cookie(self) -> str:
        """The session cookie's name; the prefix that browsers guard (RFC 6265bis, 4.1.3) needs HTTPS."""
        return "__Host-vivavoce" if self.secure else "vivavoce_session"

    @property
    def secure(self) -> bool:
        """Whether people come by HTTPS."""
        return self.site.startswith("https://")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in person. `form` is empty for a page that is only shown."""

    console: Console
    request: Request
    visitor: Visitor
    form: FormData

    @property
    def actor(self) -> Actor:
        return self.visitor.actor

    @property
    def house(self) -> House:
        return self.console.house

    @property
    def language(self) -> str:
        return language_of(self.request)

    def id(self, name: str = "id") -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def asked(self, name: str, default: str = "") -> str:
        """A value of the query, "" when it is not there."""
        return self.request.query_params.get(name, default)

    def said(self, name: str) -> str:
        """A field of the form without spaces around it, "" when it is not there."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else value.replace("\r\n", "\n").replace("\0", "").strip()

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a field of the form."""
        return tuple(str(value) for value in self.form.getlist(name))

    def may(self, *scopes: str) -> bool:
        """Whether the visitor's role holds one of these."""
        return any(self.actor.holds(frozenset({scope})) for scope in scopes)

    @contextmanager
    def read(self) -> Iterator[View]:
        """What the visitor's organization has."""
        with self.house.store.read(self.actor.organization_id) as view:
            yield view

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """One transaction of the visitor's."""
        with self.house.store.write(self.actor) as tx:
            yield tx

    def page(self, name: str, status: int = 200, **facts: Any) -> Response:
        """A template of `console/`; `visit` and `told` (what was just done) are always there."""
        told = unquote(self.request.cookies.get(SAID, ""))
        answer = page(f"console/{name}", status, language=self.language, visit=self, told=told, **facts)
        if told:
            answer.delete_cookie(SAID, path="/")
        return answer

    def go(self, where: str, told: str = "") -> Response:
        """To another page of ours, which says `told` (words marked with `N_`) at its top."""
        answer = RedirectResponse(where, 303)
        if told:
            answer.set_cookie(
                SAID, quote(told), max_age=60, httponly=True, samesite="lax", secure=self.console.secure
            )
        return answer


Show = Callable[[Visit], Response]
Serve = Callable[[Request], Awaitable[Response]]


def shown(console: Console, path: str, show: Show) -> Route:
    """A page to look at."""

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answered, console, request, FormData(), show)

    return Route(path, answer, methods=["GET"])


def sent(console: Console, path: str, take: Show) -> Route:
    """A form that is sent; what comes from another site is refused before it is looked at."""

    async def answer(request: Request) -> Response:
        try:
            sameorigin.check(request, console.site)
        except Forbidden as error:
            return _outside(request, 403, error)
        if not _measured(request):
            return _outside(request, 413, DomainError(TOO_LARGE))
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            return await run_in_threadpool(_answered, console, request, form, take)

    return Route(path, answer, methods=["POST"])


def _answered(console: Console, request: Request, form: FormData, act: Show) -> Response:
    try:
        visitor = browsers.whose(
            console.house.store, console.house.clock, request.cookies.get(console.cookie, "")
        )
    except Unauthenticated:
        back = request.url.path if request.method == "GET" else "/console"
        query = f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
        return RedirectResponse(f"/login?next={quote(back + query)}", 303)
    visit = Visit(console, request, visitor, form)
    try:
        return act(visit)
    except DomainError as error:
        return refused(visit, error)


def _measured(request: Request) -> bool:
    """Whether the request says how long it is, and that is not too long."""
    length = request.headers.get("content-length", "")
    return length.isdecimal() and len(length) < 12 and int(length) <= MOST_BYTES


def _outside(request: Request, status: int, error: DomainError) -> Response:
    """A refusal of somebody whom nobody has looked at yet."""
    return page(
        "console/refused.html", status, language=language_of(request), visit=None, told="", error=error
    )


def refused(visit: Visit, error: DomainError) -> Response:
    """The page that says why something was not done."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    return visit.page("refused.html", status, error=error, title=TITLES.get(status, TITLES[400]))


def errors_of(error: DomainError) -> dict[str, str]:
    """What to say beside each field of a form; what belongs to none is under ""."""
    if isinstance(error, Invalid):
        return {violation.field: violation.message for violation in error.violations}
    return {"": error.message}


def local(path: str) -> str:
    """The path if it is one of ours, else the console's first page: nobody is sent to another site."""
    parts = urlsplit(path)
    ours = (
        path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    )
    return path if ours else "/console"
