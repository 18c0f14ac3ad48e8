"""The people of the organization: invited by a link that is shown once, their roles, their second factor."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import authenticators, browsers, members
from vivavoce.actions.access import SCOPES_OF
from vivavoce.actions.members import ChangeMember
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.identity import Member, MemberRole
from vivavoce.kit.paging import Page
from vivavoce.kit.words import N_
from vivavoce.store.tx import Tx
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown

HERE: Final = "/console/settings/people"
EVERYBODY: Final = Page(1, 1000)
LONGEST_NAME: Final = 200
ABOUT: Final = {
    MemberRole.ADMIN: N_("Everything, also keys, webhooks, people and these settings."),
    MemberRole.RECRUITER: N_("Jobs, candidates, interviews and agents; approves plans and assessments."),
    MemberRole.REVIEWER: N_("Reads, rates, and approves plans and assessments."),
    MemberRole.VIEWER: N_("Reads, and changes nothing."),
    MemberRole.AUDITOR: N_("Reads, and checks the audit log."),
}


def routes(console: Console) -> list[Route]:
    """The list and what is done with people."""
    return [
        shown(console, HERE, page),
        sent(console, HERE, invite),
        sent(console, HERE + "/{id}/role", change_role),
        sent(console, HERE + "/{id}/link", new_link),
        sent(console, HERE + "/{id}/authenticator", drop_authenticator),
        sent(console, HERE + "/{id}/remove", remove),
    ]


def page(visit: Visit) -> Response:
    """Everybody."""
    return _page(visit, 200, {})


def invite(visit: Visit) -> Response:
    """Add a person; this answer is the only one that holds the link by which they set their password."""
    visit.actor.need("members:write")
    try:
        name, role = visit.said("name"), _role(visit)
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Invalid.because("name", N_("A person has a name of at most 200 characters."))
        with visit.write() as tx:
            made = members.create(tx, visit.said("email"), name, role, None)
            token = browsers.invite_member(tx, made.id)
    except Conflict:
        return _page(visit, 400, {"email": N_("Somebody here has this address already.")})
    except Invalid as error:
        return _page(visit, 400, errors_of(error))
    return _page(visit, 200, {}, made, token)


def new_link(visit: Visit) -> Response:
    """A new link for somebody who lost theirs, or their password."""
    with visit.write() as tx:
        token = browsers.invite_member(tx, visit.id())
        member = members.read(tx.view, visit.actor, visit.id())
    return _page(visit, 200, {}, member, token)


def change_role(visit: Visit) -> Response:
    """What a person may do from their next request on."""
    with visit.write() as tx:
        members.change(tx, visit.id(), ChangeMember(role=_role(visit)))
    return visit.go(HERE, N_("The role is changed."))


def drop_authenticator(visit: Visit) -> Response:
    """Somebody who lost their authenticator signs in with the password alone again."""
    visit.actor.need("members:write")
    with visit.write() as tx:
        authenticators.drop_authenticator(tx, visit.id())
    return visit.go(HERE, N_("The second factor is removed."))


def remove(visit: Visit) -> Response:
    """Take a person out; their browsers are signed out. What they did stays in the log."""
    with visit.write() as tx:
        _leave(tx, visit.id())
    return visit.go("/login" if visit.id() == visit.actor.id else HERE, N_("The person is removed."))


def _leave(tx: Tx, member_id: str) -> None:
    browsers.close_others(tx, member_id)
    members.delete(tx, member_id)


def _role(visit: Visit) -> MemberRole:
    try:
        return MemberRole(visit.said("role"))
    except ValueError as error:
        raise Invalid.because("role", N_("Choose a role.")) from error


def _page(
    visit: Visit, status: int, errors: dict[str, str], whose: Member | None = None, token: str = ""
) -> Response:
    with visit.read() as view:
        found = members.listing(view, visit.actor, EVERYBODY)
    roles = [role for role in MemberRole if visit.actor.holds(SCOPES_OF[role])]
    return visit.page(
        "settings/people.html",
        status,
        members=found.rows,
        roles=roles,
        about=ABOUT,
        errors=errors,
        whose=whose,
        link=f"{visit.console.site}/welcome/{token}" if token else "",
        days=browsers.WELCOME_LIFE.days,
        here=HERE,
    )
