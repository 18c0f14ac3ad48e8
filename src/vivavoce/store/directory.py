"""What may be read before an organization is known: whose credential is this, whose link, whose id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from vivavoce.domain.identity import ApiKey, Member, Organization, Session, Welcome
from vivavoce.domain.invitation import Invitation
from vivavoce.store import schema
from vivavoce.store.shapes import API_KEY, INVITATION, MEMBER, ORGANIZATION, SESSION, WELCOME, Shape

_KEY = sa.select(*API_KEY.columns).where(schema.api_key.c.handle == sa.bindparam("handle"))
_LINK = sa.select(*INVITATION.columns).where(schema.invitation.c.token_hash == sa.bindparam("token_hash"))
_ROOM = sa.select(schema.room.c.organization_id, schema.room.c.interview_id).where(
    schema.room.c.session_id == sa.bindparam("session_id")
)
_REACH = sa.select(schema.key_reach.c.organization_id).where(
    schema.key_reach.c.key_id == sa.bindparam("key_id")
)
_ORGANIZATIONS = sa.select(*ORGANIZATION.columns).order_by(
    schema.organization.c.created_at, schema.organization.c.id
)
_SESSION = sa.select(*SESSION.columns).where(schema.session.c.token_hash == sa.bindparam("token_hash"))
_WELCOME = sa.select(*WELCOME.columns).where(schema.welcome.c.token_hash == sa.bindparam("token_hash"))
_ANYBODY = sa.select(schema.member.c.id).limit(1)
_MEMBERS = sa.select(*MEMBER.columns).where(schema.member.c.email == sa.bindparam("email"))


@dataclass(frozen=True, slots=True)
class Located:
    """Where a live session belongs."""

    organization_id: str
    interview_id: str


class Directory:
    """Answers only these questions, across organizations; it returns no hiring data."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def key(self, handle: str) -> ApiKey | None:
        """The key with this public handle."""
        row = self._first(_KEY, handle=handle)
        return None if row is None else API_KEY.load(row)

    def reach(self, key_id: str) -> frozenset[str]:
        """Ids of the organizations a spanning key may act in, beside its own."""
        with self._engine.connect() as connection:
            return frozenset(connection.execute(_REACH, {"key_id": key_id}).scalars())

    def invitation(self, token_hash: str) -> Invitation | None:
        """The invitation a link's token belongs to."""
        row = self._first(_LINK, token_hash=token_hash)
        return None if row is None else INVITATION.load(row)

    def browser(self, token_hash: str) -> Session | None:
        """The signed-in browser whose cookie has this hash."""
        row = self._first(_SESSION, token_hash=token_hash)
        return None if row is None else SESSION.load(row)

    def welcome(self, token_hash: str) -> Welcome | None:
        """The sign-up link a token belongs to."""
        row = self._first(_WELCOME, token_hash=token_hash)
        return None if row is None else WELCOME.load(row)

    def anybody(self) -> bool:
        """Whether this server has people at all."""
        return self._first(_ANYBODY) is not None

    def session(self, session_id: str) -> Located | None:
        """Whose live session this is."""
        row = self._first(_ROOM, session_id=session_id)
        return None if row is None else Located(row.organization_id, row.interview_id)

    def organizations(self) -> tuple[Organization, ...]:
        """Every organization of this server, oldest first (for the operator)."""
        with self._engine.connect() as connection:
            return tuple(ORGANIZATION.load(row) for row in connection.execute(_ORGANIZATIONS))

    def members(self, email: str) -> tuple[Member, ...]:
        """Members with this address, over all organizations (for sign-in)."""
        with self._engine.connect() as connection:
            return tuple(MEMBER.load(row) for row in connection.execute(_MEMBERS, {"email": email}))

    def owner_of(self, shape: Shape[Any], id: str) -> str | None:
        """Which organization has an undeleted thing with this id; None when nobody has."""
        table = shape.table
        statement = sa.select(table.c.organization_id).where(table.c.id == id)
        if "deleted_at" in table.c:
            statement = statement.where(table.c.deleted_at.is_(None))
        row = self._first(statement)
        return None if row is None else str(row.organization_id)

    def _first(self, statement: sa.Select[Any], **bound: Any) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(statement, bound).fetchone()
