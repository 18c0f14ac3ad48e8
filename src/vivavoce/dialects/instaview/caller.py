"""Who is calling, for which company, and how much they may still call."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.actions.access import BAD_KEY, Credential
from vivavoce.domain.errors import Invalid, Unauthenticated
from vivavoce.kit.ids import is_id
from vivavoce.kit.limits import Taken


def credential(headers: Mapping[str, str]) -> str:
    """The key in `Authorization: Bearer …`. Raises Unauthenticated."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthenticated(BAD_KEY)
    return key.strip()


def home(caller: Credential, query: Mapping[str, str]) -> str:
    """The company a request is for: an ATS key names it, any other key has one.

    Raises Invalid for an ATS key that names none; whether it may act there is for the actor to say.
    """
    if not caller.spans:
        return caller.organization_id
    company_id = query.get("companyId", "").lower()
    if not is_id(company_id):
        raise Invalid.because("companyId", "companyId must be a UUID")
    return company_id


def stamp(taken: Taken) -> dict[str, str]:
    """The six headers of contract §5; resets in Unix seconds."""
    return {
        f"X-RateLimit-{name}-{window}": str(value)
        for window, state in (("Minute", taken.minute), ("Hour", taken.hour))
        for name, value in (("Limit", state.limit), ("Remaining", state.remaining), ("Reset", state.reset))
    }
