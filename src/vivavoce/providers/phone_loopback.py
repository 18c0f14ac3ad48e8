"""A telephone line without a telephone: who answers is simulated, the same way each time for a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vivavoce.domain.interview import CallOutcome
from vivavoce.providers.phone import AGREE, Answered, Dial, Missed, Ring

Answer = Callable[[str, int, int], str]
"""From the question, the number of the answer within the call (from 1) and a seed to what is said."""

_YES = "Yes, I agree."
_NO = "No, thank you."
_NEVER = "Please stop calling me."
_FICTIONAL = re.compile(r"\+1\d{3}555(01\d\d)")


@dataclass(frozen=True, slots=True)
class _Manner:
    """How somebody behaves. `patience`: at which question they hang up, 0 = never."""

    on_consent: str = _YES
    on_question: str | None = None
    patience: int = 0


_MISSED: Mapping[str, CallOutcome] = {
    "0101": CallOutcome.BUSY,
    "0102": CallOutcome.NO_ANSWER,
    "0103": CallOutcome.VOICEMAIL,
    "0105": CallOutcome.INVALID_NUMBER,
}
_MANNERS: Mapping[str, _Manner] = {
    "0104": _Manner(patience=2),
    "0106": _Manner(on_consent=_NEVER, on_question=_NEVER),
    "0107": _Manner(on_consent=_NO),
}


class Loopback:
    """The simulated line. Numbers reserved for fiction in North America (NPA-555-01XX) behave by their end:

    | number   | what happens                                       |
    |----------|----------------------------------------------------|
    | 555-0101 | busy                                               |
    | 555-0102 | nobody answers                                     |
    | 555-0103 | an answering machine answers                       |
    | 555-0104 | answers the first question, hangs up at the second |
    | 555-0105 | no such number                                     |
    | 555-0106 | asks never to be called again                      |
    | 555-0107 | does not agree to the interview                    |

    Every other number answers, agrees and talks to the end. The seed given to `answer` is the digits of the
    number called, so two numbers talk differently and one always the same.
    """

    simulated = True

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def dial(self, dial: Dial) -> Ring:
        """Answered or Missed, at once."""
        fictional = _FICTIONAL.fullmatch(dial.to)
        ending = fictional[1] if fictional else ""
        if ending in _MISSED:
            return Missed(_MISSED[ending])
        seed = int(re.sub(r"\D", "", dial.to) or "0")
        return Answered(_Callee(_MANNERS.get(ending, _Manner()), self._answer, seed))


class _Callee:
    """Somebody who has answered and knows only what was said to them."""

    def __init__(self, manner: _Manner, answer: Answer, seed: int) -> None:
        self._manner = manner
        self._answer = answer
        self._seed = seed
        self._questions = 0

    def hear(self, words: str) -> str | None:
        """What they answer, None when they have hung up."""
        if AGREE in words:
            return self._manner.on_consent
        self._questions += 1
        if self._questions == self._manner.patience:
            return None
        return self._manner.on_question or self._answer(words, self._questions, self._seed)
