"""Do the parts do what they say: the resampler, and the box that keeps sound until it has arrived?"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from .page import strength
from .scripted import Stage

pytestmark = pytest.mark.browser


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
