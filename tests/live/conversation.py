"""A made interview that is ready for its candidate, for tests of the live side."""

from __future__ import annotations

from datetime import date

from vivavoce.actions import interviews, lobby, plans, rooms
from vivavoce.actions.agents import NewAgent
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.jobs import NewJob
from vivavoce.actions.links import Links
from vivavoce.domain.identity import Actor, Organization, candidate, operator
from vivavoce.domain.interview import Channel, Focus, Interview
from vivavoce.interviewer.embedded import embedded
from vivavoce.store.database import Store

LINKS = Links("http://localhost:3009", b"k" * 32)
MIND = embedded(None)


def ready(store: Store, home: Organization, minutes: int = 12) -> tuple[Interview, Actor]:
    """An interview with its plan, and its candidate as an actor who has consented."""
    new = interviews.NewInterview(
        NewCandidate("Jane", "Doe", date(2027, 1, 1), email="jane@example.com"),
        NewAgent("Screening", Channel.ONLINE, Focus.SCREENING, minutes),
        NewJob(
            "Backend Engineer",
            "You build REST APIs in Python and tune PostgreSQL.",
            required_skills=("Python", "PostgreSQL"),
        ),
    )
    with store.write(operator(home.id)) as tx:
        made = interviews.create(tx, LINKS, MIND, new).interview
        plans.begin(tx, made.id)
        plans.keep(tx, made.id, MIND.planner.plan(plans.brief(tx.view, made.id)))
    actor = candidate(home.id, made.candidate_id)
    with store.write(actor) as tx:
        lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
        rooms.open_room(tx, made.id)
    return made, actor
