"""Can a candidate change between voice and writing at any moment, and agree to be recorded or not?"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.web.room import listening, reach
from tests.web.site import Invited
from tests.web.test_accessibility import faults
from vivavoce.store.shapes import RECEIPT

from .page import QUESTION, Room, press
from .scripted import Stage

pytestmark = pytest.mark.browser


class TestTyping:
    def test_there_and_back_in_the_same_session(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.whisper("TRANSCRIPT", utterance=1, turn=2, text="I added an", final=False)
        expect(page.locator("#caption")).to_have_text("I added an")
        press(page, "Type instead")
        expect(page.get_by_label("Your answer")).to_be_focused()
        expect(page.get_by_label("Your answer")).to_have_value("I added an")
        expect(page.locator("#voice")).to_be_hidden()
        script.until(lambda: script.said("MODE") == [{"type": "MODE", "input": "text"}])
        count = len(script.frames)
        page.wait_for_timeout(300)
        assert len(script.frames) - count <= 1
        press(page, "Speak instead")
        script.heard(2, 2)
        assert script.said("MODE")[-1] == {"type": "MODE", "input": "audio"}
        assert len(script.hellos) == 1
        assert script.said("AUDIO_END") == []
        press(page, "Type instead")
        expect(page.get_by_label("Your answer")).to_have_value("I added an")

    def test_what_is_done_is_no_draft(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.whisper("TRANSCRIPT", utterance=1, turn=2, text="I added an index", final=False)
        press(page, "Done")
        script.until(lambda: script.said("AUDIO_END"))
        press(page, "Type instead")
        expect(page.get_by_label("Your answer")).to_have_value("")
        assert script.said("MODE") == [], "the server still listens to it"
        script.tell("TRANSCRIPT", utterance=1, turn=2, text="I added an index.", final=True)
        expect(page.locator("#log .candidate .said")).to_have_text("I added an index.")
        script.until(lambda: script.said("MODE") == [{"type": "MODE", "input": "text"}])
        listening(page)

    def test_who_began_in_writing_gets_a_line_with_a_voice(self, room: Room) -> None:
        page, script = room.open("/room#writing"), room.script
        assert script.hellos[0]["input"] == "text"
        press(page, "Speak instead")
        script.heard(1, 2)
        assert [hello["input"] for hello in script.hellos] == ["text", "audio"]
        expect(page.get_by_role("button", name="Done")).to_be_focused()

    def test_a_server_that_cannot_hear_lets_type_at_once(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.tell("NOTICE", code="STT_DOWN", text="?")
        expect(page.locator("#deaf")).to_have_text(
            "You cannot be heard at the moment. Please type your answer."
        )
        expect(page.get_by_label("Your answer")).to_be_visible()
        script.tell("NOTICE", code="STT_UP", text="?")
        expect(page.locator("#voice")).to_be_visible()
        expect(page.locator("#deaf")).to_be_empty()

        script.tell("NOTICE", code="STT_DOWN", text="?")
        page.get_by_label("Your answer").fill("I chose")
        script.tell("NOTICE", code="STT_UP", text="?")
        expect(page.locator("#deaf")).to_have_text("You can be heard again.")
        expect(page.get_by_label("Your answer")).to_have_value("I chose")
        press(page, "Done")
        script.until(lambda: script.said("TEXT_ANSWER"))
        script.heard(2, 1)  # what was said into the deaf ear is no answer any more
        press(page, "Speak instead")
        expect(page.locator("#voice")).to_be_visible()
        expect(page.locator("#deaf")).to_be_empty()

    def test_old_troubles_are_over_when_the_page_comes_back(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.tell("NOTICE", code="STT_DOWN", text="?")
        expect(page.get_by_label("Your answer")).to_be_visible()
        page.reload()
        press(page, "Go on by voice")
        script.until(lambda: len(script.hellos) == 2)
        expect(page.locator("#voice")).to_be_visible()
        expect(page.locator("#deaf")).to_be_empty()

    def test_one_kind_word_in_a_silence(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.tell("NOTICE", code="SILENCE", text="?")
        expect(page.locator("#nudge")).to_have_text("Take your time. Press Done when you are ready.")
        script.ask(3, QUESTION)
        expect(page.locator("#nudge")).to_be_empty()
        script.tell("NOTICE", code="SILENCE", text="?")
        script.tell("NOTICE", code="TIME_5_MIN", text="?")
        expect(page.locator("#log .notice")).to_have_count(1)
        expect(page.locator("#nudge")).to_be_empty()

    def test_a_microphone_that_is_refused_has_a_remedy_and_a_way_on(self, room: Room) -> None:
        room.context.add_init_script(
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotReadableError') }"
        )
        room.page.goto(room.stage.link(room.invited) + "/room#voice")
        press(room.page, "Go on by voice")
        expect(room.page.get_by_role("alert")).to_contain_text("Another program is using it.")
        press(room.page, "Type instead")
        listening(room.page)
        expect(room.page.get_by_label("Your answer")).to_be_focused()
        assert room.script.hellos[0]["input"] == "text"


class TestAgreement:
    def grants(self, stage: Stage, invited: Invited) -> list[tuple[str, ...]]:
        with stage.site.deps.house.store.read(stage.site.organization_id) as view:
            return [one.grants for one in view.every(RECEIPT, interview_id=invited.id)]

    def test_without_it_the_interview_is_held_in_writing(self, stage: Stage, speaking: Browser) -> None:
        written = dict.fromkeys(("ai_interview", "transcript"), "yes")
        room = Room(stage, speaking, written)
        page = room.open("/room#writing")
        expect(page.locator("#voice")).to_have_count(0)
        page.get_by_role("link", name="Speak instead").click()
        expect(page.get_by_role("link", name="Begin by voice")).to_have_count(0)
        page.get_by_label("I agree that my voice is recorded and turned into text.").check()
        press(page, "I agree to be recorded")
        expect(page.get_by_text("You can begin by voice when the microphone works.")).to_be_visible()
        page.locator("#microphone .test").click()
        expect(page.locator("#device option")).not_to_have_count(0)
        page.get_by_role("link", name="Begin by voice").click()
        room.script.heard(1, 2)
        page.go_back()
        press(page, "Take this back and write")
        expect(page.get_by_role("link", name="Begin by voice")).to_have_count(0)
        both, three = ("ai_interview", "transcript"), ("ai_interview", "transcript", "audio")
        assert self.grants(stage, room.invited) == [both, three, both]
        room.close()

    def test_it_is_a_tick_of_its_own_that_may_be_left_out(self, stage: Stage, speaking: Browser) -> None:
        invited = stage.site.invite()
        page = speaking.new_context(base_url=stage.address, locale="en-GB").new_page()
        page.goto(stage.link(invited) + "/notice")
        expect(page.get_by_label("I agree that my voice")).to_have_accessible_description(
            "You need not. Without it you type your answers, and no sound is kept. You can change this later."
        )
        for grant in ("I agree to be interviewed by an AI.", "I agree that the text of the conversation"):
            page.get_by_label(grant).check()
        press(page, "I agree, go on")
        page.get_by_label("By voice, now").check()
        page.get_by_label("Slower speech").check()
        press(page, "Go on")
        expect(page.get_by_role("button", name="I agree to be recorded")).to_be_visible()
        page.goto(stage.link(invited) + "/how")
        expect(page.get_by_label("By voice, now")).to_be_checked()
        expect(page.get_by_label("Slower speech")).to_be_checked()
        assert self.grants(stage, invited) == [("ai_interview", "transcript")]
        page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_every_way_is_open_to_everybody(stage: Stage, speaking: Browser, width: int, scheme: Any) -> None:
    """axe, no sideways scrolling, and each control by keyboard."""
    room = Room(
        stage,
        speaking,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = room.page
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found = faults(page) + ([name] if page.evaluate(sideways) > 1 else [])
        if found:
            wrong[name] = found

    page.goto(stage.link(room.invited) + "/room#voice")
    look("gate")
    reach(page, page.get_by_role("button", name="Go on by voice"))
    page.keyboard.press("Enter")
    room.script.heard(1, 1)
    room.script.ask(1, QUESTION)
    room.script.whisper("TRANSCRIPT", utterance=1, turn=2, text="I added an", final=False)
    look("voice")
    for name in (
        "Mute",
        "Done",
        "Type instead",
        "Repeat",
        "Say it another way",
        "I need a moment",
        "Skip",
        "Pause",
    ):
        reach(page, page.get_by_role("button", name=name, exact=True))
    page.get_by_label("Hold to talk").check()
    look("hold")
    reach(page, page.get_by_role("button", name="Hold to talk"))
    press(page, "Type instead")
    look("writing")
    for path in ("/notice", "/how", "/check"):
        address = stage.link(room.invited) + path
        page.goto(
            address.replace("/join/", "/pre-check/").removesuffix("/check") if path == "/check" else address
        )
        look(path)
    room.close()
    assert wrong == {}
