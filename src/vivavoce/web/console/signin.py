"""How people come in and go out: sign-in with its second step, first-run and sign-up links, sign-out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from vivavoce.actions import authenticators, browsers
from vivavoce.actions.browsers import Founder
from vivavoce.domain.errors import DomainError, Forbidden, NotFound, TooMany, Unauthenticated
from vivavoce.domain.identity import Member, system
from vivavoce.kit.secrets import BadSeal, constant_equal
from vivavoce.kit.words import LANGUAGES, N_
from vivavoce.store.shapes import MEMBER
from vivavoce.web import sameorigin
from vivavoce.web.console.door import Console, errors_of, local
from vivavoce.web.pages import LANGUAGE_COOKIE, language_of, page

STEP_LIFE: Final = timedelta(minutes=5)
WRONG: Final = N_("That e-mail address and password do not belong together.")
WRONG_CODE: Final = N_("That is not what your authenticator shows now.")
LATER: Final = N_("There were too many attempts. Please try again in a quarter of an hour.")
Act = Callable[[Request, FormData], Response]


def routes(console: Console) -> list[Route]:
    """The ways in and out."""
    desk = _Desk(console)
    return [
        Route("/login", _open(console, desk.door), methods=["GET"]),
        Route("/login", _open(console, desk.password), methods=["POST"]),
        Route("/login/code", _open(console, desk.code), methods=["POST"]),
        Route("/logout", _open(console, desk.leave), methods=["POST"]),
        Route("/first-run/{token}", _open(console, desk.first), methods=["GET"]),
        Route("/first-run/{token}", _open(console, desk.found), methods=["POST"]),
        Route("/welcome/{token}", _open(console, desk.welcome), methods=["GET"]),
        Route("/welcome/{token}", _open(console, desk.accept), methods=["POST"]),
        Route("/language", _open(console, desk.language), methods=["POST"]),
    ]


class _Desk:
    """The pages in front of the console; nobody is known here yet."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._house = console.house

    def door(self, request: Request, _form: FormData) -> Response:
        return _page(
            request, "login.html", next=local(request.query_params.get("next", "/console")), error=""
        )

    def password(self, request: Request, form: FormData) -> Response:
        onward = local(_text(form, "next"))
        try:
            member = self._house.reception.known(
                _text(form, "email"), str(form.get("password", "")), _address(request)
            )
        except (Unauthenticated, TooMany) as error:
            late = isinstance(error, TooMany)
            return _page(
                request, "login.html", 429 if late else 401, next=onward, error=LATER if late else WRONG
            )
        if member.sealed_totp is None:
            return self._enter(request, member, onward)
        return _page(request, "login_code.html", next=onward, pending=self._half(member), error="")

    def code(self, request: Request, form: FormData) -> Response:
        """The second step. The same patience for codes as for passwords."""
        onward, pending = local(_text(form, "next")), _text(form, "pending")
        member = self._halfway(pending)
        who = f"code {member.id}"
        try:
            self._house.reception.patient(who)
        except TooMany:
            return _page(request, "login_code.html", 429, next=onward, pending=pending, error=LATER)
        with self._house.store.write(system(member.organization_id)) as tx:
            right = authenticators.code_right(
                tx, self._house.sealer, member.id, "".join(_text(form, "code").split())
            )
        if right:
            return self._enter(request, member, onward)
        self._house.reception.failed(who)
        return _page(request, "login_code.html", 401, next=onward, pending=pending, error=WRONG_CODE)

    def leave(self, request: Request, _form: FormData) -> Response:
        answer = RedirectResponse("/login", 303)
        try:
            visitor = browsers.whose(
                self._house.store, self._house.clock, request.cookies.get(self._console.cookie, "")
            )
            with self._house.store.write(visitor.actor) as tx:
                browsers.close_session(tx, visitor.session.id)
        except Unauthenticated:
            pass
        answer.delete_cookie(self._console.cookie, path="/", secure=self._console.secure)
        return answer

    def first(self, request: Request, _form: FormData) -> Response:
        token = request.path_params["token"]
        if self._house.store.directory.anybody() or not constant_equal(
            token, browsers.first_link(self._house.sealer)
        ):
            return _page(request, "spent.html", 404)
        return _page(request, "first.html", token=token, errors={}, said_before={})

    def found(self, request: Request, form: FormData) -> Response:
        token = request.path_params["token"]
        given = {name: _text(form, name) for name in ("organization", "name", "email")}
        founder = Founder(**given, password=str(form.get("password", "")))
        try:
            member = browsers.found(self._house.store, self._house.clock, self._house.sealer, token, founder)
        except NotFound:
            return _page(request, "spent.html", 404)
        except DomainError as error:
            return _page(request, "first.html", 400, token=token, errors=errors_of(error), said_before=given)
        return self._enter(request, member, "/console")

    def welcome(self, request: Request, _form: FormData) -> Response:
        token = request.path_params["token"]
        try:
            member = browsers.welcomed(self._house.store, self._house.clock, token)
        except NotFound:
            return _page(request, "spent.html", 404)
        return _page(request, "welcome.html", token=token, member=member, errors={})

    def accept(self, request: Request, form: FormData) -> Response:
        token = request.path_params["token"]
        try:
            member = browsers.accept(
                self._house.store, self._house.clock, token, str(form.get("password", ""))
            )
        except NotFound:
            return _page(request, "spent.html", 404)
        except DomainError as error:
            member = browsers.welcomed(self._house.store, self._house.clock, token)
            return _page(request, "welcome.html", 400, token=token, member=member, errors=errors_of(error))
        return self._enter(request, member, "/console")

    def language(self, _request: Request, form: FormData) -> Response:
        answer = RedirectResponse(local(_text(form, "next")), 303)
        if _text(form, "language") in LANGUAGES:
            answer.set_cookie(
                LANGUAGE_COOKIE,
                _text(form, "language"),
                max_age=365 * 86_400,
                samesite="lax",
                httponly=True,
                secure=self._console.secure,
            )
        return answer

    def _enter(self, request: Request, member: Member, onward: str) -> Response:
        """Always a new session: an id that was there before the sign-in is worth nothing after it."""
        token = browsers.open_session(self._house.store, member, request.headers.get("user-agent", ""))
        answer = RedirectResponse(onward, 303)
        answer.set_cookie(
            self._console.cookie,
            token,
            max_age=int(browsers.LIFE.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=self._console.secure,
        )
        return answer

    def _half(self, member: Member) -> str:
        """Proof that the password was right, for the second step; good for `STEP_LIFE`."""
        until = (self._house.clock.now() + STEP_LIFE).isoformat()
        return self._house.sealer.seal(
            f"{member.organization_id} {member.id} {until}".encode(), b"second step"
        )

    def _halfway(self, pending: str) -> Member:
        try:
            organization_id, member_id, until = (
                self._house.sealer.open(pending, b"second step").decode().split(" ")
            )
        except (ValueError, BadSeal) as error:
            raise Unauthenticated("Please sign in again") from error
        if datetime.fromisoformat(until).astimezone(UTC) <= self._house.clock.now():
            raise Unauthenticated("Please sign in again")
        with self._house.store.read(organization_id) as view:
            return view.get(MEMBER, member_id)


def _open(console: Console, act: Act) -> Any:
    async def answer(request: Request) -> Response:
        try:
            sameorigin.check(request, console.site)
            async with request.form(max_files=0, max_fields=20) as form:
                return await run_in_threadpool(act, request, form)
        except Forbidden as error:
            return _page(request, "refused.html", 403, error=error)
        except DomainError:
            return RedirectResponse("/login", 303)

    return answer


def _page(request: Request, name: str, status: int = 200, **facts: Any) -> Response:
    return page(f"console/{name}", status, language=language_of(request), visit=None, told="", **facts)


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\0", "").strip()


def _address(request: Request) -> str | None:
    return request.client.host if request.client else None
