"""The sense of an ending tells a whole sentence from one that breaks off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers.speech.sounds import said
from vivavoce.providers.speech import available
from vivavoce.providers.speech.endings import Endings

lacking = available(["smart-turn", "heart"])
pytestmark = pytest.mark.skipif(bool(lacking), reason=lacking or "present")
WHOLE = "I would rather say that I do not know than guess."


@pytest.fixture(scope="module")
def endings() -> Endings:
    return Endings.load()


def test_a_whole_sentence_is_likelier_over_than_its_half(endings: Endings) -> None:
    sound = said(WHOLE)
    assert endings.complete(sound) > 0.5 > endings.complete(sound[: len(sound) * 2 // 5])


def test_only_the_last_eight_seconds_count(endings: Endings) -> None:
    import numpy as np

    sound = said(WHOLE)
    last = np.concatenate([np.zeros(128_000 - len(sound), np.float32), sound])
    assert endings.complete(last) == endings.complete(sound)
    assert endings.complete(np.concatenate([said("Before that, nothing."), last])) == endings.complete(sound)


@pytest.mark.parametrize("samples", [0, 1, 100])
def test_hardly_any_sound_is_an_answer_too(endings: Endings, samples: int) -> None:
    import numpy as np

    assert 0 <= endings.complete(np.zeros(samples, np.float32)) <= 1


def test_conversations_share_it(endings: Endings) -> None:
    sounds = [said(WHOLE), said("Yes."), said("And then we")]
    alone = [endings.complete(sound) for sound in sounds]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(endings.complete, sounds * 2)) == alone * 2
