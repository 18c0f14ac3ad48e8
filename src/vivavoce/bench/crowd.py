"""An organization at work: jobs, a thousand candidates, their interviews, somebody to read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Final

from vivavoce.actions import (
    access,
    agents,
    assessments,
    browsers,
    candidates,
    interviews,
    jobplans,
    jobs,
    lobby,
    members,
    plans,
    rooms,
)
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.rooms import Said
from vivavoce.deps import Deps
from vivavoce.domain.hiring import Job
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.domain.interview import Agent, Channel, EndReason, Focus, Plan
from vivavoce.interviewer.evidence import prove_appraisal
from vivavoce.interviewer.mind import Mind
from vivavoce.store.tx import Tx

JOBS: Final = 20
BATCH: Final = 50
TITLES: Final = ("Backend engineer", "Warehouse lead", "Nurse", "Account executive", "Data analyst")
DESCRIPTION: Final = (
    "You design, build and run services in Python and PostgreSQL, review the work of three colleagues, "
    "plan the week with the team, and answer to customers when something goes wrong."
)
FIRST: Final = ("Ada", "Bo", "Chidi", "Dana", "Emre", "Fatou", "Goran", "Hana", "Ines", "Jun")
LAST: Final = ("Okafor", "Nilsson", "Eze", "Levi", "Kaya", "Diop", "Babić", "Sato", "Costa", "Park", "Reyes")


@dataclass(frozen=True, slots=True)
class Crowd:
    """What pages can be asked for: an administrator's cookie, and one id of each noun."""

    organization_id: str
    cookie: str
    job_id: str
    candidate_id: str
    finished_id: str
    waiting_id: str
    agent_id: str


def gather(deps: Deps, people: int) -> Crowd:
    """Fill an empty, migrated database through the actions with `people` candidates, one interview each.

    Two of three are finished (held by the simulated candidate), the others are invited.
    """
    store, house = deps.house.store, deps.house
    home = access.found(store, house.clock, access.NewOrganization("Northwind Logistics"))
    boss = operator(home.id)
    with store.write(boss) as tx:
        person = members.create(tx, "rita@northwind.example", "Rita Ames", MemberRole.ADMIN, None)
        agent = agents.create(tx, agents.NewAgent("First interview", Channel.ONLINE, Focus.SCREENING, 15))
        openings = [_opening(tx, number) for number in range(JOBS)]
        jobplans.draft(tx, house.mind, openings[0].id)
    made: list[tuple[str, str]] = []
    turn = cycle(openings)
    for start in range(0, people, BATCH):
        with store.write(boss) as tx:
            numbers = range(start, min(people, start + BATCH))
            made += [_interview(deps, tx, number, next(turn), agent) for number in numbers]
    return Crowd(
        home.id,
        browsers.open_session(store, person, "bench"),
        openings[0].id,
        made[0][1],
        made[0][0],
        made[2][0],
        agent.id,
    )


def _opening(tx: Tx, number: int) -> Job:
    title = f"{TITLES[number % len(TITLES)]} {number // len(TITLES) + 1}"
    skills = ("Python", "PostgreSQL", "Communication")
    return jobs.create(
        tx, jobs.NewJob(title, DESCRIPTION, required_skills=skills, reference=f"NW-{number:03}")
    )


def _interview(deps: Deps, tx: Tx, number: int, job: Job, agent: Agent) -> tuple[str, str]:
    """The ids of an interview and its candidate."""
    name = FIRST[number % len(FIRST)], LAST[number % len(LAST)]
    new = candidates.NewCandidate(
        *name,
        (tx.now + timedelta(days=90)).date(),
        f"{name[0]}.{number}@example.com".lower(),
        job_ids=(job.id,),
    )
    candidate = candidates.create(tx, new).candidate
    wanted = NewInterview(candidate.id, agent.id, job.id, mails=False)
    interview = interviews.create(tx, deps.house.links, deps.house.mind, wanted).interview
    plans.begin(tx, interview.id)
    plan = deps.house.mind.planner.plan(plans.brief(tx.view, interview.id))
    plans.keep(tx, interview.id, plan)
    if number % 3 != 2:
        _hold(tx, deps.house.mind, interview.id, plan)
    return interview.id, candidate.id


def _hold(tx: Tx, mind: Mind, interview_id: str, plan: Plan) -> None:
    """From the candidate's consent to the assessment."""
    lobby.agree(tx, interview_id, "en", ("ai_interview", "transcript"))
    rooms.open_room(tx, interview_id)
    seat = rooms.connect(tx, interview_id)
    turns = mind.rehearse(plan, tx.now)
    rooms.say(tx, seat.room, "CLOSING", [Said(turn) for turn in turns], ())
    rooms.finish(tx, interview_id, EndReason.COMPLETED)
    assessments.store(tx, interview_id, prove_appraisal(mind.assessor.assess(plan, turns), plan, turns))
