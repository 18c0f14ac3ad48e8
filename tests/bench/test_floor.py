"""The floor writes what the product writes, on both engines, so that the two may be compared."""

from __future__ import annotations

import json

import sqlalchemy as sa

from vivavoce.bench.driver import open_driver
from vivavoce.bench.floor import Floor
from vivavoce.bench.ground import JOBS, Ground, furnish
from vivavoce.store.engine import open_engine


def rows(ground: Ground, *tables: str) -> list[int]:
    engine = open_engine(ground.url)
    with engine.connect() as connection:
        counts = [sa.select(sa.func.count()).select_from(sa.text(table)) for table in tables]
        found = [connection.execute(count).scalar_one() for count in counts]
    engine.dispose()
    return found


def test_reads(url: str) -> None:
    ground = furnish(url)
    floor = Floor(open_driver(url), ground.organization.id)
    assert json.loads(floor.job(ground.job_id))["id"] == ground.job_id
    listed = json.loads(floor.jobs(50))
    assert (len(listed["data"]), listed["total"]) == (50, JOBS)


def test_writes(url: str) -> None:
    ground = furnish(url)
    driver = open_driver(url)
    floor = Floor(driver, ground.organization.id)
    tables = ("job", "interview", "step", "event", "audit", f"{driver.place}.workflow_input")
    before = rows(ground, *tables)
    made = json.loads(floor.new_job({"title": "Clerk", "description": "Files.", "requiredSkills": ["Ink"]}))
    parties = {"candidateId": ground.candidate_id, "agentId": ground.agent_id, "jobId": made["id"]}
    floor.new_interview(parties)
    grown = [now - then for now, then in zip(rows(ground, *tables), before, strict=True)]
    assert grown == [1, 1, 1, 2, 2, 2]
    assert json.loads(floor.job(made["id"]))["requiredSkills"] == ["Ink"]
