"""Is an interview told rightly in every state, and its report whatever its words are written in?"""

from __future__ import annotations

import base64
import io
from typing import Any

import pypdf
import pytest

from tests.dialects.conftest import Caller
from vivavoce.dialects.instaview.answers import Envelope, Interview
from vivavoce.dialects.instaview.vocabulary import STATUS_OF
from vivavoce.domain.identity import Organization, operator
from vivavoce.domain.interview import State
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW

JOB = {"title": "Engineer", "description": "Builds Python things well", "status": "OPEN"}
PERSON = {"firstName": "Jane", "lastName": "Doe", "gdprExpiryDate": "2027-01-31", "email": "jane@example.com"}
AGENT = {"name": "First", "type": "ONLINE", "focus": "SCREENING", "duration": 30}
ODD = [
    "Ünïcödé",
    "עברית",
    "日本語",
    "e\u0301\u0323",
    "👩‍👩‍👧",
    "\u202eevil",
    "\u0007\u200b",
    "<b>&amp;",
    "w" * 90,
]


def arranged(caller: Caller, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = caller.post(
        "/interviews", {"job": JOB, "candidate": PERSON, "agent": AGENT} | more
    )
    return made


@pytest.mark.parametrize("state", State)
def test_every_state_is_told(caller: Caller, store: Store, home: Organization, state: State) -> None:
    id = arranged(caller)["id"]
    with store.write(operator(home.id)) as tx:
        tx.change(INTERVIEW, id, state=state, ended_at=tx.now)
    reply = caller.call("GET", f"/interviews/{id}")
    told = Envelope[Interview].model_validate_json(reply.content).content
    assert told.status == STATUS_OF[state]
    assert told.analysis is None
    assert (told.finished_date is not None) == (told.status in {"COMPLETED", "FAILED", "CANCELLED"})
    assert (told.transcript is not None) == (told.status == "COMPLETED")
    listed = caller.get("/interviews", candidateId=told.candidate_id, status=told.status)
    assert [one["id"] for one in listed["data"]] == [id]
    assert caller.call("GET", f"/interviews/{id}/analysis-pdf").status_code == 404


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_report_takes_any_script(caller: Caller, odd: str) -> None:
    questions = [f"{odd} number {number}?" for number in range(20)]
    held = arranged(
        caller,
        job=JOB | {"title": f"{odd} engineer"},
        candidate=PERSON | {"firstName": odd},
        agent=AGENT | {"questions": questions, "duration": 180},
        isTest=True,
    )
    told = caller.get(f"/interviews/{held['id']}/analysis-pdf")["analysisPdfBase64"]
    pages = pypdf.PdfReader(io.BytesIO(base64.b64decode(told, validate=True))).pages
    assert "engineer" in "".join(page.extract_text() for page in pages)


def test_a_candidates_job_ids_win_over_its_job_id(caller: Caller) -> None:
    first, second = (caller.post("/jobs", JOB)["id"] for _ in range(2))
    candidate = PERSON | {"jobId": first, "jobIds": [second]}
    made = caller.post("/interviews", {"candidate": candidate, "agent": AGENT})
    assert made["jobId"] == second
