"""Which letters there are, and how each is announced in a mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vivavoce.kit.words import N_


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of letter: `mail/<name>.txt` and `mail/<name>.html`.

    `subject` and `glimpse`, which mail programs show beside it, may hold `%(fact)s` for a fact in words.
    """

    name: str
    subject: str
    glimpse: str


INVITATION: Final = Sheet(
    "invitation",
    N_("Your interview with %(organization)s: %(position)s"),
    N_("In your browser, whenever it suits you. A person reads your answers and decides."),
)
REMINDER: Final = Sheet(
    "reminder",
    N_("Still open: your interview with %(organization)s"),
    N_("Your link for %(position)s ends soon. We remind you only once."),
)
CODE: Final = Sheet(
    "code",
    N_("Your interview code: %(code)s"),
    N_("It works once, for ten minutes, in the browser you asked from."),
)
RECEIPT: Final = Sheet(
    "receipt",
    N_("Your answers have arrived: %(position)s"),
    N_("Your receipt is %(receipt)s. What happens next, and by when."),
)
ANSWER: Final = Sheet(
    "answer",
    N_("You have an answer from %(organization)s"),
    N_("A person has answered what you asked for."),
)
CALL: Final = Sheet(
    "call",
    N_("%(organization)s will call you: %(position)s"),
    N_("At about %(at)s. You may say no, or ask not to be called again."),
)
WARNING: Final = Sheet(
    "warning",
    N_("Webhook switched off: %(host)s"),
    N_("It failed too often. Nothing is sent there until somebody switches it on again."),
)
ALL: Final = (INVITATION, REMINDER, CODE, RECEIPT, ANSWER, CALL, WARNING)

CALL_TEXT: Final = N_(
    "%(organization)s: an AI interviewer calls you at about %(at)s about %(position)s. "
    "Say no on the call if you do not want it."
)
"""The text message before a call."""
