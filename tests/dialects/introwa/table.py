"""A request for each route of the dialect, and its status for the owner and for a stranger."""

from __future__ import annotations

from tests.dialects.world import Sample

TABLE = {
    "POST /api/v1/job-description/{job_id}/invite": Sample(
        201, 404, {"job_id": "$reference"}, {"name": "Kim Roe", "email": "kim@example.com"}
    ),
}
