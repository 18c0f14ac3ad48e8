"""A job post: begun from something, refused at the field, saved with its questions, changed, deleted; the command."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.web.console.conftest import AsRole
from tests.web.console.desk import POST, beside, job, opened, plan, questions, words
from tests.web.site import Site
from vivavoce.domain.errors import NotFound
from vivavoce.domain.hiring import JobStatus, LanguageNeed, Place
from vivavoce.domain.identity import MemberRole
from vivavoce.kit.ids import new_id
from vivavoce.web.console.jobs import beginnings, details, form

CONTRACT = r"""curl --location 'https://ai.example/api/v1/job-description/backend-2025-01/invite' \
--header 'x-api-key: <api-key>' \
--header 'Content-Type: application/json' \
--data-raw '{
    "name": "Rajaram Joshi",
    "email": "rjoshi.prober@gmail.com",
    "expires_at": "1D",
    "invited_by": "recruiter@company.com",
    "custom_message": "Please complete this assessment."
  }'"""
ADVERT = "Data analyst\n\nYou build dashboards in Power BI and analyse sales figures with SQL and Python every week."


def test_the_command_is_the_products_own_byte_for_byte() -> None:
    assert details.command("https://ai.example", "backend-2025-01") == CONTRACT


def test_every_field_is_kept_and_the_questions_are_written_in_the_same_request(
    site: Site, as_role: AsRole
) -> None:
    desk, reference = as_role(MemberRole.RECRUITER), f"post-{new_id()[:8]}"
    answer = desk.post("/console/jobs/new", data={**POST, "reference": reference})
    assert answer.status_code == 303
    made = job(site, answer.headers["location"].rpartition("/")[2])
    assert (made.title, made.reference, made.required_skills) == (
        "Backend engineer",
        reference,
        ("Python", "PostgreSQL"),
    )
    assert made.nice_to_have_skills == ("Docker", "Terraform")
    assert made.details.place == Place(work_mode="Hybrid", city="Lisbon", country="PT")
    assert made.details.seniority == "senior"
    assert made.details.languages == (LanguageNeed("English", "C1"), LanguageNeed("Portuguese", "A2"))
    assert [one.text for one in questions(site, made.id)] == [
        one.text for one in plan(site, made.id).questions
    ]
    assert words(desk.get(answer.headers["location"])).count("Lisbon") == 1
    again = desk.get(f"{answer.headers['location']}/edit").text
    assert "Portuguese A2" in again


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reference": ""}, "reference"),
        ({"reference": "with space"}, "reference"),
        ({"reference": "-begins"}, "reference"),
        ({"title": "Boss"}, "title"),
        ({"description": "short"}, "description"),
        ({"country": "Portugal"}, "country"),
        ({"languages": "German quite well"}, "languages"),
        ({"required": "\n".join(map(str, range(41)))}, "required"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(as_role: AsRole, changed: dict[str, str], field: str) -> None:
    sent = {**POST, "reference": f"post-{new_id()[:8]}", **changed}
    answer = as_role(MemberRole.RECRUITER).post("/console/jobs/new", data=sent)
    assert answer.status_code == 400
    assert beside(answer, field)
    for other in {"title", "reference", "description", "country", "languages", "required"} - {field}:
        assert not beside(answer, other)
    assert "You review the code" in answer.text or field == "description", "what was typed is still there"


def test_a_taken_job_id_is_refused_at_the_field_whatever_its_case(site: Site, as_role: AsRole) -> None:
    desk, known = as_role(MemberRole.RECRUITER), opened(site)
    answer = desk.post("/console/jobs/new", data={**POST, "reference": str(known.reference).upper()})
    assert answer.status_code == 400
    assert "already" in beside(answer, "reference")
    other = opened(site)
    answer = desk.post(f"/console/jobs/{other.id}/edit", data={**POST, "reference": known.reference})
    assert answer.status_code == 400
    assert "already" in beside(answer, "reference")


def test_a_draft_fills_what_is_empty_and_asks_about_the_rest(as_role: AsRole) -> None:
    desk = as_role(MemberRole.RECRUITER)
    sent = {
        "title": "My title",
        "description": "My own text of it.",
        "from": "outline",
        "outline": "nurse, night shifts",
    }
    answer = desk.post("/console/jobs/new/draft", data=sent)
    assert answer.status_code == 200
    assert 'value="My title"' in answer.text
    assert "My own text of it.</textarea>" in answer.text
    assert "<del>" in answer.text
    assert 'name="draft-title"' in answer.text
    assert 'name="draft-description"' in answer.text


def test_of_a_draft_one_field_is_taken_and_the_others_stay_asked() -> None:
    typed = form.Post(title="Mine", description="Mine too.")
    drafted = form.Post(title="Theirs", description="Theirs too.", required="Python")
    filled, changes = beginnings.merged(typed, drafted)
    assert (filled.title, filled.description, filled.required) == ("Mine", "Mine too.", "Python")
    assert [(one.name, one.text) for one in changes] == [("title", "Theirs"), ("description", "Theirs too.")]
    assert beginnings.compared("a\nb", "a\nc") == ((" ", "a"), ("-", "b"), ("+", "c"))


def test_taking_one_field(as_role: AsRole) -> None:
    sent = {
        "title": "Mine",
        "description": "Mine too",
        "draft-title": "Theirs",
        "draft-description": "Theirs too",
    }
    desk = as_role(MemberRole.RECRUITER)
    one = desk.post("/console/jobs/new/take", data={**sent, "take": "title"}).text
    assert 'value="Theirs"' in one
    assert "Mine too</textarea>" in one
    assert 'name="draft-description"' in one
    every = desk.post("/console/jobs/new/take", data={**sent, "take": "all"}).text
    assert "Theirs too</textarea>" in every
    none = desk.post("/console/jobs/new/take", data={**sent, "take": "none"}).text
    assert 'value="Mine"' in none
    assert "draft-title" not in none


def _docx() -> bytes:
    document, out = Document(), BytesIO()
    for line in ADVERT.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for line in ADVERT.splitlines():
        pdf.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@pytest.mark.parametrize(("name", "make"), [("a.docx", _docx), ("a.pdf", _pdf), ("a.txt", ADVERT.encode)])
def test_a_post_begins_from_a_file(as_role: AsRole, name: str, make: object) -> None:
    files = {"file": (name, make(), "application/octet-stream")}  # type: ignore[operator]
    answer = as_role(MemberRole.RECRUITER).post("/console/jobs/new/draft", data={"from": "file"}, files=files)
    assert answer.status_code == 200
    assert 'value="Data analyst"' in answer.text
    assert "Power BI" in answer.text
    assert 'value="data-analyst-' in answer.text, "a Job ID is proposed"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"from": "outline", "outline": ""}, "outline"),
        ({"from": "advert", "advert": "Hi"}, "advert"),
        ({"from": "file"}, "file"),
        ({"from": "example", "example": "../../secret"}, "example"),
    ],
)
def test_nothing_to_begin_from_is_said_at_its_field(
    as_role: AsRole, sent: dict[str, str], field: str
) -> None:
    answer = as_role(MemberRole.RECRUITER).post("/console/jobs/new/draft", data=sent)
    assert answer.status_code == 400
    assert field == "example" or beside(answer, field)


def test_a_damaged_file_is_said_at_its_field(as_role: AsRole) -> None:
    files = {"file": ("a.pdf", b"%PDF-1.7 nonsense", "application/pdf")}
    answer = as_role(MemberRole.RECRUITER).post("/console/jobs/new/draft", data={"from": "file"}, files=files)
    assert answer.status_code == 400
    assert "cannot be read" in beside(answer, "file")


@pytest.mark.parametrize("name", [name for name, _ in beginnings.EXAMPLES])
def test_every_example_is_a_post(name: str) -> None:
    post = beginnings.from_example(name)
    form.new(form.Post(**{**form.values(post), "reference": "an-id"}))
    assert post.required
    assert Path(f"samples/{name}.txt").name == f"{name}.txt"


def test_a_job_is_changed_closed_switched_and_deleted(site: Site, as_role: AsRole) -> None:
    desk, known = as_role(MemberRole.RECRUITER), opened(site)
    base = f"/console/jobs/{known.id}"
    sent = {**POST, "title": "Another title", "reference": known.reference, "status": "closed"}
    assert desk.post(f"{base}/edit", data=sent).headers["location"] == base
    assert (job(site, known.id).title, job(site, known.id).status) == ("Another title", JobStatus.CLOSED)
    desk.post(f"{base}/status", data={"status": "open"})
    assert job(site, known.id).status is JobStatus.OPEN
    desk.post(f"{base}/api", data={"on": "yes"})
    assert job(site, known.id).api_invites
    assert 'aria-checked="true"' in desk.get(base).text
    desk.post(f"{base}/api", data={"on": "no"})
    assert not job(site, known.id).api_invites
    assert desk.post(f"{base}/delete").headers["location"] == "/console/jobs"
    with pytest.raises(NotFound):
        job(site, known.id)
    assert desk.get(base).status_code == 404


def test_a_viewer_reads_and_does_nothing(site: Site, as_role: AsRole) -> None:
    desk, known = as_role(MemberRole.VIEWER), opened(site)
    base = f"/console/jobs/{known.id}"
    for tab in ("", "/plan", "/rubric", "/rehearsal", "/invitations", "/schedule", "/results", "/rules"):
        page = desk.get(f"{base}{tab}")
        assert page.status_code == 200
        assert 'class="danger"' not in page.text
        assert "/invitations/new" not in page.text
    for path in ("/console/jobs/new", f"{base}/edit", f"{base}/invitations/new"):
        assert desk.get(path).status_code == 403
    for path in (
        *("api", "status", "delete", "edit", "plan/add", "plan/shuffle", "plan/redraft", "plan/submit"),
        *(
            "plan/decide",
            "rubric/add",
            "schedule",
            "schedule/switch",
            "rules",
            "invitations",
            "invitations/undo",
        ),
    ):
        sent = {
            **POST,
            "reference": "x1",
            "text": "Why?",
            "version": "1",
            "verdict": "approved",
            "people": "A <a@b.co>",
        }
        assert desk.post(f"{base}/{path}", data={**sent, **SCHEDULE}).status_code == 403, path
    assert job(site, known.id) == known


SCHEDULE = {
    "opens": "09:00",
    "closes": "17:00",
    "weekday": "1",
    "daily": "1",
    "total": "1",
    "retry_minutes": "5",
} | {
    "first_after_minutes": "5",
    "mail_minutes": "1",
    "sms_minutes": "1",
}
