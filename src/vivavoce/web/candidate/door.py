"""Who stands at the door: what their link opens, what their cookies prove, and where they go next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from vivavoce.actions import lobby, notices
from vivavoce.actions.house import House
from vivavoce.actions.lobby import Lobby
from vivavoce.domain.identity import Actor, candidate
from vivavoce.domain.interview import State
from vivavoce.domain.invitation import Invitation
from vivavoce.kit.ids import new_token
from vivavoce.kit.secrets import constant_equal
from vivavoce.web.pages import language_of, page

BROWSER = "vivavoce_browser"
SEAT = "vivavoce_seat"
WAY = "vivavoce_way"
WRITING, VOICE = "writing", "voice"
COOKIE_SECONDS = 7 * 86_400


class Place(StrEnum):
    """Where a candidate stands, as far as pages differ."""

    LAPSED = "lapsed"
    WAITING = "waiting"
    OPEN = "open"
    HELD = "held"
    OVER = "over"


EVERYWHERE = frozenset(Place)
KNOWN = EVERYWHERE - {Place.LAPSED}
"""Where the link still opens something."""
_PLACE_OF = {
    State.DRAFT: Place.WAITING,
    State.CHECKING: Place.WAITING,
    State.PLANNING: Place.WAITING,
    State.PLAN_REVIEW: Place.WAITING,
    State.READY: Place.OPEN,
    State.LIVE: Place.OPEN,
    State.ASSESSING: Place.HELD,
    State.ASSESSMENT_REVIEW: Place.HELD,
    State.RELEASED: Place.HELD,
    State.REJECTED: Place.OVER,
    State.FAILED: Place.OVER,
    State.CANCELLED: Place.OVER,
    State.EXPIRED: Place.LAPSED,
}


def mute() -> bool:
    """A server without a voice."""
    return False


@dataclass(frozen=True, slots=True)
class Pages:
    """Serves the candidate. `codes`: an address that is known must be proved before the room opens.

    `voice`: whether this server can hear and speak now.
    """

    house: House
    key: bytes
    site: str
    codes: bool
    voice: Callable[[], bool] = mute

    def door(self, request: Request) -> Door:
        """What the request's link opens, be it expired. Raises NotFound."""
        token = request.path_params["token"]
        invitation = lobby.known(self.house.store, token)
        visitor = candidate(invitation.organization_id, "visitor")
        with self.house.store.read(invitation.organization_id) as view:
            hall = lobby.enter(view, visitor, invitation)
        actor = candidate(invitation.organization_id, hall.candidate_id)
        return Door(self, request, invitation, actor, hall, token)


@dataclass(frozen=True, slots=True)
class Door:
    """A link that is known, and who stands at it."""

    pages: Pages
    request: Request
    invitation: Invitation
    actor: Actor
    lobby: Lobby
    token: str

    @property
    def house(self) -> House:
        return self.pages.house

    @property
    def language(self) -> str:
        return language_of(self.request)

    @property
    def place(self) -> Place:
        """A link that was revoked opens nothing; one that expired still opens what was held."""
        place = _PLACE_OF[self.lobby.state]
        kept = place is Place.HELD and self.invitation.revoked_at is None
        return Place.LAPSED if self.lobby.lapsed and not kept else place

    @property
    def needs_code(self) -> bool:
        return self.pages.codes and self.lobby.masked_email is not None

    @property
    def browser(self) -> str:
        """What this browser is called at this door, "" before its first visit."""
        return self.request.cookies.get(BROWSER, "")

    @property
    def seated(self) -> bool:
        """Whether this browser has proved that it is the candidate's."""
        seat = self.request.cookies.get(SEAT, "")
        mine = self.house.links.seat(self.invitation.id, self.browser)
        return bool(self.browser) and constant_equal(seat, mine)

    @property
    def granted(self) -> tuple[str, ...]:
        """What the candidate has agreed to, () before they have and after they took it back."""
        with self.house.store.read(self.actor.organization_id) as view:
            receipt = lobby.consent(view, self.lobby.interview_id)
        return receipt.grants if receipt else ()

    @property
    def heard(self) -> bool:
        """Whether this candidate may speak: the server has a voice, and they agreed to be recorded."""
        return self.pages.voice() and notices.AUDIO in self.granted

    @property
    def way(self) -> str:
        """How this candidate would answer, by their last choice in this browser."""
        spoken = self.request.cookies.get(WAY, "") == VOICE
        return VOICE if spoken and self.pages.voice() else WRITING

    @property
    def next(self) -> str:
        """Where this candidate goes from here, after the link's own address."""
        if self.place is not Place.OPEN:
            return ""
        if not self.lobby.consented or not (self.seated or self.needs_code):
            return "/notice"
        if not self.seated:
            return "/code"
        return "/room" if self.lobby.state is State.LIVE else "/check"

    @property
    def socket(self) -> str:
        """The origin of the room's socket, as this browser reaches us."""
        site = self.pages.site
        host = self.request.headers.get("host", urlsplit(site).netloc)
        return f"{'wss' if site.startswith('https://') else 'ws'}://{host}"

    def page(self, name: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page of this candidate, in the reader's language."""
        return page(
            f"candidate/{name}.html", status, language=self.language, door=self, lobby=self.lobby, **facts
        )

    def address(self, where: str = "") -> str:
        """The address of a page of this link; the device check has the one that other clients know."""
        if where == "/check":
            return f"/interview/pre-check/{self.token}"
        return f"/interview/join/{self.token}{where}"

    def see(self, where: str = "") -> RedirectResponse:
        """Go on at another page of this link."""
        return RedirectResponse(self.address(where), 303)

    def name(self, answer: Response, browser: str) -> None:
        """From now on this browser is called so."""
        self._keep(answer, BROWSER, browser)

    def seat(self, answer: Response) -> None:
        """From now on this browser is the candidate's."""
        browser = self.browser or new_token()
        self.name(answer, browser)
        self._keep(answer, SEAT, self.house.links.seat(self.invitation.id, browser))

    def choose(self, answer: Response, way: str) -> None:
        """From now on this candidate would answer so."""
        self._keep(answer, WAY, way)

    def _keep(self, answer: Response, name: str, value: str) -> None:
        """A cookie for the pages of this link and no other, so that two interviews do not meet."""
        for path in (self.address(), self.address("/check")):
            answer.set_cookie(
                name,
                value,
                max_age=COOKIE_SECONDS,
                path=path,
                httponly=True,
                samesite="lax",
                secure=self.pages.site.startswith("https://"),
            )
