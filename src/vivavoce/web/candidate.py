"""The candidate's pages: the link, the notice and consent, the one-time code, the room, the receipt."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from vivavoce.actions import lobby, rooms, tickets
from vivavoce.actions.house import House
from vivavoce.actions.lobby import Lobby
from vivavoce.actions.tickets import Ticket
from vivavoce.domain.errors import Conflict, DomainError, Forbidden, NotFound, TooMany, Unauthenticated
from vivavoce.domain.identity import Actor, candidate
from vivavoce.domain.interview import State
from vivavoce.domain.invitation import Invitation
from vivavoce.kit.ids import new_token
from vivavoce.kit.secrets import constant_equal
from vivavoce.web import sameorigin
from vivavoce.web.pages import page

BROWSER = "vivavoce_browser"
SEAT = "vivavoce_seat"
WAITING = {State.DRAFT, State.CHECKING, State.PLANNING, State.PLAN_REVIEW}
OPEN = {State.READY, State.LIVE}
HELD = {State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED}
GRANTS = ("ai_interview", "transcript")


@dataclass(frozen=True, slots=True)
class Door:
    """A link that holds, and who stands at it."""

    invitation: Invitation
    actor: Actor
    lobby: Lobby
    token: str
    browser: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Serves the candidate. `codes`: an address that is known must be proved before the room opens."""

    house: House
    key: bytes
    site: str
    codes: bool

    def door(self, request: Request) -> Door:
        """What the request's link opens. Raises NotFound."""
        token = request.path_params["token"]
        invitation = lobby.find(self.house.store, token, self.house.clock.now())
        visitor = candidate(invitation.organization_id, "visitor")
        with self.house.store.read(invitation.organization_id) as view:
            hall = lobby.enter(view, visitor, invitation)
        actor = candidate(invitation.organization_id, hall.candidate_id)
        return Door(invitation, actor, hall, token, request.cookies.get(BROWSER, ""))

    def join(self, request: Request) -> Response:
        """The link: the notice, or wherever this candidate stands."""
        door = self.door(request)
        state = door.lobby.state
        if state in WAITING:
            return page("candidate/waiting.html", lobby=door.lobby)
        if state not in OPEN:
            return page("candidate/after.html", lobby=door.lobby, done=state in HELD)
        if door.lobby.consented and self._seated(request, door):
            return _see(door, "/room")
        if door.lobby.consented and self._needs_code(door.lobby):
            return _see(door, "/code")
        return _notice(door, 200, "", ())

    def consent(self, request: Request, form: FormData) -> Response:
        """The candidate agrees; the browser gets its own name."""
        door = self.door(request)
        if door.lobby.state not in OPEN:
            return _see(door, "")
        grants = tuple(name for name in GRANTS if form.get(name) == "yes")
        if grants != GRANTS:
            error = "To begin, please tick both boxes. If you would rather talk to a person, see below."
            return _notice(door, 400, error, grants)
        if not door.lobby.consented:
            with self.house.store.write(door.actor) as tx:
                lobby.agree(tx, door.lobby.interview_id, "en", grants)
        answer = _see(door, "/code" if self._needs_code(door.lobby) else "/room")
        browser = door.browser or new_token()
        self._cookie(answer, door, BROWSER, browser)
        if not self._needs_code(door.lobby):
            self._cookie(answer, door, SEAT, self.house.links.seat(door.invitation.id, browser))
        return answer

    def code(self, request: Request) -> Response:
        """Where a code is asked for and typed."""
        door = self.door(request)
        if not self._awaits_code(door):
            return _see(door, "")
        return self._code_page(door, "", sent=False)

    def send_code(self, request: Request, _form: FormData) -> Response:
        """Send a fresh code."""
        door = self.door(request)
        if not self._awaits_code(door):
            return _see(door, "")
        browser = door.browser or new_token()
        error = ""
        try:
            with self.house.store.write(door.actor) as tx:
                lobby.request_code(tx, door.invitation.id, browser)
        except TooMany:
            error = "Too many codes were sent. Please wait an hour, or use the newest one you have."
        answer = self._code_page(door, error, sent=not error)
        self._cookie(answer, door, BROWSER, browser)
        return answer

    def check_code(self, request: Request, form: FormData) -> Response:
        """The candidate types the code."""
        door = self.door(request)
        digits = "".join(str(form.get("code", "")).split())
        with self.house.store.write(door.actor) as tx:
            right = lobby.check_code(tx, self.house.links, door.invitation.id, door.browser, digits)
        if not right:
            error = (
                "That code is not right, or it is no longer valid. You can try again or ask for a new one."
            )
            return self._code_page(door, error, sent=True)
        answer = _see(door, "/room")
        self._cookie(answer, door, SEAT, self.house.links.seat(door.invitation.id, door.browser))
        return answer

    def room(self, request: Request) -> Response:
        """The room itself."""
        door = self.door(request)
        if door.lobby.state not in OPEN or not door.lobby.consented or not self._seated(request, door):
            return _see(door, "")
        return page("candidate/room.html", socket=self._socket(request), lobby=door.lobby, token=door.token)

    def ticket(self, request: Request, _form: FormData) -> Response:
        """What the room's script needs to open the socket."""
        door = self.door(request)
        if not self._seated(request, door):
            raise Unauthenticated("This browser has not passed the door")
        with self.house.store.write(door.actor) as tx:
            room = rooms.open_room(tx, door.lobby.interview_id)
        pass_ = Ticket(door.lobby.interview_id, door.invitation.organization_id, door.lobby.candidate_id)
        return JSONResponse(
            {
                "sessionId": room.session_id,
                "tenantId": door.invitation.organization_id,
                "sessionToken": tickets.issue(self.key, pass_, self.house.clock.now()),
                "wsUrl": f"{self._socket(request)}/live",
            }
        )

    def _code_page(self, door: Door, error: str, *, sent: bool) -> Response:
        status = 400 if error else 200
        return page("candidate/code.html", status, lobby=door.lobby, token=door.token, error=error, sent=sent)

    def _awaits_code(self, door: Door) -> bool:
        return door.lobby.state in OPEN and door.lobby.consented and self._needs_code(door.lobby)

    def _needs_code(self, hall: Lobby) -> bool:
        return self.codes and hall.masked_email is not None

    def _seated(self, request: Request, door: Door) -> bool:
        seat = request.cookies.get(SEAT, "")
        return bool(door.browser) and constant_equal(
            seat, self.house.links.seat(door.invitation.id, door.browser)
        )

    def _cookie(self, answer: Response, door: Door, name: str, value: str) -> None:
        answer.set_cookie(
            name,
            value,
            max_age=7 * 86_400,
            path=f"/interview/join/{door.token}",
            httponly=True,
            samesite="lax",
            secure=self.site.startswith("https://"),
        )

    def _socket(self, request: Request) -> str:
        host = request.headers.get("host", urlsplit(self.site).netloc)
        return f"{'wss' if self.site.startswith('https://') else 'ws'}://{host}"


Serve = Callable[[Request], Awaitable[Response]]


def routes(pages: Pages) -> list[Route]:
    """The candidate's routes."""
    base = "/interview/join/{token}"
    return [
        Route(base, _shown(pages, pages.join), methods=["GET"]),
        Route(f"{base}/consent", _sent(pages, pages.consent), methods=["POST"]),
        Route(f"{base}/code", _shown(pages, pages.code), methods=["GET"]),
        Route(f"{base}/code", _sent(pages, pages.send_code), methods=["POST"]),
        Route(f"{base}/code/check", _sent(pages, pages.check_code), methods=["POST"]),
        Route(f"{base}/room", _shown(pages, pages.room), methods=["GET"]),
        Route(f"{base}/ticket", _sent(pages, pages.ticket), methods=["POST"]),
    ]


def _shown(_pages: Pages, show: Callable[[Request], Response]) -> Serve:
    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(show, request)
        except DomainError as error:
            return _refused(request, error)

    return answer


def _sent(pages: Pages, take: Callable[[Request, FormData], Response]) -> Serve:
    async def answer(request: Request) -> Response:
        try:
            sameorigin.check(request, pages.site)
            async with request.form(max_files=0, max_fields=20) as form:
                return await run_in_threadpool(take, request, form)
        except DomainError as error:
            return _refused(request, error)

    return answer


def _refused(request: Request, error: DomainError) -> Response:
    status = {NotFound: 404, Conflict: 409, Forbidden: 403, Unauthenticated: 401}.get(type(error), 400)
    if request.url.path.endswith("/ticket"):
        return JSONResponse({"statusCode": status, "message": error.message}, status)
    return page("candidate/closed.html", status)


def _notice(door: Door, status: int, error: str, ticked: tuple[str, ...]) -> Response:
    version = lobby.NOTICE_VERSION
    return page(
        "candidate/notice.html",
        status,
        lobby=door.lobby,
        token=door.token,
        version=version,
        error=error,
        ticked=ticked,
    )


def _see(door: Door, where: str) -> RedirectResponse:
    return RedirectResponse(f"/interview/join/{door.token}{where}", 303)
