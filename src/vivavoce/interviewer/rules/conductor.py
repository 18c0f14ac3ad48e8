"""What does the interviewer say next: planned questions, follow-ups by rule, honest replies to requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.domain.interview import Move, Plan, Question, Role, Turn, TurnKind
from vivavoce.interviewer.attacks import honest
from vivavoce.interviewer.intents import DECLINES, Intent, intent
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.dialogue import Exchange, exchanges
from vivavoce.interviewer.rules.followups import due

MOST_FOLLOW_UPS = 2
_SAME_REQUEST = 3
_SAME_QUESTION = 3
_LAST_MINUTES = 0.5


@dataclass(frozen=True, slots=True)
class RulesConductor:
    """Holds the conversation by rules alone.

    - Greeting and first question are two moves: called with a greeting as the last turn, it asks.
    - A question's words stay as planned; a short lead-in ("Thank you.") may stand before them.
    - Questions in order, each once, at most two follow-ups each, none twice.
    - "Skip" and "I don't know" are `heard` as REQUEST and held against nobody: the interview goes on, and the
      assessor, which reads the words themselves, reports the criterion as declined.
    - The third request of one kind for one question moves on, and a question whose words two others had is
      passed over, so no words are said a third time.
    - An interviewer's turn that nobody answered counts as a blank answer: one nudge, then on.
    """

    def next(self, plan: Plan, turns: Sequence[Turn], minutes_left: float) -> Move:
        """The next move, from the arguments alone. Ends at half a minute left, or on request."""
        if not turns:
            return Move(TurnKind.GREETING, plan.greeting)
        last, phrases = turns[-1], bank().phrases
        spoke = last.role is Role.CANDIDATE
        wanted = intent(last.text) if spoke else Intent.BLANK
        heard = _heard(wanted) if spoke else None
        talk = exchanges(turns)
        if last.kind is TurnKind.CLOSING or wanted is Intent.STOP:
            return _close(plan, phrases.stopped if spoke else "", heard)
        if minutes_left <= _LAST_MINUTES:
            return _close(plan, phrases.out_of_time, heard)
        if not talk:
            return _question(plan, talk, "", heard)
        if wanted is Intent.ANSWER:
            return _after_answer(plan, talk, minutes_left, heard)
        return _after_request(plan, talk, wanted, heard)


def _heard(wanted: Intent) -> TurnKind:
    return TurnKind.ANSWER if wanted in {Intent.ANSWER, Intent.BLANK} else TurnKind.REQUEST


def _close(plan: Plan, lead: str, heard: TurnKind | None) -> Move:
    return Move(TurnKind.CLOSING, f"{lead} {plan.closing}".strip(), ends=True, heard=heard)


def _waiting(plan: Plan, talk: Sequence[Exchange]) -> list[Question]:
    asked = {exchange.question_id for exchange in talk}
    said = Counter(question.text for question in plan.questions if question.id in asked)
    return [q for q in plan.questions if q.id not in asked and said[q.text] + 1 < _SAME_QUESTION]


def _question(plan: Plan, talk: Sequence[Exchange], lead: str, heard: TurnKind | None) -> Move:
    """The next planned question after `lead`, or the closing when none is left."""
    waiting = _waiting(plan, talk)
    if not waiting:
        return _close(plan, "", heard)
    return Move(TurnKind.QUESTION, f"{lead} {waiting[0].text}".strip(), waiting[0].id, heard=heard)


def _after_answer(plan: Plan, talk: Sequence[Exchange], minutes_left: float, heard: TurnKind | None) -> Move:
    """A follow-up while there is time for the questions still waiting, else the next question."""
    here = talk[-1]
    question = plan.question(here.question_id)
    asked = [turn.text for turn in here.said if turn.kind is TurnKind.FOLLOW_UP]
    enough_time = minutes_left >= sum(q.minutes for q in _waiting(plan, talk))
    if enough_time and len(asked) < MOST_FOLLOW_UPS:
        answer = " ".join(honest(turn.text) for turn in here.heard if intent(turn.text) is Intent.ANSWER)
        follow_up = due(question.follow_ups, asked, answer, plan.criterion(question.criterion_id))
        if follow_up:
            return Move(TurnKind.FOLLOW_UP, follow_up.text, question.id, heard=heard)
    thanks = bank().phrases.thanks
    return _question(plan, talk, thanks[len(talk) % len(thanks)], heard)


def _after_request(plan: Plan, talk: Sequence[Exchange], wanted: Intent, heard: TurnKind | None) -> Move:
    """The reply to a request, or the next question when it was to go on or has come too often."""
    here, phrases = talk[-1], bank().phrases
    if wanted in DECLINES:
        return _question(plan, talk, phrases.declined, heard)
    times = sum(intent(turn.text) is wanted for turn in here.heard)
    nudged = any(turn.text == phrases.nudge for turn in here.said)
    if times >= _SAME_REQUEST or (wanted is Intent.BLANK and nudged):
        return _question(plan, talk, phrases.moving_on, heard)
    return Move(TurnKind.ASIDE, _reply(plan, here, wanted), here.question_id, heard=heard)


def _reply(plan: Plan, here: Exchange, wanted: Intent) -> str:
    phrases, prompt = bank().phrases, here.prompt
    asked = plan.question(here.question_id)
    core = asked.text if prompt.kind is TurnKind.QUESTION else prompt.text
    simpler = asked.rephrased if prompt.kind is TurnKind.QUESTION else prompt.text
    replies = {
        Intent.BLANK: phrases.nudge,
        Intent.REPEAT: phrases.repeat.replace("{prompt}", core),
        Intent.REPHRASE: phrases.rephrase.replace("{prompt}", simpler),
        Intent.MOMENT: phrases.moment,
        Intent.IDENTITY: phrases.identity.replace("{prompt}", core),
        Intent.PROCESS: phrases.process.replace("{prompt}", core),
        Intent.PERSON: phrases.person.replace("{prompt}", core),
    }
    return replies[wanted]
