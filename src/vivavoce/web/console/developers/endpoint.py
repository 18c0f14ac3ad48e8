"""One webhook: its settings and health, a test, and its last deliveries, which can be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import deliveries, telling, webhooks
from vivavoce.actions.deliveries import Outcome, Told
from vivavoce.actions.webhooks import ChangeEndpoint
from vivavoce.domain.errors import Invalid
from vivavoce.domain.events import DeliveryStatus, Endpoint
from vivavoce.kit.paging import Page
from vivavoce.kit.words import N_
from vivavoce.web.console.developers.webhooks import HERE, check_events, check_url, product_of
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.products import Product

LOG: Final = Page(1, 50)
LONGEST_BODY: Final = 20_000


@dataclass(frozen=True, slots=True)
class Trial:
    """A test that was just sent: what, and how it was answered."""

    label: str
    body: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery in the log; `body` is its request's, "" before it was first rendered."""

    told: Told
    body: str
    resendable: bool


def routes(console: Console) -> list[Route]:
    """The page and what is done on it."""
    base = HERE + "/{id}"
    return [
        shown(console, base, page),
        sent(console, base, change),
        sent(console, f"{base}/secret", rotate),
        sent(console, f"{base}/test", test),
        sent(console, f"{base}/deliveries/{{delivery}}", resend),
        sent(console, f"{base}/replay", replay),
        sent(console, f"{base}/circuit", close),
        sent(console, f"{base}/delete", delete),
    ]


def page(visit: Visit) -> Response:
    """The endpoint as it stands now."""
    return _page(visit, 200, {}, None)


def change(visit: Visit) -> Response:
    """Another address, name or choice of events; on or off."""
    visit.actor.need("endpoints:write")
    endpoint, product = _known(visit)
    try:
        labels = check_events(visit, product)
        wanted = ChangeEndpoint(
            url=check_url(visit, product),
            name=visit.said("name")[:80] or None,
            events=labels,
            listens=product.listens(labels),
            active=visit.said("active") == "yes",
        )
    except Invalid as error:
        return _page(visit, 400, errors_of(error), None)
    with visit.write() as tx:
        webhooks.change(tx, visit.house.sealer, endpoint.id, wanted)
    return visit.go(_here(visit), N_("The webhook is changed."))


def rotate(visit: Visit) -> Response:
    """A new signing secret in place of the old one; this answer is the only one that holds it."""
    visit.actor.need("endpoints:write")
    endpoint, product = _known(visit)
    secret = product.secret()
    with visit.write() as tx:
        webhooks.change(tx, visit.house.sealer, endpoint.id, ChangeEndpoint(secret=secret))
    return visit.page(
        "developers/secret.html", secret=secret, onward=_here(visit), whose=endpoint.name or endpoint.url
    )


def test(visit: Visit) -> Response:
    """Send a sample at once, outside any transaction; it is told here and nowhere kept."""
    visit.actor.need("endpoints:write")
    endpoint, product = _known(visit)
    house = visit.house
    with visit.read() as view:
        stamp = telling.trial(view, visit.actor, house.sealer, product.words, endpoint, house.clock)
    own = webhooks.own_headers(house.sealer, endpoint)
    outcome = telling.send(house.outbound, product.words, stamp, own)
    return _page(visit, 200, {}, Trial(stamp.label, _text(stamp.body), outcome))


def resend(visit: Visit) -> Response:
    """One delivery again."""
    with visit.write() as tx:
        deliveries.resend(tx, visit.id("delivery"))
    return visit.go(f"{_here(visit)}#deliveries", N_("The delivery is on its way again."))


def replay(visit: Visit) -> Response:
    """Everything that was given up since it began to fail, or ever."""
    visit.actor.need("endpoints:write")
    with visit.write() as tx:
        since = webhooks.read(tx.view, visit.actor, visit.id()).failing_since
        deliveries.replay(tx, visit.id(), None if visit.said("since") == "ever" else since)
    return visit.go(f"{_here(visit)}#deliveries", N_("What was given up is on its way again."))


def close(visit: Visit) -> Response:
    """Let the endpoint be told again."""
    with visit.write() as tx:
        webhooks.close_circuit(tx, visit.id())
    return visit.go(_here(visit), N_("The endpoint is told again."))


def delete(visit: Visit) -> Response:
    """Take the endpoint away; what waits for it is dropped."""
    with visit.write() as tx:
        webhooks.delete(tx, visit.id())
    return visit.go(HERE, N_("The webhook is deleted."))


def _page(visit: Visit, status: int, errors: dict[str, str], trial: Trial | None) -> Response:
    endpoint, product = _known(visit)
    with visit.read() as view:
        log = deliveries.log(view, visit.actor, endpoint.id, LOG)
    parcels = tuple(
        Parcel(told, _text(told.delivery.body or b""), told.delivery.status is not DeliveryStatus.PENDING)
        for told in log.rows
    )
    given_up = sum(told.delivery.status is DeliveryStatus.GIVEN_UP for told in log.rows)
    return visit.page(
        "developers/endpoint.html",
        status,
        endpoint=endpoint,
        product=product,
        errors=errors,
        trial=trial,
        parcels=parcels,
        total=log.total,
        given_up=given_up,
        here=_here(visit),
    )


def _known(visit: Visit) -> tuple[Endpoint, Product]:
    """Raises NotFound, also for the endpoint of one interview alone."""
    with visit.read() as view:
        endpoint = webhooks.read(view, visit.actor, visit.id())
    return endpoint, product_of(visit, endpoint.dialect)


def _here(visit: Visit) -> str:
    return f"{HERE}/{visit.id()}"


def _text(body: bytes) -> str:
    return body[:LONGEST_BODY].decode("utf-8", "replace")
