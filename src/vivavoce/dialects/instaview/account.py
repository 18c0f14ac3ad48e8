"""How companies, phone numbers and usage are served; a key acts here in its own name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from vivavoce.actions import access, numbers, usage
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.instaview import inbound, outbound
from vivavoce.dialects.instaview.reply import created, ok, page
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Forbidden, Unavailable
from vivavoce.domain.identity import Actor
from vivavoce.kit.paging import Slice
from vivavoce.store.view import View

T = TypeVar("T")


def list_companies(call: Call) -> Reply:
    companies = _everywhere(call, access.organization)
    newest = sorted(companies, key=lambda company: (company.created_at, company.id), reverse=True)
    part = page(call)
    rows = tuple(newest[part.offset : part.offset + part.limit])
    return ok(call, outbound.page(Slice(rows, len(newest), part), outbound.company))


def read_company(call: Call) -> Reply:
    actor = call.credential.actor(path_id(call, "company"))
    with call.house.store.read(actor.organization_id) as view:
        return ok(call, outbound.company(access.organization(view, actor)))


def create_company(call: Call) -> Reply:
    credential, house = call.credential, call.house
    if not credential.spans:
        raise Forbidden("Only an ATS key may create companies")
    company = access.found(house.store, house.clock, inbound.new_company(call.body))
    with house.store.write(call.actor) as tx:
        access.extend_reach(tx, credential.id, company.id)
    house.doorman.forget()
    return created(call, outbound.company(company))


def change_company(call: Call) -> Reply:
    actor = call.credential.actor(path_id(call, "company"))
    with call.house.store.write(actor) as tx:
        changed = access.change_organization(tx, inbound.change_company(call.body))
        inbound.merged(changed.metadata)
        return ok(call, outbound.company(changed))


def list_phone_numbers(view: View, call: Call) -> Reply:
    return ok(call, outbound.page(numbers.listing(view, call.actor, page(call)), outbound.phone_number))


def read_usage(call: Call) -> Reply:
    start, end = inbound.period(call.query, call.now)
    used = _everywhere(call, lambda view, actor: usage.between(view, actor, start, end))
    return ok(call, outbound.usage(used))


def no_sourcing(_call: Call) -> NoReturn:
    """Needs an index of people, which no server of one's own has (contract §12.4)."""
    raise Unavailable("Sourcing is not available on this server")


def _everywhere(call: Call, ask: Callable[[View, Actor], T]) -> list[T]:
    """What each organization of the key says: its own first, then those it reaches."""
    said = []
    for organization_id in (call.credential.organization_id, *sorted(call.credential.reach)):
        with call.house.store.read(organization_id) as view:
            said.append(ask(view, call.credential.actor(organization_id)))
    return said
