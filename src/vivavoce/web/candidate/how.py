"""How the interview is held: by voice or in writing now, by telephone later, and with which adjustments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import wishes
from vivavoce.domain.errors import Invalid
from vivavoce.domain.wishes import Ease, WishKind
from vivavoce.kit.words import N_
from vivavoce.kit.zones import number_of
from vivavoce.web.candidate.door import VOICE, WRITING, Door
from vivavoce.web.candidate.forms import ticked, typed

TELEPHONE = "telephone"
UNDIALLED = N_("Please write the number with its country code, for example +351 912 345 678.")


@dataclass(frozen=True, slots=True)
class Offer:
    """An adjustment that can be chosen, and what it does."""

    ease: Ease
    name: str
    effect: str


OFFERS = (
    Offer(Ease.EXTRA_TIME, N_("Extra time"), N_("The interview may last half as long again.")),
    Offer(
        Ease.BREAKS, N_("Breaks"), N_("You may pause as often as you like. The clock stands still meanwhile.")
    ),
    Offer(Ease.SLOW_SPEECH, N_("Slower speech"), N_("The interviewer speaks more slowly.")),
    Offer(Ease.LARGE_TEXT, N_("Larger text"), N_("Everything on these pages is a quarter larger.")),
    Offer(Ease.QUESTIONS_AHEAD, N_("Questions in advance"), N_("You read the questions before you begin.")),
)
"""Slower speech is offered where there is a voice."""


def show(door: Door) -> Response:
    """What can be chosen, and what is chosen."""
    return _page(door, 200, door.lobby.eases, {}, {})


def choose(door: Door, form: FormData) -> Response:
    """Keep the adjustments; what only a person can arrange becomes a wish."""
    eases = [offer.ease for offer in _offers(door) if offer.ease in ticked(form, "ease")]
    way = VOICE if door.pages.voice() and form.get("mode") == VOICE else WRITING
    telephone = door.lobby.calls and form.get("mode") == TELEPHONE
    words, number = typed(form, "text"), typed(form, "number")
    entries = {"text": words, "number": number, "mode": TELEPHONE if telephone else way}
    if telephone and number_of(number) is None:
        return _page(door, 400, eases, entries, {"number": UNDIALLED})
    try:
        with door.house.store.write(door.actor) as tx:
            wishes.adjust(tx, door.lobby.interview_id, eases, door.language)
            if words:
                wishes.ask(tx, door.lobby.interview_id, WishKind.ADJUSTMENT, words)
            if telephone:
                wishes.ask(tx, door.lobby.interview_id, WishKind.CALL_BACK, number)
    except Invalid as refusal:
        return _page(door, 400, eases, entries, {"text": refusal.message})
    if telephone:
        return door.see("/asked/call_back")
    answer = door.see("/asked/adjustment" if words else door.next)
    door.choose(answer, way)
    return answer


def _offers(door: Door) -> list[Offer]:
    return [offer for offer in OFFERS if offer.ease is not Ease.SLOW_SPEECH or door.pages.voice()]


def _page(
    door: Door, status: int, eases: Collection[Ease], entries: dict[str, str], errors: dict[str, str]
) -> Response:
    return door.page(
        "how",
        status,
        offers=_offers(door),
        eases=eases,
        entries={"mode": door.way, **entries},
        errors=errors,
        voice=door.pages.voice(),
    )
