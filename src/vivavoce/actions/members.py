"""What can be done with the people of an organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vivavoce.actions.access import SCOPES_OF
from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Conflict, Forbidden, Invalid
from vivavoce.domain.identity import Actor, ActorKind, Member, MemberRole
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store.shapes import MEMBER
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

SHORTEST_PASSWORD: Final = 9
GOOD_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200


@dataclass(frozen=True, slots=True)
class ChangeMember:
    """What to change about a person."""

    email: str | Keep = KEEP
    name: str | Keep = KEEP
    role: MemberRole | Keep = KEEP


def create(tx: Tx, email: str, name: str, role: MemberRole, password: str | None) -> Member:
    """Add a person. Raises Invalid (address, short password), Conflict (known already), Forbidden (role)."""
    tx.actor.need("members:write")
    _check_role(tx, role)
    address = _address(email)
    hashed = _hashed(password) if password is not None else None
    member = Member(new_id(), tx.organization_id, address, name, role, tx.now, hashed)
    tx.add(MEMBER, member)
    tx.audit("member.create", member.id)
    return member


def _check_role(tx: Tx, role: MemberRole) -> None:
    if not tx.actor.holds(SCOPES_OF[role]):
        raise Forbidden("Nobody can give a person more than they may do themselves")


def listing(view: View, actor: Actor, page: Page) -> Slice[Member]:
    """The organization's people, newest first."""
    actor.need("members:read")
    return view.page(MEMBER, page)


def read(view: View, actor: Actor, id: str) -> Member:
    """One person. Raises NotFound."""
    actor.need("members:read")
    return view.get(MEMBER, id)


def change(tx: Tx, id: str, wanted: ChangeMember) -> Member:
    """Change a person. Raises NotFound, Invalid (address), Conflict (address taken, last administrator)."""
    tx.actor.need("members:write")
    values = given(wanted)
    if "email" in values:
        values["email"] = _address(values["email"])
    _check_role(tx, values.get("role", MemberRole.VIEWER))
    if values.get("role", MemberRole.ADMIN) is not MemberRole.ADMIN:
        _keep_an_admin(tx, id)
    tx.audit("member.change", id)
    return tx.change(MEMBER, id, **values) if values else tx.get(MEMBER, id)


def delete(tx: Tx, id: str) -> None:
    """Remove a person; their session ends with it. Raises NotFound, Conflict (last administrator)."""
    tx.actor.need("members:delete")
    _keep_an_admin(tx, id)
    tx.remove(MEMBER, id)
    tx.audit("member.delete", id)


def set_password(tx: Tx, id: str, password: str, current: str | None) -> None:
    """Set a password: anybody their own, if they know the `current` one; who may change people, anyone's.

    Raises NotFound, Invalid (short password), Forbidden (`current` is wrong).
    """
    own = tx.actor.kind is ActorKind.MEMBER and tx.actor.id == id
    tx.actor.need("members:write", *(("members:read",) if own else ()))
    known = tx.get(MEMBER, id).password_hash
    if own and not matches(known, current or ""):
        raise Forbidden("The current password is wrong")
    tx.change(MEMBER, id, password_hash=_hashed(password))
    tx.audit("member.password", id)


def rename(tx: Tx, name: str) -> Member:
    """Change one's own name. Raises Invalid."""
    tx.actor.need("jobs:read")
    if not name.strip():
        raise Invalid.because("name", "a person has a name")
    tx.audit("member.rename", tx.actor.id)
    return tx.change(MEMBER, tx.actor.id, name=name.strip())


def check_password(password: str, about: tuple[str, ...]) -> None:
    """Raises Invalid for a password that is short, well known, or made from what is known `about` the person.

    For passwords that people choose in the console: 12 characters, and zxcvbn (Wheeler, USENIX Security
    2016), which knows the commonest leaked passwords, must rate it 2 of 4 at least.
    """
    from zxcvbn import zxcvbn

    if len(password) < GOOD_PASSWORD:
        raise Invalid.because("password", f"a password has at least {GOOD_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid.because("password", f"a password has at most {LONGEST_PASSWORD} characters")
    if zxcvbn(password[:72], user_inputs=[*about, "vivavoce"])["score"] < 2:
        raise Invalid.because("password", "this password is too easy to guess; four random words are good")


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password behind an argon2 hash; nothing is behind None."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return password_hash is not None and PasswordHasher().verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def _address(email: str) -> str:
    local, _, domain = email.partition("@")
    if not local or "." not in domain:
        raise Invalid.because("email", f"not an e-mail address: {email}")
    return email.lower()


def _hashed(password: str) -> str:
    from argon2 import PasswordHasher

    if len(password) < SHORTEST_PASSWORD:
        raise Invalid.because("password", f"a password has at least {SHORTEST_PASSWORD} characters")
    return PasswordHasher().hash(password)


def _keep_an_admin(tx: Tx, id: str) -> None:
    """Raises Conflict if nobody could administer the organization without this person, NotFound."""
    tx.lock("members")
    leaving = tx.get(MEMBER, id)
    admins = tx.view.count(MEMBER, role=MemberRole.ADMIN)
    if leaving.role is MemberRole.ADMIN and admins == 1:
        raise Conflict("An organization keeps at least one administrator")
