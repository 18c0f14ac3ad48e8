"""The result: quotes in their place, a person's own rating beside the machine's, and the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.console.scene import held, policy
from tests.web.site import Site
from vivavoce.actions import assessments
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.scoring import Appraisal, Review
from vivavoce.store.shapes import ASSESSMENT, TURN


@pytest.fixture(autouse=True)
def usual_policy(site: Site) -> Iterator[None]:
    yield
    policy(site)


def appraisal(site: Site, interview_id: str) -> Appraisal:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(ASSESSMENT, interview_id=interview_id)
        assert found is not None
        return found.appraisal


def review(site: Site, interview_id: str) -> Review:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(ASSESSMENT, interview_id=interview_id)
        assert found is not None
        return found.review


def test_every_quote_leads_to_its_own_words(site: Site, as_role: AsRole) -> None:
    done = held(site)
    text = as_role(MemberRole.REVIEWER).get(done.page).text
    for score in appraisal(site, done.id).scores:
        for number, proof in enumerate(score.evidence, 1):
            name = f"{score.criterion_id}-{number}"
            marked = re.findall(rf'<mark data-quotes="[^"]*\b{name}\b[^"]*">(.*?)</mark>', text, re.DOTALL)
            assert unescape("".join(marked)) == proof.quote
            assert f'href="#quote-{name}"' in text
            assert text.count(f'id="quote-{name}"') == 1


def test_what_candidates_say_is_text(site: Site, as_role: AsRole) -> None:
    done = held(site, name="<b>Eve</b> O'Neil")
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        turn = tx.view.every(TURN, interview_id=done.id)[1]
        tx.clear(TURN, interview_id=done.id, number=turn.number)
        from dataclasses import replace

        tx.add(TURN, replace(turn, text="<script>alert(1)</script>"), interview_id=done.id)
    text = as_role(MemberRole.REVIEWER).get(done.page).text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<b>Eve" not in text


def test_who_may_not_approve_sees_no_level_before_the_gate(site: Site, as_role: AsRole) -> None:
    done = held(site, gate=True)
    viewer, reviewer = as_role(MemberRole.VIEWER), as_role(MemberRole.REVIEWER)
    assert "by the machine" in reviewer.get(done.page).text
    before = viewer.get(done.page).text
    assert "by the machine" not in before
    assert "Total" not in before
    assert viewer.post(f"{done.page}/decide", data={"verdict": "approved"}).status_code == 403
    assert reviewer.post(f"{done.page}/decide", data={"verdict": "approved"}).status_code == 303
    assert "by the machine" in viewer.get(done.page).text
    assert review(site, done.id) is Review.APPROVED


def test_a_rating_is_kept_beside_the_machines(site: Site, as_role: AsRole) -> None:
    done = held(site)
    reviewer = as_role(MemberRole.REVIEWER)
    score = appraisal(site, done.id).scores[0]
    assert score.level is not None
    far = "1" if score.level > 3 else "5"
    form = {"criterion": score.criterion_id, "level": far, "reason": ""}
    refused = reviewer.post(f"{done.page}/rate", data=form)
    assert refused.status_code == 400
    assert f'id="error-{score.criterion_id}"' in refused.text
    kept = reviewer.post(f"{done.page}/rate", data=form | {"reason": "It was a prepared story."})
    assert kept.status_code == 303
    other = as_role(MemberRole.RECRUITER).get(done.page).text
    assert "It was a prepared story." in other
    assert appraisal(site, done.id).scores[0] == score, "the machine's stays as it was"


def test_a_second_look_needs_a_reason_and_another_person(site: Site, as_role: AsRole) -> None:
    done = held(site, gate=True)
    reviewer, recruiter = as_role(MemberRole.REVIEWER), as_role(MemberRole.RECRUITER)
    silent = reviewer.post(f"{done.page}/decide", data={"verdict": "returned"})
    assert silent.status_code == 400
    assert review(site, done.id) is not Review.RETURNED
    told = {"verdict": "returned", "reason": "The third quote is about another project."}
    assert reviewer.post(f"{done.page}/decide", data=told).status_code == 303
    assert review(site, done.id) is Review.RETURNED
    assert reviewer.post(f"{done.page}/decide", data={"verdict": "approved"}).status_code == 409
    assert recruiter.post(f"{done.page}/decide", data={"verdict": "approved"}).status_code == 303


def test_blind_first_hides_levels_and_name_until_one_has_rated(site: Site, as_role: AsRole) -> None:
    policy(site, blind_first=True)
    done = held(site, gate=True, name="Ngozi Adebayo")
    reviewer = as_role(MemberRole.REVIEWER)
    before = reviewer.get(done.page).text
    assert "by the machine" not in before
    assert "Adebayo" not in re.sub(r'<section id="transcript".*?</section>', "", before, flags=re.DOTALL)
    for score in appraisal(site, done.id).scores:
        answer = reviewer.post(f"{done.page}/rate", data={"criterion": score.criterion_id, "level": "3"})
        assert answer.status_code == 303
    after = reviewer.get(done.page).text
    assert "by the machine" in after
    assert "Adebayo" in after


def test_another_interview_is_asked_for(site: Site, as_role: AsRole) -> None:
    done = held(site)
    answer = as_role(MemberRole.RECRUITER).post(f"{done.page}/again")
    assert answer.status_code == 303
    assert answer.headers["location"] != done.page
    assert as_role(MemberRole.REVIEWER).post(f"{done.page}/again").status_code == 403


def test_the_products_link_leads_to_the_page(site: Site, as_role: AsRole) -> None:
    from vivavoce.dialects.ntrvsta.outbound import result_url

    done = held(site)
    with site.deps.house.store.read(site.organization_id) as view:
        released = assessments.released(view, operator(site.organization_id), done.id)
    reviewer = as_role(MemberRole.REVIEWER)
    first = reviewer.get(result_url(site.address, released.id))
    assert reviewer.get(first.headers["location"]).headers["location"] == done.page
    assert reviewer.get("/results/res_00000000000000000000000000").status_code in {303, 404}
    assert reviewer.get("/results/nonsense").status_code == 404


def test_from_the_list_to_a_decision_in_three_keys(site: Site, desk: Page) -> None:
    done = held(site, gate=True, name="Zoë Marsh")
    desk.goto("/console/interviews?search=marsh")
    expect(desk.locator("tbody tr")).to_have_count(1)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{done.page}")
    desk.keyboard.press("a")
    expect(desk.get_by_text("The assessment is approved.")).to_be_visible()
    assert review(site, done.id) is Review.APPROVED


def test_a_quote_is_shown_in_the_transcript(site: Site, desk: Page) -> None:
    done = held(site)
    desk.goto(done.page)
    quote = desk.locator("[data-quote]").first
    name = quote.get_attribute("data-quote")
    quote.click()
    shown = desk.locator("mark.now")
    expect(shown.first).to_be_in_viewport()
    assert name is not None
    assert all(name in (mark.get_attribute("data-quotes") or "") for mark in shown.all())
    assert desk.url.endswith(f"#quote-{name}")
