"""All that is kept about one interview, read at once; a score only for those who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vivavoce.actions import assessments
from vivavoce.actions.links import Links
from vivavoce.domain.hiring import Candidate, Job
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Agent, Interview, Plan, State, Turn
from vivavoce.domain.invitation import Invitation, Room
from vivavoce.domain.review import Approval, Step, StoredPlan
from vivavoce.domain.scoring import Assessment
from vivavoce.kit.paging import Page, Slice
from vivavoce.store import listings, queries
from vivavoce.store.shapes import (
    AGENT,
    APPROVAL,
    ASSESSMENT,
    CANDIDATE,
    INTERVIEW,
    INVITATION,
    JOB,
    PLAN,
    ROOM,
    STEP,
    TURN,
    from_json,
)
from vivavoce.store.view import View, escape_like

_OVER = (State.ASSESSMENT_REVIEW, State.RELEASED)


@dataclass(frozen=True, slots=True)
class Folder:
    """One interview with everything around it. `stored` is the latest plan's row, `plan` its content.

    `invitation` is the newest link; `url` opens it. `turns` once it is over. `assessment` is None while there
    is nothing that the reader may see: an unapproved one is seen only by those who may approve it, though
    everybody may know that there is one (`assessment_id`).
    """

    interview: Interview
    candidate: Candidate
    agent: Agent
    job: Job | None
    invitation: Invitation | None
    url: str | None
    room: Room | None
    stored: StoredPlan | None
    plan: Plan | None
    turns: tuple[Turn, ...]
    approvals: tuple[Approval, ...]
    steps: tuple[Step, ...]
    assessment: Assessment | None
    assessment_id: str | None

    @property
    def title(self) -> str:
        """What the interview is for."""
        return self.job.title if self.job else self.agent.name


@dataclass(frozen=True, slots=True)
class FolderFilter:
    """Which folders. `appointed`: for a later time than when it was made; `search`: names, address, title."""

    states: tuple[State, ...] | None = None
    appointed: bool | None = None
    search: str | None = None


def read(view: View, actor: Actor, links: Links, id: str) -> Folder:
    """One interview's folder. Raises NotFound."""
    actor.need("interviews:read", "interviews:write")
    interview = view.get(INTERVIEW, id)
    invitation = view.find(INVITATION, interview_id=id)
    versions = view.every(PLAN, interview_id=id)
    made = view.find(ASSESSMENT, interview_id=id)
    stored = max(versions, key=lambda version: version.version) if versions else None
    return Folder(
        interview=interview,
        candidate=view.get_kept(CANDIDATE, interview.candidate_id),
        agent=view.get_kept(AGENT, interview.agent_id),
        job=view.get_kept(JOB, interview.job_id) if interview.job_id else None,
        invitation=invitation,
        url=links.url(invitation.id) if invitation else None,
        room=view.find(ROOM, interview_id=id),
        stored=stored,
        plan=from_json(Plan, stored.body) if stored else None,
        turns=view.every(TURN, interview_id=id) if interview.state in _OVER else (),
        approvals=view.every(APPROVAL, interview_id=id),
        steps=view.every(STEP, interview_id=id),
        assessment=made if assessments.shows(actor, interview.state) else None,
        assessment_id=made.id if made else None,
    )


def listing(view: View, actor: Actor, links: Links, page: Page, wanted: FolderFilter) -> Slice[Folder]:
    """One page of folders, newest interview first."""
    actor.need("interviews:read")
    bound: dict[str, Any] = {}
    if wanted.states is not None:
        bound["states"] = [state.value for state in wanted.states]
    if wanted.search:
        bound["about"] = f"%{escape_like(wanted.search.lower())}%"
    ids = listings.interviews(wanted.states is not None, wanted.appointed, bool(wanted.search))
    found = view.page(INTERVIEW, page, within=queries.Within(ids, bound))
    return Slice(tuple(read(view, actor, links, row.id) for row in found.rows), found.total, page)
