"""Which operations about interviews there are: path, scope, models, what serves each (contract §1, §11)."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.dialects.a2a import answers, asking, deciding, joining, reading, requests
from vivavoce.dialects.a2a.reply import placed
from vivavoce.dialects.dialect import Route, Unit
from vivavoce.domain.identity import APPROVE

R, W, N, OPEN = Unit.READ, Unit.WRITE, Unit.NONE, Unit.OPEN
READS, WRITES, DELETES, DECIDES = (
    ("interviews:read",),
    ("interviews:write",),
    ("interviews:delete",),
    (APPROVE,),
)

_NEW = (
    Route(
        "POST",
        "/a2a/interview",
        WRITES,
        asking.create_run,
        N,
        "Ask for an interview",
        201,
        body=requests.NewRun,
        answer=answers.RunTaken,
        repeats=True,
        also=(200,),
    ),
    Route(
        "POST",
        "/interviews",
        WRITES,
        asking.create_interview,
        N,
        "Create an interview from a form",
        201,
        body=requests.NewRun,
        answer=answers.RunListed,
        repeats=True,
    ),
)
_RUNS = (
    Route(
        "GET",
        "/a2a/interview/{id}/status",
        READS,
        reading.read_status,
        R,
        "Read where a run stands, with its plan and assessment",
        answer=answers.RunStatus,
        also=(304,),
    ),
    Route(
        "PATCH",
        "/a2a/interview/{id}/complete-info",
        WRITES,
        asking.complete_request,
        W,
        "Add what a request lacked",
        body=requests.MoreAsked,
        answer=answers.RunCompleted,
    ),
    Route(
        "POST",
        "/a2a/interview/{id}/approve",
        DECIDES,
        deciding.approve_plan,
        W,
        "Approve or reject a plan",
        body=requests.PlanDecision,
        answer=answers.PlanDecided,
    ),
    Route(
        "PATCH",
        "/a2a/interview/{id}/request-modification",
        DECIDES,
        deciding.request_modification,
        W,
        "Have another plan written",
        body=requests.Modification,
        answer=answers.Decided,
    ),
    Route(
        "POST",
        "/a2a/interview/{id}/approve-assessment",
        DECIDES,
        deciding.approve_assessment,
        W,
        "Approve or reject an assessment",
        body=requests.PlanDecision,
        answer=answers.Decided,
    ),
    Route(
        "DELETE",
        "/a2a/interview/{id}",
        DELETES,
        deciding.cancel_run,
        W,
        "Call an interview off",
        answer=answers.Decided,
    ),
)
_INTERVIEWS = (
    Route(
        "GET",
        "/interviews/{id}",
        READS,
        reading.read_interview,
        R,
        "Read an interview",
        answer=answers.RunListed,
    ),
    Route(
        "PUT",
        "/interviews/{id}",
        WRITES,
        asking.change_interview,
        W,
        "Change an interview that waits for more to be told",
        body=requests.MoreAsked,
        answer=answers.RunListed,
    ),
    Route("DELETE", "/interviews/{id}", DELETES, deciding.delete_interview, W, "Delete an interview", 204),
    Route(
        "GET",
        "/interviews/{id}/plan",
        READS,
        reading.read_plan,
        R,
        "Read a plan",
        answer=answers.RunPlan,
    ),
    Route(
        "GET",
        "/interviews/{id}/assessment",
        READS,
        reading.read_assessment,
        R,
        "Read an assessment",
        answer=answers.RunAssessment,
    ),
    Route(
        "POST",
        "/interviews/{id}/invite",
        WRITES,
        deciding.invite,
        W,
        "Mail the candidate the link",
        answer=answers.Invited,
    ),
    Route(
        "POST",
        "/interviews/{id}/assess",
        WRITES,
        deciding.assess_again,
        W,
        "Assess again what could not be assessed",
        202,
        answer=answers.Decided,
    ),
)
_LIST = (
    Route(
        "GET",
        "/interviews",
        READS,
        reading.list_interviews,
        R,
        "List interviews",
        query=requests.RunQuery,
        answer=answers.RunList,
    ),
)
_WORKFLOW = (
    Route(
        "POST",
        "/workflow/interviews/{id}/transition",
        DECIDES,
        deciding.make_transition,
        W,
        "Make a transition",
        body=requests.Move,
        answer=answers.RunTransition,
    ),
    Route(
        "GET",
        "/workflow/interviews/{id}/state",
        READS,
        reading.read_state,
        R,
        "Read where an interview stands",
        answer=answers.RunStanding,
    ),
    Route(
        "GET",
        "/workflow/interviews/{id}/history",
        READS,
        reading.read_history,
        R,
        "Read every transition of an interview",
        answer=answers.RunHistory,
    ),
    Route(
        "GET",
        "/workflow/interviews/{id}/available-transitions",
        READS,
        reading.read_onward,
        R,
        "Read what a person may do now",
        answer=answers.RunOnward,
    ),
)
_CANDIDATE = (
    Route(
        "GET",
        "/candidate-access/{token}/info",
        (),
        joining.show_link,
        OPEN,
        "Read what a candidate's link leads to",
        answer=answers.LinkShown,
    ),
    Route(
        "POST",
        "/candidate-access/{token}/request-otp",
        (),
        joining.send_code,
        OPEN,
        "Mail the candidate a code",
        201,
        answer=answers.CodeSent,
    ),
    Route(
        "POST",
        "/candidate-access/{token}/verify-otp",
        (),
        joining.check_code,
        OPEN,
        "Exchange a code for a session token",
        body=requests.Passcode,
        answer=answers.LinkPassed,
    ),
    Route(
        "POST",
        "/candidate-access/{token}/start",
        (),
        joining.start,
        OPEN,
        "Begin the interview, or come back to it",
        201,
        body=requests.Start,
        answer=answers.SessionBegun,
    ),
)

ROUTES: tuple[Route, ...] = (
    *_NEW,
    *(replace(route, run=placed(route.run)) for route in (*_RUNS, *_INTERVIEWS, *_WORKFLOW)),
    *_LIST,
    *_CANDIDATE,
)
"""All operations about interviews."""
