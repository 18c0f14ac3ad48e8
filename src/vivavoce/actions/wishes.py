"""What candidates ask people for, and what they add: wishes, amendments, their impression, adjustments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from vivavoce.domain.errors import Conflict, Invalid
from vivavoce.domain.events import EventName
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Role, State
from vivavoce.domain.wishes import Adjustment, Amendment, AmendmentKind, Ease, Impression, Wish, WishKind
from vivavoce.kit.ids import new_id
from vivavoce.kit.words import N_
from vivavoce.store.shapes import ADJUSTMENT, AMENDMENT, IMPRESSION, INTERVIEW, ORGANIZATION, TURN, WISH
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

MOST_OPEN = 20
MOST_AMENDMENTS = 100
LONGEST = 2000
LONGEST_CORRECTION = 8000
EXTRA_TIME = 1.5
WORDLESS = frozenset({WishKind.NEW_LINK, WishKind.DELETION, WishKind.HUMAN_REVIEW, WishKind.CALL_BACK})
"""What may be asked for without a word."""
_SAID = frozenset({State.LIVE, State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED})


def ask(tx: Tx, interview_id: str, kind: WishKind, text: str = "") -> Wish:
    """Ask a person for something; the same words while they wait for an answer are the same wish.

    Raises NotFound, Invalid (no words, or over `LONGEST`), Conflict with `MOST_OPEN` waiting.
    """
    tx.actor.need("room")
    words = _words("text", text, 0 if kind in WORDLESS else 1, LONGEST)
    candidate_id = tx.get(INTERVIEW, interview_id).candidate_id
    tx.lock(f"wishes of {interview_id}")
    waiting = [wish for wish in tx.view.every(WISH, interview_id=interview_id) if wish.answered_at is None]
    for known in waiting:
        if (known.kind, known.text) == (kind, words):
            return known
    if len(waiting) >= MOST_OPEN:
        raise Conflict(N_("Many of your requests wait for an answer already. Please wait for these first."))
    reply_by = tx.now + timedelta(days=tx.get(ORGANIZATION, tx.organization_id).policy.reply_days)
    wish = Wish(
        new_id(),
        tx.organization_id,
        interview_id,
        candidate_id,
        kind,
        words,
        created_at=tx.now,
        reply_by=reply_by,
    )
    tx.add(WISH, wish)
    tx.emit(EventName.WISH_ASKED, interview_id)
    tx.audit("wish.ask", wish.id)
    return wish


def answer(tx: Tx, id: str, text: str) -> Wish:
    """Answer a wish; the candidate is told. Raises NotFound, Invalid, Conflict when it is done."""
    tx.actor.need("candidates:write")
    words = _words("text", text, 1, LONGEST)
    tx.lock(f"wish {id}")
    if tx.get(WISH, id).answered_at is not None:
        raise Conflict("This request is answered already")
    answered = tx.change(WISH, id, answer=words, answered_at=tx.now, answered_by=tx.actor.id)
    tx.emit(EventName.WISH_ANSWERED, answered.interview_id)
    tx.audit("wish.answer", id)
    tx.start("answer", id)
    return answered


def of_interview(view: View, actor: Actor, interview_id: str) -> tuple[Wish, ...]:
    """Everything a candidate asked for in one interview, oldest first. Raises NotFound."""
    actor.need("candidates:read", "room")
    view.get(INTERVIEW, interview_id)
    return view.every(WISH, interview_id=interview_id)


def amend(tx: Tx, interview_id: str, turn: int, kind: AmendmentKind, text: str) -> Amendment:
    """Note other or further words beside what the candidate said in a turn, which stays as it was.

    Raises NotFound, Invalid (no words, too many, or the turn is not the candidate's), Conflict while
    nothing was said and with `MOST_AMENDMENTS` there.
    """
    tx.actor.need("room")
    most = LONGEST_CORRECTION if kind is AmendmentKind.CORRECTION else LONGEST
    words = _words("text", text, 1, most)
    if tx.get(INTERVIEW, interview_id).state not in _SAID:
        raise Conflict("There is nothing to amend in this interview")
    said = tx.find(TURN, interview_id=interview_id, number=turn)
    if said is None or said.role is not Role.CANDIDATE:
        raise Invalid.because("turn", "Only your own words can be amended")
    tx.lock(f"amendments of {interview_id}")
    if tx.view.count(AMENDMENT, interview_id=interview_id) >= MOST_AMENDMENTS:
        raise Conflict(f"There are {MOST_AMENDMENTS} amendments already")
    amendment = Amendment(new_id(), tx.organization_id, interview_id, turn, kind, words, tx.now)
    tx.add(AMENDMENT, amendment)
    tx.audit("amendment.add", amendment.id)
    return amendment


def amendments(view: View, actor: Actor, interview_id: str) -> tuple[Amendment, ...]:
    """What a candidate wrote beside their turns, oldest first. Raises NotFound."""
    actor.need("interviews:read", "room")
    view.get(INTERVIEW, interview_id)
    return view.every(AMENDMENT, interview_id=interview_id)


def impress(tx: Tx, interview_id: str, stars: int, text: str) -> Impression:
    """Keep how the candidate found the interview, in place of what they said of it before.

    Raises NotFound, Invalid for stars other than 1 to 5 or too many words.
    """
    tx.actor.need("room")
    if stars not in range(1, 6):
        raise Invalid.because("stars", N_("Please choose one of the five."))
    words = _words("text", text, 0, LONGEST)
    tx.get(INTERVIEW, interview_id)
    tx.lock(f"impression of {interview_id}")
    tx.clear(IMPRESSION, interview_id=interview_id)
    tx.audit("impression.give", interview_id)
    return tx.add(IMPRESSION, Impression(interview_id, tx.organization_id, stars, words, tx.now))


def adjust(tx: Tx, interview_id: str, eases: Collection[Ease], language: str) -> Adjustment:
    """Keep what makes the interview fair for this candidate; it holds from their next connection on.

    Raises NotFound.
    """
    tx.actor.need("room")
    tx.get(INTERVIEW, interview_id)
    tx.lock(f"adjustment of {interview_id}")
    tx.clear(ADJUSTMENT, interview_id=interview_id)
    chosen = tuple(ease for ease in Ease if ease in eases)
    tx.audit("adjustment.set", interview_id)
    return tx.add(ADJUSTMENT, Adjustment(interview_id, tx.organization_id, chosen, language, tx.now))


def adjustment(view: View, interview_id: str) -> Adjustment | None:
    """What was adjusted for an interview's candidate; None when they asked for nothing."""
    return view.find(ADJUSTMENT, interview_id=interview_id)


def eases(view: View, interview_id: str) -> tuple[Ease, ...]:
    """The adjustments in force."""
    found = adjustment(view, interview_id)
    return found.eases if found else ()


def minutes(planned: int, granted: Collection[Ease]) -> int:
    """How long an interview planned for so many minutes may last for this candidate."""
    return round(planned * EXTRA_TIME) if Ease.EXTRA_TIME in granted else planned


def _words(field: str, text: str, least: int, most: int) -> str:
    """The text without the blanks around it. PostgreSQL keeps neither NUL nor half of a surrogate pair."""
    words = text.strip()
    if any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in words):
        raise Invalid.because(field, N_("This text holds a character that cannot be kept."))
    if len(words) < least:
        raise Invalid.because(field, N_("Please write a few words."))
    if len(words) > most:
        raise Invalid.because(field, N_("This is too long. Please shorten it."))
    return words
