"""One's own account: name, language, password, second factor, signed-in browsers."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import authenticators, browsers, members
from vivavoce.domain.errors import Invalid, TooMany
from vivavoce.domain.identity import Session
from vivavoce.kit.secrets import BadSeal
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown

HERE: Final = "/console/me"
LONGEST_NAME: Final = 200
WRONG: Final = N_("That is not your password.")
LATER: Final = N_("There were too many attempts. Please try again in a quarter of an hour.")
PROGRAMS: Final = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS: Final = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


@dataclass(frozen=True, slots=True)
class Seat:
    """One signed-in browser; `name` is what can be told of it, `here` the one that asks."""

    session: Session
    name: str
    here: bool


def routes(console: Console) -> list[Route]:
    """The page and what is done on it."""
    return [
        shown(console, HERE, page),
        sent(console, f"{HERE}/name", rename),
        sent(console, f"{HERE}/password", change_password),
        shown(console, f"{HERE}/authenticator", authenticator),
        sent(console, f"{HERE}/authenticator", set_authenticator),
        sent(console, f"{HERE}/authenticator/drop", drop_authenticator),
        sent(console, f"{HERE}/sessions", end_others),
        sent(console, HERE + "/sessions/{id}", end),
    ]


def page(visit: Visit) -> Response:
    """Everything of one's own."""
    return _page(visit, 200, {})


def rename(visit: Visit) -> Response:
    """What colleagues read."""
    try:
        if len(visit.said("name")) > LONGEST_NAME:
            raise Invalid.because("name", N_("A person has a name of at most 200 characters."))
        with visit.write() as tx:
            members.rename(tx, visit.said("name"))
    except Invalid as error:
        return _page(visit, 400, errors_of(error))
    return visit.go(HERE, N_("Your name is changed."))


def change_password(visit: Visit) -> Response:
    """A new password; every other browser is signed out."""
    member, new = visit.visitor.member, str(visit.form.get("password", ""))
    try:
        _prove(visit)
        members.check_password(new, (member.email, member.name))
        with visit.write() as tx:
            members.set_password(tx, member.id, new, str(visit.form.get("current", "")))
            browsers.close_others(tx, member.id, visit.visitor.session.id)
    except Invalid as error:
        return _page(visit, 400, errors_of(error))
    return visit.go(HERE, N_("Your password is changed; all other browsers are signed out."))


def authenticator(visit: Visit) -> Response:
    """A new secret for an authenticator, to be scanned and confirmed."""
    return _scan(visit, 200, authenticators.new_authenticator(), {})


def set_authenticator(visit: Visit) -> Response:
    """From now on sign-in asks for the authenticator's digits."""
    try:
        secret = visit.house.sealer.open(visit.said("sealed"), _bound(visit)).decode()
    except BadSeal:
        return visit.go(f"{HERE}/authenticator")
    try:
        with visit.write() as tx:
            authenticators.set_authenticator(
                tx, visit.house.sealer, secret, visit.said("code").replace(" ", "")
            )
            browsers.close_others(tx, visit.actor.id, visit.visitor.session.id)
    except Invalid as error:
        return _scan(visit, 400, secret, errors_of(error))
    return visit.go(HERE, N_("From now on you sign in with your authenticator, too."))


def drop_authenticator(visit: Visit) -> Response:
    """Sign in with the password alone again; the password proves who asks."""
    try:
        _prove(visit)
    except Invalid as error:
        return _page(visit, 400, {"drop": " ".join(errors_of(error).values())})
    with visit.write() as tx:
        authenticators.drop_authenticator(tx, visit.actor.id)
    return visit.go(HERE, N_("The second factor is removed."))


def end(visit: Visit) -> Response:
    """Sign one browser out."""
    with visit.write() as tx:
        browsers.close_session(tx, visit.id())
    return visit.go(HERE, N_("That browser is signed out."))


def end_others(visit: Visit) -> Response:
    """Sign out every browser but this one."""
    with visit.write() as tx:
        browsers.close_others(tx, visit.actor.id, visit.visitor.session.id)
    return visit.go(HERE, N_("All other browsers are signed out."))


def _prove(visit: Visit) -> None:
    """Raises Invalid unless the form holds the visitor's password; patient with nobody who guesses."""
    member, who = visit.visitor.member, f"password {visit.actor.id}"
    try:
        visit.house.reception.patient(who)
    except TooMany as error:
        raise Invalid.because("current", LATER) from error
    if not members.matches(member.password_hash, str(visit.form.get("current", ""))):
        visit.house.reception.failed(who)
        raise Invalid.because("current", WRONG)


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        known = browsers.sessions(view, visit.actor)
    mine = visit.visitor.session.id
    seats = tuple(Seat(one, _called(one.browser), one.id == mine) for one in reversed(known))
    return visit.page("account/me.html", status, errors=errors, seats=seats, here=HERE)


def _scan(visit: Visit, status: int, secret: str, errors: dict[str, str]) -> Response:
    """The secret comes back sealed for this person, so that nobody can slip them another."""
    address = authenticators.address_of(secret, visit.visitor.member)
    sealed = visit.house.sealer.seal(secret.encode(), _bound(visit))
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    facts = {"code": _drawn(address), "secret": grouped, "sealed": sealed, "errors": errors, "here": HERE}
    return visit.page("account/authenticator.html", status, **facts)


def _drawn(address: str) -> str:
    """A QR code (ISO/IEC 18004) as an address of an image."""
    import segno

    drawing = io.BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", light="white", border=4, xmldecl=False)
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.getvalue()).decode()


def _bound(visit: Visit) -> bytes:
    return f"new authenticator {visit.actor.id}".encode()


def _called(browser: str) -> str:
    """The program and the system that a browser says it is, as far as they are known."""
    program = next((name for mark, name in PROGRAMS if mark in browser), "")
    system = next((name for name in SYSTEMS if name in browser), "")
    return " · ".join(part for part in (program, system) if part) or browser
