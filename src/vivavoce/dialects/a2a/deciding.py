"""How people decide: about plans and assessments, to call an interview off, to try again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vivavoce.actions import approvals, course, intake, interviews
from vivavoce.dialects.a2a import inbound, outbound, quality
from vivavoce.dialects.a2a.record import rows
from vivavoce.dialects.a2a.reply import NO_CONTENT, ok, whole_folder
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.interview import State
from vivavoce.domain.review import Verdict
from vivavoce.kit.clock import iso_millis
from vivavoce.store.tx import Tx

APPROVED = "Interview plan approved. Candidate link generated."
REJECTED = "Interview plan rejected."
ASKED_CHANGES = "Plan modification requested. Plan is being regenerated."
ASSESSMENT_APPROVED = "Assessment approved."
ASSESSMENT_REJECTED = "Assessment rejected. Interview cancelled."
CANCELLED = "Interview cancelled."
AGAIN = "Assessment started."


def approve_plan(tx: Tx, call: Call) -> Reply:
    """The same decision again has the same answer."""
    id = path_id(call, "interview")
    if not call.body.approved:
        approvals.decide_plan(tx, id, inbound.decision(call, Verdict.REJECTED))
        return ok({"message": REJECTED, "workflowState": "REJECTED"})
    approvals.decide_plan(tx, id, inbound.decision(call, Verdict.APPROVED))
    folder = whole_folder(tx.view, call, id)
    return ok({"message": APPROVED, "workflowState": "APPROVED", "interviewLink": folder.url})


def request_modification(tx: Tx, call: Call) -> Reply:
    id, asked = path_id(call, "interview"), call.body
    decision = approvals.Decision(Verdict.CHANGES_ASKED, inbound.decider(call), asked.comments)
    approvals.ask_changes(tx, id, decision, inbound.changes(asked.modifications))
    return ok({"message": ASKED_CHANGES, "workflowState": "GENERATING_PLAN"})


def approve_assessment(tx: Tx, call: Call) -> Reply:
    """The same decision again has the same answer."""
    id = path_id(call, "interview")
    if call.body.approved:
        approvals.decide_assessment(tx, id, inbound.decision(call, Verdict.APPROVED))
        return ok({"message": ASSESSMENT_APPROVED, "workflowState": "ASSESSMENT_APPROVED"})
    approvals.decide_assessment(tx, id, inbound.decision(call, Verdict.REJECTED))
    return ok({"message": ASSESSMENT_REJECTED, "workflowState": "CANCELLED"})


def cancel_run(tx: Tx, call: Call) -> Reply:
    course.cancel(tx, path_id(call, "interview"), by=inbound.decider(call))
    return ok({"message": CANCELLED, "workflowState": "CANCELLED"})


def delete_interview(tx: Tx, call: Call) -> Reply:
    interviews.delete(tx, path_id(call, "interview"))
    return NO_CONTENT


def invite(tx: Tx, call: Call) -> Reply:
    id = path_id(call, "interview")
    link = course.invite(tx, call.house.links, id)
    address = whole_folder(tx.view, call, id).candidate.email
    return ok(
        {
            "interviewLink": call.house.links.url(link.id),
            "linkExpiresAt": iso_millis(link.expires_at),
            "sentTo": address,
        }
    )


def assess_again(tx: Tx, call: Call) -> Reply:
    """Raises Conflict unless the assessment has failed."""
    id = path_id(call, "interview")
    if whole_folder(tx.view, call, id).interview.state is not State.RELEASED:
        raise Conflict("This interview does not wait for an assessment")
    course.repair(tx, id, inbound.decider(call))
    return ok({"message": AGAIN, "workflowState": "COMPLETED"}, 202)


def make_transition(tx: Tx, call: Call) -> Reply:
    """Raises Conflict for a transition that only the system makes, or that is not possible now."""
    id, wanted = path_id(call, "interview"), call.body.transition
    if wanted not in BY_HAND:
        raise Conflict(f"{wanted} is made by the system")
    BY_HAND[wanted](tx, call, id)
    folder = whole_folder(tx.view, call, id)
    return ok(outbound.transition(id, next(row for row in reversed(rows(folder)) if row.name == wanted)))


def _plan(verdict: Verdict) -> Callable[[Tx, Call, str], None]:
    def decide(tx: Tx, call: Call, id: str) -> None:
        approvals.decide_plan(tx, id, _decision(call, verdict))

    return decide


def _assessment(verdict: Verdict) -> Callable[[Tx, Call, str], None]:
    def decide(tx: Tx, call: Call, id: str) -> None:
        approvals.decide_assessment(tx, id, _decision(call, verdict))

    return decide


def _modify(tx: Tx, call: Call, id: str) -> None:
    if not call.body.reason:
        raise Invalid.because("reason", "Is required for MODIFY")
    approvals.ask_changes(tx, id, _decision(call, Verdict.CHANGES_ASKED))


def _complete(tx: Tx, call: Call, id: str) -> None:
    asked = quality.asked(whole_folder(tx.view, call, id))
    if not intake.complete_enough(intake.issues_of(asked)):
        raise Conflict("The request is not complete")
    intake.complete(tx, id, asked, inbound.decider(call))


def _cancel(tx: Tx, call: Call, id: str) -> None:
    course.cancel(tx, id, call.body.reason, inbound.decider(call))


def _plan_again(tx: Tx, call: Call, id: str) -> None:
    if whole_folder(tx.view, call, id).interview.state is not State.FAILED:
        raise Conflict("This interview does not wait for a plan")
    course.repair(tx, id, inbound.decider(call))


def _decision(call: Call, verdict: Verdict) -> approvals.Decision:
    return approvals.Decision(verdict, inbound.decider(call), call.body.reason)


BY_HAND: Mapping[str, Callable[[Tx, Call, str], None]] = {
    "COMPLETE_INFO": _complete,
    "GENERATE_PLAN": _plan_again,
    "APPROVE": _plan(Verdict.APPROVED),
    "REJECT": _plan(Verdict.REJECTED),
    "MODIFY": _modify,
    "APPROVE_ASSESSMENT": _assessment(Verdict.APPROVED),
    "REJECT_ASSESSMENT": _assessment(Verdict.REJECTED),
    "CANCEL": _cancel,
}
"""The transitions that people make."""
