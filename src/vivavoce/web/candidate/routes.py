"""Which address shows which of the candidate's pages, to whom, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from vivavoce.domain.errors import Conflict, DomainError, Forbidden, NotFound, TooLarge, Unauthenticated
from vivavoce.kit.words import LANGUAGES
from vivavoce.web import sameorigin
from vivavoce.web.candidate import asking, check, code, how, link, mine, notice, review, room
from vivavoce.web.candidate.door import EVERYWHERE, KNOWN, Door, Pages, Place
from vivavoce.web.pages import LANGUAGE_COOKIE, language_of, page

JOIN = "/interview/join/{token}"
MOST_BYTES = 262_144
YEAR_SECONDS = 365 * 86_400
_STATUS = {NotFound: 404, Conflict: 409, Forbidden: 403, Unauthenticated: 401, TooLarge: 413}
_OPEN = frozenset({Place.OPEN})
_HELD = frozenset({Place.HELD})

Show = Callable[[Door], Response]
Take = Callable[[Door, FormData], Response]


@dataclass(frozen=True, slots=True)
class Screen:
    """One address: what it shows, what it takes, and where a candidate must stand for it.

    Elsewhere it leads back to the link. `proved`: only for a browser that has proved to be the candidate's.
    """

    path: str
    show: Show | None
    take: Take | None = None
    places: frozenset[Place] = KNOWN
    proved: bool = False


SCREENS = (
    Screen("", link.join, places=EVERYWHERE),
    Screen("/renew", None, link.renew, frozenset({Place.LAPSED})),
    Screen("/notice", notice.show, places=_OPEN),
    Screen("/notice.txt", notice.download),
    Screen("/consent", notice.show, notice.consent, _OPEN),
    Screen("/how", how.show, how.choose, _OPEN),
    Screen("/code", code.show, code.send),
    Screen("/code/check", code.show, code.check),
    Screen("/enter", None, code.enter),
    Screen("/room", room.show, places=_OPEN, proved=True),
    Screen("/ticket", None, room.ticket, EVERYWHERE),
    Screen("/correct", None, room.correct, EVERYWHERE),
    Screen("/review", review.show, review.submit, _HELD, proved=True),
    Screen("/rating", None, review.rate, _HELD, proved=True),
    Screen("/data", mine.show, proved=True),
    Screen("/data.json", mine.download, proved=True),
    Screen("/recording", mine.listen, proved=True),
    Screen("/withdraw", None, mine.withdraw, proved=True),
    Screen("/ask/{kind}", asking.form, asking.ask, EVERYWHERE),
    Screen("/asked/{kind}", asking.asked, places=EVERYWHERE),
    Screen("/stop", asking.stopping, asking.stop, EVERYWHERE),
    Screen("/privacy", asking.privacy, places=EVERYWHERE),
)
CHECK = Screen("/interview/pre-check/{token}", check.show, places=_OPEN, proved=True)
_SCRIPTED = ("/ticket", "/correct")
"""What only scripts ask for; they are refused in JSON."""


def routes(pages: Pages) -> list[Route]:
    """The candidate's routes."""
    return [
        Route("/interview/language", _speaking(pages), methods=["POST"]),
        _route(pages, CHECK.path, CHECK),
        *(_route(pages, JOIN + screen.path, screen) for screen in SCREENS),
    ]


def _route(pages: Pages, path: str, screen: Screen) -> Route:
    show, take = screen.show, screen.take

    async def answer(request: Request) -> Response:
        try:
            if request.method != "POST" and show is not None:
                return await run_in_threadpool(lambda: _admitted(pages, request, screen, show))
            assert take is not None
            _acceptable(request, pages.site)
            async with request.form(max_files=0, max_fields=100) as form:
                return await run_in_threadpool(
                    lambda: _admitted(pages, request, screen, lambda door: take(door, form))
                )
        except DomainError as error:
            return _refused(request, error)

    methods = [method for method, serves in (("GET", show), ("POST", take)) if serves]
    return Route(path, answer, methods=methods)


def _admitted(pages: Pages, request: Request, screen: Screen, serve: Show) -> Response:
    """What the screen serves, or the way to where this candidate stands."""
    door = pages.door(request)
    if door.place not in screen.places:
        return door.see()
    if screen.proved and not door.seated:
        page_after = screen.path.lstrip("/")
        return door.see(f"/code?to={page_after}" if page_after in code.ONWARD else "")
    return serve(door)


def _acceptable(request: Request, site: str) -> None:
    """Raises Forbidden for a form of another site, TooLarge for one without an end in sight."""
    sameorigin.check(request, site)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise TooLarge(f"A form has at most {MOST_BYTES} bytes")


def _speaking(pages: Pages) -> Callable[[Request], object]:
    """Switches the language of the pages and goes back to where that was asked for."""

    async def answer(request: Request) -> Response:
        try:
            _acceptable(request, pages.site)
        except DomainError as error:
            return _refused(request, error)
        async with request.form(max_files=0, max_fields=5) as form:
            back, language = str(form.get("back", "")), str(form.get("language", ""))
        answer = RedirectResponse(back if back.startswith("/interview/") else "/", 303)
        if language in LANGUAGES:
            secure = pages.site.startswith("https://")
            answer.set_cookie(
                LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax", secure=secure
            )
        return answer

    return answer


def _refused(request: Request, error: DomainError) -> Response:
    status = _STATUS.get(type(error), 400)
    if request.url.path.endswith(_SCRIPTED):
        return JSONResponse({"statusCode": status, "message": error.message}, status)
    name = "candidate/closed.html" if status == 404 else "candidate/refused.html"
    link = JOIN.replace("{token}", request.path_params.get("token", ""))
    return page(name, status, language=language_of(request), back=link)
