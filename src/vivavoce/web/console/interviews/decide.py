"""What a person decides about one interview: its plan, its assessment, its link, another try."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import approvals, course, interviews, recordings
from vivavoce.actions.approvals import Changes, Decision
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.errors import Invalid
from vivavoce.domain.interview import State
from vivavoce.domain.review import Verdict
from vivavoce.kit.words import N_
from vivavoce.store.shapes import INTERVIEW
from vivavoce.web.console.door import Console, Visit, sent
from vivavoce.web.console.interviews import result


def routes(console: Console) -> list[Route]:
    """The decisions."""
    base = "/console/interviews/{id}"
    return [
        sent(console, f"{base}/plan", plan),
        sent(console, f"{base}/decide", decide),
        sent(console, f"{base}/again", again),
        sent(console, f"{base}/repair", repair),
        sent(console, f"{base}/record", record),
        sent(console, f"{base}/reissue", reissue),
        sent(console, f"{base}/cancel", cancel),
    ]


def plan(visit: Visit) -> Response:
    """Approve a plan, reject it, or have it written again."""
    try:
        told = _plan(visit)
    except Invalid as error:
        return result.refused(visit, error)
    return visit.go(_here(visit), told)


def _plan(visit: Visit) -> str:
    reason, verdict = visit.said("reason") or None, visit.said("verdict")
    with visit.write() as tx:
        if verdict == "changes":
            approvals.ask_changes(
                tx, visit.id(), Decision(Verdict.CHANGES_ASKED, reason=reason), _changes(visit)
            )
        else:
            approvals.decide_plan(tx, visit.id(), Decision(_verdict(verdict), reason=reason))
    told = {
        "approved": N_("The plan is approved; the candidate is invited."),
        "rejected": N_("The plan is rejected."),
    }
    return told.get(verdict, N_("The plan is being written again."))


def decide(visit: Visit) -> Response:
    """Approve an assessment, or return it for a second look; released without a gate it is reviewed."""
    reason, approve = visit.said("reason") or None, visit.said("verdict") == "approved"
    if not approve and reason is None:
        silent = Invalid.because("reason", N_("Please say what the second look should be for."))
        return result.refused(visit, silent)
    decision = Decision(Verdict.APPROVED if approve else Verdict.CHANGES_ASKED, reason=reason)
    with visit.write() as tx:
        gated = tx.get(INTERVIEW, visit.id()).state is State.ASSESSMENT_REVIEW
        if not gated:
            approvals.review(tx, visit.id(), decision)
        elif approve:
            approvals.decide_assessment(tx, visit.id(), decision)
        else:
            approvals.return_assessment(tx, visit.id(), decision)
    return visit.go(
        "/console" if approve else _here(visit),
        N_("The assessment is approved.") if approve else N_("Returned for a second look."),
    )


def again(visit: Visit) -> Response:
    """Invite the candidate to another interview for the same job."""
    with visit.write() as tx:
        old = tx.get(INTERVIEW, visit.id())
        wanted = NewInterview(old.candidate_id, old.agent_id, old.job_id, rejoin_minutes=old.rejoin_minutes)
        made = interviews.create(tx, visit.house.links, visit.house.mind, wanted)
    return visit.go(f"/console/interviews/{made.interview.id}", N_("Another interview is being prepared."))


def repair(visit: Visit) -> Response:
    """Have a plan that failed written, or an assessment that failed made, again."""
    with visit.write() as tx:
        course.repair(tx, visit.id())
    return visit.go(_here(visit), N_("It is being tried again."))


def record(visit: Visit) -> Response:
    """Have a recording made that could not be made."""
    with visit.write() as tx:
        recordings.retry(tx, visit.id())
    return visit.go(_here(visit), N_("It is being tried again."))


def reissue(visit: Visit) -> Response:
    """A new link; the old one works no more."""
    days = visit.visitor.organization.policy.link_days
    with visit.write() as tx:
        course.reissue(tx, visit.house.links, visit.id(), tx.now + timedelta(days=days))
    return visit.go(_here(visit), N_("There is a new link; the old one works no more."))


def cancel(visit: Visit) -> Response:
    """Call the interview off."""
    with visit.write() as tx:
        course.cancel(tx, visit.id())
    return visit.go(_here(visit), N_("The interview is called off."))


def _here(visit: Visit) -> str:
    return f"/console/interviews/{visit.id()}"


def _verdict(word: str) -> Verdict:
    return Verdict.APPROVED if word == "approved" else Verdict.REJECTED


def _changes(visit: Visit) -> Changes:
    minutes = visit.said("minutes")
    return Changes(
        _listed(visit.said("add")),
        _listed(visit.said("remove")),
        min(180, max(5, int(minutes))) if minutes.isdecimal() and len(minutes) < 4 else None,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
