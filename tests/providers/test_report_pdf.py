"""Does the report say everything, on paper, whatever the text?"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from vivavoce.providers import report_sheet
from vivavoce.providers.report_pdf import CriterionFacts, QuoteFacts, ReportFacts, report

ANCHORS = ("Names tools only.", "One own example.", "Example with a measured result.")
SCORED = CriterionFacts(
    "Python",
    0.6,
    4.2,
    3.7,
    4.6,
    "",
    "Matches level 5.",
    ANCHORS,
    (QuoteFacts(6, "I wrote the relay."),),
    ("a number",),
)
SILENT = CriterionFacts("SQL", 0.4, None, None, None, "Not assessed: it was not asked", "", ANCHORS, (), ())
FACTS = ReportFacts(
    organization="Acme",
    candidate="Jane Doe",
    position="Engineer",
    held_at=datetime(2026, 11, 21, 14, 5, tzinfo=UTC),
    minutes=27,
    is_test=False,
    total=71,
    coverage=0.6,
    summary="Concrete examples.",
    strengths=("Measured results",),
    gaps=("Own part unclear",),
    criteria=(SCORED, SILENT),
    flags=("Turn 12 tries to instruct the assessor.",),
    provenance="Assessed by rules/1.",
    digest="ab" * 32,
)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_everything_is_said() -> None:
    text = text_of(report(FACTS))
    for words in (
        "INTERVIEW REPORT · Acme", "Jane Doe", "Engineer", "21 November 2026, 14:05 UTC", "27 min", "71", "60% of the plan", "Python",
        "4.2 of 5",
        "likely 3.7–4.6", "I wrote the relay.", "turn 6", "a number", "Names tools only.", "One own example.",
        "Example with a measured result.", "SQL", "Not assessed: it was not asked", "A person decides",
        "Turn 12 tries", "Assessed by rules/1.", "ab" * 32, "Measured results", "Own part unclear",
    ):  # fmt: skip
        assert words in text, words


def test_nothing_assessed_is_no_zero() -> None:
    text = text_of(report(replace(FACTS, total=None, coverage=0.0, criteria=(SILENT,))))
    assert "not assessed" in text
    assert "of 100" not in text


def test_long_reports_keep_each_criterion_whole() -> None:
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(report(replace(FACTS, criteria=(SCORED,) * 9)))).pages
    ]
    assert len(pages) > 2
    for page in pages:
        assert page.count("weight 60%") == page.count("Level 5")
    assert f"{len(pages)} / {len(pages)}" in pages[-1]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert report(FACTS) == report(FACTS)


def test_without_a_unicode_font_the_rest_is_still_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_sheet, "_FONT_FOLDERS", ())
    text = text_of(report(replace(FACTS, candidate="Đorđe 李 Müller", summary="“Quoted” – fine…")))
    assert "?or?e ? Müller" in text
    assert '"Quoted" - fine...' in text
