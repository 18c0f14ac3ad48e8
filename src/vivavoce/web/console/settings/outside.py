"""Who else takes part: the interviewer and its models, mail, telephone, every outside service in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import webhooks
from vivavoce.domain.events import Endpoint
from vivavoce.kit.words import N_
from vivavoce.providers import embed_minilm
from vivavoce.web.console.door import Console, Visit, shown

HERE: Final = "/console/settings/services"
SET: Final = "set"


@dataclass(frozen=True, slots=True)
class Outside:
    """An outside service in use: what for, what it receives, who chose it; marked by `N_` but for `name`."""

    name: str
    purpose: str
    receives: str
    chosen: str


EMBEDDED: Final = "embedded"
SPEECH: Final = (
    ("stt", N_("Turns what candidates say into text"), N_("What is said, as sound; no name and no id")),
    ("tts", N_("Speaks the interviewer's words"), N_("The interviewer's words")),
)
"""By the setting that names a vendor: what for, and what it receives."""
BY_OPERATOR: Final = N_("whoever runs this server, in its settings")
BY_PEOPLE: Final = N_("an administrator, under Developers")


def routes(console: Console) -> list[Route]:
    """The page."""
    return [shown(console, HERE, page)]


def page(visit: Visit) -> Response:
    """What is in use now."""
    visit.actor.need("organizations:read")
    settings = dict(visit.console.settings)
    with visit.read() as view:
        told = [
            endpoint
            for product in visit.console.products
            for endpoint in webhooks.listing(view, visit.actor, product.name)
            if endpoint.active
        ]
    return visit.page(
        "settings/services.html",
        settings=settings,
        missing=embed_minilm.available(),
        embeddings=settings.get("embeddings") == "True",
        outside=(*leaving(settings), *_receivers(told)),
        here=HERE,
    )


def leaving(settings: Mapping[str, str]) -> tuple[Outside, ...]:
    """What the operator has set that leaves this machine, or may."""
    found = []
    if settings.get("mail_url") == SET:
        receives = N_("Names and e-mail addresses of candidates and people here, links, one-time codes")
        found.append(Outside("SMTP", N_("Sends the mail"), receives, BY_OPERATOR))
    if settings.get("phone") == "twilio":
        receives = N_("Telephone numbers, what is said on the call as sound, and its text")
        found.append(Outside("Twilio", N_("Dials, speaks and listens"), receives, BY_OPERATOR))
    for kind, purpose, receives in SPEECH:
        vendor = settings.get(kind, EMBEDDED).split(":")[0]
        if vendor != EMBEDDED:
            host = urlsplit(settings.get(f"{kind}_url", "")).hostname
            found.append(Outside(f"{vendor} ({host})" if host else vendor, purpose, receives, BY_OPERATOR))
    if "://" in settings.get("voice", ""):
        receives = N_("What is said, as sound; no name and no id")
        found.append(Outside(settings["voice"], N_("Listens and speaks"), receives, BY_OPERATOR))
    if settings.get("database_url") == SET:
        receives = N_("Everything; it may be a machine of your own")
        found.append(Outside("PostgreSQL", N_("Keeps the database"), receives, BY_OPERATOR))
    return tuple(found)


def _receivers(endpoints: list[Endpoint]) -> list[Outside]:
    """Whoever is told by webhook, by host."""
    hosts = dict.fromkeys(urlsplit(endpoint.url).hostname or endpoint.url for endpoint in endpoints)
    receives = N_("Events about jobs, candidates and interviews, results among them")
    return [Outside(host, N_("Is told of events by webhook"), receives, BY_PEOPLE) for host in hosts]
