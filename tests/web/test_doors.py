"""Does each address of a link show what it may, to whom it may, and lead everybody else to where they stand?"""

from __future__ import annotations

import json
import time
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from vivavoce.actions import course, notices, rooms, wishes
from vivavoce.actions.approvals import Decision, review
from vivavoce.domain.hiring import PhoneNumber
from vivavoce.domain.identity import candidate, operator, system
from vivavoce.domain.interview import EndReason, Role, State, Turn, TurnKind
from vivavoce.domain.review import Verdict
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import INVITATION, PHONE_NUMBER, TURN
from vivavoce.web.candidate.routes import CHECK, MOST_BYTES, SCREENS

from .site import Invited, Site
from .visitor import AGREED, led, seated, visitor

JUDGE_SECONDS = 60.0
ANSWER = "I rewrote our slow order search in Python: 4 s became 300 ms after I added two indexes."


def held(site: Site, invited: Invited) -> httpx.Client:
    """The browser of a candidate who has said one thing and is done."""
    client = seated(site, invited)
    assert client.post(f"{invited.link}/ticket").status_code == 200
    with site.deps.house.store.write(system(site.organization_id)) as tx:
        first = rooms.connect(tx, invited.id).plan.questions[0]
        asked = Turn(1, Role.AGENT, TurnKind.QUESTION, first.text, tx.now, first.id)
        answered = Turn(2, Role.CANDIDATE, TurnKind.ANSWER, ANSWER, tx.now, first.id)
        for turn in (asked, answered):
            tx.add(TURN, turn, interview_id=invited.id)
        rooms.finish(tx, invited.id, EndReason.COMPLETED)
    return client


class TestWhereItLeads:
    def test_the_way_in(self, site: Site) -> None:
        invited = site.invite()
        client = visitor(site)
        assert client.get(invited.link).status_code == 200
        assert led(client.post(f"{invited.link}/consent", data=AGREED), invited) == "/how"
        token = invited.link.rpartition("/")[2]
        assert led(client.post(f"{invited.link}/how", data={}), invited) == f"/interview/pre-check/{token}"
        assert client.get(f"/interview/pre-check/{token}").status_code == 200
        assert client.get(f"{invited.link}/room").status_code == 200

    def test_with_an_address_a_code_stands_before_the_room(self, site: Site) -> None:
        invited = site.invite("grace@example.com")
        client = seated(site, invited)
        assert led(client.get(f"{invited.link}/room"), invited) == ""
        assert led(client.get(invited.link), invited) == "/code"
        assert client.post(f"{invited.link}/ticket").status_code == 401
        assert led(client.post(f"{invited.link}/enter"), invited) == "/code"

    def test_who_only_holds_the_link_sees_nothing_private(self, site: Site) -> None:
        invited = site.invite("grace@example.com")
        for path in ("data", "review"):
            wanted = f"/code?to={path}" if path == "data" else ""
            assert led(visitor(site).get(f"{invited.link}/{path}"), invited) == wanted
        assert led(visitor(site).get(f"{invited.link}/data.json"), invited) == ""
        assert led(visitor(site).get(f"{invited.link}/ask/deletion"), invited) == "/code?to=data"
        assert led(visitor(site).post(f"{invited.link}/ask/deletion"), invited) == "/code?to=data"
        assert site.wishes(invited) == []

    def test_the_proof_leads_on_to_what_was_asked_for(self, site: Site) -> None:
        invited = site.invite("grace2@example.com")
        client = visitor(site)
        client.post(f"{invited.link}/code", data={"to": "data"})
        code = site.code("grace2@example.com")
        answer = client.post(f"{invited.link}/code/check", data={"to": "data", "code": code})
        assert led(answer, invited) == "/data"
        assert "grace2@example.com" in client.get(f"{invited.link}/data").text

    def test_without_an_address_one_button_proves_it(self, site: Site) -> None:
        invited = site.invite()
        client = visitor(site)
        assert "Open it" in client.get(f"{invited.link}/code?to=data").text
        assert led(client.post(f"{invited.link}/enter", data={"to": "data"}), invited) == "/data"
        assert client.get(f"{invited.link}/data").status_code == 200

    def test_a_proof_never_leads_elsewhere(self, site: Site) -> None:
        invited = site.invite()
        for to in ("https://evil.example", "//evil.example", "room", "../../x"):
            assert led(visitor(site).post(f"{invited.link}/enter", data={"to": to}), invited) == ""

    def test_two_interviews_in_one_browser_do_not_meet(self, site: Site) -> None:
        first, second = site.invite(), site.invite()
        client = seated(site, first)
        client.post(f"{second.link}/consent", data=AGREED)
        for invited in (first, second):
            token = invited.link.rpartition("/")[2]
            assert client.get(f"{invited.link}/room").status_code == 200
            assert client.get(f"/interview/pre-check/{token}").status_code == 200

    @pytest.mark.parametrize("state", State)
    def test_every_screen_answers_in_every_state_and_in_german(self, site: Site, state: State) -> None:
        invited = site.invite()
        client = seated(site, invited, **{"accept-language": "de"})
        site.put(invited, state)
        token = invited.link.rpartition("/")[2]
        for path in (CHECK.path, *(f"/interview/join/{{token}}{screen.path}" for screen in SCREENS)):
            address = path.replace("{token}", token)
            for kind in ("help", "deletion") if "{kind}" in path else ("",):
                answer = client.get(address.replace("{kind}", kind))
                assert answer.status_code in {200, 303, 405, 410}, (path, answer.status_code)
                assert answer.headers.get("content-language", "de") == "de"


class TestTheLink:
    def test_while_it_is_prepared_the_page_looks_again(self, site: Site) -> None:
        invited = site.invite()
        site.put(invited, State.PLANNING)
        assert 'http-equiv="refresh"' in visitor(site).get(invited.link).text

    @pytest.mark.browser
    def test_the_page_that_looks_stays_still_until_there_is_more_to_see(self, page: Page, site: Site) -> None:
        invited = site.invite()
        site.put(invited, State.PLANNING)
        page.goto(invited.link)
        page.evaluate("document.body.dataset.same = 'yes'")
        with page.expect_response(invited.link):
            pass
        assert page.evaluate("document.body.dataset.same") == "yes"
        site.put(invited, State.READY)
        expect(page.get_by_role("link", name="Go on")).to_be_visible()

    def test_an_ended_one_says_whose_and_for_what_and_takes_one_request(self, site: Site) -> None:
        invited = site.invite("secret@example.com")
        site.revoke(invited)
        client = visitor(site)
        shown = client.get(invited.link)
        assert shown.status_code == 410
        assert "Northwind Logistics" in shown.text
        assert "Backend engineer" in shown.text
        for private in ("Ada", "Okafor", "s***@e***.com", "2099"):
            assert private not in shown.text
        for _ in range(2):
            assert led(client.post(f"{invited.link}/renew"), invited) == ""
        assert "You have asked for a new link." in client.get(invited.link).text
        assert site.wishes(invited) == [(WishKind.NEW_LINK, "")]
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            wishes.answer(tx, wishes.of_interview(tx.view, tx.actor, invited.id)[0].id, "Here it is")
        assert "Request a new link" in client.get(invited.link).text

    @pytest.mark.parametrize("path", ["/notice", "/room", "/data", "/review", "/code", "/notice.txt"])
    def test_an_ended_one_opens_nothing_else(self, site: Site, path: str) -> None:
        invited = site.invite()
        client = seated(site, invited)
        site.revoke(invited)
        assert led(client.get(invited.link + path), invited) == ""

    def test_a_person_can_be_asked_for_behind_an_ended_one(self, site: Site) -> None:
        invited = site.invite()
        site.revoke(invited)
        answer = visitor(site).post(f"{invited.link}/ask/person", data={"text": "By phone"})
        assert led(answer, invited) == "/asked/person"
        assert site.wishes(invited) == [(WishKind.PERSON, "By phone")]

    def test_of_a_finished_interview_it_opens_the_receipt_also_when_it_has_expired(self, site: Site) -> None:
        invited = site.invite()
        client = held(site, invited)
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            link = tx.find(INVITATION, interview_id=invited.id)
            assert link is not None
            tx.change(INVITATION, link.id, expires_at=tx.now - timedelta(days=1))
        assert invited.id[:8].upper() in client.get(invited.link).text
        assert ANSWER in client.get(f"{invited.link}/data").text

    def test_nobody_knows_it(self, site: Site) -> None:
        assert visitor(site).get("/interview/join/nothing").status_code == 404
        assert visitor(site).post("/interview/join/nothing/ticket").status_code == 404


class TestNotice:
    def test_both_ticks_are_needed(self, site: Site) -> None:
        invited = site.invite()
        answer = visitor(site).post(f"{invited.link}/consent", data={"ai_interview": "yes"})
        assert answer.status_code == 400
        assert "tick every box" in answer.text
        assert led(visitor(site).get(f"{invited.link}/room"), invited) == ""

    def test_it_can_be_taken_along(self, site: Site) -> None:
        answer = visitor(site).get(f"{site.invite().link}/notice.txt")
        assert answer.headers["content-disposition"] == 'attachment; filename="notice.txt"'
        for words in (notices.PASSAGES[0].title, notices.EDITION, notices.GRANTS[0].words, "January 1, 2099"):
            assert words in answer.text
        assert "&" not in answer.text


class TestHow:
    def test_what_is_chosen_is_kept_with_its_words(self, site: Site) -> None:
        invited = site.invite()
        client = seated(site, invited)
        form = {"ease": ["breaks", "slow_speech", "nonsense"], "text": "Somebody signs with me"}
        assert led(client.post(f"{invited.link}/how", data=form), invited) == "/asked/adjustment"
        assert site.wishes(invited) == [(WishKind.ADJUSTMENT, "Somebody signs with me")]
        assert "Northwind Logistics has your request" in client.get(f"{invited.link}/asked/adjustment").text

    def test_a_telephone_is_offered_only_where_there_is_one(self, site: Site) -> None:
        site = site.elsewhere("Without a telephone")
        invited = site.invite()
        client = seated(site, invited)
        assert "By telephone, later" not in client.get(f"{invited.link}/how").text
        number = _number(site)
        form = {"mode": "telephone", "number": "ring me"}
        refused = client.post(f"{invited.link}/how", data=form)
        assert refused.status_code == 400
        assert "country code" in refused.text
        form["number"] = "+351 912 345 678"
        assert led(client.post(f"{invited.link}/how", data=form), invited) == "/asked/call_back"
        assert site.wishes(invited) == [(WishKind.CALL_BACK, "+351 912 345 678")]
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            tx.remove(PHONE_NUMBER, number)
        assert led(client.post(f"{invited.link}/how", data=form), invited) != "/asked/call_back"


def _number(site: Site) -> str:
    with site.deps.house.store.write(operator(site.organization_id)) as tx:
        facts = ("+14155550199", "OUTBOUND", "TWILIO", "LOCAL", None, tx.now, tx.now)
        return tx.add(PHONE_NUMBER, PhoneNumber(new_id(), tx.organization_id, *facts)).id


class TestOwn:
    def test_it_goes_along_as_json(self, site: Site) -> None:
        invited = site.invite()
        kept = json.loads(held(site, invited).get(f"{invited.link}/data.json").text)
        assert kept["interview_id"] == invited.id
        assert [turn["text"] for turn in kept["turns"]][1:] == [ANSWER]
        assert kept["receipts"][0]["grants"] == ["ai_interview", "transcript"]
        assert kept["findings"] == []

    def test_feedback_comes_when_a_person_has_approved(self, site: Site) -> None:
        invited = site.invite()
        client = held(site, invited)
        _judged(site, invited)
        assert "Feedback" not in client.get(f"{invited.link}/data").text
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            review(tx, invited.id, Decision(Verdict.APPROVED))
        assert "Read the feedback" in client.get(invited.link).text
        shown = client.get(f"{invited.link}/data").text
        assert "<blockquote>" in shown
        assert "Your answers showed" in shown

    def test_taking_consent_back_stops_it_and_asks_for_deletion(self, site: Site) -> None:
        invited = site.invite()
        client = seated(site, invited)
        client.post(f"{invited.link}/ticket")
        with site.deps.house.store.write(candidate(site.organization_id, "ada")) as tx:
            rooms.connect(tx, invited.id)
        assert led(client.post(f"{invited.link}/withdraw"), invited) == "/asked/deletion"
        assert site.state(invited) is State.CANCELLED
        assert site.wishes(invited) == [(WishKind.DELETION, "")]
        assert led(client.post(f"{invited.link}/withdraw"), invited) == "/data"
        assert "Withdrawn" in client.get(f"{invited.link}/data").text

    def test_a_live_one_is_stopped_by_its_own_candidate_only(self, site: Site) -> None:
        invited = site.invite()
        client = seated(site, invited)
        client.post(f"{invited.link}/ticket")
        with site.deps.house.store.write(candidate(site.organization_id, "ada")) as tx:
            rooms.connect(tx, invited.id)
        visitor(site).post(f"{invited.link}/stop")
        assert site.state(invited) is State.LIVE
        assert "Stop the interview?" in client.get(f"{invited.link}/stop").text
        client.post(f"{invited.link}/stop")
        assert site.state(invited) is not State.LIVE

    def test_one_that_was_called_off_is_closed(self, site: Site) -> None:
        invited = site.invite()
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            course.cancel(tx, invited.id)
        assert "This interview is closed" in visitor(site).get(invited.link).text

    @pytest.mark.parametrize(("turn", "status"), [("2", 200), ("1", 400), ("x", 400), ("99999999", 400)])
    def test_only_own_words_are_corrected(self, site: Site, turn: str, status: int) -> None:
        invited = site.invite()
        client = held(site, invited)
        answer = client.post(f"{invited.link}/correct", data={"turn": turn, "text": "Better"})
        assert answer.status_code == status
        assert visitor(site).post(f"{invited.link}/correct", data={"turn": "2"}).status_code == 401


def _judged(site: Site, invited: Invited) -> None:
    """Wait for the assessment, which is made in the background."""
    until = time.monotonic() + JUDGE_SECONDS
    while site.state(invited) is not State.RELEASED:
        assert time.monotonic() < until, "no assessment was made"
        time.sleep(0.02)


class TestAsking:
    def test_another_address_becomes_a_request_for_help(self, site: Site) -> None:
        invited = site.invite("old@example.com")
        form = {"about": "address", "text": "new@example.com"}
        assert led(visitor(site).post(f"{invited.link}/ask/help", data=form), invited) == "/asked/help"
        assert site.wishes(invited) == [(WishKind.HELP, "Please write to another address: new@example.com")]

    def test_words_are_missed_beside_their_field(self, site: Site) -> None:
        answer = visitor(site).post(f"{site.invite().link}/ask/person", data={"text": " "})
        assert answer.status_code == 400
        assert 'role="alert">Please write a few words.' in answer.text

    def test_there_is_no_such_kind(self, site: Site) -> None:
        link = site.invite().link
        for kind in ("new_link", "money"):
            assert visitor(site).get(f"{link}/ask/{kind}").status_code == 404


class TestForms:
    def test_another_site_sends_none(self, site: Site) -> None:
        client = visitor(site, **{"sec-fetch-site": "cross-site"})
        for path in (f"{site.invite().link}/consent", "/interview/language"):
            assert client.post(path, data=AGREED).status_code == 403

    def test_a_form_has_an_end(self, site: Site) -> None:
        link = site.invite().link
        assert visitor(site).post(f"{link}/ask/help", data={"text": "x" * MOST_BYTES}).status_code == 413
        pieces = (piece for piece in (b"text=", b"x"))
        assert visitor(site).post(f"{link}/ask/help", content=pieces).status_code == 413


class TestLanguage:
    def test_the_browser_is_asked(self, site: Site) -> None:
        shown = visitor(site, **{"accept-language": "de-AT, en;q=0.5"}).get(site.invite().link)
        assert '<html lang="de">' in shown.text
        assert shown.headers["content-language"] == "de"

    def test_the_candidate_can_choose(self, site: Site) -> None:
        invited = site.invite()
        client = visitor(site)
        back = httpx.URL(f"{invited.link}/notice").path
        answer = client.post("/interview/language", data={"language": "de", "back": back})
        assert led(answer, invited) == "/notice"
        assert '<html lang="de">' in client.get(back).text
        client.post("/interview/language", data={"language": "xx", "back": back})
        assert '<html lang="de">' in client.get(back).text

    @pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", ""])
    def test_it_never_leads_elsewhere(self, site: Site, back: str) -> None:
        answer = visitor(site).post("/interview/language", data={"language": "de", "back": back})
        assert answer.headers["location"] == "/"

    def test_the_receipt_names_the_language_it_was_read_in(self, site: Site) -> None:
        invited = site.invite()
        client = visitor(site, **{"accept-language": "de"})
        client.post(f"{invited.link}/consent", data=AGREED)
        assert json.loads(client.get(f"{invited.link}/data.json").text)["receipts"][0]["language"] == "de"
