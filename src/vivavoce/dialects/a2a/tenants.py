"""How a tenant is read and changed: its name and what it has decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vivavoce.actions import access
from vivavoce.actions.access import ChangeOrganization
from vivavoce.dialects.a2a.admin_wire import ChangeSettings
from vivavoce.dialects.a2a.reply import ok
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import NotFound
from vivavoce.domain.identity import Organization, Policy, system
from vivavoce.kit.clock import iso_millis
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

ME = "me"
FIELD_OF = {
    "link_lifetime_days": "approved_link_days",
    "email_candidate_on_approval": "mail_on_approval",
    "auto_approve_plans": "auto_approve",
    "personal_data_retention_days": "keep_days",
}
"""Of the policy, for each setting."""


def read_tenant(view: View, call: Call) -> Reply:
    _own(call)
    return ok(_shown(access.organization(view, call.actor)))


def change_tenant(tx: Tx, call: Call) -> Reply:
    _own(call)
    asked = call.body
    known = access.organization(tx.view, system(call.actor.organization_id))
    wanted = ChangeOrganization(
        name=KEEP if asked.name is None else asked.name,
        policy=KEEP if asked.settings is None else _policy(known.policy, asked.settings),
    )
    return ok(_shown(access.change_organization(tx, wanted)))


def _own(call: Call) -> None:
    """Raises NotFound for another tenant than the caller's."""
    id = call.path["id"].lower()
    if id not in {ME, call.actor.organization_id}:
        raise NotFound("tenant", call.path["id"])


def _policy(known: Policy, asked: ChangeSettings) -> Policy:
    said = asked.model_dump(exclude_none=True)
    return replace(known, **{FIELD_OF[setting]: value for setting, value in said.items()})


def _shown(tenant: Organization) -> dict[str, Any]:
    policy = tenant.policy
    return {
        "id": tenant.id,
        "name": tenant.name,
        "settings": {
            "linkLifetimeDays": policy.approved_link_days,
            "emailCandidateOnApproval": policy.mail_on_approval,
            "autoApprovePlans": policy.auto_approve,
            "personalDataRetentionDays": policy.keep_days,
        },
        "createdAt": iso_millis(tenant.created_at),
        "updatedAt": iso_millis(tenant.updated_at),
    }
