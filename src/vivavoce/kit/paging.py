"""Which part of a long list is wanted, and which part is this?"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number`, from 1, of `limit` rows each; ValueError when either is below 1."""

    number: int
    limit: int

    def __post_init__(self) -> None:
        if self.number < 1 or self.limit < 1:
            raise ValueError(f"page {self.number} of {self.limit} rows: both count from 1")

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.limit


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """The rows of one page, out of `total`."""

    rows: tuple[T, ...]
    total: int
    page: Page

    @property
    def pages(self) -> int:
        """How many pages `total` rows fill: 0 when there are none."""
        return -(-self.total // self.page.limit)
