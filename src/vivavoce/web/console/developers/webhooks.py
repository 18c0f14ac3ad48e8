"""Webhooks: every endpoint of every product, and a new one."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import webhooks
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.domain.errors import DomainError, Invalid, NotFound
from vivavoce.kit.destinations import Refused
from vivavoce.kit.words import N_
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.products import Product

HERE: Final = "/console/developers/webhooks"
SHORTEST_SECRET: Final = 24
"""Standard Webhooks 1.0 asks for 24 bytes."""
LONGEST_SECRET: Final = 200


def routes(console: Console) -> list[Route]:
    """The list and the form."""
    return [shown(console, HERE, listing), shown(console, f"{HERE}/new", form), sent(console, HERE, create)]


def listing(visit: Visit) -> Response:
    """By product, newest first."""
    with visit.read() as view:
        found = [
            (product, endpoint)
            for product in visit.console.products
            for endpoint in webhooks.listing(view, visit.actor, product.name)
        ]
    return visit.page("developers/webhooks.html", found=found, here=HERE)


def form(visit: Visit) -> Response:
    """First whose words to use, then the address and the events."""
    visit.actor.need("endpoints:write")
    name = visit.asked("product")
    return _form(visit, product_of(visit, name), 200, {}) if name else _choice(visit)


def create(visit: Visit) -> Response:
    """Set up an endpoint; this answer is the only one that holds a secret that was made here."""
    visit.actor.need("endpoints:write")
    product = product_of(visit, visit.said("product"))
    given = visit.said("secret")
    try:
        new = _new(visit, product, check_secret(given) if given else product.secret())
        with visit.write() as tx:
            if product.single and webhooks.own(tx.view, product.name) is not None:
                raise Invalid.because("url", N_("This product has one endpoint at a time; change that one."))
            made = webhooks.create(tx, visit.house.sealer, new)
    except DomainError as error:
        return _form(visit, product, 400, errors_of(error))
    where = f"{HERE}/{made.id}"
    if given:
        return visit.go(where, N_("The webhook is set up. Send a test to see whether it arrives."))
    return visit.page("developers/secret.html", secret=new.secret, onward=where, whose=made.name or made.url)


def product_of(visit: Visit, name: str) -> Product:
    """The product of this name. Raises NotFound for one that is not spoken here or tells nobody."""
    for product in visit.console.products:
        if product.name == name and product.tells:
            return product
    raise NotFound("product", name)


def check_url(visit: Visit, product: Product) -> str:
    """The address of the form; looking it up may take seconds, so not in a transaction. Raises Invalid."""
    url = visit.said("url")
    if urlsplit(url).scheme not in product.schemes:
        raise Invalid.because("url", N_("Give the whole address, beginning with https://"))
    try:
        visit.house.outbound.intake(url)
    except Refused as error:
        raise Invalid.because("url", error.reason) from error
    return url


def check_events(visit: Visit, product: Product) -> tuple[str, ...]:
    """The ticked labels, in the product's order. Raises Invalid."""
    ticked = frozenset(visit.every("event"))
    labels = tuple(label for label in product.events if label in ticked)
    if not labels:
        raise Invalid.because("events", N_("Tick at least one event."))
    return labels


def check_secret(secret: str) -> str:
    """Raises Invalid for one that is too short to sign with."""
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise Invalid.because("secret", N_("A signing secret has 24 to 200 characters; blank makes one."))
    return secret


def _choice(visit: Visit) -> Response:
    with visit.read() as view:
        taken = {
            product.name: endpoint
            for product in visit.console.products
            if product.single and (endpoint := webhooks.own(view, product.name)) is not None
        }
    products = [product for product in visit.console.products if product.tells]
    return visit.page("developers/webhook_product.html", products=products, taken=taken, here=HERE)


def _form(visit: Visit, product: Product, status: int, errors: dict[str, str]) -> Response:
    return visit.page("developers/webhook_new.html", status, product=product, errors=errors, here=HERE)


def _new(visit: Visit, product: Product, secret: str) -> NewEndpoint:
    """Raises Invalid."""
    labels = check_events(visit, product)
    style = visit.said("style") if visit.said("style") in product.styles else "".join(product.styles[:1])
    return NewEndpoint(
        product.name,
        check_url(visit, product),
        secret,
        labels,
        product.listens(labels),
        name=visit.said("name")[:80] or None,
        timeout_ms=product.timeout_ms,
        options={"style": style} if style else {},
    )
