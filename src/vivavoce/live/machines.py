"""Is it an answering machine that has picked up? A rule on its first words, where the line does not say."""

from __future__ import annotations

import re
from typing import Final

GREETING_MILLISECONDS: Final = 8_000
"""Nobody who picks up speaks so long while a caller is speaking."""

_SURE: Final = re.compile(
    r"\b(?:after|at|following|until|for|hear) (?:the|that) (?:\w+ )?(?:tone|beep|signal)\b"
    r"|\b(?:voice ?mail ?box|voice ?mail|mailbox|answering (?:machine|service)|answerphone)\b"
    r"|\b(?:record|leave) your (?:name|message|number)\b"
    r"|(?<!\bi )(?<!\bwe )\bleave (?:me |us |him |her |them )?(?:a |your )?(?:short |brief |detailed )?"
    r"(?:message|voice message|name and)\b"
    r"|\b(?:person|number|party|subscriber|customer) (?:that )?you(?:'re| are| have|'ve)? "
    r"(?:calling|call|dial|dialed|dialled|called|trying to (?:reach|call)|reached)\b"
    r"|\b(?:return|get back to) (?:your call|you as soon as|you shortly)\b"
    r"|\bforwarded to an? \w+ (?:voice|messag)"
    r"|\bunable to (?:come to the phone|take your call|answer (?:the phone|your call))\b"
    r"|\bcan(?:'t|not) (?:come to the phone|take your call|answer (?:the phone|your call))\b"
)
_LIKELY: Final = re.compile(
    r"\b(?:is|are) (?:currently |presently )?(?:not available|unavailable)\b|\byou(?:'ve| have) reached\b"
    r"|\b(?:not|un)able to (?:reach|answer)\b|\bat the tone\b|\bplease (?:hang up|try (?:again|your call))\b"
)
_ASKS: Final = re.compile(
    r"\b(?:can|could|may|shall|should|do|would) (?:i|you|he|she|we) (?:like to )?(?:want to )?leave\b"
)


def is_machine(text: str, milliseconds: int, *, over_us: bool) -> bool:
    """Whether these first words are a machine's. `over_us`: they were spoken while we were speaking.

    Some words only a machine says. Others a person may say, too, but only when it is their turn; and only a
    machine speaks on for long over somebody who speaks.
    """
    plain = " ".join(text.lower().replace("’", "'").split())
    if _SURE.search(plain) and not _ASKS.search(plain):
        return True
    return over_us and (milliseconds > GREETING_MILLISECONDS or bool(_LIKELY.search(plain)))
