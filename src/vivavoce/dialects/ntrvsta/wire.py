"""What the body of a request may look like: one model for each."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel

from vivavoce.dialects.ntrvsta import examples
from vivavoce.dialects.ntrvsta.broken import lacking
from vivavoce.dialects.ntrvsta.fields import (
    Days,
    Description,
    Email,
    ForeignId,
    Language,
    Metadata,
    PersonName,
    PostingId,
    Reference,
    Title,
)

BODY = ConfigDict(defer_build=True, strict=True, extra="ignore", alias_generator=to_camel)


def _given(name: str) -> dict[str, Any]:
    """Schema: `name` is there and is no null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


INVITED = {
    "allOf": [
        {"anyOf": [_given("templateId"), _given("externalPostingId")]},
        {
            "anyOf": [
                {
                    "required": ["candidate"],
                    "properties": {"candidate": {"type": "object", **_given("email")}},
                },
                _given("candidateEmail"),
                _given("email"),
            ]
        },
    ]
}
"""An invitation names a template, and an address in either shape."""


class NewTemplate(BaseModel):
    model_config = BODY | examples.shown(examples.TEMPLATE)

    title: Title
    description: Description | None = None
    external_posting_id: PostingId | None = None
    whiteboard_design: bool | None = None
    invite_url_expires_in_days: Days | None = None
    language: Language | None = None


class NestedCandidate(BaseModel):
    model_config = BODY

    email: Email | None = None
    first_name: PersonName | None = None
    last_name: PersonName | None = None
    external_candidate_id: ForeignId | None = None


class NewInvitation(BaseModel):
    """The candidate nested, or (the older shape) spread over the top level; the nested one wins."""

    model_config = BODY | examples.shown(examples.INVITATION, INVITED)

    template_id: Reference | None = None
    external_posting_id: PostingId | None = None
    candidate: NestedCandidate | None = None
    notify_candidate: bool | None = None
    metadata: Metadata | None = None
    candidate_email: Email | None = None
    email: Email | None = None
    candidate_first_name: PersonName | None = None
    first_name: PersonName | None = None
    candidate_last_name: PersonName | None = None
    last_name: PersonName | None = None
    candidate_name: PersonName | None = None
    name: PersonName | None = None
    external_candidate_id: ForeignId | None = None

    @model_validator(mode="after")
    def _complete(self) -> NewInvitation:
        if self.template_id is None and self.external_posting_id is None:
            raise lacking("templateId")
        nested = self.candidate and self.candidate.email
        if not (nested or self.candidate_email or self.email):
            raise lacking("candidate.email")
        return self
