"""People are invited from the desk: read from lines, looked at, confirmed, undone; and what is done with each."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.web.console.conftest import AsRole
from tests.web.console.desk import opened, words
from tests.web.console.scene import held
from tests.web.site import Site
from vivavoce.actions import outreach
from vivavoce.actions.invitees import Reached
from vivavoce.actions.outreach import Person
from vivavoce.domain.identity import MemberRole
from vivavoce.domain.interview import Interview, State
from vivavoce.domain.invitation import Invitation
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import INTERVIEW, INVITATION
from vivavoce.web.console.jobs import invitations, inviting
from vivavoce.web.console.jobs.people import people_in

ADA = Person("Ada", "Okafor", "ada@example.com")


@pytest.mark.parametrize(
    "text",
    [
        "Ada Okafor <ada@example.com>",
        "  Okafor, Ada <ada@example.com>, ",
        '"Okafor, Ada" <ada@example.com>',
        "Ada Okafor ada@example.com",
        "ada@example.com Ada Okafor",
        "Ada\tOkafor\tada@example.com",
        "ada@example.com, Ada, Okafor",
        "Ada;Okafor;ada@example.com",
        "\ufeffName,E-Mail\nAda Okafor,ada@example.com",
        "E-mail address;Last name;First name\nada@example.com;Okafor;Ada",
        "id,email,surname,given name\n7,ada@example.com,Okafor,Ada",
        "\n \n,,,\nAda Okafor <ada@example.com>\n\n",
    ],
)
def test_a_person_is_read_however_they_are_written(text: str) -> None:
    assert people_in(text) == (ADA,)


def test_what_is_no_person_is_kept_to_be_said() -> None:
    assert people_in("") == people_in(" ,;\n") == ()
    assert people_in("just@mail.example") == (Person("", "", "just@mail.example"),)
    assert people_in("Nobody <>") == (Person("Nobody", "", ""),)
    assert people_in("Cher") == (Person("Cher", "", ""),)
    assert people_in("Ada Maria Okafor <a@b.co>") == (Person("Ada Maria", "Okafor", "a@b.co"),)


def of(site: Site, job_id: str) -> tuple[Interview, ...]:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.every(INTERVIEW, job_id=job_id)


def link(site: Site, interview_id: str) -> Invitation:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(INVITATION, interview_id=interview_id)
        assert found is not None
        return found


def lines(*names: str) -> str:
    return "\n".join(f"{name} Reyes <{name.lower()}-{new_id()[:8]}@example.com>" for name in names)


def confirmed(desk: httpx.Client, job_id: str, people: str) -> str:
    """Where confirming leads."""
    return desk.post(f"/console/jobs/{job_id}/invitations", data={"people": people}).headers["location"]


def test_the_look_before_says_who_is_reached_who_not_and_why_and_what_they_read(
    site: Site, as_role: AsRole
) -> None:
    desk, done = as_role(MemberRole.RECRUITER), held(site, name="Held Already")
    path = f"/console/jobs/{done.job_id}/invitations"
    with site.deps.house.store.read(site.organization_id) as view:
        from vivavoce.store.shapes import CANDIDATE

        known = view.get(CANDIDATE, done.candidate_id).email
    people = f"Ada Okafor <ada@example.com>\nNobody <>\nBad <bad@x>\nAda Again <ADA@example.com>\n<no@name.example>\nHeld <{known}>"
    sent = {"people": people, "message": "Bring <questions>."}
    before = len(of(site, done.job_id))
    page = desk.post(f"{path}/new", data=sent)
    read = words(page)
    assert "1 person is reached" in read
    assert "5 people are skipped" in read
    for why in ("NO_ADDRESS", "BAD_ADDRESS", "TWICE", "NO_NAME", "HELD"):
        assert inviting.SKIPPED[outreach.Why[why]] in read, why
    assert "Bring <questions>." in read
    assert "Hello Ada" in read
    assert "Bring &lt;questions&gt;." in page.text
    assert len(of(site, done.job_id)) == before, "looking invites nobody"


def test_nobody_and_what_will_not_do_is_refused(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    path = f"/console/jobs/{job.id}/invitations/new"
    for sent, field in (
        ({}, "people"),
        ({"people": lines("A"), "until": "2020-01-01"}, "until"),
        ({"people": lines("A"), "until": "9999-12-31"}, "until"),
        ({"people": lines("A"), "until": "soon"}, "until"),
        ({"people": lines("A"), "message": "x" * 2001}, "message"),
    ):
        answer = desk.post(path, data=sent)
        assert answer.status_code == 400
        assert f'id="e-{field}"' in answer.text


def test_a_file_of_people_is_read(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    files = {
        "file": ("people.csv", b"first name,last name,email\nZo\xc3\xab,Reyes,zoe@example.com\n", "text/csv")
    }
    answer = desk.post(f"/console/jobs/{job.id}/invitations/new", data={"people": ""}, files=files)
    assert "Zoë Reyes zoe@example.com" in words(answer)


def test_whoever_is_confirmed_can_be_called_back_before_any_mail(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    leads = confirmed(desk, job.id, lines("Ada", "Bob"))
    page = desk.get(leads)
    assert "2 invitations go out in half a minute." in words(page)
    assert [one.state for one in of(site, job.id)] == [State.CHECKING, State.CHECKING]
    batch = parse_qs(urlsplit(leads).query)["batch"][0]
    assert desk.post(f"/console/jobs/{job.id}/invitations/undo", data={"batch": batch}).status_code == 303
    assert [one.state for one in of(site, job.id)] == [State.CANCELLED, State.CANCELLED]
    assert all(link(site, one.id).mailed_at is None for one in of(site, job.id))
    assert "in half a minute" not in words(desk.get(leads))
    again = desk.post(f"/console/jobs/{job.id}/invitations/undo", data={"batch": batch})
    assert again.status_code == 409
    assert desk.post(f"/console/jobs/{job.id}/invitations/undo", data={"batch": "now"}).status_code == 409


def test_nobody_is_invited_twice_and_a_closed_job_takes_nobody(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    people = lines("Ada")
    confirmed(desk, job.id, people)
    assert confirmed(desk, job.id, people) == f"/console/jobs/{job.id}/invitations"
    assert len(of(site, job.id)) == 1
    desk.post(f"/console/jobs/{job.id}/status", data={"status": "closed"})
    answer = desk.post(f"/console/jobs/{job.id}/invitations", data={"people": lines("Bob")})
    assert answer.status_code == 400
    assert "The job is closed" in words(answer)


def test_the_table_shows_each_with_a_link_for_who_may_invite(site: Site, as_role: AsRole) -> None:
    desk, job = as_role(MemberRole.RECRUITER), opened(site)
    confirmed(desk, job.id, lines("Ada"))
    made = of(site, job.id)[0]
    url = site.deps.house.links.url(link(site, made.id).id)
    path = f"/console/jobs/{job.id}/invitations"
    assert url in desk.get(path).text
    assert url in desk.get(f"{path}?format=csv").text
    for role in (MemberRole.VIEWER, MemberRole.REVIEWER, MemberRole.AUDITOR):
        page = as_role(role).get(path).text
        assert "Ada Reyes" in page
        assert "/interview/join/" not in page
        assert "/interview/join/" not in as_role(role).get(f"{path}?format=csv").text
    assert "Ada Reyes" in desk.get(f"{path}?state=draft").text
    assert "Ada Reyes" not in desk.get(f"{path}?state=finished").text
    assert "Ada Reyes" not in desk.get(f"{path}?search=nobody").text
    assert set(invitations.WORDS) == set(Reached)


def test_each_invitation_is_extended_renewed_and_called_off(site: Site, as_role: AsRole) -> None:
    desk, invited = as_role(MemberRole.RECRUITER), site.invite("per-row@example.com")
    with site.deps.house.store.read(site.organization_id) as view:
        job_id = view.get(INTERVIEW, invited.id).job_id
    path = f"/console/jobs/{job_id}/invitations"
    before = link(site, invited.id)
    desk.post(f"{path}/{invited.id}/extend", data={"days": "7"})
    longer = link(site, invited.id)
    assert (longer.id, longer.expires_at - before.expires_at) == (before.id, timedelta(days=7))
    assert of(site, str(job_id))[0].open_until == longer.expires_at
    told = desk.post(f"{path}/{invited.id}/mail").cookies["vivavoce_said"]
    assert "none%20was%20sent" in told, "a mail went out just now"
    desk.post(f"{path}/{invited.id}/renew")
    assert link(site, invited.id).id != before.id
    desk.post(f"{path}/{invited.id}/off")
    assert of(site, str(job_id))[0].state is State.CANCELLED
    assert desk.post(f"{path}/{invited.id}/extend").status_code == 409
    viewer = as_role(MemberRole.VIEWER)
    for act in ("extend", "mail", "renew", "off"):
        assert viewer.post(f"{path}/{invited.id}/{act}").status_code == 403


def test_what_is_ticked_is_done_together_and_only_in_this_job(site: Site, as_role: AsRole) -> None:
    desk, job, other = as_role(MemberRole.RECRUITER), opened(site), opened(site)
    confirmed(desk, job.id, lines("Ada", "Bob", "Cy"))
    confirmed(desk, other.id, lines("Dee"))
    ids = [one.id for one in of(site, job.id)]
    path = f"/console/jobs/{job.id}/invitations"
    assert desk.post(f"{path}/off", data={"id": [ids[0], of(site, other.id)[0].id]}).status_code == 409
    answer = desk.post(f"{path}/off", data={"id": ids[:2]})
    assert re.search(r"2%20of%202", answer.cookies["vivavoce_said"])
    assert sorted(one.state for one in of(site, job.id)) == [State.CANCELLED, State.CANCELLED, State.CHECKING]
    answer = desk.post(f"{path}/off", data={"id": ids})
    assert re.search(r"1%20of%203", answer.cookies["vivavoce_said"])
    assert desk.post(f"{path}/renew", data={"id": ids}).status_code == 303
