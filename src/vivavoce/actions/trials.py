"""How somebody tries out an agent: a real interview in writing, held with themselves, marked as a test."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from vivavoce.actions import interviews
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.links import Links
from vivavoce.domain.errors import Invalid
from vivavoce.domain.interview import Channel, Focus
from vivavoce.interviewer.mind import Mind
from vivavoce.kit.words import N_
from vivavoce.store.shapes import AGENT, INTERVIEW, MEMBER
from vivavoce.store.tx import Tx

KEPT: Final = timedelta(days=7)
"""How long what was said in a trial is kept."""


def talk(tx: Tx, links: Links, mind: Mind, agent_id: str, job_id: str | None) -> str:
    """The link of a new interview with the signed-in person; nobody is mailed, nothing waits for approval.

    Raises NotFound, Invalid (`agent`: one that telephones; `job`: one that needs a job to ask about).
    """
    tx.actor.need("interviews:write")
    agent, person = tx.get(AGENT, agent_id), tx.get(MEMBER, tx.actor.id)
    if agent.channel is not Channel.ONLINE:
        raise Invalid.because("agent", N_("An agent that telephones cannot be talked to in writing."))
    if job_id is None and agent.focus is not Focus.GENERIC:
        raise Invalid.because("job", N_("Choose the job that the interview is about."))
    first, _, last = person.name.partition(" ")
    guest = NewCandidate(first, last, (tx.now + KEPT).date())
    made = interviews.create(tx, links, mind, NewInterview(guest, agent.id, job_id, mails=False))
    tx.change(INTERVIEW, made.interview.id, is_test=True, plan_gate=False, assessment_gate=False)
    assert made.link is not None, "an interview in the browser has a link"
    return made.link
