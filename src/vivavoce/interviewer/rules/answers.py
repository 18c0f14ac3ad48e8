"""What was said to each planned question, and whether it can be scored at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vivavoce.domain.interview import Plan, Question, Turn
from vivavoce.domain.scoring import Evidence
from vivavoce.interviewer.attacks import is_attack
from vivavoce.interviewer.evidence import quotes
from vivavoce.interviewer.intents import DECLINES, Intent, intent
from vivavoce.interviewer.rules.dialogue import Exchange, exchanges
from vivavoce.interviewer.rules.forms import Gates
from vivavoce.interviewer.rules.signals import Signals
from vivavoce.interviewer.words import content, words

_FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us", "i've", "i'm", "we've", "i'd"})
CONCRETE = ("own_action", "tool", "number", "result")


class Standing(StrEnum):
    """Whether an answer counts. Only SAID and LISTED carry a level."""

    SAID = "said"
    LISTED = "listed"
    NOT_ASKED = "not asked"
    DECLINED = "declined"
    BLANK = "blank"
    OFF_TOPIC = "off topic"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class Answer:
    """The candidate's sentences on one question, follow-ups included; requests and attacks are left out.

    `asked` holds the interviewer's words, "" when the question was never put.
    """

    question: Question
    asked: str
    sentences: tuple[Evidence, ...]
    declined: bool

    @property
    def text(self) -> str:
        """All sentences in one line."""
        return " ".join(sentence.quote for sentence in self.sentences)


def answers(plan: Plan, turns: Sequence[Turn]) -> tuple[Answer, ...]:
    """One `Answer` for each planned question, in the plan's order."""
    talk = {exchange.question_id: exchange for exchange in exchanges(turns)}
    return tuple(_answer(question, talk.get(question.id)) for question in plan.questions)


def _answer(question: Question, exchange: Exchange | None) -> Answer:
    if exchange is None:
        return Answer(question, "", (), declined=False)
    intents = [(turn, intent(turn.text)) for turn in exchange.heard]
    said = [quote for turn, wanted in intents if wanted is Intent.ANSWER for quote in quotes(turn)]
    kept = tuple(quote for quote in said if not is_attack(quote.quote))
    asked = " ".join(turn.text for turn in exchange.said)
    return Answer(question, asked, kept, declined=any(wanted in DECLINES for _, wanted in intents))


def standing(
    answer: Answer, signals: Signals, terms: Sequence[str], relevance: float, gates: Gates
) -> Standing:
    """Whether `answer` can be scored. `relevance` is its cosine to the question, 1.0 when unknown.

    Off topic is what shares no content word with question, duty or terms and has fewer than
    `gates.concrete_signals` concrete signals, or whose relevance is at most `gates.off_topic_cosine`
    (0.16: in the one sample measured, off-topic answers lay at or below it and honest ones at 0.42 or above).
    """
    if not answer.asked:
        return Standing.NOT_ASKED
    if not words(answer.text):
        return Standing.DECLINED if answer.declined else Standing.BLANK
    own, put = content(answer.text), content(answer.asked)
    if len(own) >= gates.echo_words and len(own & put) >= gates.echo_share * len(own):
        return Standing.ECHO
    if _is_list(answer.text, gates):
        return Standing.LISTED
    shared = own & (put | content(" ".join([*answer.question.ties, *terms])))
    concrete = sum(signals.strong(name) for name in CONCRETE)
    if relevance <= gates.off_topic_cosine or (not shared and concrete < gates.concrete_signals):
        return Standing.OFF_TOPIC
    return Standing.SAID


def _is_list(text: str, gates: Gates) -> bool:
    """Terms in a row with no sentence around them: "React, Redux, TypeScript, Jest"."""
    pieces = [
        piece for part in text.splitlines() for piece in part.replace(";", ",").split(",") if piece.strip()
    ]
    if len(pieces) < gates.list_pieces or _FIRST_PERSON & set(words(text)):
        return False
    return len(words(text)) / len(pieces) <= gates.list_words
