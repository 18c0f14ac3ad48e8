"""How the file of a recording is served: in parts where a player asks for them, and kept by no cache."""

from __future__ import annotations

from starlette.responses import FileResponse

from vivavoce.domain.review import Recording
from vivavoce.providers.sound_files import ENDINGS, MEDIA_TYPES, Shelf


def listened(shelf: Shelf, recording: Recording) -> FileResponse:
    """The file itself (RFC 9110, 14: range requests). Raises NotFound when it is gone."""
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return FileResponse(
        shelf.file(recording),
        headers=headers,
        media_type=MEDIA_TYPES[recording.codec],
        filename=f"interview.{ENDINGS[recording.codec]}",
        content_disposition_type="inline",
    )
