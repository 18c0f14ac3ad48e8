"""What a request lacks, in A2A's words: fields, questions, severities, `dataQuality` (tested)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vivavoce.actions.folders import Folder
from vivavoce.actions.intake import Issue, Request, Severity, issues_of, request_of

Json = dict[str, Any]

FIELD_OF: Final[Mapping[str, str]] = {
    "name": "candidateName",
    "email": "candidateEmail",
    "position": "position",
    "seniority": "level",
    "skills": "skills",
    "description": "jobDescription",
}
QUESTION_OF: Final[Mapping[str, str]] = {
    "candidateName": "What is the candidate's full name?",
    "candidateEmail": "Which email address should the candidate be reached at?",
    "position": "Which position is the interview for?",
    "level": "Which level is the position: JUNIOR, MID, SENIOR, LEAD or PRINCIPAL?",
    "skills": "Which skills should be validated and assessed?",
    "jobDescription": "What does the role involve (50 characters or more)?",
}
REMARK_OF: Final[Mapping[str, str]] = {
    "skills": "Which further skills matter? Three or more give a better plan.",
    "jobDescription": "What else does the role involve? 100 characters or more give a better plan.",
}
"""What is asked where something is there but meagre (MEDIUM)."""

WAITING: Final = (Severity.CRITICAL, Severity.HIGH)


def issues(folder: Folder) -> tuple[Issue, ...]:
    """What the request behind an interview lacks now."""
    return issues_of(asked(folder))


def asked(folder: Folder) -> Request:
    """The request behind an interview as it is now; one that came by another way has no text of a job."""
    if folder.job is None:
        return Request(folder.candidate.name, folder.candidate.email or "", folder.title)
    return request_of(folder.job, folder.candidate, folder.interview)


def grade(found: Sequence[Issue]) -> str:
    """`dataQuality` (contract §3): the gravest issue decides, among remarks their number."""
    severities = [issue.severity for issue in found]
    if Severity.CRITICAL in severities:
        return "INVALID"
    if Severity.HIGH in severities:
        return "POOR"
    return ("EXCELLENT", "GOOD", "ADEQUATE")[min(len(severities), 2)]


def missing(found: Sequence[Issue]) -> Json:
    """`missingFields` and `questions`, parallel, without the remarks."""
    fields = [FIELD_OF[issue.field] for issue in found if issue.severity in WAITING]
    return {"missingFields": fields, "questions": [QUESTION_OF[field] for field in fields]}


def listed(found: Sequence[Issue]) -> list[Json]:
    """`issues`, the remarks among them."""
    return [
        {
            "field": FIELD_OF[issue.field],
            "severity": issue.severity.name,
            "question": question(issue),
        }
        for issue in found
    ]


def question(issue: Issue) -> str:
    """What to ask about an issue."""
    words = QUESTION_OF if issue.severity in WAITING else REMARK_OF
    return words[FIELD_OF[issue.field]]
