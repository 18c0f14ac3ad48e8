"""Which file is a résumé that is taken? A PDF, a Word document or plain text of at most 10 MiB."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from vivavoce.dialects.ninjahire.content import UploadedFile
from vivavoce.domain.errors import Invalid, TooLarge

MOST_BYTES = 10 * 1024 * 1024
MOST_BODY = 15 * 1024 * 1024

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
_ENDING = {PDF: ".pdf", DOCX: ".docx", TEXT: ".txt"}
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Resume:
    """A résumé to keep."""

    name: str
    media_type: str
    body: bytes


def resume(file: UploadedFile | None, base64file: str | None) -> Resume | None:
    """What was sent, the file winning over the text; None when neither was.

    Raises Invalid (no base64, another kind of file), TooLarge.
    """
    if file is not None:
        return _checked("file", file.name, file.body)
    if base64file:
        return _checked("base64file", "", _decoded(base64file))
    return None


def _decoded(text: str) -> bytes:
    """The bytes behind base64, with or without line breaks and a `data:` prefix."""
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid.because("base64file", "must be base64") from error


def _checked(field: str, name: str, body: bytes) -> Resume:
    if len(body) > MOST_BYTES:
        raise TooLarge(f"The resume is larger than {MOST_BYTES} bytes")
    media_type = _media_type(body)
    if media_type is None:
        raise Invalid.because(field, "must be a PDF, a Word document (.docx) or plain text")
    shown = "".join(filter(str.isprintable, name))[:_LONGEST_NAME]
    return Resume(shown or f"resume{_ENDING[media_type]}", media_type, body)


def _media_type(body: bytes) -> str | None:
    """The kind of file that the bytes are; None for any other, and for nothing at all."""
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return DOCX if b"word/document.xml" in body else None
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return TEXT if text.strip() and "\0" not in text else None
