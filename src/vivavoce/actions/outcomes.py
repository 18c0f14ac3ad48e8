"""What people decide about applications, and why: the newest decision holds, the earlier ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vivavoce.actions import candidates, reviews
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.domain.errors import Invalid
from vivavoce.domain.events import EventName
from vivavoce.domain.hiring import Stage
from vivavoce.domain.identity import Actor
from vivavoce.domain.review import Outcome
from vivavoce.kit.ids import new_id
from vivavoce.kit.words import N_
from vivavoce.store import queries
from vivavoce.store.shapes import APPLICATION, OUTCOME
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LONGEST: Final = 4000


def decide(tx: Tx, application_id: str, stage: Stage, reason: str = "") -> Outcome:
    """Move an application to a stage; the candidate stands there for the APIs too, and events go out.

    The same decision again changes nothing. Raises NotFound, Forbidden for programs and the machine (nobody
    is rejected but by a person; GDPR art. 22), Invalid for a rejection without a reason.
    """
    tx.actor.need("candidates:write")
    reviews.need_person(tx.actor)
    words = reason.strip()
    if stage is Stage.REJECTED and not words:
        raise Invalid.because("reason", N_("Please say why; the reason is kept."))
    if len(words) > LONGEST:
        raise Invalid.because("reason", N_("This is too long. Please shorten it."))
    application = tx.get(APPLICATION, application_id)
    tx.lock(f"outcome {application_id}")
    last = newest(tx.view, tx.actor, (application_id,)).get(application_id)
    if last is not None and (last.member_id, last.stage, last.reason) == (tx.actor.id, stage, words):
        return last
    candidates.change(tx, application.candidate_id, ChangeCandidate(stage=stage))
    tx.emit(EventName.APPLICATION_CHANGED, application_id)
    outcome = Outcome(new_id(), tx.organization_id, application_id, tx.actor.id, stage, words, tx.now)
    tx.audit(f"outcome.{stage.value}", outcome.id)
    return tx.add(OUTCOME, outcome)


def history(view: View, actor: Actor, application_id: str) -> tuple[Outcome, ...]:
    """Everything that was decided about an application, oldest first. Raises NotFound."""
    actor.need("candidates:read")
    view.get(APPLICATION, application_id)
    return view.every(OUTCOME, application_id=application_id)


def newest(view: View, actor: Actor, application_ids: Sequence[str]) -> dict[str, Outcome]:
    """The decision that holds for each of these applications, by its id, where there is one; one query."""
    actor.need("candidates:read", "candidates:write")
    if not application_ids:
        return {}
    rows = view.ask(queries.OUTCOMES_OF, applications=list(application_ids))
    made = (OUTCOME.load(row) for row in rows)
    return {outcome.application_id: outcome for outcome in made}
