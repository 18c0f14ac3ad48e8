"""Reports: figures of what really happened, drawn, in tables and as CSV."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.web.console.conftest import AsRole, member_of
from tests.web.console.scene import held
from tests.web.site import Site
from vivavoce.actions import plans, reviews
from vivavoce.domain.figures import DropOff
from vivavoce.domain.identity import Actor, ActorKind, MemberRole
from vivavoce.web.console.reports import BANDS, DROPPED, bars

HERE = "/console/reports"
NAMES = (
    "funnel",
    "drop-offs",
    "weeks",
    "time-to-decision",
    "overrides",
    "agreement",
    "failures",
    "coverage",
)


@pytest.fixture
def viewer(as_role: AsRole) -> httpx.Client:
    return as_role(MemberRole.VIEWER)


def rows(client: httpx.Client, figure: str, **asked: str) -> list[list[str]]:
    """A figure's CSV without its head."""
    answer = client.get(f"{HERE}/{figure}/export", params={"format": "csv", **asked})
    assert answer.headers["content-type"].startswith("text/csv")
    return [line.split(",") for line in answer.text.splitlines()[1:]]


def test_of_one_job(viewer: httpx.Client, site: Site) -> None:
    done = held(site)
    held(site, job_id=done.job_id, name="Ben Li")
    counts = {row[0]: row[1:] for row in rows(viewer, "funnel", job=done.job_id)}
    assert counts["Invited"] == counts["Finished"] == ["2", "100%"]
    assert counts["Decided by a person"] == ["0", "0%"]
    assert sum(int(row[1]) for row in rows(viewer, "coverage", job=done.job_id)) == 2
    page = viewer.get(HERE, params={"job": done.job_id}).text
    for name in NAMES:
        assert f'id="{name}"' in page
    assert page.count('role="img"') >= 4
    assert "needs candidates" in page


def test_of_a_time(viewer: httpx.Client, site: Site) -> None:
    done = held(site)
    today = site.deps.house.clock.now().date()
    before = (today - timedelta(days=1)).isoformat()
    assert rows(viewer, "funnel", job=done.job_id, to=before)[0][1] == "0"
    assert rows(viewer, "funnel", **{"job": done.job_id, "from": today.isoformat()})[0][1] == "1"
    assert "Nobody was invited" in viewer.get(HERE, params={"job": done.job_id, "to": before}).text
    assert rows(viewer, "funnel", **{"job": done.job_id, "from": "x", "to": "9999-99-99"})[0][1] == "1"


def test_of_reviewers(viewer: httpx.Client, site: Site) -> None:
    done = held(site)
    reviewer = member_of(site, MemberRole.REVIEWER)
    who = Actor(ActorKind.MEMBER, reviewer.id, site.organization_id, frozenset({"*"}))
    with site.deps.house.store.write(who) as tx:
        plan = plans.current(tx.view, done.id)
        assert plan
        reviews.rate(tx, done.id, plan.criteria[0].id, 1.0, "I heard otherwise")
    ((name, rated, differed, _),) = rows(viewer, "overrides", job=done.job_id)
    assert (name, rated, differed) == ("Reviewer Reyes", "1", "1")
    assert rows(viewer, "agreement", job=done.job_id)[0][0] == "1"


def test_what_is_not_there(viewer: httpx.Client) -> None:
    assert viewer.get(f"{HERE}/salaries/export?format=csv").status_code == 404
    assert viewer.get(HERE, params={"job": "x"}).status_code == 404


def test_words_for_every_reason() -> None:
    assert set(DROPPED) == set(DropOff)
    assert len(BANDS) == 5


def test_bars_are_shares_of_the_longest() -> None:
    assert [bar.share for bar in bars([("a", 2, "2"), ("b", 8, "8"), ("c", 0, "0")])] == [0.25, 1, 0]
    assert [bar.share for bar in bars([("a", 0, "0")])] == [0]
