"""The organization: its name, and the rules that hold for every interview."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import access
from vivavoce.actions.access import ChangeOrganization
from vivavoce.domain.errors import Invalid, Violation
from vivavoce.domain.identity import Policy
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown

HERE: Final = "/console/settings"
SWITCHES: Final = (
    ("plan_gate", N_("A person approves every plan before its candidate is invited")),
    ("assessment_gate", N_("A person approves every assessment before anybody else sees it")),
    ("blind_first", N_("Reviewers rate first; the machine's levels and the name are shown after")),
    ("auto_approve", N_("A plan that an API would put before a person passes by itself")),
    (
        "mail_on_approval",
        N_("The link of an approved plan is mailed, where an API leaves that to its caller"),
    ),
)
NUMBERS: Final = (
    ("link_days", N_("A link works for"), 365),
    ("approved_link_days", N_("A link works after an approval for"), 365),
    ("reply_days", N_("A candidate's request is answered within"), 60),
)
OUT_OF_BOUNDS: Final = N_("Give a whole number within the bounds.")
LONGEST_NAME: Final = 200
LONGEST_WORDS: Final = 4000


def routes(console: Console) -> list[Route]:
    """The form."""
    return [shown(console, HERE, page), sent(console, HERE, save)]


def page(visit: Visit) -> Response:
    """What holds now."""
    return _page(visit, 200, {})


def save(visit: Visit) -> Response:
    """Change the name and the rules."""
    visit.actor.need("organizations:write")
    try:
        wanted = ChangeOrganization(name=_name(visit), policy=_policy(visit))
        with visit.write() as tx:
            access.change_organization(tx, wanted)
    except Invalid as error:
        return _page(visit, 400, errors_of(error))
    return visit.go(HERE, N_("The rules are changed. They hold for what begins from now on."))


def _page(visit: Visit, status: int, errors: dict[str, str]) -> Response:
    return visit.page(
        "settings/organization.html",
        status,
        home=visit.visitor.organization,
        errors=errors,
        switches=SWITCHES,
        numbers=NUMBERS,
        zones=zones(),
        here=HERE,
    )


@cache
def zones() -> tuple[str, ...]:
    """Every zone of the IANA database that is a place, and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *sorted(places))


def _name(visit: Visit) -> str:
    name = visit.said("name")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid.because("name", N_("An organization has a name of at most 200 characters."))
    return name


def _policy(visit: Visit) -> Policy:
    """Raises Invalid, naming every field that does not hold."""
    found = {name: whole(visit.said(name), high) for name, _, high in NUMBERS}
    wrong = [Violation(name, OUT_OF_BOUNDS) for name, number in found.items() if number is None]
    if visit.said("zone") not in zones():
        wrong.append(Violation("zone", N_("Choose one of the zones.")))
    wrong += [
        Violation(name, N_("At most 4000 characters."))
        for name in ("notice", "signature")
        if len(visit.said(name)) > LONGEST_WORDS
    ]
    if wrong:
        raise Invalid(*wrong)
    words = {name: visit.said(name) for name in ("zone", "notice", "signature")}
    switches = {name: visit.said(name) == "yes" for name, _ in SWITCHES}
    rules: dict[str, Any] = {**found, **words, **switches}
    return replace(visit.visitor.organization.policy, **rules)


def whole(text: str, high: int) -> int | None:
    """The number from 1 to `high` that the text is, None when it is none of those."""
    digits = text.isascii() and text.isdecimal() and len(text) < 7
    return int(text) if digits and 1 <= int(text) <= high else None
