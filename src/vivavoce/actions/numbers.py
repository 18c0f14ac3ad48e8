"""What can be done with the numbers an organization calls from."""

from __future__ import annotations

from vivavoce.domain.hiring import PhoneNumber
from vivavoce.domain.identity import Actor
from vivavoce.kit.paging import Page, Slice
from vivavoce.store.shapes import PHONE_NUMBER
from vivavoce.store.view import View


def listing(view: View, actor: Actor, page: Page) -> Slice[PhoneNumber]:
    """One page of phone numbers, newest first."""
    actor.need("organizations:read")
    return view.page(PHONE_NUMBER, page)
