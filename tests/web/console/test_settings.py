"""Settings: rules are changed by those who may, links are shown once, tampering with the log is seen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import httpx
import pytest

from tests.web.console.conftest import AsRole, member_of
from tests.web.console.scene import policy
from tests.web.site import Site
from vivavoce.actions import candidates, privacy
from vivavoce.actions.candidates import NewCandidate
from vivavoce.domain.identity import Actor, ActorKind, Member, MemberRole, operator
from vivavoce.kit.ids import new_id
from vivavoce.settings import Settings
from vivavoce.store.shapes import MEMBER, ORGANIZATION
from vivavoce.web.console.settings import outside

ROOT = "/console/settings"
PEOPLE = f"{ROOT}/people"
AUDIT = f"{ROOT}/audit"
RULES: dict[str, Any] = {
    "name": "Northwind Logistics",
    "link_days": "14",
    "approved_link_days": "3",
    "reply_days": "5",
    "zone": "Europe/Lisbon",
    "blind_first": "yes",
    "notice": "We answer <every> letter.",
    "signature": "",
}


@pytest.fixture
def boss(as_role: AsRole) -> httpx.Client:
    return as_role(MemberRole.ADMIN)


@pytest.fixture
def usual(site: Site) -> Iterator[None]:
    yield
    policy(site)


def invited(boss: httpx.Client, site: Site, role: str = "viewer") -> tuple[Member, str]:
    """Somebody new, and the path of the link by which they set their password."""
    email = f"{new_id()}@northwind.example"
    made = boss.post(PEOPLE, data={"name": "Noa Bell", "email": email, "role": role})
    link = re.search(rf"{re.escape(site.address)}(/welcome/[\w-]+)", made.text)
    assert link, made.text
    with site.deps.house.store.read(site.organization_id) as view:
        member = view.find(MEMBER, email=email)
    assert member
    return member, link[1]


@pytest.mark.usefixtures("usual")
class TestOrganization:
    def test_rules_are_changed(self, boss: httpx.Client, site: Site) -> None:
        assert boss.post(ROOT, data=RULES).status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            now = view.get(ORGANIZATION, site.organization_id).policy
        assert (now.link_days, now.approved_link_days, now.reply_days) == (14, 3, 5)
        assert (now.zone, now.blind_first, now.plan_gate) == ("Europe/Lisbon", True, False)
        assert "We answer &lt;every&gt; letter." in boss.get(f"{ROOT}/notices").text

    @pytest.mark.parametrize(
        ("field", "value"),
        [("link_days", "0"), ("reply_days", "61"), ("link_days", "x"), ("zone", "Mars/Base"), ("name", "")],
    )
    def test_what_does_not_hold(self, boss: httpx.Client, field: str, value: str) -> None:
        refused = boss.post(ROOT, data={**RULES, field: value})
        assert refused.status_code == 400
        assert refused.text.count('role="alert"') == 1

    def test_days_kept(self, boss: httpx.Client, site: Site) -> None:
        assert boss.post(f"{ROOT}/keeping", data={"keep_days": "0"}).status_code == 400
        assert boss.post(f"{ROOT}/keeping", data={"keep_days": "120"}).status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.get(ORGANIZATION, site.organization_id).policy.keep_days == 120


class TestPeople:
    def test_the_link_is_shown_once_and_works_once(self, boss: httpx.Client, site: Site) -> None:
        member, link = invited(boss, site)
        assert link not in boss.get(PEOPLE).text
        fresh = httpx.Client(base_url=site.address, headers={"origin": site.address}, trust_env=False)
        sent = {"password": "correct horse battery staple"}
        assert fresh.post(link, data=sent).headers["location"] == "/console"
        assert fresh.get("/console/me").status_code == 200
        assert member.email in fresh.get("/console/me").text
        assert fresh.post(link, data=sent).status_code == 404

    def test_an_address_is_taken_once(self, boss: httpx.Client, site: Site) -> None:
        member, _ = invited(boss, site)
        again = boss.post(PEOPLE, data={"name": "Noa", "email": member.email, "role": "viewer"})
        assert (again.status_code, 'id="e-email" role="alert"' in again.text) == (400, True)

    def test_role_link_factor_removal(self, boss: httpx.Client, site: Site) -> None:
        member, old = invited(boss, site)
        here = f"{PEOPLE}/{member.id}"
        store = site.deps.house.store
        with store.write(operator(site.organization_id)) as tx:
            tx.change(MEMBER, member.id, sealed_totp="something")
        assert boss.post(f"{here}/role", data={"role": "reviewer"}).status_code == 303
        assert boss.post(f"{here}/authenticator").status_code == 303
        assert "/welcome/" in boss.post(f"{here}/link").text
        with store.read(site.organization_id) as view:
            changed = view.get(MEMBER, member.id)
        assert (changed.role, changed.sealed_totp) == (MemberRole.REVIEWER, None)
        assert boss.get(old).status_code == 404
        assert boss.post(f"{here}/remove").status_code == 303
        assert member.email not in boss.get(PEOPLE).text

    def test_one_administrator_stays(self, as_role: AsRole, site: Site) -> None:
        boss = as_role(MemberRole.ADMIN)
        with site.deps.house.store.read(site.organization_id) as view:
            admins = [one for one in view.every(MEMBER) if one.role is MemberRole.ADMIN]
        assert len(admins) == 1
        assert boss.post(f"{PEOPLE}/{admins[0].id}/remove").status_code == 409
        assert boss.get(PEOPLE).status_code == 200


class TestKeeping:
    def test_holds_and_counts(self, boss: httpx.Client, site: Site) -> None:
        admin = member_of(site, MemberRole.ADMIN)
        who = Actor(ActorKind.MEMBER, admin.id, site.organization_id, frozenset({"*"}))
        with site.deps.house.store.write(who) as tx:
            due = candidates.create(
                tx, NewCandidate("Ivo", "Due", site.deps.house.clock.now().date())
            ).candidate
            kept = candidates.create(tx, NewCandidate("Mia", "Held", date(2026, 1, 1))).candidate
            privacy.hold(tx, kept.id, "a lawsuit of 2026")
        text = boss.get(f"{ROOT}/keeping").text
        assert "a lawsuit of 2026" in text
        assert f"/console/candidates/{due.id}" not in text
        assert int(re.search(r"next 30 days</dt><dd>(\d+)", text)[1]) >= 1  # type: ignore[index]


class TestServices:
    def test_what_leaves_the_machine_is_named(self) -> None:
        used = {"mail_url": "set", "phone": "twilio", "database_url": "set"}
        assert [one.name for one in outside.leaving(used)] == ["SMTP", "Twilio", "PostgreSQL"]
        assert outside.leaving({"mail_url": "not set", "phone": "loopback", "database_url": "not set"}) == ()

    def test_every_setting_that_names_another_machine_is_looked_at(self) -> None:
        """A new one has to be put into `leaving`, or named here."""
        looked_at = {"mail_url", "phone", "database_url", "stt_url", "tts_url", "voice"}
        own = {"public_url", "allow_private_cidrs", "trusted_proxies", "llm"}
        parts = {name for name in Settings.model_fields if name.endswith(("_url", "_cidrs", "_proxies"))}
        assert parts | {"phone", "llm", "voice"} == looked_at | own

    def test_who_listens_and_speaks_elsewhere_is_named(self) -> None:
        here = {"stt": "embedded:base", "tts": "embedded", "voice": "auto"}
        assert outside.leaving(here) == ()
        there = {"stt": "deepgram:nova-3", "tts": "openai:x", "tts_url": "https://speech.example/v1"}
        assert [one.name for one in outside.leaving(there)] == ["deepgram", "openai (speech.example)"]
        assert [one.name for one in outside.leaving({**here, "voice": "ws://10.0.0.7:3010"})] == [
            "ws://10.0.0.7:3010"
        ]

    def test_secrets_are_set_or_not(self, boss: httpx.Client) -> None:
        text = boss.get(f"{ROOT}/services").text
        assert "rules/1" in text
        assert "None" not in text


class TestNotices:
    def test_every_place_with_its_paragraphs(self, boss: httpx.Client) -> None:
        text = boss.get(f"{ROOT}/notices").text
        for code in ("EU", "UK", "US-IL", "US-NYC", "US-CA", "US-CO"):
            assert f"<code>{code}</code>" in text
        assert "I agree to be interviewed by an AI." in text


@contextmanager
def tampered(site: Site, action: str) -> Iterator[None]:
    """The second entry of the audit chain, changed past the program; put right again afterwards."""
    where = "where organization_id = ? and sequence = 2"
    with sqlite3.connect(site.mail.parent / "vivavoce.db", timeout=20) as database:
        (was,) = database.execute(f"select action from audit {where}", (site.organization_id,)).fetchone()
        database.execute(f"update audit set action = ? {where}", (action, site.organization_id))
    try:
        yield
    finally:
        with sqlite3.connect(site.mail.parent / "vivavoce.db", timeout=20) as database:
            database.execute(f"update audit set action = ? {where}", (was, site.organization_id))


class TestAudit:
    def test_verified_by_an_auditor_and_not_after_tampering(self, as_role: AsRole, site: Site) -> None:
        auditor = as_role(MemberRole.AUDITOR)
        assert "all in order" in auditor.get(f"{AUDIT}?verify=yes").text
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.audit_head()[1] in auditor.get(f"{AUDIT}?verify=yes").text
        with tampered(site, "nothing.happened"):
            broken = auditor.get(f"{AUDIT}?verify=yes").text
            assert "The chain is broken" in broken
            assert "audit entry 2" in broken
        assert "all in order" in auditor.get(f"{AUDIT}?verify=yes").text

    def test_found_by_who_and_what(self, boss: httpx.Client, site: Site) -> None:
        member, _ = invited(boss, site)
        found = boss.get(f"{AUDIT}?search={member.id}").text
        assert "member.create" in found
        assert "member.invite" in found
        assert "Admin Reyes" in found
        assert "member.invite" in boss.get(f"{AUDIT}?search=reyes&kind=member").text
        assert "Nothing matches" in boss.get(f"{AUDIT}?search={member.id}&kind=candidate").text
        rows = boss.get(f"{AUDIT}?search={member.id}&format=csv&col=action").text.split()
        assert rows[1:] == ["member.invite", "member.create"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (ROOT, RULES),
        (f"{ROOT}/keeping", {"keep_days": "30"}),
        (PEOPLE, {"name": "X", "email": "x@example.com", "role": "viewer"}),
        (f"{PEOPLE}/x/role", {"role": "viewer"}),
        (f"{PEOPLE}/x/link", {}),
        (f"{PEOPLE}/x/authenticator", {}),
        (f"{PEOPLE}/x/remove", {}),
    ],
)
@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.AUDITOR, MemberRole.RECRUITER])
def test_only_administrators_change_anything(
    as_role: AsRole, role: MemberRole, path: str, sent: dict[str, str]
) -> None:
    assert as_role(role).post(path, data=sent).status_code == 403
