"""The player: it follows the words, a word and a quote lead to their sound, and only colleagues may listen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.servers import wait_for
from tests.web.console.conftest import COOKIE, AsRole, signed_in
from tests.web.console.scene import Held, held
from tests.web.site import Site
from tests.web.sounds import SPEECH_MS, TURN_MS, recorded, taped
from tests.web.test_accessibility import LOOKS, faults
from vivavoce.actions import interviews, privacy
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import Role, Turn
from vivavoce.runs import record
from vivavoce.store.shapes import TURN

pytest.importorskip("av")

PLAYING = "!document.querySelector('audio').paused"
TIME = "document.querySelector('audio').currentTime"
WORD = "document.querySelector('.sounding')"
SOUNDS = f"{WORD}?.dataset.at <= {TIME} * 1000 && {TIME} * 1000 < {WORD}?.dataset.until"
"""The word that is marked is the one that is heard now."""


def until(page: Page, condition: str) -> None:
    """Wait for it within the page, whose policy forbids the `eval` of `wait_for_function`."""
    page.evaluate(
        f"""async () => {{
          const end = performance.now() + 40000;
          while (!({condition})) {{
            if (performance.now() > end) throw new Error(`never: {condition}`);
            await new Promise(requestAnimationFrame);
          }}
        }}"""
    )


@pytest.fixture(scope="module")
def spoken(site: Site) -> Held:
    done = held(site)
    recorded(site, done.id)
    return done


def played(page: Page) -> list[tuple[float, float]]:
    """The stretches that have been heard, in seconds."""
    ranges = "Array.from({length: it.played.length}, (_, n) => [it.played.start(n), it.played.end(n)])"
    return [tuple(pair) for pair in page.locator("audio").evaluate(f"it => {ranges}")]


@pytest.fixture
def listening(spoken: Held, desk: Page) -> Page:
    """The page of a recording, with its player ready."""
    desk.goto(spoken.page)
    until(desk, "document.querySelector('audio').readyState >= 1")
    return desk


def answer(site: Site, done: Held) -> Turn:
    with site.deps.house.store.read(site.organization_id) as view:
        return next(one for one in view.every(TURN, interview_id=done.id) if one.role is Role.CANDIDATE)


def place(turn: Turn, word: int) -> float:
    """When a word of the candidate's is said, in seconds."""
    return ((turn.number - 1) * TURN_MS + SPEECH_MS * word // len(turn.text.split())) / 1000


class TestTheFile:
    def test_in_parts_for_a_player(self, spoken: Held, as_role: AsRole) -> None:
        client = as_role(MemberRole.VIEWER)
        whole = client.get(f"{spoken.page}/files/both")
        assert whole.status_code == 200
        assert whole.content[:4] == b"OggS"
        assert whole.headers["content-type"] == "audio/ogg"
        assert whole.headers["content-disposition"].startswith("inline")
        assert whole.headers["cache-control"] == "no-store"
        assert whole.headers["x-content-type-options"] == "nosniff"
        part = client.get(f"{spoken.page}/files/both", headers={"range": "bytes=4-99"})
        assert (part.status_code, part.content) == (206, whole.content[4:100])
        assert part.headers["content-range"] == f"bytes 4-99/{len(whole.content)}"

    @pytest.mark.parametrize("lane", ["candidate", "interviewer", "both"])
    def test_each_lane(self, spoken: Held, as_role: AsRole, lane: str) -> None:
        assert as_role(MemberRole.REVIEWER).get(f"{spoken.page}/files/{lane}").content[:4] == b"OggS"

    @pytest.mark.parametrize("lane", ["", "tape", "..%2Ftape", "nobody"])
    def test_nothing_else(self, spoken: Held, as_role: AsRole, lane: str) -> None:
        assert as_role(MemberRole.ADMIN).get(f"{spoken.page}/files/{lane}").status_code == 404

    def test_for_colleagues_only(self, site: Site, spoken: Held, as_role: AsRole) -> None:
        import httpx

        address = f"{site.address}{spoken.page}/files/both"
        assert httpx.get(address, trust_env=False).status_code == 303
        there = site.elsewhere("Penumbra")
        theirs = held(there)
        recorded(there, theirs.id)
        assert as_role(MemberRole.ADMIN).get(f"{theirs.page}/files/both").status_code == 404

    def test_not_of_a_deleted_interview(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        recorded(site, done.id)
        assert as_role(MemberRole.ADMIN).get(f"{done.page}/files/both").status_code == 200
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            interviews.delete(tx, done.id)
        assert as_role(MemberRole.ADMIN).get(f"{done.page}/files/both").status_code == 404

    def test_gone_with_the_candidate(self, site: Site) -> None:
        there = site.elsewhere("Penumbra")
        done = held(there)
        recorded(there, done.id)
        folder = site.deps.house.shelf.folder / there.organization_id / done.id
        assert folder.exists()
        with site.deps.house.store.write(operator(there.organization_id)) as tx:
            privacy.erase(tx, done.candidate_id)
        wait_for(lambda: not folder.exists())


class TestThePage:
    def test_in_writing_there_is_no_player(self, site: Site, as_role: AsRole) -> None:
        text = as_role(MemberRole.REVIEWER).get(held(site).page).text
        assert "There is no recording." in text
        assert "player.js" not in text
        assert "data-at" not in text

    def test_what_could_not_be_made_is_tried_again(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        taped(site, done.id)
        made, _ = record.runs(site.deps.house.store, site.deps.house.shelf, "opus")
        made.give_up(site.organization_id, done.id, "No space left on device")
        assert (
            "but the recording could not be made: No space left"
            in as_role(MemberRole.REVIEWER).get(done.page).text
        )
        assert as_role(MemberRole.VIEWER).post(f"{done.page}/record").status_code == 403
        recruiter = as_role(MemberRole.RECRUITER)
        assert recruiter.post(f"{done.page}/record").status_code == 303
        wait_for(lambda: "<audio" in recruiter.get(done.page).text)
        assert recruiter.post(f"{done.page}/record").status_code == 409

    def test_while_it_is_made_the_words_can_be_read(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        taped(site, done.id)
        text = as_role(MemberRole.REVIEWER).get(done.page).text
        assert "still being prepared" in text
        assert "<audio" not in text
        assert answer(site, done).text.split(".")[0] in text

    def test_every_spoken_word_has_its_time(self, site: Site, spoken: Held, as_role: AsRole) -> None:
        text = as_role(MemberRole.REVIEWER).get(spoken.page).text
        turn = answer(site, spoken)
        said = re.search(rf'id="turn-{turn.number}".*?</div>', text, re.DOTALL)
        assert said
        starts = [int(at) for at in re.findall(r'data-at="(\d+)"', said[0])]
        assert len(set(starts)) == len(turn.text.split())
        assert starts == sorted(starts)
        assert re.sub(r"<[^>]*>", "", said[0]).count("heard unclearly") == 1

    @pytest.mark.parametrize(("width", "scheme", "locale"), LOOKS)
    def test_without_a_fault(
        self, site: Site, spoken: Held, browser: Browser, width: int, scheme: Any, locale: str
    ) -> None:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale=locale,
        )
        cookie = signed_in(site, MemberRole.ADMIN)
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.address}])
        page = context.new_page()
        page.goto(spoken.page)
        page.wait_for_selector("[data-own]:not([hidden])")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


class TestPlaying:
    def test_play_and_pause(self, listening: Page) -> None:
        button = listening.locator("[data-play]")
        expect(button).to_have_text("Play")
        button.click()
        until(listening, f"{PLAYING} && {TIME} > 0.2")
        expect(button).to_have_text("Pause")
        button.click()
        until(listening, f"!({PLAYING})")
        expect(button).to_have_text("Play")

    def test_a_word_leads_to_its_sound_and_is_marked(self, site: Site, spoken: Held, listening: Page) -> None:
        turn = answer(site, spoken)
        words = listening.locator(f"#turn-{turn.number} [data-at]")
        listening.evaluate("document.querySelector('audio').playbackRate = 0.25")
        words.nth(4).click()
        until(listening, f"{PLAYING} && {SOUNDS}")
        listening.locator("[data-play]").click()
        until(listening, f"!({PLAYING}) && {SOUNDS}")
        assert place(turn, 4) <= listening.evaluate(TIME) < place(turn, len(turn.text.split()))
        assert listening.locator(".sounding").count() == 1

    def test_a_quote_is_played_to_its_end(self, listening: Page) -> None:
        quote = listening.locator("[data-quote]").first
        name = quote.get_attribute("data-quote")
        quote.click()
        until(listening, f"!({PLAYING}) && {TIME} > 0.5")
        marks = listening.locator(f"mark[data-quotes~='{name}']")
        times = [
            (int(mark.get_attribute("data-at") or 0), int(mark.get_attribute("data-until") or 0))
            for mark in marks.all()
            if mark.get_attribute("data-at")
        ]
        ends = max(until for _, until in times) / 1000
        assert ends <= listening.evaluate(TIME) < ends + 1

    def test_silence_is_skipped(self, listening: Page) -> None:
        listening.get_by_label("Skip silence").check()
        silence = SPEECH_MS / 1000
        listening.evaluate(f"document.querySelector('audio').currentTime = {silence - 0.3}")
        listening.locator("[data-play]").click()
        until(listening, f"{TIME} > {TURN_MS / 1000 + 0.2}")
        middle = (SPEECH_MS + TURN_MS) / 2000
        assert not any(starts <= middle <= ends for starts, ends in played(listening))

    def test_faster_and_slower(self, listening: Page) -> None:
        for speed in ("0.75", "2"):
            listening.get_by_label("Speed").select_option(speed)
            assert listening.evaluate("document.querySelector('audio').playbackRate") == float(speed)

    def test_by_keyboard(self, listening: Page) -> None:
        listening.locator("#transcript").focus()
        listening.keyboard.press("Space")
        until(listening, PLAYING)
        listening.keyboard.press("Space")
        until(listening, f"!({PLAYING})")
        before = listening.evaluate(TIME)
        listening.keyboard.press("ArrowRight")
        until(listening, f"{TIME} > {before + 4.9}")
        listening.keyboard.press("ArrowLeft")
        until(listening, f"{TIME} < {before + 0.5}")
        position = listening.get_by_label("Position in the recording")
        position.focus()
        listening.keyboard.press("End")
        expect(position).to_have_attribute("aria-valuetext", re.compile(r"^0:\d\d / 0:\d\d$"))
        listening.locator("[data-play]").focus()
        listening.keyboard.press("Space")
        until(listening, f"{PLAYING} || {TIME} > 1")

    def test_a_question_leads_to_where_it_is_asked(self, listening: Page) -> None:
        mark = listening.get_by_label("Play from question 2")
        at = int(mark.get_attribute("data-from") or 0) / 1000
        mark.click()
        until(listening, f"{PLAYING} && {TIME} > {at}")
        assert abs(played(listening)[-1][0] - at) < 0.1

    def test_the_waves_lead_to_any_moment(self, listening: Page) -> None:
        box = listening.locator(".waves").bounding_box()
        assert box
        listening.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
        seconds = float(listening.locator("#player").get_attribute("data-seconds") or 0)
        assert abs(listening.evaluate(TIME) - seconds / 2) < 0.5

    def test_without_the_script_there_is_the_browsers_own(
        self, site: Site, spoken: Held, browser: Browser
    ) -> None:
        context = browser.new_context(base_url=site.address, java_script_enabled=False)
        cookie = signed_in(site, MemberRole.ADMIN)
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.address}])
        page = context.new_page()
        page.goto(spoken.page)
        expect(page.locator("audio[controls]")).to_be_visible()
        expect(page.locator("[data-own]")).to_be_hidden()
        context.close()
