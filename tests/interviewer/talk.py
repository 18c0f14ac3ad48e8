"""What the interviewer's tests share: job posts, and conversations written as a list of replies."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from vivavoce.domain.interview import Brief, Move, Plan, Role, Turn, TurnKind
from vivavoce.interviewer.rules.conductor import RulesConductor

REPOSITORY = Path(__file__).parents[2]
SKILLSPAN = REPOSITORY.parent / "shared" / "data" / "skillspan" / "dev.json"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
PLENTY = 600.0


def sample_briefs() -> list[Brief]:
    """The briefs of the job posts under `samples/`."""
    return [
        Brief(_title(path), path.read_text("utf-8")) for path in sorted((REPOSITORY / "samples").iterdir())
    ]


def _title(path: Path) -> str:
    text = path.read_text("utf-8")
    marked = re.search(r"<title>(.*?)</title>", text)
    return marked.group(1) if marked else text.splitlines()[0]


def rebuilt_posts() -> Iterator[Brief]:
    """SkillSpan's development posts, whole, and every twelve lines of them as a post of their own."""
    posts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in SKILLSPAN.read_text("utf-8").splitlines():
        row = json.loads(line)
        posts[row["source"], row["idx"]].append(" ".join(row["tokens"]).replace("<ORGANIZATION>", "Acme"))
    for lines in posts.values():
        yield Brief(lines[0], "\n".join(lines))
        for start in range(0, len(lines), 12):
            yield Brief(lines[start], "\n".join(lines[start : start + 12]), minutes=5 + start % 50)


def agent(number: int, kind: TurnKind, text: str, question_id: str | None = None) -> Turn:
    return Turn(number, Role.AGENT, kind, text, AT, question_id)


def candidate(number: int, text: str, question_id: str | None = None) -> Turn:
    return Turn(number, Role.CANDIDATE, TurnKind.ANSWER, text, AT, question_id)


def converse(
    plan: Plan, replies: Sequence[str], minutes_left: float = PLENTY
) -> tuple[list[Turn], list[Move]]:
    """The turns and moves of a conversation in which the candidate says `replies` and then nothing more.

    The last move answers the last reply.
    """
    turns: list[Turn] = []
    moves: list[Move] = []
    waiting = list(replies)
    while True:
        move = RulesConductor().next(plan, turns, minutes_left)
        moves.append(move)
        turns.append(agent(len(turns) + 1, move.kind, move.text, move.question_id))
        if move.ends or (move.kind is not TurnKind.GREETING and not waiting):
            return turns, moves
        if move.kind is not TurnKind.GREETING:
            turns.append(candidate(len(turns) + 1, waiting.pop(0), move.question_id))
