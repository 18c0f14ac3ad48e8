"""How is a request's body read? As JSON whatever its type is said to be, or as a form with a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header

from vivavoce.dialects.dialect import json_content
from vivavoce.domain.errors import Invalid

FORM = b"multipart/form-data"
MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A part of a form that is a file; `name` as the sender wrote it."""

    name: str
    body: bytes


def content(headers: Mapping[str, str], body: bytes) -> Any:
    """What the body holds: JSON, or a form's fields by name. Raises Invalid."""
    kind, options = parse_options_header(headers.get("content-type", "").encode("latin-1", "replace"))
    if kind.lower() != FORM:
        return json_content(headers, body)
    if not options.get(b"boundary"):
        raise Invalid.because("body", "is a form without a boundary")
    try:
        return _form(options[b"boundary"], body)
    except FormParserError as error:
        raise Invalid.because("body", "is not a valid form") from error


def _form(boundary: bytes, body: bytes) -> dict[str, Any]:
    """Raises FormParserError, Invalid; of two parts with one name the later counts."""
    found: dict[str, Any] = {}
    ended: list[bool] = []

    def keep(name: bytes | None, value: Any) -> None:
        if len(found) >= MOST_PARTS:
            raise Invalid.because("body", f"must not have more than {MOST_PARTS} parts")
        found[_text(name)] = value

    def on_field(part: Field) -> None:
        keep(part.field_name, _text(part.value))

    def on_file(part: File) -> None:
        part.file_object.seek(0)
        keep(part.field_name, UploadedFile(_text(part.file_name), part.file_object.read()))

    parser = FormParser(
        FORM.decode(),
        on_field,
        on_file,
        lambda: ended.append(True),
        boundary,
        config={"MAX_MEMORY_FILE_SIZE": len(body) + 1},
    )
    parser.write(body)
    parser.finalize()
    if not ended:
        raise FormParserError("the form has no end")
    return found


def _text(value: bytes | None) -> str:
    try:
        return (value or b"").decode()
    except UnicodeDecodeError as error:
        raise Invalid.because("body", "must be UTF-8") from error
