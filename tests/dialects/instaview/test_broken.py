"""Is every broken rule refused, and said as class-validator says it?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from vivavoce.dialects.instaview import queries, wire
from vivavoce.dialects.instaview.broken import parse
from vivavoce.domain.errors import Invalid

JOB = {"title": "Engineer", "description": "Builds things well", "status": "OPEN"}
PERSON = {"firstName": "Jane", "lastName": "Doe", "gdprExpiryDate": "2027-01-31", "email": "jane@example.com"}
AGENT = {"name": "First", "type": "ONLINE", "focus": "SCREENING", "duration": 30}
HOOK = {"url": "https://example.com/hook", "events": ["ping"]}
ID = "550e8400-e29b-41d4-a716-446655440000"

BROKEN: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (wire.NewJob, JOB | {"title": "Dev"}, "title must be longer than or equal to 5 characters"),
    (wire.NewJob, JOB | {"title": "D" * 201}, "title must be shorter than or equal to 200 characters"),
    (wire.NewJob, JOB | {"title": None}, "title must be a string"),
    (wire.NewJob, {"title": "Engineer", "status": "OPEN"}, "description should not be empty"),
    (
        wire.NewJob,
        JOB | {"status": "AJAR"},
        "status must be one of the following values: OPEN, CLOSED, UNDEFINED",
    ),
    (
        wire.NewJob,
        JOB | {"requiredSkills": ["a"] * 11},
        "requiredSkills must contain no more than 10 elements",
    ),
    (wire.NewJob, JOB | {"requiredSkills": ["a", 1]}, "each value in requiredSkills must be a string"),
    (wire.NewJob, JOB | {"requiredSkills": "a"}, "requiredSkills must be an array"),
    (wire.NewJob, JOB | {"jobUrl": "ftp://example.com"}, "jobUrl must be a URL address"),
    (wire.NewJob, JOB | {"jobUrl": "http://[::1"}, "jobUrl must be a URL address"),
    (wire.NewJob, JOB | {"location": []}, "location must be an object"),
    (
        wire.NewJob,
        JOB | {"location": {"countryCode": "USA"}},
        "location.countryCode must be a valid ISO31661 Alpha2 code",
    ),
    (
        wire.NewJob,
        JOB | {"salary": {"min": "1"}},
        "salary.min must be a number conforming to the specified constraints",
    ),
    (
        wire.NewJob,
        JOB | {"salary": {"min": 10**400}},
        "salary.min must be a number conforming to the specified constraints",
    ),
    (
        wire.NewJob,
        JOB | {"experience": "some"},
        "experience must match /^[A-Z][A-Z0-9_]*$/ regular expression",
    ),
    (wire.NewJob, JOB | {"metadata": []}, "metadata must be an object"),
    (
        wire.NewJob,
        JOB | {"metadata": {"a": {"b": {"c": {"d": {"e": {}}}}}}},
        "metadata must not be nested deeper than 5 levels",
    ),
    (wire.NewJob, JOB | {"metadata": {"a": "x" * 10_240}}, "metadata must not be larger than 10 KB"),
    (
        wire.NewJob,
        JOB | {"metadata": {str(n): n for n in range(51)}},
        "metadata must not have more than 50 keys",
    ),
    (
        wire.NewJob,
        JOB | {"metadata": {"a": "\ud800"}},
        "Text must not hold NUL characters or lone surrogates",
    ),
    (wire.NewJob, JOB | {"title": "Engin\0er"}, "Text must not hold NUL characters or lone surrogates"),
    (wire.NewJob, JOB | {"metadata": {"a": float("nan")}}, "Numbers must be finite"),
    (wire.NewCandidate, PERSON | {"email": "jane"}, "email must be an email"),
    (wire.NewCandidate, PERSON | {"email": 7}, "email must be an email"),
    (wire.NewCandidate, PERSON | {"phoneNumber": "0123"}, "phoneNumber must be a valid phone number"),
    (wire.NewCandidate, PERSON | {"email": None}, "email or phoneNumber should not be empty"),
    (wire.NewCandidate, PERSON | {"jobIds": []}, "jobIds must contain at least 1 elements"),
    (wire.NewCandidate, PERSON | {"jobIds": ["x"]}, "each value in jobIds must be a UUID"),
    (
        wire.NewCandidate,
        PERSON | {"gdprExpiryDate": "2027-02-30"},
        "gdprExpiryDate must be a valid ISO 8601 date string: day is out of range for month",
    ),
    (
        wire.NewCandidate,
        PERSON | {"gdprExpiryDate": 5},
        "gdprExpiryDate must be a valid ISO 8601 date string",
    ),
    (wire.NewAgent, AGENT | {"duration": 181}, "duration must not be greater than 180"),
    (wire.NewAgent, AGENT | {"duration": "30"}, "duration must be an integer number"),
    (wire.NewAgent, AGENT | {"duration": True}, "duration must be an integer number"),
    (wire.NewAgent, AGENT | {"duration": 10**40}, "duration must not be greater than 180"),
    (
        wire.NewAgent,
        AGENT | {"type": "PHONE"},
        "companyPhoneNumberId should not be empty for a PHONE agent",
    ),
    (wire.NewInterview, {"agentId": ID}, "candidateId or candidate should not be empty"),
    (
        wire.NewInterview,
        {"agentId": ID, "candidateId": ID, "candidate": PERSON},
        "candidateId and candidate must not be sent together",
    ),
    (
        wire.NewInterview,
        {"agentId": ID, "candidate": PERSON | {"jobId": ID}, "jobId": ID},
        "job, jobId and candidate.jobId must not be sent together",
    ),
    (
        wire.NewInterview,
        {"agentId": ID, "candidate": PERSON | {"email": None}},
        "candidate.email or phoneNumber should not be empty",
    ),
    (wire.NewInterview, {"candidateId": "x", "agentId": ID}, "candidateId must be a UUID"),
    (wire.NewInterview, {"candidateId": ID, "agentId": ID, "isTest": 1}, "isTest must be a boolean value"),
    (wire.NewWebhook, HOOK | {"events": []}, "events must contain at least 1 elements"),
    (
        wire.NewWebhook,
        HOOK | {"headers": [{"name": "a b", "value": "x"}]},
        "headers.0.name must be a header name",
    ),
    (queries.PageQuery, {"page": "0"}, "page must not be less than 1"),
    (queries.PageQuery, {"page": "10001"}, "page must not be greater than 10000"),
    (queries.PageQuery, {"page": "9" * 5000}, "page must be an integer number"),
    *(
        (queries.PageQuery, {"page": page}, "page must be an integer number")
        for page in ("1_0", " 1", "+1", "1.0", "1e1", "١", "")
    ),
    (queries.PageQuery, {"limit": "ten"}, "limit must be an integer number"),
    (queries.InterviewQuery, {}, "candidateId should not be empty"),
    (queries.JobQuery, {"search": "\0"}, "Text must not hold NUL characters or lone surrogates"),
]


@pytest.mark.parametrize(("model", "raw", "message"), BROKEN, ids=[message for *_, message in BROKEN])
def test_one_broken_rule_is_one_message(model: type[BaseModel], raw: Any, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(model, raw)
    assert [violation.message for violation in refused.value.violations] == [message]


def test_every_broken_rule_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        parse(wire.NewJob, {"title": "x", "description": 1})
    assert [violation.field for violation in refused.value.violations] == ["title", "description", "status"]


@pytest.mark.parametrize("event", [3, "INTERVIEW_COMPLETED", "interview.completed"])
def test_events_in_three_notations(event: object) -> None:
    assert parse(wire.NewWebhook, HOOK | {"events": [event]}).events == ["interview.completed"]


@pytest.mark.parametrize("event", [6, -1, True, 3.5, "interview.ended", None, [], {}])
def test_no_other_events(event: object) -> None:
    with pytest.raises(Invalid, match="each value in events must be one of the following values: analysis"):
        parse(wire.NewWebhook, HOOK | {"events": [event]})


def test_a_whole_number_is_an_integer_however_it_is_written() -> None:
    duration = parse(wire.NewAgent, AGENT | {"duration": 30.0}).duration
    assert (duration, type(duration)) == (30, int)
    with pytest.raises(Invalid, match="duration must be an integer number"):
        parse(wire.NewAgent, AGENT | {"duration": 30.5})


def test_the_last_day_of_the_calendar_ends() -> None:
    assert parse(queries.UsageQuery, {"end": "9999-12-31"}).end.year == 9999


def test_unknown_fields_are_dropped_and_null_is_absent() -> None:
    job = parse(wire.NewJob, JOB | {"nonsense": 1, "benefits": None})
    assert job.benefits is None
    assert "nonsense" not in job.model_dump(by_alias=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
BODIES = [wire.NewJob, wire.NewCandidate, wire.NewAgent, wire.NewInterview, wire.NewWebhook, wire.ChangeAgent]


@given(st.sampled_from(BODIES).flatmap(lambda model: st.tuples(st.just(model), _filled(model))))
def test_whatever_comes_is_taken_or_refused_in_words(drawn: tuple[type[BaseModel], Any]) -> None:
    for message in _said(*drawn):
        assert message


def _said(model: type[BaseModel], raw: Any) -> list[str]:
    """What a request breaks; anything but Invalid goes through and fails the test."""
    try:
        parse(model, raw)
    except Invalid as refused:
        return [violation.message for violation in refused.violations] or [""]
    return []


def _filled(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    names = [field.alias or name for name, field in model.model_fields.items()]
    return JSON | st.dictionaries(st.sampled_from(names), JSON, max_size=6)
