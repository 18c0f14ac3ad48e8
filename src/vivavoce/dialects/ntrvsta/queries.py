"""What the query of a request may look like: one model for each."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from vivavoce.dialects.ntrvsta.fields import Cursor, Moment, PageSize, Query

QUERY = ConfigDict(defer_build=True, extra="ignore", alias_generator=to_camel)
PAGE_SIZE: Final = 25


class TemplateQuery(BaseModel):
    model_config = QUERY

    external_posting_id: Query | None = None
    limit: PageSize = PAGE_SIZE
    cursor: Cursor | None = None


class ResultQuery(BaseModel):
    model_config = QUERY

    invitation_id: Query | None = None
    result_id: Query | None = None
    template_id: Query | None = None
    external_posting_id: Query | None = None
    candidate_email: Query | None = None
    completed_after: Moment | None = None
    completed_before: Moment | None = None
    limit: PageSize = PAGE_SIZE
    cursor: Cursor | None = None


ALL: Final[frozenset[type[BaseModel]]] = frozenset({TemplateQuery, ResultQuery})
