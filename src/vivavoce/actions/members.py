"""What can be done with the people of an organization."""

from __future__ import annotations

from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import Member, MemberRole
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import MEMBER
from vivavoce.store.tx import Tx

SHORTEST_PASSWORD = 9


def create(tx: Tx, email: str, name: str, role: MemberRole, password: str | None) -> Member:
    """Add a person. Raises Invalid (address, short password), Conflict (known already)."""
    from argon2 import PasswordHasher

    tx.actor.need("members:write")
    local, _, domain = email.partition("@")
    if not local or "." not in domain:
        raise Invalid.because("email", f"not an e-mail address: {email}")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise Invalid.because("password", f"a password has at least {SHORTEST_PASSWORD} characters")
    hashed = PasswordHasher().hash(password) if password else None
    member = Member(new_id(), tx.organization_id, email.lower(), name, role, tx.now, hashed)
    tx.add(MEMBER, member)
    tx.audit("member.create", member.id)
    return member
