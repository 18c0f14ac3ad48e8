"""What does a client want of a webhook, beside its address?"""

from __future__ import annotations

from dataclasses import dataclass, fields

from vivavoce.dialects.ninjahire.vocabulary import CALL_ACTIVITY
from vivavoce.domain.events import Endpoint

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Subscription:
    """The options of an endpoint; the defaults are the product's own example.

    `secret_given`: the client named the secret, so requests are signed. `is_active` is what the client wants
    while the endpoint is not `deleted`.
    """

    tenant_id: str
    triggered_event: str = CALL_ACTIVITY
    type: str = "post_call_screening"
    fields: tuple[str, ...] = ("id", "status", "candidate_id", "job_id")
    http_method: str = "POST"
    content_type: str = JSON
    secret_given: bool = True
    is_active: bool = True
    deleted: bool = False


def subscription(endpoint: Endpoint) -> Subscription:
    """What was set for this endpoint; one that somebody else set up has the defaults."""
    known = {part.name for part in fields(Subscription)}
    said = {name: value for name, value in endpoint.options.items() if name in known}
    return Subscription(**{"tenant_id": endpoint.organization_id, **said})
