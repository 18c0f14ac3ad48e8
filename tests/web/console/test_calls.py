"""Calls: every attempt by the candidate's clock, who waits and why they are not called, who never is."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.servers import wait_for
from tests.web.console.conftest import AsRole
from tests.web.site import JOB, Site
from vivavoce.actions import applications, calling, candidates, jobs
from vivavoce.actions.attempts import Attempt
from vivavoce.actions.candidates import NewCandidate
from vivavoce.domain.calling import Rules
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import AttemptStatus, Call, State
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import CALL, CALLING, INTERVIEW
from vivavoce.web.console.calls import _hours


@dataclass(frozen=True)
class Waiting:
    """Somebody who is called by the rules, on the day after next at the earliest."""

    name: str
    number: str
    candidate_id: str
    interview_id: str
    job_id: str
    call: Call

    def row(self, page: str) -> str:
        """Their row among those who wait."""
        part = page[page.index('id="waiting"') : page.index('id="list"')]
        found = re.search(rf"<li>(?:(?!</li>).)*{self.name}(?:(?!</li>).)*</li>", part, re.DOTALL)
        return re.sub(r"\s+", " ", found[0]) if found else ""


def waiting(site: Site) -> Waiting:
    name, number = f"Una {new_id()[:8]}", f"+1415555{int(new_id()[:6], 16) % 10_000:04}"
    first, _, last = name.partition(" ")
    store, house = site.deps.house.store, site.deps.house
    with store.write(operator(site.organization_id)) as tx:
        job = jobs.create(tx, replace(JOB, reference=new_id()))
        never = {(tx.now + timedelta(days=days)).isoweekday() for days in (-1, 0, 1)}
        days = frozenset(range(1, 8)) - never
        calling.set_rules(tx, job.id, replace(Rules(), weekdays=days, first_after_minutes=0, total=4))
        tx.change(CALLING, job.id, automatic=True)
        who = candidates.create(tx, NewCandidate(first, last, date(2099, 1, 1), phone=number)).candidate
        applied = applications.create(tx, who.id, job.id).application
        call = calling.arrange(tx, house.links, house.mind, applied.id)
        assert call is not None
    wait_for(lambda: _state(site, call.interview_id) is State.READY)
    return Waiting(name, number, who.id, call.interview_id, job.id, call)


def _state(site: Site, id: str) -> State:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.get(INTERVIEW, id).state


def calls_of(site: Site, one: Waiting) -> tuple[Call, ...]:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.every(CALL, interview_id=one.interview_id)


def test_under_each_name_stands_why_they_are_not_called_and_when(site: Site, as_role: AsRole) -> None:
    one = waiting(site)
    row = one.row(as_role(MemberRole.VIEWER).get("/console/calls").text)
    assert "Not on this weekday" in row
    assert f'datetime="{one.call.scheduled_at:%Y-%m-%dT%H:%M:%SZ}"' in row
    assert "08:00 in America/Los_Angeles" in row
    assert "Call now" not in row, "a viewer only looks"


def test_a_call_is_placed_now_or_cancelled(site: Site, as_role: AsRole) -> None:
    one, recruiter = waiting(site), as_role(MemberRole.RECRUITER)
    row = one.row(recruiter.get("/console/calls").text)
    cancel = re.search(r'action="([^"]+/cancel)"', row)
    assert cancel is not None
    assert recruiter.post(cancel[1]).status_code == 303
    assert [call.status for call in calls_of(site, one)] == [AttemptStatus.CANCELLED]
    assert "No call is planned" in one.row(recruiter.get("/console/calls").text)
    assert recruiter.post(cancel[1]).status_code == 400, "what is cancelled is not cancelled twice"
    assert recruiter.post(f"/console/calls/{one.interview_id}/now").status_code == 303
    placed = calls_of(site, one)[-1]
    assert (placed.number, placed.asked) == (2, True)


def test_an_interview_in_the_browser_is_not_called(site: Site, as_role: AsRole) -> None:
    invited = site.invite()
    answer = as_role(MemberRole.RECRUITER).post(f"/console/calls/{invited.id}/now")
    assert answer.status_code == 400


def test_who_asked_not_to_be_called_is_not(site: Site, as_role: AsRole) -> None:
    one, recruiter = waiting(site), as_role(MemberRole.RECRUITER)
    said = {"number": one.number.replace("+1", "001 "), "reason": "Asked in a mail"}
    assert recruiter.post("/console/calls/blocked", data=said).status_code == 303
    page = recruiter.get("/console/calls/blocked", params={"search": one.number}).text
    assert one.number in page
    assert "Asked in a mail" in page
    row = one.row(recruiter.get("/console/calls").text)
    assert "Asked not to be called" in row
    assert "Next try" not in row
    assert "Call now" not in row
    assert recruiter.post(f"/console/calls/{one.interview_id}/now").status_code == 303
    with site.deps.house.store.read(site.organization_id) as view:
        assert calling.barred(view, one.number)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "0905 123 456", "reason": "asked"}, "number"),
        ({"number": "+421905123456", "reason": ""}, "reason"),
    ],
)
def test_what_is_wrong_with_a_number_is_said_beside_it(
    as_role: AsRole, said: dict[str, str], field: str
) -> None:
    answer = as_role(MemberRole.RECRUITER).post("/console/calls/blocked", data=said)
    assert answer.status_code == 400
    assert f'id="e-{field}"' in answer.text
    assert as_role(MemberRole.VIEWER).post("/console/calls/blocked", data=said).status_code == 403


def test_the_list_shows_the_window_by_the_candidates_clock(site: Site, as_role: AsRole) -> None:
    one = waiting(site)
    answer = as_role(MemberRole.VIEWER).get(
        "/console/calls", params={"search": one.name, "status": "scheduled", "format": "csv"}
    )
    (row,) = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert (row["Window, candidate's time"], row["Attempt"], row["Status"]) == (
        "08:00–18:00",
        "1/4",
        "Planned",
    )
    columns = {"search": one.name, "format": "csv", "col": ["local", "phone"]}
    (local,) = list(
        csv.DictReader(
            io.StringIO(
                as_role(MemberRole.VIEWER).get("/console/calls", params=columns).text.lstrip("\ufeff")
            )
        )
    )
    assert local["Planned, candidate's time"][11:16] == "08:00"
    assert local["Number"] == f"'{one.number}"


def test_a_week_shows_its_calls_and_no_others(site: Site, as_role: AsRole) -> None:
    one, viewer = waiting(site), as_role(MemberRole.VIEWER)
    day = one.call.scheduled_at.date()
    that = viewer.get("/console/calls/week", params={"from": day.isoformat()}).text
    assert one.name in that
    assert that.count('scope="col"') == 8
    later = viewer.get("/console/calls/week", params={"from": (day + timedelta(days=7)).isoformat()}).text
    assert one.name not in later
    assert viewer.get("/console/calls/week", params={"from": "tomorrow"}).status_code == 200


@pytest.mark.parametrize(
    ("at", "hours", "place"),
    [
        ("2026-10-25T09:30:00+00:00", (8, 18), (9, 6)),
        ("2026-10-23T03:05:00+00:00", (4, 18), (4, 4)),
        ("2026-10-24T22:59:00+00:00", (8, 24), (23, 5)),
    ],
)
def test_a_call_stands_at_its_local_hour(at: str, hours: tuple[int, int], place: tuple[int, int]) -> None:
    """Lisbon puts its clocks back on 25 October 2026 at 02:00 local time."""
    from datetime import datetime

    moment = datetime.fromisoformat(at)
    call = Call("c", "i", 1, AttemptStatus.SCHEDULED, moment, moment, moment)
    attempt = Attempt(call, State.READY, "p", "Una", None, None, "Job", Rules(), (ZoneInfo("UTC"),))
    rows = _hours((attempt,), date(2026, 10, 19), ZoneInfo("Europe/Lisbon"))
    assert (rows[0].hour, rows[-1].hour + 1) == hours
    assert [(row.hour, day) for row in rows for day in range(7) if row.days[day]] == [place]
