"""Does hold-to-talk work with a pointer, the Space key, and one press to begin and one to end?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.room import reach

from .page import Room, tone
from .scripted import Script

pytestmark = pytest.mark.browser


class TestHold:
    def hold(self, page: Page) -> None:
        page.get_by_label("Hold to talk").check()
        expect(page.get_by_role("button", name="Hold to talk")).to_be_visible()

    def spoke(self, script: Script, utterance: int) -> list[str]:
        """What arrived from the start of this utterance on, frames as one."""
        starts = [n for n, name in enumerate(script.order()) if name == "AUDIO_START"]
        names = [name.split(".")[0] for name in script.order()[starts[utterance - 1] :]]
        return [name for n, name in enumerate(names) if n == 0 or names[n - 1] != name]

    def test_with_the_space_key(self, room: Room) -> None:
        page, script = room.open(), room.script
        self.hold(page)
        count = len(script.frames)
        page.wait_for_timeout(400)
        assert len(script.frames) == count, "who does not hold is not heard"
        reach(page, page.get_by_role("button", name="Hold to talk"))
        page.keyboard.down("Space")
        expect(page.get_by_role("button", name="Hold to talk")).to_have_attribute("aria-pressed", "true")
        script.heard(2, 6)
        page.keyboard.up("Space")
        script.until(lambda: script.said("AUDIO_END"))
        assert self.spoke(script, 2) == ["AUDIO_START", "HOLD", "2", "HOLD", "AUDIO_END"]
        assert [one["on"] for one in script.said("HOLD")] == [True, False]

    def test_with_the_space_key_wherever_it_is_free(self, room: Room) -> None:
        page, script = room.open(), room.script
        self.hold(page)
        page.locator("#question").click()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.down("Space")
        script.heard(2, 5)
        page.keyboard.up("Space")
        script.until(lambda: script.said("AUDIO_END"))
        page.get_by_role("button", name="Mute").focus()
        page.keyboard.press("Space")
        script.until(lambda: script.said("MUTE"))
        assert len(script.said("AUDIO_START")) == 2

    def test_with_a_pointer_over_the_interviewer(self, room: Room) -> None:
        page, script = room.open(), room.script
        self.hold(page)
        script.play(1, [tone(0.5, 24_000)] * 20)
        expect(page.locator("#state")).to_have_text("Speaking")
        page.get_by_role("button", name="Hold to talk").hover()
        page.mouse.down()
        script.until(lambda: script.said("INTERRUPT") == [{"type": "INTERRUPT", "turn": 1}])
        script.heard(2, 5)
        page.mouse.up()
        script.until(lambda: script.said("AUDIO_END"))

    def test_a_tap_begins_and_the_next_ends(self, room: Room) -> None:
        page, script = room.open(), room.script
        self.hold(page)
        button = page.get_by_role("button", name="Hold to talk")
        button.focus()
        page.keyboard.press("Enter")
        script.heard(2, 5)
        page.keyboard.press("Enter")
        script.until(lambda: script.said("AUDIO_END"))
        script.whisper("TRANSCRIPT", utterance=2, turn=0, text="", final=True)
        button.click()
        script.heard(3, 5)
        button.click()
        script.until(lambda: len(script.said("AUDIO_END")) == 2)
