"""What does a telephone call ask consent to, and what counts as a yes?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vivavoce.actions.notices import AUDIO
from vivavoce.domain.invitation import Receipt
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.providers.phone import AGREE

CALLER: Final = "This is an AI interviewer calling for {organization} about {position}."


@dataclass(frozen=True, slots=True)
class Terms:
    """How a call is held, in words: `rights` come before the question for consent, `manner` after it.

    `guide` is said once they have agreed. A yes gives these `grants`.
    """

    grants: tuple[str, ...]
    rights: str
    manner: str = ""
    guide: str = ""

    @property
    def disclosure(self) -> str:
        """The first words; like the other two they leave room for `organization` and `position`."""
        return _spaced("Hello.", CALLER, self.rights, AGREE, self.manner)

    @property
    def unclear(self) -> str:
        """After an answer that is neither yes nor no."""
        return _spaced("Sorry, I need a clear yes or no.", CALLER, self.rights, AGREE, self.manner)

    @property
    def back(self) -> str:
        """To somebody who has agreed before."""
        return _spaced("Hello.", CALLER, "You have agreed to this interview.", self.rights, self.guide)

    def met_by(self, receipt: Receipt | None) -> bool:
        """Whether the consent in force is enough."""
        return receipt is not None and set(self.grants) <= set(receipt.grants)


WRITTEN: Final = Terms(
    ("ai_interview", "transcript"),
    "What you say is written down, and a person decides. You can stop at any time.",
)
"""The telephone company listens and speaks; no sound is kept."""
RECORDED: Final = Terms(
    (*WRITTEN.grants, AUDIO),
    "Your voice is recorded and turned into text, and a person decides. You can stop at any time.",
    "Please say yes or no, or press 1 for yes and 2 for no.",
    "On your keypad, pound ends an answer, star repeats a question, and 0 asks for a person.",
)
"""We listen and speak ourselves, and keep both voices."""


class Decision(StrEnum):
    """What somebody says to the question for consent."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


def decided(text: str) -> Decision:
    """Consent must be plain: a yes with a no in it, or with a question, is unclear."""
    plain = _POLITE.sub(" sure ", " ".join(text.lower().replace("’", "'").split()))
    yes, no = bool(_YES.search(plain)), bool(_NO.search(plain) or intent(text) is Intent.STOP)
    if yes == no or _QUESTION.search(plain):
        return Decision.UNCLEAR
    return Decision.YES if yes else Decision.NO


_POLITE = re.compile(r"\b(?:no (?:problem|worries)|not a problem|i (?:don't|do not) mind|why not)\b")
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|ok|okay|of course|certainly|absolutely|definitely|agreed|fine|all ?right"
    r"|gladly|i (?:do|agree|consent)|go (?:ahead|on)|let'?s (?:go|start|begin|do (?:it|this)))\b"
)
_NO = re.compile(
    r"\b(?:no|nope|nah|not|never|later|busy|wrong number|can'?t|cannot|don'?t|won'?t|disagree|refuse"
    r"|decline)\b"
)
_QUESTION = re.compile(r"\?|\b(?:who|what|why|how|where|when)\b|\bis (?:this|it)\b|\bare you\b")


def _spaced(*parts: str) -> str:
    return " ".join(part for part in parts if part)
