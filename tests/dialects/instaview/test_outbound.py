"""Does what came in go out again as it came, and is an interview told as far as it has come?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.actions.interviews import Dossier
from vivavoce.dialects.instaview import answers, inbound, outbound, queries, wire
from vivavoce.dialects.instaview.analysis import analysis, fit
from vivavoce.dialects.instaview.broken import parse
from vivavoce.domain.interview import (
    Anchors,
    Channel,
    Criterion,
    Interview,
    Plan,
    Role,
    State,
    Turn,
    TurnKind,
)
from vivavoce.domain.scoring import Appraisal, Assessment, Coverage, Evidence, Review, Score
from vivavoce.store.shapes import JOB, from_json, to_json

NOW = datetime(2026, 11, 22, 9, 0, 0, 999_999, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=10, max_size=40)
WORD = st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True)
AMOUNT = st.integers(0, 2**53) | st.floats(0, 1e9)
JOBS = st.fixed_dictionaries(
    {"title": TEXT, "description": TEXT, "status": st.sampled_from(["OPEN", "CLOSED", "UNDEFINED"])},
    optional={
        "requiredSkills": st.lists(TEXT, min_size=1, max_size=10),
        "niceToHaveSkills": st.lists(TEXT, min_size=1, max_size=10),
        "languageRequirements": st.lists(
            st.fixed_dictionaries({"language": st.just("EN"), "proficiency": st.sampled_from(["A1", "C2"])}),
            max_size=5,
        ),
        "education": st.lists(WORD, max_size=5),
        "experience": WORD,
        "contractType": WORD,
        "benefits": TEXT,
        "location": st.fixed_dictionaries({}, optional={"workMode": WORD, "city": TEXT, "postalCode": TEXT}),
        "salary": st.fixed_dictionaries({}, optional={"min": AMOUNT, "max": AMOUNT, "period": WORD}),
        "metadata": st.dictionaries(TEXT, TEXT | AMOUNT | st.none(), max_size=5),
    },
)


@given(JOBS)
def test_a_job_goes_out_as_it_came_in(sent: dict[str, Any]) -> None:
    new = inbound.new_job(parse(wire.NewJob, sent))
    kept = replace(new, details=from_json(type(new.details), to_json(new.details)))
    told = json.loads(outbound.envelope(outbound.draft(kept, "o"), NOW))["data"]
    assert {name: value for name, value in told.items() if value != [] or name in sent} == sent | {
        "companyId": "o"
    }


def test_every_column_of_a_job_is_told_or_known_to_be_ours() -> None:
    told = set(answers.Job.model_fields) | {"details", "organization_id", "reference", "api_invites"}
    assert set(JOB.names) <= told


def test_the_envelope_to_the_byte() -> None:
    assert outbound.envelope(True, NOW) == (
        b'{"success":true,"data":true,"error":null,"timestamp":"2026-11-22T09:00:00Z"}'
    )


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ({}, NOW - timedelta(days=30), NOW),
        ({"end": "2026-10-31"}, datetime(2026, 10, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)),
        (
            {"start": "2026-10-01", "end": "2026-10-31T12:00:00Z"},
            datetime(2026, 10, 1, tzinfo=UTC),
            datetime(2026, 10, 31, 12, tzinfo=UTC),
        ),
    ],
)
def test_a_period_ends_with_its_whole_last_day(query: Any, start: datetime, end: datetime) -> None:
    assert inbound.period(parse(queries.UsageQuery, query), NOW) == (start, end)


TURN = Turn(1, Role.AGENT, TurnKind.GREETING, "Hello", NOW)
CRITERION = Criterion("k1", "Python", 1.0, Anchors("a", "b", "c"), ("Python",))
PLAN = Plan("Engineer", "mid", "EN", 30, (CRITERION,), (), "Hello", "Bye")
SCORES = (
    Score("k1", Coverage.ANSWERED, 4.0, 3.5, 4.5, (Evidence(2, 0, 1, "I"),), "An own example."),
    Score("k2", Coverage.DECLINED, None, None, None, (), ""),
)
APPRAISAL = Appraisal(SCORES, 75, 0.5, "Good.", ("Example",), (), (), "rules/1")
ASSESSMENT = Assessment("s", "o", "i", APPRAISAL, Review.NOT_REVIEWED, "d", NOW, NOW)


def interview(state: State, minutes: float | None = None) -> dict[str, Any]:
    value = Interview("i", "o", "c", "a", None, state, NOW, NOW, NOW, NOW)
    if minutes is not None:
        value = replace(value, started_at=NOW - timedelta(minutes=minutes), ended_at=NOW)
    turns = (TURN,) if state in {State.RELEASED, State.ASSESSMENT_REVIEW} else ()
    return outbound.interview(Dossier(value, Channel.ONLINE, (), turns, None, "https://x/y"))


@pytest.mark.parametrize(("minutes", "told"), [(0.0, 1), (0.2, 1), (14.6, 15)])
def test_a_finished_interview_lasted_a_minute_at_least(minutes: float, told: int) -> None:
    finished = interview(State.RELEASED, minutes)
    assert (finished["durationMinutes"], finished["finishedDate"]) == (told, "2026-11-22T09:00:00Z")
    assert finished["transcript"] == [
        {"speaker": "AGENT", "text": "Hello", "timestamp": "2026-11-22T09:00:00Z"}
    ]
    assert finished["analysis"] is None


@pytest.mark.parametrize("state", [State.READY, State.LIVE, State.ASSESSING])
def test_what_is_not_over_shows_no_end(state: State) -> None:
    assert not {"transcript", "finishedDate", "durationMinutes"} & set(interview(state, 3))


def test_an_analysis_names_its_criteria() -> None:
    told = analysis(ASSESSMENT, PLAN)
    assert answers.Analysis.model_validate(told)
    assert told["general"]["evaluation"] == [
        "Good.",
        "Python: 4 of 5. An own example.",
        "k2: not assessed: the candidate declined to answer",
    ]


@pytest.mark.parametrize(
    ("total", "word"), [(None, None), (0, "LOW"), (39, "LOW"), (40, "MEDIUM"), (69, "MEDIUM"), (70, "HIGH")]
)
def test_fit(total: int | None, word: str | None) -> None:
    assert fit(total) == word
