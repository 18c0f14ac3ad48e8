"""How well was each criterion answered: levels by rule from signals in proved quotes, never from a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.domain.interview import Criterion, Plan, Role, Turn
from vivavoce.domain.scoring import Appraisal, Coverage, Evidence, Score
from vivavoce.interviewer.attacks import attack_sentences
from vivavoce.interviewer.evidence import prove_all
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.mind import Embedder
from vivavoce.interviewer.rules import report
from vivavoce.interviewer.rules.answers import CONCRETE, Answer, Standing, answers, standing
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.levels import LOWEST, Grade, grade, mean
from vivavoce.interviewer.rules.relevance import Relevance, measure
from vivavoce.interviewer.rules.signals import Signals, read
from vivavoce.interviewer.totals import coverage, total
from vivavoce.interviewer.words import words

ENGINE = "rules/1"
MOST_QUOTES = 3
_QUOTED = 160
_SCORED = frozenset({Standing.SAID, Standing.LISTED})
_SPOKEN_TO = frozenset({Standing.SAID, Standing.LISTED, Standing.OFF_TOPIC, Standing.ECHO})


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer after the gates. `grade` is set for answers that carry a level."""

    answer: Answer
    standing: Standing
    signals: Signals
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class RulesAssessor:
    """Scores what was said, never how: no timing, mode, voice or accent is looked at.

    With an embedder, answers on other matters are recognised better and quotes are chosen better. It can
    take a level away and never raises one: an off-topic answer beside a good one counts as level 1.
    """

    embedder: Embedder | None

    def assess(self, plan: Plan, turns: Sequence[Turn]) -> Appraisal:
        """The appraisal, sorted by criterion id: the order of the plan's criteria makes no difference."""
        given = answers(plan, turns)
        relevance = measure(self.embedder, [text for a in given if a.sentences for text in _texts(a)])
        criteria = sorted(plan.criteria, key=lambda criterion: criterion.id)
        scores = prove_all([_score(c, _judge(c, given, relevance), relevance) for c in criteria], turns)
        return Appraisal(
            scores=scores,
            total=total(plan, scores),
            coverage=coverage(plan, scores),
            summary=report.summary(plan, scores),
            strengths=report.strengths(plan, scores),
            gaps=report.gaps(plan, scores),
            flags=flags(turns),
            engine=ENGINE if self.embedder is None else f"{ENGINE}+embeddings",
        )


def flags(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Notes for the reviewer, by turn: attempts to instruct the assessor, wishes for a person."""
    noted: list[str] = []
    for turn in turns:
        if turn.role is Role.CANDIDATE:
            tried = f"Turn {turn.number}: tried to instruct the assessor"
            noted += [f"{tried}: “{sentence[:_QUOTED]}”" for sentence in attack_sentences(turn.text)]
            if intent(turn.text) is Intent.PERSON:
                noted.append(f"Turn {turn.number}: asked to talk to a person.")
    return tuple(noted)


def _texts(answer: Answer) -> list[str]:
    return [
        answer.text,
        answer.question.text,
        "; ".join(answer.question.ties),
        *(s.quote for s in answer.sentences),
    ]


def _judge(criterion: Criterion, given: Sequence[Answer], relevance: Relevance) -> list[Judged]:
    mine = [answer for answer in given if answer.question.criterion_id == criterion.id]
    return [_judge_one(criterion, answer, relevance) for answer in mine]


def _judge_one(criterion: Criterion, answer: Answer, relevance: Relevance) -> Judged:
    rubrics = bank().rubrics
    names = tuple(dict.fromkeys((*criterion.signals, *CONCRETE)))
    signals = read(answer.text, criterion.terms, names)
    near = max(
        relevance.between(answer.text, answer.question.text),
        relevance.between(answer.text, "; ".join(answer.question.ties)),
    )
    stands = standing(answer, signals, criterion.terms, near, rubrics.gates)
    graded = {
        Standing.SAID: grade(signals, criterion.signals, len(words(answer.text)), rubrics),
        Standing.LISTED: LOWEST,
    }
    return Judged(answer, stands, signals, graded.get(stands))


def _score(criterion: Criterion, judged: Sequence[Judged], relevance: Relevance) -> Score:
    """One criterion: the mean over its answers, where an answer beside the point counts as level 1."""
    grades = [j.grade or LOWEST for j in judged if j.standing in _SPOKEN_TO]
    missing = report.missing(criterion, [j.signals for j in judged if j.grade])
    if not any(j.grade for j in judged):
        state, why = _unscored([j.standing for j in judged])
        return Score(criterion.id, state, None, None, None, (), why)
    whole = all(j.standing in _SCORED for j in judged)
    result = mean(grades)
    return Score(
        criterion_id=criterion.id,
        coverage=Coverage.ANSWERED if whole else Coverage.PARTLY,
        level=result.level,
        low=result.low,
        high=result.high,
        evidence=_best_quotes(criterion, [j.answer for j in judged if j.grade], relevance),
        reason=report.reason(
            criterion, result.level, [j.signals for j in judged if j.grade], [j.standing for j in judged]
        ),
        missing=missing,
    )


def _unscored(standings: Sequence[Standing]) -> tuple[Coverage, str]:
    """Why there is no level: not asked, declined, or unclear."""
    seen = set(standings) - {Standing.NOT_ASKED}
    if not seen:
        return Coverage.NOT_ASKED, "Not assessed: there was no time for its questions."
    if seen <= {Standing.DECLINED, Standing.BLANK} and Standing.DECLINED in seen:
        return Coverage.DECLINED, "Not assessed: the candidate chose not to answer."
    if seen == {Standing.BLANK}:
        return Coverage.UNCLEAR, "Not assessed: no answer was heard."
    if Standing.ECHO in seen:
        return Coverage.UNCLEAR, "Not assessed: the answer repeats the question."
    return Coverage.UNCLEAR, "Not assessed: the answer is about something else."


def _best_quotes(criterion: Criterion, given: Sequence[Answer], relevance: Relevance) -> tuple[Evidence, ...]:
    """The 1–3 sentences that show most, each once: by signals, nearness to the question, then place."""
    ranked: list[tuple[float, float, int, int, Evidence]] = []
    for answer in given:
        for sentence in answer.sentences:
            found = read(sentence.quote, criterion.terms, criterion.signals)
            near = relevance.between(sentence.quote, answer.question.text)
            quote = replace(
                sentence, signals=tuple(name for name in criterion.signals if name in found.found)
            )
            ranked.append((-found.points(criterion.signals), -near, quote.turn, quote.start, quote))
    seen: dict[str, tuple[float, float, int, int, Evidence]] = {}
    for entry in sorted(ranked, key=lambda entry: entry[:4]):
        seen.setdefault(entry[4].quote, entry)
    best = list(seen.values())[:MOST_QUOTES]
    telling = [entry[4] for entry in best if entry[0] < 0] or [best[0][4]]
    return tuple(sorted(telling, key=lambda quote: (quote.turn, quote.start)))
