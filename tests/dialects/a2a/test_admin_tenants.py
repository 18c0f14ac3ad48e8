"""Is a tenant read and changed as the contract says?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.a2a.conftest import Api
from tests.dialects.conftest import Caller
from vivavoce.actions import access
from vivavoce.actions.house import House
from vivavoce.domain.identity import Organization, Policy, operator

FIRST = {
    "linkLifetimeDays": 7,
    "emailCandidateOnApproval": False,
    "autoApprovePlans": False,
    "personalDataRetentionDays": 90,
}


def test_a_tenant_begins_with_the_contracts_settings(api: Api, home: Organization) -> None:
    mine = api.get("/tenants/me")
    assert mine == {
        "id": home.id,
        "name": "Acme",
        "settings": FIRST,
        "createdAt": "2026-11-22T09:00:00.000Z",
        "updatedAt": "2026-11-22T09:00:00.000Z",
    }
    assert api.get(f"/tenants/{home.id.upper()}") == mine


def test_a_tenant_is_changed_in_part(api: Api, house: House, home: Organization) -> None:
    with house.store.write(operator(home.id)) as tx:
        policy = Policy(assessment_gate=True, zone="Europe/Vienna")
        access.change_organization(tx, access.ChangeOrganization(policy=policy))
    reply = api.call("PUT", "/tenants/me", {"name": "Acme Ltd", "settings": {"linkLifetimeDays": 14}})
    assert reply.status_code == 200
    assert reply.json()["name"] == "Acme Ltd"
    assert reply.json()["settings"] == {**FIRST, "linkLifetimeDays": 14}
    rest = {"emailCandidateOnApproval": True, "autoApprovePlans": True, "personalDataRetentionDays": 30}
    api.call("PUT", f"/tenants/{home.id}", {"settings": rest})
    assert api.get("/tenants/me")["settings"] == {"linkLifetimeDays": 14, **rest}
    with house.store.read(home.id) as view:
        kept = access.organization(view, operator(home.id)).policy
    assert kept == Policy(
        assessment_gate=True,
        zone="Europe/Vienna",
        approved_link_days=14,
        mail_on_approval=True,
        auto_approve=True,
        keep_days=30,
    )


def test_a_plan_passes_without_a_person_where_the_tenant_says_so(api: Api, backstage: Any) -> None:
    assert api.call("PUT", "/tenants/me", {"settings": {"autoApprovePlans": True}}).status_code == 200
    id = api.new()
    backstage.plan(id)
    assert api.status(id)["state"] == "APPROVED"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"settings": {"linkLifetimeDays": 0}}, "settings.linkLifetimeDays"),
        ({"settings": {"linkLifetimeDays": 1.5}}, "settings.linkLifetimeDays"),
        ({"settings": {"personalDataRetentionDays": 10**30}}, "settings.personalDataRetentionDays"),
        ({"settings": {"autoApprovePlans": "yes"}}, "settings.autoApprovePlans"),
    ],
)
def test_what_is_malformed_is_named(api: Api, wrong: dict[str, Any], field: str) -> None:
    reply = api.call("PUT", "/tenants/me", wrong)
    assert reply.status_code == 400
    assert [one["field"] for one in reply.json()["details"]] == [field]


def test_a_tenant_is_its_own(api: Api, person: Api, elsewhere: Caller) -> None:
    assert api.call("GET", f"/tenants/{elsewhere.key.organization_id}").status_code == 404
    assert api.call("PUT", f"/tenants/{elsewhere.key.organization_id}", {"name": "Ours"}).status_code == 404
    assert person.get("/tenants/me")["name"] == "Acme"
    assert person.call("PUT", "/tenants/me", {"name": "Ours"}).status_code == 403
