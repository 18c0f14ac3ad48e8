"""What waits for a person is there, oldest first, overdue marked; and it comes by itself while one looks."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import httpx
from playwright.sync_api import Page, expect

from tests.web.console.conftest import COOKIE, AsRole
from tests.web.console.scene import held
from tests.web.site import Site
from vivavoce.actions import access, browsers, lobby, members, rooms, wishes
from vivavoce.domain.identity import MemberRole, candidate, operator
from vivavoce.domain.interview import EndReason
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import INTERVIEW, WISH


def test_a_wish_waits_and_is_overdue_after_its_date(site: Site, as_role: AsRole) -> None:
    done = held(site, name="Wanda Asker")
    with site.deps.house.store.write(candidate(site.organization_id, done.candidate_id)) as tx:
        wish = wishes.ask(tx, done.id, WishKind.HUMAN_REVIEW)
    reviewer = as_role(MemberRole.REVIEWER)
    row = re.compile(r"<li[^>]*>(?:(?!</li>).)*Wanda Asker(?:(?!</li>).)*</li>", re.DOTALL)
    found = row.search(section(reviewer.get("/console").text, "people"))
    assert found is not None
    assert "Asks for a human review" in found[0]
    assert f"/console/candidates/{done.candidate_id}#wish-{wish.id}" in found[0]
    assert "overdue" not in found[0]
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        tx.change(WISH, wish.id, reply_by=tx.now - timedelta(seconds=1))
    late = row.search(section(reviewer.get("/console").text, "people"))
    assert late is not None
    assert "overdue" in late[0]


def section(text: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', text, re.DOTALL)
    assert found is not None, name
    return found[0]


def test_a_new_organization_is_told_how_to_begin(site: Site) -> None:
    house = site.deps.house
    home = access.found(house.store, house.clock, access.NewOrganization("Fresh"))
    with house.store.write(operator(home.id)) as tx:
        boss = members.create(tx, f"{new_id()}@example.com", "Boss", MemberRole.ADMIN, None)
    cookie = browsers.open_session(house.store, boss, "tests")
    text = httpx.get(f"{site.address}/console", cookies={COOKIE: cookie}, trust_env=False).text
    assert "Five steps to the first interview" in text
    assert "Nothing is waiting for you" in text
    assert "Northwind" not in text


def test_what_happens_is_told_at_once_and_to_nobody_else(site: Site, as_role: AsRole) -> None:
    client = as_role(MemberRole.VIEWER)
    with client.stream("GET", "/console/live") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == "retry: 3000"
        elsewhere(site)
        held(site)
        names: list[str] = []
        for line in lines:
            if line.startswith("data:"):
                names = json.loads(line.removeprefix("data: "))
                break
        assert "interview.created" in names
        assert "job.deleted" not in names, "that happened in another organization"
    assert httpx.get(f"{site.address}/console/live", trust_env=False).status_code == 401


def elsewhere(site: Site) -> None:
    """Something that happens in another organization."""
    from vivavoce.actions import jobs
    from vivavoce.actions.jobs import NewJob

    house = site.deps.house
    home = access.found(house.store, house.clock, access.NewOrganization("Elsewhere"))
    with house.store.write(operator(home.id)) as tx:
        made = jobs.create(tx, NewJob("Nobody's business", "Secret work, all day long."))
        jobs.delete(tx, made.id)


def test_the_inbox_grows_while_one_looks(site: Site, desk: Page) -> None:
    with desk.expect_response(lambda answer: answer.url.endswith("/console/live")):
        desk.goto("/console")
    expect(desk.get_by_text("Lately Arrived")).to_have_count(0)
    held(site, gate=True, name="Lately Arrived")
    queue = desk.locator("#queues")
    expect(queue.get_by_text("Lately Arrived").first).to_be_attached(timeout=40_000)


def test_a_page_that_has_become_another_one_is_shown_whole(site: Site, desk: Page) -> None:
    """The candidate is assessed while a recruiter looks at the interview."""
    invited = site.invite()
    with desk.expect_response(lambda answer: answer.url.endswith("/console/live")):
        desk.goto(f"/console/interviews/{invited.id}")
    expect(desk.locator("#course")).to_be_visible()
    with site.deps.house.store.read(site.organization_id) as view:
        candidate_id = view.get(INTERVIEW, invited.id).candidate_id
    with site.deps.house.store.write(candidate(site.organization_id, candidate_id)) as tx:
        lobby.agree(tx, invited.id, "en", ("ai_interview", "transcript"))
        rooms.open_room(tx, invited.id)
        rooms.connect(tx, invited.id)
        rooms.finish(tx, invited.id, EndReason.BY_CANDIDATE)
    expect(desk.get_by_role("heading", name="Decision")).to_be_visible(timeout=40_000)
