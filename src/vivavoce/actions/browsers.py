"""How a person comes into the console by browser, stays in, and leaves: sessions and sign-up links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from vivavoce.actions import access, members
from vivavoce.actions.access import SCOPES_OF, NewOrganization
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from vivavoce.domain.identity import (
    Actor,
    ActorKind,
    Member,
    MemberRole,
    Organization,
    Session,
    Welcome,
    operator,
    system,
)
from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id, new_token, token_hash
from vivavoce.kit.secrets import Sealer, constant_equal
from vivavoce.store.database import Store
from vivavoce.store.shapes import MEMBER, ORGANIZATION, SESSION, WELCOME
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LIFE: Final = timedelta(days=7)
IDLE: Final = timedelta(hours=12)
NOTED_EVERY: Final = timedelta(minutes=1)
WELCOME_LIFE: Final = timedelta(days=7)
LONGEST_BROWSER: Final = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sits at a signed-in browser, and where."""

    session: Session
    member: Member
    organization: Organization

    @property
    def actor(self) -> Actor:
        """The person, with what their role allows."""
        return Actor(
            ActorKind.MEMBER, self.member.id, self.member.organization_id, SCOPES_OF[self.member.role]
        )


def open_session(store: Store, member: Member, browser: str) -> str:
    """Begin a session; the text of its cookie."""
    token = new_token()
    with store.write(system(member.organization_id)) as tx:
        begun = Session(
            new_id(),
            tx.organization_id,
            member.id,
            token_hash(token),
            browser[:LONGEST_BROWSER],
            tx.now,
            tx.now,
            tx.now + LIFE,
        )
        tx.add(SESSION, begun)
        tx.audit("session.open", member.id)
    return token


def whose(store: Store, clock: Clock, token: str) -> Visitor:
    """Who comes with this cookie. Raises Unauthenticated: unknown, idle too long, over, orphaned."""
    session, now = store.directory.browser(token_hash(token)), clock.now()
    if session is None or session.expires_at <= now or now - session.seen_at > IDLE:
        raise Unauthenticated("Please sign in")
    with store.read(session.organization_id) as view:
        member = view.find(MEMBER, id=session.member_id)
        home = view.get(ORGANIZATION, session.organization_id)
    if member is None:
        raise Unauthenticated("Please sign in")
    if now - session.seen_at >= NOTED_EVERY:
        with store.write(system(session.organization_id)) as tx:
            session = tx.change(SESSION, session.id, seen_at=now)
    return Visitor(session, member, home)


def sessions(view: View, actor: Actor) -> tuple[Session, ...]:
    """The actor's own signed-in browsers, oldest first."""
    actor.need("jobs:read")
    return view.every(SESSION, member_id=actor.id)


def close_session(tx: Tx, id: str) -> None:
    """Sign one's own browser out. Raises NotFound."""
    tx.actor.need("jobs:read")
    if tx.get(SESSION, id).member_id != tx.actor.id:
        raise NotFound(SESSION.kind, id)
    tx.remove(SESSION, id)
    tx.audit("session.close", tx.actor.id)


def close_others(tx: Tx, member_id: str, but: str | None = None) -> None:
    """Sign a person out everywhere, except in the session `but`."""
    tx.actor.need("jobs:read")
    if tx.actor.id != member_id:
        tx.actor.need("members:write")
    for session in tx.view.every(SESSION, member_id=member_id):
        if session.id != but:
            tx.remove(SESSION, session.id)


def invite_member(tx: Tx, member_id: str) -> str:
    """A link's token by which a person sets their own password, once. Earlier ones work no more.

    Raises NotFound, Forbidden for a person who may do more than the actor.
    """
    tx.actor.need("members:write")
    member = tx.get(MEMBER, member_id)
    if not tx.actor.holds(SCOPES_OF[member.role]):
        raise Forbidden("Nobody can let a person in who may do more than they may themselves")
    tx.clear(WELCOME, member_id=member_id)
    token = new_token()
    until = tx.now + WELCOME_LIFE
    tx.add(WELCOME, Welcome(new_id(), tx.organization_id, member_id, token_hash(token), tx.now, until))
    tx.audit("member.invite", member_id)
    return token


def welcomed(store: Store, clock: Clock, token: str) -> Member:
    """Whom a sign-up link is for. Raises NotFound: unknown, used or too old."""
    found = store.directory.welcome(token_hash(token))
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise NotFound("link", "given")
    with store.read(found.organization_id) as view:
        return view.get(MEMBER, found.member_id)


def accept(store: Store, clock: Clock, token: str, password: str) -> Member:
    """Set the password of whom a sign-up link is for; other browsers are signed out, the link works no more.

    Raises NotFound, Invalid (password).
    """
    member = welcomed(store, clock, token)
    members.check_password(password, (member.email, member.name))
    with store.write(system(member.organization_id)) as tx:
        used = tx.find(WELCOME, token_hash=token_hash(token))
        if used is None:
            raise NotFound("link", "given")
        tx.remove(WELCOME, used.id)
        close_others(tx, member.id)
        members.set_password(tx, member.id, password, None)
        return tx.get(MEMBER, member.id)


def first_link(sealer: Sealer) -> str:
    """The token of the link that makes the first person; it opens only while there is nobody."""
    return sealer.derive("first run")


@dataclass(frozen=True, slots=True)
class Founder:
    """The first person, and the organization they found."""

    organization: str
    name: str
    email: str
    password: str


def found(store: Store, clock: Clock, sealer: Sealer, token: str, founder: Founder) -> Member:
    """Make the first person, an administrator, of the first organization.

    Raises NotFound once there is anybody or for a wrong token, Invalid.
    """
    if store.directory.anybody() or not constant_equal(token, first_link(sealer)):
        raise NotFound("link", "given")
    if not founder.organization.strip():
        raise Invalid.because("organization", "an organization has a name")
    members.check_password(founder.password, (founder.email, founder.name))
    known = store.directory.organizations()
    home = known[0] if known else access.found(store, clock, NewOrganization(founder.organization.strip()))
    with store.write(operator(home.id)) as tx:
        tx.lock("members")
        if tx.view.count(MEMBER):
            raise Conflict("Somebody was faster; please sign in")
        tx.change(ORGANIZATION, home.id, name=founder.organization.strip())
        return members.create(tx, founder.email, founder.name, MemberRole.ADMIN, founder.password)
