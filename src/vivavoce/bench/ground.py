"""What a measurement stands on: one organization, a key without limits, and things to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from vivavoce.actions import access, agents, candidates, jobs
from vivavoce.domain.hiring import Job
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import Channel, Focus
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Durable
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine, open_run_engine
from vivavoce.store.migrate import migrate
from vivavoce.store.tx import Tx

JOBS = 200
NO_LIMIT = 10**9
TITLE = "Senior backend engineer"
DESCRIPTION = (
    "You design, build and run the payment services of our shop in Python and PostgreSQL, "
    "review the code of three colleagues, and are on call one week in six."
)
SKILLS = ("Python", "PostgreSQL", "Kubernetes")


@dataclass(frozen=True, slots=True)
class Ground:
    """A furnished database: the key's text, and one id of each noun."""

    url: str
    key: str
    organization: Organization
    job_id: str
    candidate_id: str
    agent_id: str


def furnish(url: str) -> Ground:
    """Fill an empty database through the actions, as clients would."""
    clock = SystemClock()
    durable = Durable(open_run_engine(url), clock)
    store = Store(open_engine(url), clock, durable)
    migrate(store.engine)
    home = access.found(store, clock, access.NewOrganization("Bench"))
    unlimited = access.NewKey("bench", frozenset({"*"}), per_minute=NO_LIMIT, per_hour=NO_LIMIT)
    with store.write(operator(home.id)) as tx:
        _, minted = access.mint(tx, unlimited)
        job = [_job_of(tx) for _ in range(JOBS)][-1]
        until = (tx.now + timedelta(days=365)).date()
        person = candidates.NewCandidate("Jane", "Doe", until, "jane.doe@example.com", job_ids=(job.id,))
        candidate = candidates.create(tx, person).candidate
        agent = agents.create(tx, agents.NewAgent("Screening", Channel.ONLINE, Focus.SCREENING, 20))
    store.close()
    durable.close()
    return Ground(url, minted.text, home, job.id, candidate.id, agent.id)


def _job_of(tx: Tx) -> Job:
    return jobs.create(tx, jobs.NewJob(TITLE, DESCRIPTION, required_skills=SKILLS))
