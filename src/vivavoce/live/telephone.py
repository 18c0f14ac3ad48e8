"""How an interview is held over the telephone: consent first, then the session, one exchange at a time.

Nothing but the database remembers. A call that is repeated after a crash, and a telephone company that
calls back for each answer, both go on from the last question.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from vivavoce.actions import lobby, plans, rooms, wishes
from vivavoce.actions.notices import AUDIO
from vivavoce.domain.calling import wants_no_calls
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import candidate
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, Speech, State
from vivavoce.domain.wishes import WishKind
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.mind import Conductor
from vivavoce.kit.clock import Clock
from vivavoce.live.aloud import opening_of
from vivavoce.live.assent import WRITTEN, Decision, Terms, decided
from vivavoce.live.protocol import MAX_ANSWER
from vivavoce.live.session import Session, Spoken, Uttered
from vivavoce.live.voice import wire
from vivavoce.providers.phone import Callee
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, TURN

MOST_EXCHANGES = 200
ASKED = "consent"
ASKED_AGAIN = "consent-again"
KEYS: Mapping[str, str] = {
    "1": "yes",
    "2": "no",
    "*": "Please repeat that.",
    "0": "I would like to talk to a person.",
}
"""What keys of the telephone say."""
GOODBYE = "I am sorry, this call cannot go on. Goodbye."

_PERSON = "I have noted that you would like to talk to a person. Somebody will get back to you."
_GO_ON = "It does not count against you, and we can go on meanwhile. My question was:"
_WISH = "Asked for a person on the telephone."
_DECLINED = "That is all right, there will be no interview. Thank you, and goodbye."
_STOPPED = "I understand. We will not call you again. Goodbye."
_OVER = "This interview is over. Thank you, and goodbye."

_THEM = Role.CANDIDATE
_HELD = {EndReason.COMPLETED, EndReason.BY_CANDIDATE, EndReason.TIME_LIMIT}
_OPEN = {State.READY, State.LIVE}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended. `outcome` None: the interview was held to its end. `stop`: never call them again."""

    outcome: CallOutcome | None
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to say now. `place` goes back to `Talk.hear` with the answer; `ending`: then hang up.

    `question` is what of it is worth saying again, "" for all.
    """

    words: str
    place: str = ""
    ending: Ending | None = None
    question: str = ""

    @property
    def consents(self) -> bool:
        """Whether the answer to it is consent or none."""
        return self.place in {ASKED, ASKED_AGAIN}

    def again(self, lead: str = "") -> Prompt:
        """The same once more, after a word on why."""
        return replace(self, words=f"{lead} {self.question or self.words}".strip())


@dataclass(frozen=True, slots=True)
class Held:
    """A call that is over; the fields of `Ending`, and how many `seconds` it took."""

    outcome: CallOutcome | None
    seconds: int
    stop: bool


class Telephone:
    """Holds interviews with whoever has answered. Its methods block: call them in a thread."""

    def __init__(self, store: Store, conductor: Conductor, clock: Clock) -> None:
        self._store = store
        self._conductor = conductor
        self._clock = clock

    def talk(self, organization_id: str, interview_id: str, terms: Terms = WRITTEN) -> Talk:
        """One connection to an interview. Raises NotFound."""
        with self._store.read(organization_id) as view:
            interview = view.get(INTERVIEW, interview_id)
        return Talk(self._store, self._conductor, self._clock, interview, terms)

    def hold(self, organization_id: str, interview_id: str, callee: Callee) -> Held:
        """The whole call, from the first word to the last.

        Raises NotFound; Conflict when the interview is neither ready nor live, or ceases to be; Replaced
        when another call or the candidate's browser takes it over.
        """
        began = self._clock.now()
        ending = _course(self.talk(organization_id, interview_id), callee)
        return Held(ending.outcome, int((self._clock.now() - began).total_seconds()), ending.stop)


class Talk:
    """One connection to one interview, from picking up to hanging up. Every method raises as `hold` does."""

    def __init__(
        self, store: Store, conductor: Conductor, clock: Clock, interview: Interview, terms: Terms
    ) -> None:
        self._store = store
        self._interview = interview
        self._terms = terms
        self._actor = candidate(interview.organization_id, interview.candidate_id)
        self._live = interview.state is State.LIVE
        self._connected = False
        self.session = Session(store, conductor, clock, self._actor, interview.id)
        self.session.aloud = AUDIO in terms.grants

    def open(self) -> Prompt:
        """The first words: who calls and the question for consent, or the open question of an agreed one."""
        if self._interview.state not in _OPEN:
            raise Conflict(f"This interview is {self._interview.state}")
        if self._agreed():
            return self._begin(self._named(self._terms.back))
        return Prompt(self._named(self._terms.disclosure), ASKED)

    def hear(self, place: str, text: str, speaker: str = "", uttered: Uttered | None = None) -> Prompt:
        """What follows on `text`, the answer to the prompt of `place`.

        `speaker` is the telephone company's id of the call, where `is_with` will be asked. `uttered`: where
        our own ear heard it. An answer to a prompt that is no longer the open one is not taken down: it was
        heard already.
        """
        if wants_no_calls(text):
            return self._stop()
        if self._interview.state not in _OPEN:
            return Prompt(_OVER, ending=Ending(_outcome(self._interview)))
        if place in {ASKED, ASKED_AGAIN}:
            return self._decide(place, text)
        asked = self._pending()
        if place != asked.place:
            return asked
        if intent(text) is Intent.PERSON:
            self._note_wish()
            return asked.again(f"{_PERSON} {_GO_ON}")
        words, client_id = _storable(text), _client_id(speaker, place) if speaker else None
        session = self.session
        return self._prompt(session.hear(words, uttered) if uttered else session.answer(words, client_id))

    def heard_out(self, spoken: Speech | None) -> None:
        """A question was spoken as far as they let it. `spoken`: where it lies in the recording."""
        if spoken is not None:
            self.session.spoke(spoken)
        self.session.listen()

    @property
    def closed(self) -> bool:
        """Whether the last words are said, but not heard out yet."""
        return self._connected and self.session.closed

    def part(self) -> None:
        """The last words have been heard out: the interview is over."""
        self.session.part()

    @property
    def recorded(self) -> bool:
        """Whether both voices are kept from now on: the interview has begun, and they agreed to that."""
        return self._connected and AUDIO in self._terms.grants and self.session.seat.audible

    @property
    def late(self) -> bool:
        """Whether the interview's time is up."""
        return self._connected and self.session.left() <= timedelta()

    def opening(self) -> wire.Open:
        """What an ear and a voice should know of this interview."""
        with self._store.read(self._interview.organization_id) as view:
            plan = plans.current(view, self._interview.id)
            return opening_of(plan, wishes.eases(view, self._interview.id)) if plan else wire.Open()

    def is_with(self, speaker: str) -> bool:
        """Whether the last answer, where there is one, is of this speaker.

        What is told late about an older call must not end the newer one.
        """
        with self._store.read(self._interview.organization_id) as view:
            said = [turn for turn in view.every(TURN, interview_id=self._interview.id) if turn.role is _THEM]
            asked = str(said[-1].number - 1) if said else ""
            mine = _client_id(speaker, asked)
            return not said or rooms.was_said(view, self._actor, self._interview.id, mine)

    def hung_up(self) -> Ending:
        """The callee has gone: what was answered is assessed, and without any answer the interview waits."""
        if not self._live:
            return Ending(_outcome(self._interview))
        session = self._connect()
        if any(turn.role is _THEM for turn in session.seat.turns):
            session.end(EndReason.DISCONNECTED)
        else:
            session.leave()
        return Ending(CallOutcome.HUNG_UP)

    def cut(self) -> Ending:
        """End a conversation that does not come to an end."""
        self._connect().end(EndReason.TIME_LIMIT)
        return Ending(None)

    def _stop(self) -> Prompt:
        """Their wish holds whatever has become of the interview meanwhile."""
        if self._live:
            with suppress(Conflict):
                self._connect().end(EndReason.BY_CANDIDATE)
        return Prompt(_STOPPED, ending=Ending(CallOutcome.DECLINED, stop=True))

    def _decide(self, place: str, text: str) -> Prompt:
        if self._agreed():
            return self._begin("")
        if intent(text) is Intent.PERSON:
            self._note_wish()
            return Prompt(f"{_PERSON} Goodbye.", ending=Ending(CallOutcome.DECLINED))
        decision = decided(text)
        if decision is Decision.YES:
            with self._store.write(self._actor) as tx:
                lobby.agree(tx, self._interview.id, "en", self._terms.grants)
            return self._begin(self._terms.guide)
        if decision is Decision.UNCLEAR and place == ASKED:
            return Prompt(self._named(self._terms.unclear), ASKED_AGAIN)
        return Prompt(_DECLINED, ending=Ending(CallOutcome.DECLINED))

    def _note_wish(self) -> None:
        """They would rather talk to a person; who has many wishes waiting is answered already."""
        with suppress(Conflict), self._store.write(self._actor) as tx:
            wishes.ask(tx, self._interview.id, WishKind.PERSON, _WISH)

    def _begin(self, lead: str) -> Prompt:
        """Once they agree, or when they have: the greeting and first question, or whatever is open."""
        with self._store.write(self._actor) as tx:
            rooms.open_room(tx, self._interview.id)
        opening = self._connect().greet()
        return self._prompt(opening, lead) if opening.messages else self._pending().again(lead)

    def _pending(self) -> Prompt:
        """The question that is open."""
        turn = self._connect().seat.turns[-1]
        return Prompt(turn.text, str(turn.number), Ending(None) if self.session.closed else None)

    def _agreed(self) -> bool:
        with self._store.read(self._interview.organization_id) as view:
            return self._terms.met_by(lobby.consent(view, self._interview.id))

    def _named(self, words: str) -> str:
        """With who calls and what for."""
        with self._store.read(self._interview.organization_id) as view:
            brief = plans.brief(view, self._interview.id)
        return words.format(organization=brief.organization, position=brief.title)

    def _connect(self) -> Session:
        if not self._connected:
            self.session.connect(0)
            self._connected = self._live = True
        return self.session

    def _prompt(self, spoken: Spoken, lead: str = "") -> Prompt:
        words = " ".join([lead, *(turn.text for turn in spoken.said)]).strip()
        asked = self._pending()
        return Prompt(words, asked.place, Ending(None) if spoken.last else None, asked.words)


def _course(talk: Talk, callee: Callee) -> Ending:
    prompt = talk.open()
    for _ in range(MOST_EXCHANGES):
        heard = callee.hear(prompt.words)
        if prompt.ending is not None:
            return prompt.ending
        if heard is None:
            return talk.hung_up()
        prompt = talk.hear(prompt.place, heard)
    return talk.cut()


def _outcome(interview: Interview) -> CallOutcome | None:
    """How a call ended that found the interview like this."""
    if interview.end_reason in _HELD:
        return None
    gone = interview.state in _OPEN or interview.end_reason is EndReason.DISCONNECTED
    return CallOutcome.HUNG_UP if gone else CallOutcome.ERROR


def _client_id(speaker: str, place: str) -> str:
    return f"{speaker}:{place}"


def _storable(text: str) -> str:
    """What the database can hold of it: no NUL, no half of a surrogate pair, no more than the room takes."""
    return text.encode(errors="ignore").decode().replace("\x00", "")[:MAX_ANSWER]
