"""Side by side: the same rubric only, no more than may be seen, no names unless asked for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.console.scene import Held, held, policy
from tests.web.site import Site
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import Plan
from vivavoce.domain.scoring import Appraisal
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import ASSESSMENT, PLAN, from_json, to_json
from vivavoce.web.console.compare import order


@pytest.fixture(autouse=True)
def usual_policy(site: Site) -> Iterator[None]:
    yield
    policy(site)


def three(site: Site, *, gate: bool = False) -> list[Held]:
    """Three interviews for one job."""
    first = held(site, name=f"Una {new_id()[:8]}", gate=gate)
    return [first, *(held(site, name=f"Due {new_id()[:8]}", job_id=first.job_id) for _ in range(2))]


def address(*ones: Held, **more: str) -> str:
    words = [f"id={one.id}" for one in ones] + [f"{key}={value}" for key, value in more.items()]
    return f"/console/compare?{'&'.join(words)}"


def appraisal(site: Site, one: Held) -> Appraisal:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(ASSESSMENT, interview_id=one.id)
        assert found is not None
        return found.appraisal


def relevel(site: Site, one: Held, number: int, level: float) -> None:
    """Another level for the criterion with this number, with a narrow spread."""
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        made = tx.find(ASSESSMENT, interview_id=one.id)
        assert made is not None
        scores = list(made.appraisal.scores)
        scores[number] = replace(scores[number], level=level, low=level - 0.1, high=level + 0.1)
        tx.change(ASSESSMENT, made.id, appraisal=replace(made.appraisal, scores=tuple(scores)))


def test_criteria_go_down_and_candidates_across_with_the_first_quote(site: Site, as_role: AsRole) -> None:
    ones = three(site)
    page = as_role(MemberRole.VIEWER).get(address(*ones)).text
    assert page.count('scope="row"') == len(appraisal(site, ones[0]).scores)
    for one in ones:
        for score in appraisal(site, one).scores:
            assert f'href="{one.page}#quote-{score.criterion_id}-1"' in page
    assert unescape(page).count(f"“{appraisal(site, ones[0]).scores[0].evidence[0].quote}”") == 3


def test_names_are_hidden_until_they_are_asked_for(site: Site, as_role: AsRole) -> None:
    ones, viewer = three(site), as_role(MemberRole.VIEWER)
    hidden, named = viewer.get(address(*ones)).text, viewer.get(address(*ones, names="shown")).text
    assert "Una" not in hidden
    assert "Candidate A" in hidden
    assert "Una" in named
    assert "Candidate A" not in named


def test_the_order_does_not_tell_what_was_asked_for(site: Site, as_role: AsRole) -> None:
    ones = three(site)

    def columns(*asked: Held) -> list[str]:
        head = as_role(MemberRole.VIEWER).get(address(*asked)).text
        return re.findall(r'<th scope="col"><a href="/console/interviews/([^"]+)"', head)

    first = columns(*ones)
    assert sorted(first) == sorted(one.id for one in ones)
    assert columns(*ones[::-1]) == first


def test_another_reader_has_another_order() -> None:
    ids = tuple(new_id() for _ in range(5))
    orders = {order(f"member-{number}", ids) for number in range(50)}
    assert len(orders) > 30
    assert {found[0] for found in orders} == set(ids), "anybody may come first"


def test_another_rubric_is_not_compared_and_it_is_said_why(site: Site, as_role: AsRole) -> None:
    one, two, _ = three(site)
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        stored = tx.view.every(PLAN, interview_id=two.id)[-1]
        plan = from_json(Plan, stored.body)
        renamed = replace(plan.criteria[0], name="Something else")
        tx.change(PLAN, stored.id, body=to_json(replace(plan, criteria=(renamed, *plan.criteria[1:]))))
    answer = as_role(MemberRole.VIEWER).get(address(one, two))
    assert answer.status_code == 409
    assert "not judged by the same criteria" in answer.text
    assert "Something else" in answer.text
    assert 'class="chart' not in answer.text


@pytest.mark.parametrize("count", [0, 1, 6])
def test_two_to_five_are_compared(as_role: AsRole, count: int) -> None:
    asked = "&".join(f"id={new_id()}" for _ in range(count))
    answer = as_role(MemberRole.VIEWER).get(f"/console/compare?{asked}")
    assert answer.status_code == 200
    assert "<table" not in answer.text
    assert ("Five at most" in answer.text) is (count == 6)


def test_what_may_not_be_seen_is_not_there(site: Site, as_role: AsRole) -> None:
    ones = three(site, gate=True)
    viewer, reviewer = (
        as_role(role).get(address(*ones)).text for role in (MemberRole.VIEWER, MemberRole.REVIEWER)
    )
    criteria = len(appraisal(site, ones[0]).scores)
    assert reviewer.count("<svg") == 3 * criteria
    assert viewer.count("<svg") == 2 * criteria
    assert f"{ones[0].page}#quote" not in viewer


def test_a_blind_look_shows_neither_level_nor_name_before_ones_own(site: Site, as_role: AsRole) -> None:
    policy(site, blind_first=True)
    ones, reviewer = three(site), as_role(MemberRole.REVIEWER)
    page = reviewer.get(address(*ones, names="shown")).text
    assert "<svg" not in page
    assert "Una" not in page
    assert page.count("to be rated by you first") == 3
    for score in appraisal(site, ones[0]).scores:
        form = {"criterion": score.criterion_id, "level": "2"}
        assert reviewer.post(f"{ones[0].page}/rate", data=form).status_code == 303
    page = reviewer.get(address(*ones, names="shown")).text
    assert page.count("<svg") == len(appraisal(site, ones[0]).scores)
    assert page.count("You: 2.0") == len(appraisal(site, ones[0]).scores)
    assert "Una" in page


def test_differences_only(site: Site, as_role: AsRole) -> None:
    ones, viewer = three(site), as_role(MemberRole.VIEWER)
    same = viewer.get(address(*ones, only="differences")).text
    assert 'scope="row"' not in same
    assert "In no criterion" in same
    relevel(site, ones[1], 1, 1.5)
    page = viewer.get(address(*ones, only="differences")).text
    assert page.count('scope="row"') == 1
    name = re.search(r'scope="row">([^<]+)<', page)
    with site.deps.house.store.read(site.organization_id) as view:
        plan = from_json(Plan, view.every(PLAN, interview_id=ones[0].id)[-1].body)
    assert name is not None
    assert unescape(name[1]) == plan.criteria[1].name


def test_as_csv_it_has_a_row_for_each_cell_and_no_names(site: Site, as_role: AsRole) -> None:
    ones = three(site)
    answer = as_role(MemberRole.VIEWER).get(address(*ones, format="csv"))
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    scores = appraisal(site, ones[0]).scores
    assert len(rows) == 3 * len(scores)
    assert {row["Candidate"] for row in rows} == {"A", "B", "C"}
    assert rows[0]["First quote"] == scores[0].evidence[0].quote
    assert rows[0]["Level 1 to 5"] == f"{scores[0].level:.1f}"


def test_the_criteria_stay_in_sight(site: Site, desk: Page) -> None:
    desk.set_viewport_size({"width": 400, "height": 700})
    desk.goto(address(*three(site)))
    name = desk.locator("tbody th").first
    before = name.bounding_box()
    desk.locator(".scroll").evaluate("box => box.scrollLeft = 300")
    assert before is not None
    assert name.bounding_box() == before
    desk.get_by_role("link", name="Show names").click()
    expect(desk.get_by_role("link", name=re.compile("^Una"))).to_be_attached()
