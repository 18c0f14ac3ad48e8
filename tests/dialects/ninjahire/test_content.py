"""Are bodies read in every form, and résumés by what they are?"""

from __future__ import annotations

import base64
import json

import pytest

from vivavoce.dialects.ninjahire import wire
from vivavoce.dialects.ninjahire.broken import parse
from vivavoce.dialects.ninjahire.content import UploadedFile, content
from vivavoce.dialects.ninjahire.resume import DOCX, MOST_BYTES, PDF, TEXT, resume
from vivavoce.domain.errors import Invalid, TooLarge

HEADERS = {"content-type": "multipart/form-data; boundary=b"}


def part(name: str, value: bytes, file: str | None = None) -> bytes:
    called = f'; filename="{file}"' if file is not None else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode() + value + b"\r\n"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_json_is_read_whatever_it_is_called(kind: str) -> None:
    assert content({"content-type": kind}, b'{"a":[1]}') == {"a": [1]}


def test_a_form_with_a_file() -> None:
    pdf = bytes(range(256)) * 9000
    body = part("first_name", "Zoë".encode()) + part("file", pdf, "cv.pdf") + b"--b--\r\n"
    assert content(HEADERS, body) == {"first_name": "Zoë", "file": UploadedFile("cv.pdf", pdf)}


def test_a_list_in_a_form_is_written_as_json() -> None:
    asked = [{"question_text": "Why?", "source_id": "q1"}]
    form = {
        "candidate_source_id": "c",
        "job_source_id": "j",
        "source_application_status": "Applied",
        "application_stage": "active",
        "questions": json.dumps(asked),
    }
    read = parse(wire.QuestionedApplication, form)
    assert [one.model_dump() for one in read.questions] == asked  # type: ignore[attr-defined]


def test_text_that_cannot_be_kept_is_found_in_a_list_too() -> None:
    asked = json.dumps([{"question_text": "a\0b", "source_id": "q1"}])
    with pytest.raises(Invalid, match="NUL"):
        parse(wire.QuestionedApplication, {"questions": asked})


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{"),
        ({}, b"[NaN]"),
        ({"content-type": "multipart/form-data"}, b""),
        (HEADERS, b""),
        (HEADERS, b"nothing of the kind"),
        (HEADERS, part("a", b"cut off")),
        (HEADERS, part("a", b"\xff") + b"--b--\r\n"),
        (HEADERS, b"".join(part(f"p{n}", b"") for n in range(101)) + b"--b--\r\n"),
    ],
)
def test_what_is_not_read(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        content(headers, body)
    assert refused.value.violations[0].field == "body"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"PK\x03\x04....word/document.xml...", DOCX),
        ("\ufeffZoë, cook".encode(), TEXT),
    ],
)
def test_a_resume_is_known_by_what_it_is(body: bytes, kind: str) -> None:
    kept = resume(UploadedFile("cv\0.bin", body), base64.b64encode(b"another").decode())
    assert kept is not None
    assert (kept.name, kept.media_type, kept.body) == ("cv.bin", kind, body)


def test_a_resume_as_text() -> None:
    lines = base64.encodebytes(b"%PDF-1.7\n" + b"x" * 200).decode()
    for text in (lines, f"data:application/pdf;base64,{lines}"):
        kept = resume(None, text)
        assert kept is not None
        assert (kept.name, kept.media_type, len(kept.body)) == ("resume.pdf", PDF, 209)
    assert resume(None, None) is None


@pytest.mark.parametrize(
    ("file", "text", "field"),
    [
        (UploadedFile("a", b""), None, "file"),
        (UploadedFile("a.png", b"\x89PNG\r\n\x1a\n\xff"), None, "file"),
        (UploadedFile("a.zip", b"PK\x03\x04"), None, "file"),
        (None, "a", "base64file"),
        (None, "Zürich", "base64file"),
        (None, base64.b64encode(b"\0\0").decode(), "base64file"),
    ],
)
def test_other_files_are_refused(file: UploadedFile | None, text: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        resume(file, text)
    assert refused.value.violations[0].field == field


def test_the_size_counts_after_decoding() -> None:
    assert resume(UploadedFile("a", b"x" * MOST_BYTES), None)
    with pytest.raises(TooLarge):
        resume(UploadedFile("a", b"x" * (MOST_BYTES + 1)), None)
    with pytest.raises(TooLarge):
        resume(None, base64.b64encode(b"x" * (MOST_BYTES + 1)).decode())
