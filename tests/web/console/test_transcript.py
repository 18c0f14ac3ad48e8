"""A transcript by question, as reviewers read it."""

from __future__ import annotations

from datetime import UTC, datetime

from vivavoce.domain.interview import Role, Turn, TurnKind
from vivavoce.interviewer.embedded import embedded
from vivavoce.interviewer.mind import Brief
from vivavoce.web.console.interviews.transcript import passages

AT = datetime(2026, 11, 22, tzinfo=UTC)
PLAN = embedded(None).planner.plan(Brief("Backend Engineer", "You build REST APIs in Python and PostgreSQL."))
ONE, TWO = PLAN.questions[:2]


def test_what_was_broken_off_stands_with_the_answer_that_went_on() -> None:
    def turn(number: int, role: Role, question: str | None, *, goes_on: bool = False) -> Turn:
        kind = TurnKind.QUESTION if role is Role.AGENT else TurnKind.ANSWER
        return Turn(number, role, kind, f"Words {number}.", AT, question, goes_on)

    turns = (
        turn(1, Role.AGENT, None),
        turn(2, Role.AGENT, ONE.id),
        turn(3, Role.CANDIDATE, ONE.id),
        turn(4, Role.AGENT, TWO.id),
        turn(5, Role.CANDIDATE, ONE.id, goes_on=True),
        turn(6, Role.AGENT, TWO.id),
        turn(7, Role.CANDIDATE, TWO.id),
    )
    read = passages(PLAN, turns, None, (), AT)
    assert [(one.number, [(said.turn.number, said.withdrawn) for said in one.said]) for one in read] == [
        (0, [(1, False)]),
        (1, [(2, False), (3, False), (4, True), (5, False)]),
        (2, [(6, False), (7, False)]),
    ]
