"""The list of refusals is whole, and each can be shown."""

from __future__ import annotations

from vivavoce.actions import access, rooms  # noqa: F401 - their own refusals, too, must be of a listed kind
from vivavoce.domain import errors
from vivavoce.domain.errors import (
    ALL,
    DomainError,
    Invalid,
    LimitState,
    MissingScope,
    NotFound,
    TooMany,
    Violation,
)


def kinds(base: type[DomainError]) -> set[type[DomainError]]:
    direct = set(base.__subclasses__())
    return direct.union(*map(kinds, direct)) if direct else direct


def test_every_refusal_is_listed_or_is_a_kind_of_one() -> None:
    assert set(ALL) == set(DomainError.__subclasses__())
    assert len(ALL) == len(set(ALL))
    assert all(issubclass(kind, ALL) for kind in kinds(DomainError))


def test_what_they_say() -> None:
    assert NotFound("call attempt", "7").message == "Call attempt with ID 7 not found"
    assert MissingScope("jobs:read").message.endswith("jobs:read")
    assert Invalid(Violation("a", "One."), Violation("b", "Two.")).message == "One.; Two."
    assert Invalid.because("a", "One.").violations == (Violation("a", "One."),)
    assert TooMany(LimitState(1, 0, 2, 3)).state.retry_after == 3
    assert str(errors.Conflict("It is taken")) == "It is taken"
