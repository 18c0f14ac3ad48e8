"""What a candidate sees of what is kept: all of their own, and a judgement only after a person approved it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.actions.scene import assessed, found, held, live, plan, planned, turns
from vivavoce.actions import approvals, own, wishes
from vivavoce.actions.approvals import Decision
from vivavoce.actions.own import Own, Standing
from vivavoce.domain.errors import MissingScope
from vivavoce.domain.identity import Actor, ActorKind, Organization, candidate, operator
from vivavoce.domain.interview import Interview, Role, State, TurnKind
from vivavoce.domain.review import Verdict
from vivavoce.domain.scoring import Review
from vivavoce.domain.wishes import AmendmentKind, Ease, WishKind
from vivavoce.store.database import Store
from vivavoce.store.shapes import ASSESSMENT, TURN, to_json


def seen(store: Store, made: Interview) -> Own:
    actor = candidate(made.organization_id, made.candidate_id)
    with store.read(actor.organization_id) as view:
        return own.read(view, actor, made.id)


def reviewed(store: Store, made: Interview, review: Review) -> None:
    with store.write(operator(made.organization_id)) as tx:
        assessment = tx.find(ASSESSMENT, interview_id=made.id)
        assert assessment is not None
        tx.change(ASSESSMENT, assessment.id, review=review)


def test_before_it_began_there_is_only_the_person(store: Store, home: Organization) -> None:
    kept = seen(store, planned(store, home))
    assert (kept.first_name, kept.email, kept.turns, kept.asked, kept.findings) == (
        "Jane",
        "jane@example.com",
        (),
        (),
        (),
    )


def test_everything_that_was_said_agreed_and_asked_for(store: Store, home: Organization) -> None:
    made = held(store, home)
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        amendment = wishes.amend(tx, made.id, 3, AmendmentKind.ADDITION, "And tests")
        adjusted = wishes.adjust(tx, made.id, [Ease.BREAKS], "en")
        rated = wishes.impress(tx, made.id, 4, "")
        wish = wishes.ask(tx, made.id, WishKind.QUESTION, "How big is the team?")
    with store.write(operator(home.id)) as tx:
        wishes.answer(tx, wish.id, "Six of us")
    kept = seen(store, made)
    assert (kept.amendments, kept.adjustment, kept.impression) == ((amendment,), adjusted, rated)
    assert kept.receipts[0].grants == ("ai_interview", "transcript")
    assert (kept.wishes[0].answer, kept.wishes[0].answered_by) == ("Six of us", None)
    assert "How big is the team?" in to_json(kept)


def test_each_question_with_what_became_of_it(store: Store, home: Organization) -> None:
    made = live(store, home)
    first, second, *_, last = plan().questions
    with store.write(operator(home.id)) as tx:
        for turn in tx.view.every(TURN, interview_id=made.id):
            tx.clear(TURN, interview_id=made.id, number=turn.number)
        answer = next(t for t in turns() if t.role is Role.CANDIDATE)
        for number, question, kind in ((1, first, TurnKind.ANSWER), (2, second, TurnKind.REQUEST)):
            tx.add(
                TURN, replace(answer, number=number, kind=kind, question_id=question.id), interview_id=made.id
            )
    asked = {one.text: one for one in seen(store, made).asked}
    assert (asked[first.text].standing, asked[first.text].turn) == (Standing.ANSWERED, 1)
    assert (asked[second.text].standing, asked[second.text].answers) == (Standing.SKIPPED, ())
    assert asked[second.text].turn == 2
    assert (asked[last.text].standing, asked[last.text].turn) == (Standing.NOT_REACHED, None)


@pytest.mark.parametrize("review", [Review.NOT_REVIEWED, Review.PENDING, Review.RETURNED])
def test_a_judgement_that_nobody_approved_is_not_shown(
    store: Store, home: Organization, review: Review
) -> None:
    made = assessed(store, home)
    reviewed(store, made, review)
    assert found(store, home, made.id).state is State.RELEASED
    assert seen(store, made).findings == ()


def test_an_approved_one_is_held_back_until_it_is_released(store: Store, home: Organization) -> None:
    made = assessed(store, home, assessment_gate=True)
    reviewed(store, made, Review.APPROVED)
    assert found(store, home, made.id).state is State.ASSESSMENT_REVIEW
    assert seen(store, made).findings == ()


def test_the_approved_one_in_words_with_quotes_and_without_a_number(store: Store, home: Organization) -> None:
    made = assessed(store, home, assessment_gate=True)
    with store.write(operator(home.id)) as tx:
        approvals.decide_assessment(tx, made.id, Decision(Verdict.APPROVED))
    kept = seen(store, made)
    said = " ".join(turn.text for turn in kept.turns)
    assert [finding.criterion for finding in kept.findings] == [one.name for one in plan().criteria]
    assert all(quote in said for finding in kept.findings for quote in finding.quotes)
    assert any(finding.quotes for finding in kept.findings)
    assert not re.search(r"\d", " ".join(finding.words for finding in kept.findings))
    assert not {"level", "low", "high", "total"} & set(re.findall(r'"(\w+)":', to_json(kept)))


def test_not_for_a_key(store: Store, home: Organization) -> None:
    made = planned(store, home)
    key = Actor(ActorKind.KEY, "k", home.id, frozenset({"interviews:read"}))
    with pytest.raises(MissingScope), store.read(home.id) as view:
        own.read(view, key, made.id)
