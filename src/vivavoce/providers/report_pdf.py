"""What does the report of an assessment look like on paper?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from vivavoce.providers.report_sheet import ACCENT, GREY, INK, PALE, WIDTH, Sheet

DECIDES = (
    "A person decides. The levels below are suggestions: each stands on words the candidate said, quoted "
    "with the number of the turn they were said in. What could not be proved is not assessed, and is no zero."
)
HALF = (WIDTH - 8) / 2
THIRD = (WIDTH - 8) / 3


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """Words the candidate said, and the turn they were said in (from 1)."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """One criterion. `level`, `low` and `high` 1.0–5.0, None when not assessed, and then `verdict` says why.

    `weight` 0–1; `anchors` describe levels 1, 3 and 5.
    """

    name: str
    weight: float
    level: float | None
    low: float | None
    high: float | None
    verdict: str
    reason: str
    anchors: tuple[str, str, str]
    quotes: tuple[QuoteFacts, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """All that the report says. `total` 0–100 or None, `coverage` 0–1, `held_at` UTC."""

    organization: str
    candidate: str
    position: str
    held_at: datetime
    minutes: int
    is_test: bool
    total: int | None
    coverage: float
    summary: str
    strengths: tuple[str, ...]
    gaps: tuple[str, ...]
    criteria: tuple[CriterionFacts, ...]
    flags: tuple[str, ...]
    provenance: str
    digest: str


def report(facts: ReportFacts) -> bytes:
    """The report as a PDF, A4. The same facts give the same bytes."""
    sheet = Sheet(f"Interview report: {facts.candidate}", facts.organization, facts.held_at)
    _heading(sheet, facts)
    _result(sheet, facts)
    _findings(sheet, facts)
    for criterion in facts.criteria:
        sheet.together(partial(_criterion, criterion))
    _closing(sheet, facts)
    return sheet.bytes()


def _heading(sheet: Sheet, facts: ReportFacts) -> None:
    kind = "TEST INTERVIEW REPORT" if facts.is_test else "INTERVIEW REPORT"
    sheet.write(f"{kind} · {facts.organization}", size=8, bold=True, colour=ACCENT)
    sheet.space(1)
    sheet.write(facts.candidate, size=22, bold=True)
    minutes = f" · {facts.minutes} min" if facts.minutes else ""
    held = f"{facts.held_at.day} {facts.held_at:%B %Y, %H:%M} UTC"
    sheet.write(f"{facts.position} · {held}{minutes}", size=10, colour=GREY)
    sheet.space(5)


def _result(sheet: Sheet, facts: ReportFacts) -> None:
    """The total as a figure and a bar, and how much of the plan it rests on."""
    with sheet.panel(height=27):
        shown = "–" if facts.total is None else str(facts.total)
        sheet.figure(shown, "not assessed" if facts.total is None else "of 100")
        sheet.bar("Suggested result", (facts.total or 0) / 100, ACCENT, row=0)
        sheet.bar(f"Assessed: {facts.coverage:.0%} of the plan by weight", facts.coverage, GREY, row=1)
    sheet.space(4)
    sheet.write(facts.summary, size=10)
    sheet.space(2)
    sheet.write(DECIDES, size=8.5, colour=GREY)
    sheet.space(4)


def _findings(sheet: Sheet, facts: ReportFacts) -> None:
    columns = [
        (title, lines) for title, lines in (("Strengths", facts.strengths), ("Gaps", facts.gaps)) if lines
    ]
    if columns:
        sheet.columns([(title, "\n".join(f"•  {line}" for line in lines)) for title, lines in columns], HALF)
        sheet.space(4)
    if facts.flags:
        sheet.write("For the reviewer", size=9, bold=True)
        for flag in facts.flags:
            sheet.write(f"•  {flag}", size=9)
        sheet.space(4)


def _criterion(criterion: CriterionFacts, sheet: Sheet) -> None:
    sheet.rule()
    sheet.title(criterion.name, f"weight {criterion.weight:.0%}")
    if criterion.level is None or criterion.low is None or criterion.high is None:
        sheet.write(criterion.verdict, size=10, bold=True, colour=GREY)
    else:
        sheet.scale(criterion.level, criterion.low, criterion.high)
    if criterion.reason:
        sheet.space(1)
        sheet.write(criterion.reason, size=9.5)
    for quote in criterion.quotes:
        sheet.quote(quote.text, f"turn {quote.turn}")
    if criterion.missing:
        sheet.space(1.5)
        sheet.write(f"Missing for more: {'; '.join(criterion.missing)}", size=9, colour=GREY)
    sheet.space(2.5)
    levels = zip(("Level 1", "Level 3", "Level 5"), criterion.anchors, strict=True)
    sheet.columns(list(levels), THIRD, size=8, fill=PALE)
    sheet.space(5)


def _closing(sheet: Sheet, facts: ReportFacts) -> None:
    sheet.rule()
    sheet.write(facts.provenance, size=8, colour=INK)
    sheet.write(f"SHA-256 of plan and transcript: {facts.digest}", size=7.5, colour=GREY)
