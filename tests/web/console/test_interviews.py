"""The list of interviews and the approvals: found, narrowed down, counted; nothing before its time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.console.scene import held, policy
from tests.web.site import Site
from vivavoce.domain.identity import MemberRole
from vivavoce.domain.interview import State
from vivavoce.kit.ids import new_id
from vivavoce.web.console.interviews.approvals import PHASES
from vivavoce.web.console.interviews.listing import GROUPS


@pytest.fixture(autouse=True)
def usual_policy(site: Site) -> Iterator[None]:
    yield
    policy(site)


def somebody() -> str:
    """A name nobody else has."""
    return f"Una {new_id()[:8]}"


def test_every_state_belongs_to_one_group_of_the_list_and_of_the_counters() -> None:
    grouped = [state for states in GROUPS.values() for state in states]
    counted = [state for key, (_, states) in PHASES.items() if key != "all" for state in states]
    assert sorted(grouped) == sorted(counted) == sorted(State)


def test_a_list_is_searched_filtered_and_kept_in_the_address(site: Site, as_role: AsRole) -> None:
    name = somebody()
    done = held(site, name=name, gate=True)
    reviewer = as_role(MemberRole.REVIEWER)
    found = reviewer.get("/console/interviews", params={"search": name, "state": "approve"}).text
    assert done.page in found
    chips = re.findall(r'class="chip" href="([^"]+)"', found)
    assert all(f"search={name.replace(' ', '+')}" in chip for chip in chips)
    finished = reviewer.get("/console/interviews", params={"search": name, "state": "finished"}).text
    assert done.page not in finished
    assert "Nothing matches" in finished


def test_as_csv_it_holds_every_row_and_no_formula(site: Site, as_role: AsRole) -> None:
    name = f"=SUM({new_id()[:8]})"
    held(site, name=name)
    answer = as_role(MemberRole.VIEWER).get("/console/interviews", params={"search": name, "format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="console-interviews.csv"'
    (row,) = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert row["Candidate"] == f"'{name}"
    assert row["State"] == "Finished"
    assert row["Total, a suggestion"].isdecimal()


def test_a_total_is_shown_only_to_those_who_may_see_it(site: Site, as_role: AsRole) -> None:
    name = somebody()
    held(site, name=name, gate=True)
    asked = {"search": name, "view": "cards"}
    of_100 = "of 100, a suggestion"
    assert of_100 in as_role(MemberRole.REVIEWER).get("/console/interviews", params=asked).text
    viewer = as_role(MemberRole.VIEWER)
    page = viewer.get("/console/interviews", params=asked).text
    assert name in page
    assert of_100 not in page
    assert "Nothing matches" in viewer.get("/console/interviews", params=asked | {"least": "50"}).text
    assert 'class="chart' not in page


def test_a_blind_list_hides_name_and_levels(site: Site, as_role: AsRole) -> None:
    policy(site, blind_first=True)
    name = somebody()
    done = held(site, name=name, gate=True)
    reviewer = as_role(MemberRole.REVIEWER)
    page = reviewer.get("/console/interviews", params={"job": done.job_id, "view": "cards"}).text
    assert done.page in page
    assert name not in page
    assert "of 100, a suggestion" not in page
    assert done.page not in reviewer.get("/console/interviews", params={"search": name}).text
    assert name not in reviewer.get("/admin/approvals", params={"id": done.id}).text


def test_the_approvals_count_and_lead_to_the_decision(site: Site, as_role: AsRole) -> None:
    done = held(site, gate=True, name=somebody())
    reviewer, viewer = as_role(MemberRole.REVIEWER), as_role(MemberRole.VIEWER)

    def waiting() -> int:
        text = reviewer.get("/admin/approvals").text
        found = re.search(r'phase=assessment"[^>]*><b>(\d+)</b>', text)
        assert found is not None
        return int(found[1])

    before = waiting()
    page = reviewer.get("/admin/approvals", params={"phase": "assessment", "id": done.id}).text
    assert re.search(rf'href="{done.page}"[^>]*>Read and decide', page)
    assert "Plan is being written" in page, "its history"
    assert "Read and decide" not in viewer.get("/admin/approvals", params={"id": done.id}).text
    assert reviewer.post(f"{done.page}/decide", data={"verdict": "approved"}).status_code == 303
    assert waiting() == before - 1


@pytest.mark.parametrize(
    ("asked", "leads"), [("/admin", "/console"), ("/admin/interviews/some-id", "/console/interviews/some-id")]
)
def test_the_products_addresses_lead_here(as_role: AsRole, asked: str, leads: str) -> None:
    assert as_role(MemberRole.VIEWER).get(asked).headers["location"] == leads


def test_nobody_comes_in_without_signing_in(site: Site, as_role: AsRole) -> None:
    client = as_role(MemberRole.ADMIN)
    client.cookies.clear()
    for path in ("/console/interviews", "/console/interviews/live", "/admin/approvals", "/admin"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")


def test_typing_narrows_the_list_down(site: Site, desk: Page) -> None:
    name = somebody()
    held(site)
    held(site, name=name)
    desk.goto("/console/interviews")
    assert desk.locator("tbody tr").count() >= 2
    desk.keyboard.press("/")
    desk.keyboard.type(name)
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text(name)
    assert "search=" in desk.url
    expect(desk.get_by_role("searchbox")).to_be_focused()
