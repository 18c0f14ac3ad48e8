"""A long list: what a reader asks of it stands in the address; it works with keys, and leaves as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.site import JOB, Site
from vivavoce.actions import jobs
from vivavoce.domain.hiring import JobStatus
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.kit.ids import new_id
from vivavoce.web.console.lists import _safe


@pytest.fixture(scope="module")
def herd(site: Site) -> str:
    """Thirty jobs with a word of their own."""
    word = f"Zq{new_id()[:6]}"
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        for number in range(30):
            status = JobStatus.CLOSED if number % 10 == 0 else JobStatus.OPEN
            jobs.create(tx, replace(JOB, title=f"{word} {number:02}", status=status))
    return word


def titles(answer: httpx.Response) -> list[str]:
    rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    return [row[0] for row in rows][1:]


def test_a_page_at_a_time(as_role: AsRole, herd: str) -> None:
    client = as_role(MemberRole.VIEWER)
    first = client.get("/console/jobs", params={"search": herd})
    assert "Page 1 of 2" in first.text
    assert first.text.count("data-open=") == 25
    assert client.get("/console/jobs", params={"search": herd, "page": "2"}).text.count("data-open=") == 5
    assert client.get("/console/jobs", params={"search": herd, "size": "10"}).text.count("data-open=") == 10


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999", "2.5", "²"])
def test_what_an_address_cannot_ask_is_not_asked(as_role: AsRole, herd: str, page: str) -> None:
    answer = as_role(MemberRole.VIEWER).get(
        "/console/jobs",
        params={"search": herd, "page": page, "size": "7", "status": "king", "sort": "'; drop"},
    )
    assert answer.status_code == 200
    assert herd in answer.text


def test_filters_stay_in_the_address(as_role: AsRole, herd: str) -> None:
    client = as_role(MemberRole.VIEWER)
    closed = client.get("/console/jobs", params={"search": herd, "status": "closed"})
    assert closed.text.count("data-open=") == 3
    assert f'href="/console/jobs?search={herd}"' in closed.text, "the chosen chip takes the filter away"
    assert '<input type="hidden" name="status" value="closed">' in closed.text, "searching keeps the filter"


def test_all_of_it_leaves_as_csv_in_the_chosen_columns(as_role: AsRole, herd: str) -> None:
    client = as_role(MemberRole.VIEWER)
    answer = client.get("/console/jobs", params={"search": herd, "format": "csv", "col": ["title", "status"]})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert len(titles(answer)) == 30
    assert answer.text.removeprefix("\ufeff").splitlines()[0] == "Job,Status"


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    kept = _safe(text)
    assert kept[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert kept.removeprefix("'") == text or kept == text


def test_the_list_by_keyboard(desk: Page, herd: str) -> None:
    desk.goto("/console/jobs")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.type(herd)
    expect(desk.locator("tbody tr")).to_have_count(25)
    expect(desk).to_have_url(
        f"/console/jobs?search={herd}".replace("/console", f"{desk.url.split('/console')[0]}/console")
    )
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.get_by_role("link", name=f"{herd} 29").focus()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(desk.locator(".at")).to_have_count(1)
    expect(desk.locator(".at a").first).to_be_focused()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    address = desk.locator(".at").get_attribute("data-open")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address}")


def test_without_scripts_the_search_is_a_form(as_role: AsRole, herd: str) -> None:
    text = as_role(MemberRole.VIEWER).get("/console/jobs").text
    assert '<form method="get" action="/console/jobs" role="search"' in text
