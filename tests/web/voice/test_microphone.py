"""Is what the candidate says sent as the contract says, and nothing lost where a line breaks?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from vivavoce.live.voice import wire

from .page import PITCH, QUESTION, Room, press, strength, tone

pytestmark = pytest.mark.browser


class TestMicrophone:
    def test_it_is_sent_as_the_contract_says(self, room: Room) -> None:
        room.open()
        script = room.script
        script.heard(1, 12)
        hello = script.hellos[0]
        assert (hello["input"], hello["playback"]) == ("audio", ["pcm_s16le"])
        assert hello["audio"] == {"codec": "pcm_s16le", "sampleRate": 16_000, "channels": 1}
        assert script.order()[:3] == ["AUDIO_START", "1.0", "1.1"]
        frames = script.frames[:12]
        assert [frame.number for frame in frames] == list(range(12))
        assert [frame.at for frame in frames] == [100 * n for n in range(12)]
        assert {len(frame.sound) for frame in frames} == {3200}
        assert {frame.kind for frame in frames} == {1}
        loudest = max((frame.sound for frame in frames[3:]), key=lambda sound: strength(sound, PITCH))
        assert strength(loudest, PITCH) > 0.9
        assert strength(loudest, PITCH * 3) < 0.05

    def test_done_ends_the_utterance_and_the_next_waits_until_it_was_heard(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.whisper("TRANSCRIPT", utterance=1, turn=2, text="I added an", final=False)
        expect(page.locator("#caption")).to_have_text("I added an")
        press(page, "Done")
        script.until(lambda: script.said("AUDIO_END"))
        last = [frame.number for frame in script.frames][-1]
        assert script.said("AUDIO_END") == [{"type": "AUDIO_END", "utterance": 1, "lastFrame": last}]
        expect(page.locator("#state")).to_have_text("Thinking…")
        page.wait_for_timeout(500)
        assert script.order()[-1] == "AUDIO_END"

        script.tell("TRANSCRIPT", utterance=1, turn=2, text="I added an index.", final=True)
        script.heard(2, 8)
        after = script.order()[script.order().index("AUDIO_END") + 1 :]
        assert after[:4] == ["AUDIO_START", "2.0", "2.1", "2.2"], "what was said meanwhile is not lost"
        expect(page.locator("#log .candidate .said")).to_have_text("I added an index.")
        expect(page.locator("#caption")).to_be_empty()
        expect(page.get_by_role("button", name="Fix a word")).to_be_visible()

    def test_who_just_speaks_goes_on_in_the_next_utterance(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.tell("TRANSCRIPT", utterance=1, turn=2, text="An index.", final=True)
        script.heard(2, 2)
        assert script.said("AUDIO_END") == []
        script.whisper("TRANSCRIPT", utterance=2, turn=0, text="", final=True)
        script.tell("NOTICE", code="UNHEARD", text="?")
        expect(page.locator("#nudge")).to_have_text("I did not catch that. Please say it again, or type it.")
        script.heard(3, 1)
        assert [one["utterance"] for one in script.said("AUDIO_START")] == [1, 2, 3]
        expect(page.locator("#log .candidate")).to_have_count(1)

    def test_muted_it_gives_silence_in_time(self, room: Room) -> None:
        page, script = room.open(), room.script
        press(page, "Mute")
        expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
        script.until(lambda: script.said("MUTE") == [{"type": "MUTE", "muted": True}])
        script.heard(1, len(script.frames) + 8)
        assert not any(script.frames[-1].sound + script.frames[-2].sound)
        assert [frame.number for frame in script.frames] == list(range(len(script.frames)))
        press(page, "Mute")
        script.until(lambda: any(script.frames[-1].sound))

    def test_a_pause_sends_nothing(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.enter("PAUSED")
        expect(page.get_by_role("button", name="Go on")).to_be_focused()
        count = len(script.frames)
        page.wait_for_timeout(500)
        assert len(script.frames) - count <= 1
        script.enter("LISTENING")
        script.heard(1, count + 3)
        assert [frame.number for frame in script.frames] == list(range(len(script.frames)))


class TestBrokenLine:
    def test_what_is_said_meanwhile_arrives_from_the_next_frame_on(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.heard(1, 8)
        stored = 5
        script.whisper("AUDIO_ACK", utterance=1, frame=3)
        script.stored = (1, stored)
        room.stage.relay.cut()
        expect(page.locator("#banner")).to_contain_text("Reconnecting…")
        before = len(script.arrived)
        page.wait_for_timeout(1200)
        room.stage.relay.mend()
        script.until(lambda: len(script.hellos) == 2)
        script.until(lambda: len(script.frames) > 30)
        after = script.arrived[before:]
        assert [one for one in after if isinstance(one, dict) and one["type"] == "AUDIO_START"] == [
            {"type": "AUDIO_START", "utterance": 1}
        ]
        numbers = [one.number for one in after if isinstance(one, wire.Frame)]
        assert numbers == list(range(stored + 1, stored + 1 + len(numbers)))
        expect(page.locator("#banner")).to_be_empty()

    def test_a_turn_that_was_cut_begins_again(self, room: Room) -> None:
        page, script = room.open(), room.script
        sounds = [tone(0.2, 24_000)] * 4
        for number in range(2):
            script.sound(1, number, sounds[number])
        expect(page.locator("#state")).to_have_text("Speaking")
        self.broken(room)
        script.play(1, sounds)
        script.until(lambda: script.said("PLAYBACK_DONE"))
        assert len(page.evaluate("played")) == 2 + 4
        assert script.said("PLAYBACK_DONE") == [{"type": "PLAYBACK_DONE", "turn": 1}]

    def test_a_turn_that_was_heard_is_not_heard_again(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.play(1, [tone(0.2, 24_000)] * 2)
        script.until(lambda: script.said("PLAYBACK_DONE"))
        self.broken(room)
        script.play(1, [tone(0.2, 24_000)] * 2)
        script.until(lambda: len(script.said("PLAYBACK_DONE")) == 2, "what may have been lost, again")
        assert len(page.evaluate("played")) == 2

    def broken(self, room: Room) -> None:
        """The line is cut and comes back."""
        room.stage.relay.cut()
        expect(room.page.locator("#banner")).to_contain_text("Reconnecting…")
        room.stage.relay.mend()
        room.script.until(lambda: len(room.script.hellos) == 2)

    def test_a_reloaded_page_goes_on_after_a_click(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.ask(1, QUESTION)
        script.heard(1, 5)
        page.reload()
        expect(page.get_by_role("heading", name="Your microphone is off")).to_be_visible()
        assert len(script.hellos) == 1, "no clock runs before the click"
        script.stored = (1, 40)
        press(page, "Go on by voice")
        script.until(lambda: script.order()[-1] == "1.42")
        assert script.order()[script.order().index("1.41") - 1] == "AUDIO_START"
        expect(page.locator("#question")).to_have_text(QUESTION)

    def test_a_reloaded_page_leaves_what_is_over(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.heard(1, 5)
        page.reload()
        press(page, "Go on by voice")
        script.until(lambda: len(script.said("AUDIO_START")) == 2)
        script.whisper("TRANSCRIPT", utterance=1, turn=0, text="", final=True)
        script.heard(2, 2)
        assert [frame.number for frame in script.frames if frame.part == 2][:2] == [0, 1]

    def test_text_is_a_way_on(self, room: Room) -> None:
        page, script = room.open(), room.script
        room.stage.relay.cut()
        press(page, "Continue by text")
        page.get_by_label("Your answer").fill("In writing, then.")
        page.keyboard.press("Control+Enter")
        room.stage.relay.mend()
        press(page, "Continue here")
        script.until(lambda: script.said("TEXT_ANSWER"))
        assert script.hellos[-1]["input"] == "text"
        assert script.said("TEXT_ANSWER")[0]["text"] == "In writing, then."
