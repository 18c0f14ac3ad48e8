"""How people sign in and are looked after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vivavoce.actions import members, sessions
from vivavoce.actions.members import ChangeMember
from vivavoce.dialects.a2a.reply import NO_CONTENT, created, ok, page
from vivavoce.dialects.dialect import Call, Reply, Visit
from vivavoce.dialects.plain import path_id
from vivavoce.domain.change import KEEP
from vivavoce.domain.identity import Member, MemberRole, system
from vivavoce.kit.clock import iso_millis
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

WORD_OF: Mapping[MemberRole, str] = {
    MemberRole.ADMIN: "ADMIN",
    MemberRole.RECRUITER: "RECRUITER",
    MemberRole.REVIEWER: "RECRUITER",
    MemberRole.VIEWER: "VIEWER",
    MemberRole.AUDITOR: "VIEWER",
}
"""Lossy: a reviewer is shown as RECRUITER, an auditor as VIEWER; saying that word back changes nothing."""


def sign_in(visit: Visit) -> Reply:
    """Raises Unauthenticated, the same for an unknown address and a wrong password; TooMany."""
    asked = visit.body
    member, token = visit.house.reception.sign_in(asked.email, asked.password, visit.address)
    return ok(
        {
            "accessToken": token,
            "expiresIn": int(sessions.LIFE.total_seconds()),
            "user": {
                "id": member.id,
                "email": member.email,
                "role": WORD_OF[member.role],
                "tenantId": member.organization_id,
            },
        }
    )


def create_user(tx: Tx, call: Call) -> Reply:
    asked = call.body
    return created(
        _shown(members.create(tx, asked.email, asked.name, MemberRole[asked.role], asked.password))
    )


def list_users(view: View, call: Call) -> Reply:
    part = page(call)
    found = members.listing(view, call.actor, part)
    rows = [_shown(member) for member in found.rows]
    return ok({"users": rows, "total": found.total, "page": part.number, "limit": part.limit})


def read_user(view: View, call: Call) -> Reply:
    return ok(_shown(members.read(view, call.actor, path_id(call, "user"))))


def change_user(tx: Tx, call: Call) -> Reply:
    id, asked = path_id(call, "user"), call.body
    known = members.read(tx.view, system(call.actor.organization_id), id)
    same_role = asked.role in {None, WORD_OF[known.role]}
    wanted = ChangeMember(
        KEEP if asked.email is None else asked.email,
        KEEP if asked.name is None else asked.name,
        KEEP if same_role else MemberRole[asked.role],
    )
    return ok(_shown(members.change(tx, id, wanted)))


def delete_user(tx: Tx, call: Call) -> Reply:
    members.delete(tx, path_id(call, "user"))
    return NO_CONTENT


def change_password(tx: Tx, call: Call) -> Reply:
    id, asked = path_id(call, "user"), call.body
    members.set_password(tx, id, asked.new_password, asked.current_password)
    return NO_CONTENT


def _shown(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "email": member.email,
        "name": member.name,
        "role": WORD_OF[member.role],
        "tenantId": member.organization_id,
        "createdAt": iso_millis(member.created_at),
    }
