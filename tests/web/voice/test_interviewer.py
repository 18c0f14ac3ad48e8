"""Is the interviewer heard without a gap, once, and no longer than wanted?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from .page import QUESTION, Room, press, tone

pytestmark = pytest.mark.browser
NEXT = "What would you do differently today?"


class TestInterviewersVoice:
    def test_it_is_played_without_a_gap_and_reported_when_it_was_heard(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.enter("SPEAKING")
        script.ask(1, QUESTION)
        expect(page.locator("#question")).to_have_text(QUESTION)
        began = page.evaluate("performance.now()")
        script.play(1, [tone(0.06, 24_000)] * 15)
        script.enter("LISTENING")
        expect(page.locator("#state")).to_have_text("Speaking")
        assert script.said("PLAYBACK_DONE") == []
        script.until(lambda: script.said("PLAYBACK_DONE"))
        assert page.evaluate("performance.now()") - began > 900
        assert script.said("PLAYBACK_DONE") == [{"type": "PLAYBACK_DONE", "turn": 1}]
        expect(page.locator("#state")).to_have_text("Listening")
        played = page.evaluate("played")
        assert len(played) == 15
        for (start, length, _), (following, _, _) in pairwise(played):
            assert following == pytest.approx(start + length, abs=1e-6)

    def test_a_frame_twice_is_played_once(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.play(1, [tone(0.2, 24_000)])
        script.until(lambda: script.said("PLAYBACK_DONE"))
        script.play(2, [])
        script.until(lambda: script.said("PLAYBACK_DONE")[-1]["turn"] == 2, "a turn without a sound")
        assert len(page.evaluate("played")) == 1

    def test_what_is_cancelled_falls_silent(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.play(1, [tone(0.5, 24_000)] * 20)
        expect(page.locator("#state")).to_have_text("Speaking")
        script.whisper("CANCEL_AUDIO", turn=1)
        expect(page.locator("#state")).to_have_text("Listening", timeout=5000)
        assert script.said("PLAYBACK_DONE") == []
        assert script.said("INTERRUPT") == []

    def test_who_was_not_done_gets_their_question_back(self, room: Room) -> None:
        page, script = room.open(), room.script
        card, log = page.locator("#question"), page.locator("#log")

        def answered(turn: int, text: str, **told: bool) -> None:
            script.tell("TRANSCRIPT", utterance=turn, turn=turn, text=text, final=True, **told)

        script.ask(1, QUESTION)
        answered(2, "A partial one.")
        script.ask(3, NEXT)
        script.play(3, [tone(0.5, 24_000)] * 20)
        expect(card).to_have_text(NEXT)
        script.whisper("CANCEL_AUDIO", turn=3, goesOn=True)
        expect(card).to_have_text(QUESTION)
        expect(page.locator("#nudge")).to_have_text("Go on, I am listening.")
        script.play(3, [tone(0.2, 24_000)])
        expect(card).to_have_text(NEXT)
        script.whisper("CANCEL_AUDIO", turn=3, goesOn=True)
        answered(4, "It was smaller.", goesOn=True)
        script.ask(5, NEXT)
        expect(card).to_have_text(NEXT)
        expect(log.locator("li .said")).to_have_text([QUESTION, "A partial one.", "It was smaller.", NEXT])
        expect(page.locator("#nudge")).to_have_text("")
        script.play(5, [tone(0.5, 24_000)] * 20)
        script.whisper("CANCEL_AUDIO", turn=5, goesOn=True)
        expect(card).to_have_text(QUESTION)
        answered(6, "Could you repeat that?")
        expect(card).to_have_text(NEXT)

    def test_a_request_goes_over_it(self, room: Room) -> None:
        page, script = room.open(), room.script
        script.play(1, [tone(0.5, 24_000)] * 20)
        expect(page.locator("#state")).to_have_text("Speaking")
        press(page, "I need a moment")
        script.until(lambda: script.said("TEXT_ANSWER"))
        order = [name for name in script.order() if name in {"INTERRUPT", "TEXT_ANSWER"}]
        assert order == ["INTERRUPT", "TEXT_ANSWER"]
        assert script.said("INTERRUPT") == [{"type": "INTERRUPT", "turn": 1}]
        assert script.said("TEXT_ANSWER")[0]["text"] == "I need a moment"
