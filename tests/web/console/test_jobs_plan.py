"""The plan of a job on its pages: questions, criteria, what is in the way, approval, the draft anew, rehearsal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web.console.conftest import AsRole
from tests.web.console.desk import beside, opened, plan, questions, version, words
from tests.web.site import JOB, Site
from vivavoce.domain.hiring import JobQuestion
from vivavoce.domain.identity import MemberRole
from vivavoce.domain.review import Standing
from vivavoce.interviewer.personas import Persona
from vivavoce.web.console.jobs import rehearsing, rubric
from vivavoce.web.console.jobs.readability import reading_ease, syllables


def texts(site: Site, job_id: str) -> list[str]:
    return [one.text for one in questions(site, job_id)]


def first(site: Site, job_id: str) -> JobQuestion:
    return questions(site, job_id)[0]


def test_a_job_from_elsewhere_gets_its_plan_by_a_button(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site, planned=False)
    path = f"/console/jobs/{job.id}/plan"
    assert "no plan yet" in words(desk.get(path))
    assert "no plan yet" in words(desk.get(f"/console/jobs/{job.id}/rubric")).replace("There is no", "no")
    assert desk.post(f"{path}/write").headers["location"] == path
    assert len(texts(site, job.id)) == len(plan(site, job.id).questions) > 3


def test_questions_are_added_changed_moved_and_deleted(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path, before = f"/console/jobs/{job.id}/plan", texts(site, job.id)
    desk.post(f"{path}/add", data={"text": "Which tool do you trust most?"})
    assert texts(site, job.id) == [*before, "Which tool do you trust most?"]
    desk.post(f"{path}/{first(site, job.id).id}/move", data={"to": "3"})
    assert texts(site, job.id)[:3] == [before[1], before[2], before[0]]
    desk.post(f"{path}/{first(site, job.id).id}/edit", data={"text": "What went wrong last?"})
    assert texts(site, job.id)[0] == "What went wrong last?"
    desk.post(f"{path}/{first(site, job.id).id}/delete")
    assert texts(site, job.id)[:2] == [before[2], before[0]]
    assert [one.text for one in plan(site, job.id).questions] == texts(site, job.id)


def test_a_question_without_words_is_refused_in_its_place(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path, before = f"/console/jobs/{job.id}/plan", texts(site, job.id)
    for where, text in (("add", ""), ("add", "x" * 1001)):
        answer = desk.post(f"{path}/{where}", data={"text": text})
        assert answer.status_code == 400
        assert beside(answer, "add")
    id = first(site, job.id).id
    answer = desk.post(f"{path}/{id}/edit", data={"text": " "})
    assert answer.status_code == 400
    assert f'id="wrong-{id}" role="alert"' in answer.text
    assert texts(site, job.id) == before


def test_a_question_is_assigned_and_the_length_is_set(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path, one = f"/console/jobs/{job.id}/plan", first(site, job.id)
    last = plan(site, job.id).criteria[-1]
    desk.post(f"{path}/{one.id}/assign", data={"criterion": last.id})
    assert plan(site, job.id).question(one.id).criterion_id == last.id
    desk.post(f"{path}/minutes", data={"minutes": "45"})
    assert plan(site, job.id).minutes == 45
    for wrong in ("0", "181", "soon"):
        answer = desk.post(f"{path}/minutes", data={"minutes": wrong})
        assert answer.status_code == 400
        assert beside(answer, "minutes")


def test_a_protected_ground_is_marked_and_stands_in_the_way(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/plan"
    desk.post(f"{path}/add", data={"text": "How old are you?"})
    page = desk.get(path)
    assert "This asks about age, which is a protected ground." in words(page)
    assert page.text.count('class="card question wrong"') == 1
    answer = desk.post(f"{path}/submit")
    assert answer.status_code == 400
    assert version(site, job.id).standing is Standing.DRAFT


def test_a_plan_is_sent_rejected_with_a_reason_changed_and_approved(site: Site, as_role: AsRole) -> None:
    desk, reviewer, job = as_role(MemberRole.RECRUITER), as_role(MemberRole.REVIEWER), opened(site)
    path = f"/console/jobs/{job.id}/plan"
    desk.post(f"{path}/submit")
    assert version(site, job.id).standing is Standing.PENDING
    answer = reviewer.post(f"{path}/decide", data={"version": "1", "verdict": "rejected"})
    assert answer.status_code == 400
    assert "Please say why" in beside(answer, "reason")
    reviewer.post(f"{path}/decide", data={"version": "1", "verdict": "rejected", "reason": "Too long"})
    assert version(site, job.id).standing is Standing.REJECTED
    assert "Reviewer Reyes" in words(desk.get(path))
    desk.post(f"{path}/{first(site, job.id).id}/delete")
    assert (version(site, job.id).version, version(site, job.id).standing) == (2, Standing.DRAFT)
    desk.post(f"{path}/submit")
    reviewer.post(f"{path}/decide", data={"version": "2", "verdict": "approved"})
    assert version(site, job.id).standing is Standing.APPROVED
    page = words(desk.get(path))
    assert "Version 1" in page
    assert "Too long" in page


def test_the_version_that_was_read_is_the_one_decided(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/plan"
    desk.post(f"{path}/submit")
    desk.post(f"{path}/add", data={"text": "What would you ask us?"})
    desk.post(f"{path}/submit")
    answer = desk.post(f"{path}/decide", data={"version": "1", "verdict": "approved"})
    assert answer.status_code == 409
    assert version(site, job.id).standing is Standing.PENDING


def test_a_draft_anew_shows_what_would_change_before_it_does(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/plan"
    assert "Nothing: the plan is" in words(desk.get(f"{path}/redraft"))
    gone = first(site, job.id).text
    desk.post(f"{path}/{first(site, job.id).id}/delete")
    desk.post(f"{path}/add", data={"text": "Which tool do you trust most?"})
    before = texts(site, job.id)
    page = desk.get(f"{path}/redraft")
    assert f"added: {gone}" in words(page).replace("added:  ", "added: ")
    assert texts(site, job.id) == before, "looking changes nothing"
    desk.post(f"{path}/redraft")
    assert gone in texts(site, job.id)
    assert "Which tool do you trust most?" in texts(site, job.id), "a person's own question stays"


def test_criteria_are_edited_added_and_deleted(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path, one = f"/console/jobs/{job.id}/rubric", plan(site, job.id).criteria[0]
    sent = {f"{one.id}-name": "Python in use", f"{one.id}-weight": "20", f"{one.id}-tie": one.ties[0]}
    anchors = {f"{one.id}-one": "Nothing.", f"{one.id}-three": "A case.", f"{one.id}-five": ""}
    answer = desk.post(f"{path}/{one.id}/edit", data={**sent, **anchors})
    assert answer.headers["location"] == f"{path}#criterion-{one.id}"
    changed = plan(site, job.id).criterion(one.id)
    assert (changed.name, round(changed.weight * 100), changed.anchors.three) == (
        "Python in use",
        20,
        "A case.",
    )
    page = desk.get(path)
    assert "Say what an answer at this level looks like." in words(page)
    assert "they must come to 100" in words(page)
    assert f'class="card wrong" id="criterion-{one.id}"' in page.text
    desk.post(f"{path}/add", data={"new-name": "Careful work", "new-weight": "10", "new-tie": one.ties[0]})
    added = plan(site, job.id).criteria[-1]
    assert (added.name, added.ties) == ("Careful work", one.ties[:1])
    assert added.anchors.one
    desk.post(f"{path}/{one.id}/delete")
    assert one.id not in {each.id for each in plan(site, job.id).criteria}


def test_a_criterion_is_refused_at_its_field_and_keeps_what_was_typed(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path, one = f"/console/jobs/{job.id}/rubric", plan(site, job.id).criteria[0]
    sent = {f"{one.id}-name": "Typed in vain", f"{one.id}-weight": "many", f"{one.id}-tie": one.ties[0]}
    answer = desk.post(f"{path}/{one.id}/edit", data=sent)
    assert answer.status_code == 400
    assert beside(answer, f"{one.id}-weight")
    assert 'value="Typed in vain"' in answer.text
    answer = desk.post(f"{path}/add", data={"new-name": " ", "new-weight": "5"})
    assert beside(answer, "new-name")


def test_the_drawing_ties_each_criterion_to_what_it_stands_on(site: Site) -> None:
    made = plan(site, opened(site).id)
    drawn = rubric.drawing(made)
    assert len(drawn.lines) == sum(len(one.ties) for one in made.criteria)
    heights = {point.y for point in drawn.duties}, {point.y for point in drawn.criteria}
    assert all(left in heights[0] and right in heights[1] for left, right in drawn.lines)
    bare = replace(made.criteria[0], ties=())
    loose = rubric.drawing(replace(made, criteria=(bare, *made.criteria[1:])))
    assert [point.loose for point in loose.criteria] == [True, *([False] * (len(made.criteria) - 1))]


def test_the_plan_is_rehearsed_with_everybody_and_each_transcript_opens(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.VIEWER), opened(site)
    path = f"/console/jobs/{job.id}/rehearsal"
    leads = desk.post(path).headers["location"]
    assert leads == f"{path}?of={rehearsing.digest(plan(site, job.id))}"
    page = desk.get(leads)
    assert page.text.count('class="card persona"') == len(Persona) == len(rehearsing.WORDS)
    read = words(desk.get(f"{path}/terse"))
    assert plan(site, job.id).questions[0].text in read
    assert "How it was assessed" in read
    assert desk.get(f"{path}/nobody").status_code == 404
    as_role(MemberRole.RECRUITER).post(f"/console/jobs/{job.id}/plan/add", data={"text": "Why this job?"})
    assert "has changed since" in words(desk.get(leads))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("make", 1),
        ("table", 2),
        ("worked", 1),
        ("wanted", 2),
        ("responsibility", 6),
        ("don't", 1),
        ("sky", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_reading_ease_by_the_published_formula() -> None:
    assert reading_ease(["The cat sat on the mat."]) == pytest.approx(206.835 - 1.015 * 6 - 84.6)
    assert reading_ease(["The cat sat. It slept."]) == pytest.approx(206.835 - 1.015 * 2.5 - 84.6)
    assert reading_ease([""]) is None


def test_pages_of_another_organization_are_not_there(site: Site, as_role: AsRole) -> None:
    from vivavoce.actions import access, jobs
    from vivavoce.domain.identity import operator

    house = site.deps.house
    other = access.found(house.store, house.clock, access.NewOrganization("Elsewhere"))
    with house.store.write(operator(other.id)) as tx:
        job = jobs.create(tx, replace(JOB, reference="elsewhere"))
    desk = as_role(MemberRole.ADMIN)
    tabs = (
        "",
        "/edit",
        "/plan",
        "/plan/redraft",
        "/rubric",
        "/rehearsal",
        "/invitations",
        "/invitations/new",
    )
    for tab in (*tabs, "/schedule", "/results", "/rules"):
        assert desk.get(f"/console/jobs/{job.id}{tab}").status_code == 404, tab
    for act in (
        "/api",
        "/status",
        "/delete",
        "/plan/write",
        "/plan/shuffle",
        "/plan/submit",
        "/plan/redraft",
        "/rules",
    ):
        assert desk.post(f"/console/jobs/{job.id}{act}").status_code == 404, act
