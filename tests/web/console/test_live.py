"""The monitor: what goes on is seen as it goes on, whoever asks for a person comes first."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.console.scene import held
from tests.web.site import Invited, Site
from vivavoce.actions import lobby, plans, rooms, wishes
from vivavoce.actions.rooms import Said, Seat
from vivavoce.domain.identity import MemberRole, candidate
from vivavoce.domain.interview import Interview, Role, Turn, TurnKind
from vivavoce.domain.wishes import WishKind
from vivavoce.store.shapes import INTERVIEW, TURN

PATIENCE = 40.0
HEARD = "I measured it before I touched anything."


def begun(site: Site, *grants: str) -> tuple[Interview, Seat]:
    """An interview whose candidate has just connected."""
    invited = _ready(site)
    store = site.deps.house.store
    with store.read(site.organization_id) as view:
        interview = view.get(INTERVIEW, invited.id)
    with store.write(candidate(site.organization_id, interview.candidate_id)) as tx:
        lobby.agree(tx, interview.id, "en", grants or ("ai_interview", "transcript"))
        rooms.open_room(tx, interview.id)
        return interview, rooms.connect(tx, interview.id)


def _ready(site: Site) -> Invited:
    invited, until = site.invite(), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with site.deps.house.store.read(site.organization_id) as view:
            if plans.current(view, invited.id) is not None:
                return invited
        time.sleep(0.02)
    raise AssertionError("the plan was not written in time")


def says(site: Site, interview: Interview, seat: Seat, text: str) -> None:
    store = site.deps.house.store
    with store.write(candidate(site.organization_id, interview.candidate_id)) as tx:
        number = len(tx.view.every(TURN, interview_id=interview.id)) + 1
        turn = Turn(number, Role.CANDIDATE, TurnKind.ANSWER, text, tx.now)
        rooms.say(tx, seat.room, "LISTENING", [Said(turn)], ["{}"])


def test_a_live_interview_is_seen_and_an_ended_one_is_not(site: Site, as_role: AsRole) -> None:
    interview, seat = begun(site)
    says(site, interview, seat, HEARD)
    reviewer = as_role(MemberRole.REVIEWER)
    page = reviewer.get("/console/interviews/live").text
    assert f'id="live-{interview.id}"' in page
    assert HEARD in page
    assert "a person cannot speak in the room yet" in page
    with site.deps.house.store.write(candidate(site.organization_id, interview.candidate_id)) as tx:
        rooms.withdraw(tx, interview.id)
    assert f'id="live-{interview.id}"' not in reviewer.get("/console/interviews/live").text
    assert "not live now" in reviewer.get(f"/console/interviews/{interview.id}/live").text


def test_what_is_said_is_for_those_who_may_approve_and_with_consent(site: Site, as_role: AsRole) -> None:
    interview, seat = begun(site)
    says(site, interview, seat, HEARD)
    silent, other = begun(site, "ai_interview")
    says(site, silent, other, HEARD)
    here, there = (f"/console/interviews/{one.id}/live" for one in (interview, silent))
    assert HEARD not in as_role(MemberRole.VIEWER).get(here).text
    assert HEARD in as_role(MemberRole.REVIEWER).get(here).text
    assert HEARD not in as_role(MemberRole.REVIEWER).get(there).text


def test_who_asks_for_a_person_comes_first_and_is_answered_elsewhere(site: Site, as_role: AsRole) -> None:
    begun(site)
    interview, _ = begun(site)
    with site.deps.house.store.write(candidate(site.organization_id, interview.candidate_id)) as tx:
        wishes.ask(tx, interview.id, WishKind.PERSON, "Somebody, please")
    page = as_role(MemberRole.RECRUITER).get("/console/interviews/live").text
    first = page.index('id="live-')
    assert page[first:].startswith(f'id="live-{interview.id}"')
    assert page.count("Human requested") == 1
    assert f"/console/candidates/{interview.candidate_id}#wishes" in page
    assert "#wishes" not in as_role(MemberRole.REVIEWER).get("/console/interviews/live").text


def test_the_page_can_hold_still(site: Site, as_role: AsRole) -> None:
    reviewer = as_role(MemberRole.REVIEWER)
    assert 'hx-trigger="every 2s"' in reviewer.get("/console/interviews/live").text
    still = reviewer.get("/console/interviews/live?still=yes").text
    assert "hx-trigger" not in still
    assert "data-live" not in still


def test_an_interview_that_never_was_live_says_so(site: Site, as_role: AsRole) -> None:
    done = held(site)
    assert "not live now" in as_role(MemberRole.VIEWER).get(f"{done.page}/live").text


def test_turns_come_by_themselves(site: Site, desk: Page) -> None:
    interview, seat = begun(site)
    desk.goto(f"/console/interviews/{interview.id}/live")
    card = desk.locator(f"#live-{interview.id}")
    expect(card).to_contain_text("connected")
    expect(card).not_to_contain_text(HEARD)
    says(site, interview, seat, HEARD)
    expect(card).to_contain_text(HEARD)
    with site.deps.house.store.write(candidate(site.organization_id, interview.candidate_id)) as tx:
        rooms.leave(tx, seat.room)
    expect(card).to_contain_text("gone since")
