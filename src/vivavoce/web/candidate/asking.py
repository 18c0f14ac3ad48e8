"""What can be asked of a person from any page: help, an adjustment, a talk; and the ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from vivavoce.actions import rooms, wishes
from vivavoce.domain.errors import Conflict, Invalid, NotFound
from vivavoce.domain.interview import EndReason, State
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.words import N_
from vivavoce.web.candidate.door import Door, Place
from vivavoce.web.candidate.forms import typed

ADDRESS = "address"
OTHER_ADDRESS = N_("Please write to another address: %(words)s")


@dataclass(frozen=True, slots=True)
class Asking:
    """The form for one kind of wish. `label` is of its one field; `private`: only for a proved candidate."""

    name: str
    title: str
    lead: str
    label: str
    button: str
    private: bool = False


ASKINGS: Mapping[WishKind, Asking] = {
    WishKind.HELP: Asking(
        N_("Help"),
        N_("How can we help?"),
        N_("A person reads what you write here and answers you."),
        N_("What is the matter?"),
        N_("Ask for help"),
    ),
    WishKind.PERSON: Asking(
        N_("Talk to a person"),
        N_("You would rather talk to a person"),
        N_(
            "That is fine, and it does not count against you. Your link keeps working, in case you change "
            "your mind."
        ),
        N_("When and how can somebody reach you?"),
        N_("Ask for a person"),
    ),
    WishKind.ADJUSTMENT: Asking(
        N_("Ask for an adjustment"),
        N_("What would make this fair for you?"),
        N_("Those who judge your answers do not see what you write here."),
        N_("What do you need?"),
        N_("Ask for it"),
    ),
    WishKind.CALL_BACK: Asking(
        N_("Call me"),
        N_("Shall somebody call you?"),
        N_("A person arranges the call with you. What you have said so far is kept."),
        N_("Your number with its country code, and good times to call"),
        N_("Ask for a call"),
    ),
    WishKind.QUESTION: Asking(
        N_("Your questions for the team"),
        N_("What would you like to know?"),
        N_("A person answers. What you ask has no part in how your answers are judged."),
        N_("Your questions"),
        N_("Send the questions"),
        private=True,
    ),
    WishKind.CORRECTION: Asking(
        N_("Correct something"),
        N_("What should be corrected?"),
        N_("Your name, an address, or anything else that is wrong about you."),
        N_("What is wrong, and what is right?"),
        N_("Ask for the correction"),
        private=True,
    ),
    WishKind.DELETION: Asking(
        N_("Delete what is kept"),
        N_("Shall everything be deleted?"),
        N_("Your answers and all that came of them are deleted. A person does it and confirms it to you."),
        N_("Anything you would like to say (you need not)"),
        N_("Ask for the deletion"),
        private=True,
    ),
    WishKind.HUMAN_REVIEW: Asking(
        N_("Have a person look again"),
        N_("Shall a person look at it again?"),
        N_("A person reads your answers without the program's suggestion and tells you what they find."),
        N_("What should they look at? (you need not say)"),
        N_("Ask for the review"),
        private=True,
    ),
}
"""A new link is asked for with a button of its own, on the page of the old one."""


def form(door: Door) -> Response:
    """The form of one kind of wish. Raises NotFound for no such kind."""
    kind, asking = _kind(door)
    if asking.private and not door.seated:
        return door.see("/code?to=data")
    return _page(door, kind, asking, 200, "", "")


def ask(door: Door, form: FormData) -> Response:
    """Keep the wish and promise an answer. Raises NotFound for no such kind."""
    kind, asking = _kind(door)
    if asking.private and not door.seated:
        return door.see("/code?to=data")
    words = typed(form, "text")
    text = OTHER_ADDRESS % {"words": words} if words and form.get("about") == ADDRESS else words
    try:
        with door.house.store.write(door.actor) as tx:
            wishes.ask(tx, door.lobby.interview_id, kind, text)
    except (Invalid, Conflict) as refusal:
        return _page(door, kind, asking, 400, words, refusal.message)
    return door.see(f"/asked/{kind}")


def asked(door: Door) -> Response:
    """What was promised: the newest wish of the kind, without its words. Raises NotFound."""
    kind, asking = _kind(door)
    with door.house.store.read(door.actor.organization_id) as view:
        known = wishes.of_interview(view, door.actor, door.lobby.interview_id)
    same = [wish for wish in known if wish.kind is kind]
    if not same:
        return door.see(f"/ask/{kind}")
    return door.page("asked", asking=asking, reply_by=same[-1].reply_by)


def stopping(door: Door) -> Response:
    """Whether to stop, and what that means here; a live interview is stopped by its own candidate only."""
    live = door.place is Place.OPEN and door.lobby.state is State.LIVE
    return door.page("stop", live=live) if door.seated or not live else door.see()


def stop(door: Door, _form: FormData) -> Response:
    """End the live interview of a proved candidate; for all others there is nothing to end."""
    if door.seated:
        try:
            with door.house.store.write(door.actor) as tx:
                rooms.finish(tx, door.lobby.interview_id, EndReason.BY_CANDIDATE)
        except Conflict:
            return door.see()
    return door.see()


def privacy(door: Door) -> Response:
    """What becomes of one's data, in short."""
    return door.page("privacy")


def _kind(door: Door) -> tuple[WishKind, Asking]:
    word = door.request.path_params["kind"]
    if word not in set(ASKINGS):
        raise NotFound("request", word)
    return WishKind(word), ASKINGS[WishKind(word)]


def _page(door: Door, kind: WishKind, asking: Asking, status: int, entry: str, error: str) -> Response:
    optional = kind in wishes.WORDLESS
    return door.page("ask", status, kind=kind, asking=asking, optional=optional, entry=entry, error=error)
