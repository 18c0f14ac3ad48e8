"""The notice and the consent: what a candidate is told and agrees to before anything begins."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import PlainTextResponse, Response

from vivavoce.actions import lobby, notices
from vivavoce.actions.notices import AUDIO, GRANTS, PASSAGES, VOICE, Grant, Notice
from vivavoce.kit.words import N_, said
from vivavoce.web import shown
from vivavoce.web.candidate.door import Door

UNTICKED = N_("To begin, please tick every box. If you would rather talk to a person, see below.")
REQUIRED = frozenset(grant.name for grant in GRANTS)


def show(door: Door) -> Response:
    """The notice, to agree to or to read again."""
    return _page(door, 200, "", ())


def consent(door: Door, form: FormData) -> Response:
    """The candidate agrees, or agrees to something else than before.

    Where no code can be sent, this browser is theirs from now on; else only theirs may change it.
    """
    grants = tuple(grant.name for grant in _asked(door) if form.get(grant.name) == "yes")
    if not REQUIRED.issubset(grants):
        return _page(door, 400, UNTICKED, grants)
    theirs = door.seated or not door.needs_code or not door.lobby.consented
    if theirs and grants != door.granted:
        with door.house.store.write(door.actor) as tx:
            lobby.agree(tx, door.lobby.interview_id, door.language, grants)
    answer = door.see("/check" if form.get("to") == "check" else "/how")
    if not door.needs_code:
        door.seat(answer)
    return answer


def download(door: Door) -> Response:
    """The notice as a text file."""
    answer = PlainTextResponse(_text(door, _read(door)))
    answer.headers["content-disposition"] = 'attachment; filename="notice.txt"'
    answer.headers["cache-control"] = "no-store"
    return answer


def _page(door: Door, status: int, error: str, ticked: tuple[str, ...]) -> Response:
    return door.page(
        "notice",
        status,
        notice=_read(door),
        passages=_passages(door),
        grants=GRANTS,
        voice=VOICE if door.pages.voice() else None,
        heard=AUDIO in door.granted,
        error=error,
        ticked=ticked,
        agreed=door.lobby.consented and door.seated,
    )


def _asked(door: Door) -> tuple[Grant, ...]:
    return (*GRANTS, VOICE) if door.pages.voice() else GRANTS


def _read(door: Door) -> Notice:
    with door.house.store.read(door.actor.organization_id) as view:
        return notices.read(view, door.actor, door.lobby.interview_id)


def _passages(door: Door) -> list[tuple[str, str]]:
    """Title and text of every part, in the reader's language."""
    until = shown.day(door.lobby.keep_until, door.language)
    facts = {"organization": door.lobby.organization, "until": until}
    return [(said(door.language, one.title), said(door.language, one.text) % facts) for one in PASSAGES]


def _text(door: Door, notice: Notice) -> str:
    def words(english: str) -> str:
        return said(door.language, english)

    parts = [f"{door.lobby.organization}: {door.lobby.position}"]
    parts += [f"{title}\n{text}" for title, text in _passages(door)]
    parts += ["\n".join((words(place.name), *map(words, place.paragraphs))) for place in notice.jurisdictions]
    parts += [notice.own, notice.alternatives]
    parts += [f"[ ] {words(grant.words)}" for grant in _asked(door)]
    parts += [notice.version]
    return "\n\n".join(part for part in parts if part) + "\n"
