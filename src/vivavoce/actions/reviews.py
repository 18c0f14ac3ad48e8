"""What reviewers say of an interview themselves: their own ratings beside the machine's, and their notes."""

from __future__ import annotations

from typing import Final

from vivavoce.actions import plans
from vivavoce.actions.folders import Folder
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, NotFound
from vivavoce.domain.figures import apart
from vivavoce.domain.identity import APPROVE, Actor, ActorKind, Policy
from vivavoce.domain.interview import State
from vivavoce.domain.review import Rating, Regard, Remark
from vivavoce.domain.scoring import Assessment, Review
from vivavoce.kit.ids import new_id
from vivavoce.kit.words import N_
from vivavoce.store.shapes import ASSESSMENT, INTERVIEW, MEMBER, ORGANIZATION, RATING, REMARK
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LEVELS: Final = (1, 5)
LONGEST: Final = 4000
_OVER = frozenset({State.ASSESSMENT_REVIEW, State.RELEASED})


def rate(tx: Tx, interview_id: str, criterion_id: str, level: float | None, reason: str = "") -> Rating:
    """Keep the actor's own level of a criterion, 1–5 (None: cannot say), in place of their last one.

    The machine's stays as it is. Raises NotFound, Forbidden for a program, Conflict before there is something
    to rate, Invalid for another level, and without a reason where the two differ by a level or more. Whoever
    may not see the machine's level yet is asked for no reason: being asked would tell them.
    """
    tx.actor.need(APPROVE)
    need_person(tx.actor)
    words = _words("reason", reason)
    if level is not None and not LEVELS[0] <= level <= LEVELS[1]:
        raise Invalid.because("level", N_("A level is between 1 and 5."))
    _check_criterion(tx, interview_id, criterion_id)
    tx.lock(f"ratings {interview_id} {tx.actor.id}")
    if not words and apart(_seen_level(tx, interview_id, criterion_id), level):
        raise Invalid.because("reason", N_("Please say why your level differs from the machine's."))
    return _kept(tx, interview_id, criterion_id, level, words)


def ratings(view: View, actor: Actor, interview_id: str) -> tuple[Rating, ...]:
    """What people have rated in an interview, oldest first. Raises NotFound."""
    actor.need("interviews:read")
    view.get(INTERVIEW, interview_id)
    return view.every(RATING, interview_id=interview_id)


def remark(tx: Tx, interview_id: str, text: str) -> Remark:
    """Note something about an interview for colleagues. Raises NotFound, Forbidden, Invalid without words."""
    tx.actor.need(APPROVE)
    need_person(tx.actor)
    words = _words("text", text)
    if not words:
        raise Invalid.because("text", N_("Please write a few words."))
    tx.get(INTERVIEW, interview_id)
    return _noted(tx, interview_id, words, None, None)


def regard(tx: Tx, interview_id: str, flag: int, regard: Regard, text: str = "") -> Remark:
    """Say what to make of a note of the assessment, the one numbered `flag` from 0; the newest word holds.

    It changes no score. Raises NotFound, Forbidden, Invalid.
    """
    tx.actor.need(APPROVE)
    need_person(tx.actor)
    words = _words("text", text)
    tx.get(INTERVIEW, interview_id)
    made = tx.find(ASSESSMENT, interview_id=interview_id)
    if made is None or not 0 <= flag < len(made.appraisal.flags):
        raise NotFound("note", str(flag))
    return _noted(tx, interview_id, words, flag, regard)


def remarks(view: View, actor: Actor, interview_id: str) -> tuple[Remark, ...]:
    """What reviewers noted about an interview and about the notes of its assessment, oldest first."""
    actor.need("interviews:read")
    view.get(INTERVIEW, interview_id)
    return view.every(REMARK, interview_id=interview_id)


def names(view: View, actor: Actor) -> dict[str, str]:
    """The name of each member, by id: who rated, noted and decided."""
    actor.need("interviews:read")
    return {member.id: member.name for member in view.every(MEMBER)}


def unveiled(view: View, actor: Actor, folder: Folder, policy: Policy) -> bool:
    """Whether the reader may see the machine's levels as far as the blind first look goes.

    With `policy.blind_first`, who may approve sees them after rating every criterion, or after an approval.
    """
    actor.need("interviews:read")
    return _unveiled(view, actor, folder.assessment, policy)


def need_person(who: Actor) -> None:
    """Raises Forbidden for programs and the machine: some things only a person can say."""
    if who.kind not in {ActorKind.MEMBER, ActorKind.OPERATOR}:
        raise Forbidden("Only a person can do this")


def _unveiled(view: View, who: Actor, made: Assessment | None, policy: Policy) -> bool:
    rater = policy.blind_first and who.holds(frozenset({APPROVE}))
    if not rater or made is None or made.review is Review.APPROVED:
        return True
    own = view.every(RATING, interview_id=made.interview_id, member_id=who.id)
    return {score.criterion_id for score in made.appraisal.scores} <= {one.criterion_id for one in own}


def _seen_level(tx: Tx, interview_id: str, criterion_id: str) -> float | None:
    """The machine's level of a criterion; None where there is none, or none that the actor may see yet."""
    made = tx.find(ASSESSMENT, interview_id=interview_id)
    policy = tx.get(ORGANIZATION, tx.organization_id).policy
    if made is None or not _unveiled(tx.view, tx.actor, made, policy):
        return None
    return next((one.level for one in made.appraisal.scores if one.criterion_id == criterion_id), None)


def _check_criterion(tx: Tx, interview_id: str, criterion_id: str) -> None:
    """Raises NotFound, Conflict while the interview is not over."""
    if tx.get(INTERVIEW, interview_id).state not in _OVER:
        raise Conflict("There is nothing to rate in this interview yet")
    plan = plans.current(tx.view, interview_id)
    if plan is None or criterion_id not in {criterion.id for criterion in plan.criteria}:
        raise NotFound("criterion", criterion_id)


def _kept(tx: Tx, interview_id: str, criterion_id: str, level: float | None, reason: str) -> Rating:
    mine = {"interview_id": interview_id, "criterion_id": criterion_id, "member_id": tx.actor.id}
    known = tx.find(RATING, **mine)
    if known is None:
        rating = Rating(new_id(), tx.organization_id, **mine, level=level, reason=reason, created_at=tx.now)
        tx.audit("rating.give", rating.id)
        return tx.add(RATING, rating)
    tx.audit("rating.replace", known.id)
    return tx.change(RATING, known.id, level=level, reason=reason, created_at=tx.now)


def _noted(tx: Tx, interview_id: str, text: str, flag: int | None, regard: Regard | None) -> Remark:
    remark = Remark(
        new_id(), tx.organization_id, interview_id, tx.actor.id, text, tx.now, flag=flag, regard=regard
    )
    tx.audit("remark.add", remark.id)
    return tx.add(REMARK, remark)


def _words(field: str, text: str) -> str:
    """The text without the blanks around it. Raises Invalid when it is longer than `LONGEST`."""
    words = text.strip()
    if len(words) > LONGEST:
        raise Invalid.because(field, N_("This is too long. Please shorten it."))
    return words
