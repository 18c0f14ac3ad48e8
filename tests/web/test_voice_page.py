"""Does the room hear and speak: sound as the contract says, nothing lost, every way by keyboard?"""

from __future__ import annotations

import math
import struct
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from vivavoce.live.voice import wire
from vivavoce.store.shapes import RECEIPT

from .conftest import ARGUMENTS, CHROMIUM
from .room import listening, reach
from .scripted import AGREED, Script, Stage, staged
from .site import Invited, Site
from .test_accessibility import faults

pytestmark = pytest.mark.browser

PITCH = 440.0
QUESTION = "Which index did you choose, and why?"
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PLAYED = """
    window.played = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (when) {
      window.played.push([when, this.buffer.duration, this.buffer.getChannelData(0)[0]]);
      return start.call(this, when);
    };
"""
"""Writes down when each piece is played, how long it is and how it begins."""


def tone(seconds: float, rate: int, pitch: float = PITCH) -> bytes:
    """A tone that comes and goes, so that nothing takes it for noise."""
    samples = (
        int(12_000 * math.sin(2 * math.pi * pitch * n / rate)) * (n * 3 // rate % 2)
        for n in range(int(seconds * rate))
    )
    return b"".join(struct.pack("<h", sample) for sample in samples)


def strength(sound: bytes, pitch: float, rate: int = 16_000) -> float:
    """How much of a tone is in it, as a part of the whole (Goertzel)."""
    samples = [sample for (sample,) in struct.iter_unpack("<h", sound)]
    turns = [2 * math.pi * pitch * n / rate for n in range(len(samples))]
    real = sum(sample * math.cos(turn) for sample, turn in zip(samples, turns, strict=True))
    imaginary = sum(sample * math.sin(turn) for sample, turn in zip(samples, turns, strict=True))
    whole = sum(sample * sample for sample in samples) * len(samples) / 2
    return (real * real + imaginary * imaginary) / whole if whole else 0.0


@pytest.fixture(scope="module")
def stage(site: Site) -> Iterator[Stage]:
    with staged(site) as stage:
        yield stage


@pytest.fixture(scope="module")
def speaking(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears the tone, with a person who allows it."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(tone(5.0, 48_000))
    heard = f"--use-file-for-fake-audio-capture={path}"
    made = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *FAKE, heard])
    yield made
    made.close()


class Room:
    """A candidate's page of the voice room, and the script behind it."""

    def __init__(self, stage: Stage, browser: Browser, agreed: dict[str, str] = AGREED, **looks: Any) -> None:
        stage.script = self.script = Script()
        self.stage = stage
        self.invited = stage.site.invite()
        self.context = browser.new_context(base_url=stage.address, locale="en-GB", **looks)
        self.context.set_default_timeout(10_000)
        self.context.add_cookies(stage.seat(self.invited, agreed))  # type: ignore[arg-type]
        self.context.add_init_script(PLAYED)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, where: str = "/room#voice") -> Page:
        """Come into the room; by voice its first frame has arrived then."""
        self.page.goto(self.stage.link(self.invited) + where)
        if where.endswith("#voice"):
            press(self.page, "Go on by voice")
            self.script.heard(1, 1)
        else:
            listening(self.page)
        return self.page

    def close(self) -> None:
        self.context.close()
        self.stage.relay.mend()
        assert self.complaints == []


@pytest.fixture
def room(stage: Stage, speaking: Browser) -> Iterator[Room]:
    made = Room(stage, speaking)
    yield made
    made.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


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
        expect(page.locator("#state")).to_have_text("Listening", timeout=1000)
        assert script.said("PLAYBACK_DONE") == []
        assert script.said("INTERRUPT") == []

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
        script.tell("TRANSCRIPT", utterance=1, turn=2, text="I added an index.", final=True)
        expect(page.locator("#log .candidate .said")).to_have_text("I added an index.")

    def test_who_began_in_writing_gets_a_line_with_a_voice(self, room: Room) -> None:
        page, script = room.open("/room#writing"), room.script
        assert script.hellos[0]["input"] == "text"
        press(page, "Speak instead")
        script.heard(1, 2)
        assert [hello["input"] for hello in script.hellos] == ["text", "audio"]
        expect(page.get_by_role("button", name="Done")).to_be_focused()

    def test_a_server_that_cannot_hear_lets_type_at_once(self, room: Room) -> None:
        page, script = room.open(), room.script
        press(page, "Done")
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


def inside(page: Page, script: str) -> Any:
    """What a script of the page's own modules comes to."""
    return page.evaluate(f"async () => {{ {script} }}")


class TestParts:
    @pytest.fixture
    def bare(self, stage: Stage, speaking: Browser) -> Iterator[Page]:
        page = speaking.new_context(base_url=stage.address).new_page()
        page.goto(stage.link(stage.site.invite()))
        yield page
        page.context.close()

    @pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000])
    def test_the_resampler_keeps_a_voice(self, bare: Page, rate: int) -> None:
        """In pieces of 128 as a browser gives them: length, loudness and pitch stay."""
        out = inside(
            bare,
            f"""const {{ Resampler }} = await import("/static/resampler.js");
            const made = new Resampler({rate}, 16000), out = [];
            for (let n = 0; n < {rate}; n += 128)
              out.push(...made.take(Float32Array.from({{length: 128}}, (_, i) => Math.sin(2 * Math.PI * 1000 * (n + i) / {rate}))));
            return out;""",
        )
        assert len(out) == pytest.approx(math.ceil(rate / 128) * 128 * 16_000 / rate, abs=60)
        steady = b"".join(struct.pack("<h", round(sample * 10_000)) for sample in out[2000:12_000])
        assert strength(steady, 1000) > 0.999
        power = sum(sample * sample for sample in out[2000:12_000]) / 10_000
        assert power == pytest.approx(0.5, abs=0.001)

    def test_the_resampler_takes_away_what_would_fold_back(self, bare: Page) -> None:
        loudest: Callable[[int], float] = lambda pitch: inside(  # noqa: E731
            bare,
            f"""const {{ Resampler }} = await import("/static/resampler.js");
            const made = new Resampler(48000, 16000);
            const out = made.take(Float32Array.from({{length: 9600}}, (_, n) => Math.sin(2 * Math.PI * {pitch} * n / 48000)));
            return Math.max(...out.slice(200, -200).map(Math.abs));""",
        )
        assert loudest(9_000) < 0.003
        assert loudest(6_500) > 0.98

    def test_a_minute_is_kept_without_a_line_and_a_slow_one_is_not_flooded(self, bare: Page) -> None:
        sent, slow = inside(
            bare,
            """const { Outbox } = await import("/static/outbox.js");
            const sent = [], line = { free: true, send: (wire) => sent.push(wire) };
            const outbox = new Outbox(line), piece = new Int16Array(1600);
            outbox.resume(null);
            outbox.begin(false);
            outbox.add(piece);
            line.free = false;
            for (let n = 1; n < 700; n++) outbox.add(piece);
            const slow = sent.length;
            line.free = true;
            outbox.resume({ utterance: 1, frame: 0 });
            const numbers = sent.slice(slow).map((wire) => wire.byteLength ? new DataView(wire).getUint32(8) : wire);
            return [numbers, slow];""",
        )
        assert slow == 2
        assert sent == ['{"type":"AUDIO_START","utterance":1}', *range(100, 700)]
