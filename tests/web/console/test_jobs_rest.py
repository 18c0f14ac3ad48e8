"""The schedule with what it means, the rules with the notice, the results, the list of jobs."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.web.console.conftest import AsRole
from tests.web.console.desk import beside, opened, words
from tests.web.console.scene import held, policy
from tests.web.site import Site
from vivavoce.actions import calling, notices
from vivavoce.domain import calling as rules_of
from vivavoce.domain.calling import Notice, Rules, Skip
from vivavoce.domain.figures import DropOff
from vivavoce.domain.hiring import Calling
from vivavoce.domain.identity import MemberRole
from vivavoce.domain.review import JobRules
from vivavoce.store.shapes import CALLING, JOB_RULES
from vivavoce.web.console.jobs import details, schedule

TYPED = {
    "opens": "09:30",
    "closes": "17:00",
    "weekday": ["2", "4"],
    "daily": "1",
    "total": "4",
    "retry_minutes": "90",
    "first_after_minutes": "0",
    "retries": "yes",
    "voicemail": "yes",
    "mail": "yes",
    "mail_minutes": "15",
    "sms_minutes": "5",
    "sms_every": "yes",
    "name": "Tuesdays",
}
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


def kept(site: Site, job_id: str) -> Calling:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(CALLING, job_id=job_id)
        assert found is not None
        return found


def test_a_schedule_is_kept_as_typed(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/schedule"
    assert desk.post(path, data=TYPED).headers["location"] == path
    assert kept(site, job.id).rules == Rules(
        opens=time(9, 30),
        closes=time(17),
        weekdays=frozenset({2, 4}),
        daily=1,
        total=4,
        retry_minutes=90,
        first_after_minutes=0,
        retries=True,
        voicemail=True,
        mail=Notice(True, 15, False),
        sms=Notice(False, 5, True),
        name="Tuesdays",
    )
    page = desk.get(path).text
    assert page.count('<td class="on">') == 2 * 8
    desk.post(f"{path}/switch", data={"on": "yes"})
    assert kept(site, job.id).automatic
    desk.post(f"{path}/switch", data={"on": "no"})
    assert not kept(site, job.id).automatic


def test_a_look_keeps_nothing(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    page = desk.get(f"/console/jobs/{job.id}/schedule", params={**TYPED, "zone": "Asia/Tokyo"})
    assert page.status_code == 200
    assert "Not kept yet." in words(page)
    assert page.text.count("<li>Tue") + page.text.count("<li>Thu") == 3 * 4
    assert "All attempts are used up" in words(page)
    assert "Asia/Tokyo" in words(page)
    with site.deps.house.store.read(site.organization_id) as view:
        assert view.find(CALLING, job_id=job.id) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"opens": "nine"}, "opens"),
        ({"closes": "09:30"}, "closes"),
        ({"daily": "0"}, "daily"),
        ({"total": "x"}, "total"),
        ({"retry_minutes": "999999"}, "retry_minutes"),
        ({"weekday": []}, "weekday"),
    ],
)
def test_a_schedule_is_refused_at_its_field(
    site: Site, as_role: AsRole, changed: dict[str, object], field: str
) -> None:
    job = opened(site)
    answer = as_role(MemberRole.RECRUITER).post(f"/console/jobs/{job.id}/schedule", data={**TYPED, **changed})
    assert answer.status_code == 400
    assert field == "weekday" or beside(answer, field)
    assert f'id="e-{field}"' in answer.text


@pytest.mark.parametrize("zone", schedule.ZONES)
def test_what_is_foreseen_is_what_the_rules_permit(zone: str) -> None:
    rules, said = Rules(), []
    seen = schedule.foreseen(rules, zone, SUNDAY, lambda at: said.append(at) or at.isoformat())
    assert len(seen.attempts) == schedule.SHOWN
    assert seen.skip is None
    for number, at in enumerate(said):
        assert at.tzinfo == ZoneInfo(zone)
        assert rules_of.permitted(rules, (ZoneInfo(zone),), SUNDAY, said[:number], at) is None
    once = schedule.foreseen(Rules(retries=False), zone, SUNDAY, datetime.isoformat)
    assert (len(once.attempts), once.skip) == (1, Skip.NO_RETRY)


def test_the_longest_wait_is_the_actions_own() -> None:
    assert schedule.NUMBERS["retry_minutes"][1] == calling.LONGEST_WAIT


def rules(site: Site, job_id: str) -> JobRules:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(JOB_RULES, job_id=job_id)
        assert found is not None
        return found


def test_rules_are_kept_and_the_notice_says_them(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/rules"
    for place in notices.JURISDICTIONS.values():
        assert place.paragraphs[0] in words(desk.get(path)), (
            "what a place adds can be read before it is ticked"
        )
    sent = {"keep_days": "30", "jurisdiction": ["US-IL", "EU"], "alternatives": "Call <Rita>."}
    assert desk.post(path, data=sent).headers["location"] == path
    assert (rules(site, job.id).jurisdictions, rules(site, job.id).keep_days) == (("EU", "US-IL"), 30)
    notice = words(desk.get(path)).partition("The notice, as candidates read it")[2]
    assert notices.JURISDICTIONS["US-IL"].paragraphs[1] in notice
    assert notices.JURISDICTIONS["UK"].paragraphs[0] not in notice
    assert "Call <Rita>." in notice
    assert "%(" not in notice


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"keep_days": "0"}, "keep_days"),
        ({"keep_days": "soon"}, "keep_days"),
        ({"alternatives": "x" * 2001}, "alternatives"),
    ],
)
def test_rules_are_refused_at_their_field(
    site: Site, as_role: AsRole, sent: dict[str, str], field: str
) -> None:
    job = opened(site)
    answer = as_role(MemberRole.RECRUITER).post(f"/console/jobs/{job.id}/rules", data=sent)
    assert answer.status_code == 400
    assert beside(answer, field)
    wrong = as_role(MemberRole.RECRUITER).post(f"/console/jobs/{job.id}/rules", data={"jurisdiction": "MARS"})
    assert wrong.status_code == 400


def test_results_show_levels_only_to_whoever_may_see_them(site: Site, as_role: AsRole) -> None:
    done = held(site, name="Rhea Silva")
    path = f"/console/jobs/{done.job_id}/results"
    page = as_role(MemberRole.REVIEWER).get(path)
    assert "Rhea Silva" in page.text
    assert page.text.count('<svg class="chart small-bars"') == 1
    assert f'href="{done.page}"' in page.text
    assert f'<input type="checkbox" name="id" value="{done.id}"' in page.text
    assert 'formmethod="get" formaction="/console/compare"' in page.text
    csv = as_role(MemberRole.REVIEWER).get(f"{path}?format=csv").text
    assert "Rhea Silva" in csv
    policy(site, blind_first=True)
    try:
        veiled = as_role(MemberRole.REVIEWER).get(path)
        assert "Rhea" not in veiled.text
        assert "small-bars" not in veiled.text
        assert "after your own rating" in words(veiled)
        assert "Rhea" not in as_role(MemberRole.REVIEWER).get(f"{path}?format=csv").text
    finally:
        policy(site)


def test_results_are_filtered_and_sorted(site: Site, as_role: AsRole) -> None:
    done = held(site, name="Zoe Late")
    held(site, name="Abe Soon", job_id=done.job_id, gate=True)
    path, desk = f"/console/jobs/{done.job_id}/results", as_role(MemberRole.REVIEWER)
    by_name = desk.get(f"{path}?sort=name").text
    assert by_name.index("Abe Soon") < by_name.index("Zoe Late")
    waiting = desk.get(f"{path}?review=pending").text
    assert "Abe Soon" in waiting
    assert "Zoe Late" not in waiting
    assert "Abe Soon" not in desk.get(f"{path}?search=zoe").text
    unseen = as_role(MemberRole.VIEWER).get(path).text
    assert unseen.count("small-bars") == 1, "what waits at the gate is for those who may approve"


def test_the_first_tab_counts_candidates_and_says_why_some_did_not_finish(
    site: Site, as_role: AsRole
) -> None:
    done = held(site)
    read = words(as_role(MemberRole.VIEWER).get(f"/console/jobs/{done.job_id}"))
    assert "Invited 1 100%" in read
    assert "Decided 0 0%" in read
    assert set(details.DROPPED) == set(DropOff)


def test_the_list_of_jobs(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.VIEWER), opened(site)
    assert f'data-open="/console/jobs/{job.id}"' in desk.get("/console/jobs?size=50").text
    assert str(job.reference) in desk.get("/console/jobs?format=csv").text
    assert "/console/jobs/new" not in desk.get("/console/jobs").text
    assert "/console/jobs/new" in as_role(MemberRole.RECRUITER).get("/console/jobs").text
