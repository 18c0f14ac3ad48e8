"""How an interview is asked for: the request taken, what it lacked added, who is told of it."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.actions import folders, intake, names
from vivavoce.actions.webhooks import NewEndpoint
from vivavoce.dialects.a2a import inbound, outbound, quality
from vivavoce.dialects.a2a.reply import created, ok, whole_folder
from vivavoce.dialects.a2a.standing import Stage, state_of, word
from vivavoce.dialects.a2a.vocabulary import DIALECT, LEVELS
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.plain import path_id
from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.interview import Interview, State
from vivavoce.kit.destinations import Refused
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

COMPLETED = "Interview information completed. Skill validation starting."


def create_run(call: Call) -> Reply:
    """Looks the callback's address up before a transaction begins, because that may take seconds."""
    asked = inbound.request(call.body, call.now)
    made, fresh = _once(call, asked)
    if fresh:
        state = word(Stage(made.state, appointed=False))
        return created(outbound.taken(made.id, state, intake.issues_of(asked)))
    with call.house.store.read(call.actor.organization_id) as view:
        folder = whole_folder(view, call, made.id)
    return ok(outbound.taken(made.id, state_of(folder, call.now), quality.issues(folder)))


def create_interview(call: Call) -> Reply:
    """As `create_run`, for a form: what is incomplete is refused."""
    asked = inbound.request(call.body, call.now)
    inbound.whole(asked)
    made, _ = _once(call, asked)
    with call.house.store.read(call.actor.organization_id) as view:
        folder = whole_folder(view, call, made.id)
    listed = outbound.interview(folder, call.body.level, call.now)
    return created({**listed, "workflowState": "RECEIVED"})


def complete_request(tx: Tx, call: Call) -> Reply:
    """What is still missing is asked for again."""
    id = path_id(call, "interview")
    completed, asked = _completed(tx, call, id)
    found = intake.issues_of(asked)
    state = word(Stage(completed.state, appointed=False))
    if completed.state is State.DRAFT:
        return ok(outbound.taken(id, state, found))
    return ok({"message": COMPLETED, "state": state})


def change_interview(tx: Tx, call: Call) -> Reply:
    """While it waits for what it lacks, an interview can be changed."""
    id = path_id(call, "interview")
    _completed(tx, call, id)
    folder = folders.read(tx.view, call.actor, call.house.links, id)
    return ok(outbound.interview(folder, sent_level(tx.view, id), call.now))


def sent_level(view: View, id: str) -> str | None:
    """The level as it was sent."""
    kept = names.extras(view, DIALECT, (id,)).get(id, {})
    return kept.get("level")


def _once(call: Call, asked: intake.Request) -> tuple[Interview, bool]:
    """The interview of this request, and whether it was made just now. Raises Invalid."""
    own_names = inbound.own_names(call.headers, call.body)
    known = _known(call, own_names)
    if known is not None:
        return known, False
    told = _callback(call) if call.body.callback_url else None
    house = call.house
    try:
        with house.store.write(call.actor) as tx:
            made = intake.submit(tx, house.links, house.mind, asked, house.sealer, told)
            for kind, name in own_names.items():
                names.claim(tx, DIALECT, kind, name, made.id)
            _remember(tx, made.id, call.body.level)
            return made, True
    except Conflict:
        faster = _known(call, own_names)
        if faster is None:
            raise
        return faster, False


def _known(call: Call, own_names: Mapping[str, str]) -> Interview | None:
    with call.house.store.read(call.actor.organization_id) as view:
        for kind, name in own_names.items():
            id = names.find(view, DIALECT, kind, name)
            if id is not None:
                return whole_folder(view, call, id).interview
    return None


def _callback(call: Call) -> NewEndpoint:
    url = call.body.callback_url
    try:
        call.house.outbound.intake(url)
    except Refused as error:
        raise Invalid.because("callbackUrl", f"Must be a public HTTPS address: {error.reason}") from error
    return inbound.callback(url)


def _completed(tx: Tx, call: Call, id: str) -> tuple[Interview, intake.Request]:
    known = quality.asked(whole_folder(tx.view, call, id))
    asked = inbound.request(call.body, call.now, known)
    completed = intake.complete(tx, id, asked, inbound.decider(call))
    if call.body.level is not None:
        _remember(tx, id, call.body.level)
    return completed, asked


def _remember(tx: Tx, id: str, level: str | None) -> None:
    if level in LEVELS:
        names.remember(tx, DIALECT, id, {"level": level})
