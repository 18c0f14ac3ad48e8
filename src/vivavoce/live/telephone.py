"""How an interview is held over the telephone: consent first, then the session, one exchange at a time.

Nothing but the database remembers. A call that is repeated after a crash, and a telephone company that
calls back for each answer, both go on from the last question.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from vivavoce.actions import lobby, plans, rooms
from vivavoce.domain.calling import wants_no_calls
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import candidate
from vivavoce.domain.interview import CallOutcome, EndReason, Interview, Role, State
from vivavoce.interviewer.intents import Intent, intent
from vivavoce.interviewer.mind import Conductor
from vivavoce.kit.clock import Clock
from vivavoce.live.protocol import MAX_ANSWER
from vivavoce.live.session import Session, Spoken
from vivavoce.providers.phone import AGREE, Callee
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, TURN

MOST_EXCHANGES = 200
GRANTS = ("ai_interview", "transcript")
ASKED = "consent"
ASKED_AGAIN = "consent-again"

_CALLER = "This is an AI interviewer calling for {organization} about {position}."
_RIGHTS = "What you say is written down, and a person decides. You can stop at any time."
_DISCLOSURE = f"Hello. {_CALLER} {_RIGHTS} {AGREE}"
_UNCLEAR = f"Sorry, I need a clear yes or no. {_CALLER} {_RIGHTS} {AGREE}"
_BACK = f"Hello. {_CALLER} You have agreed to this interview. {_RIGHTS}"
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
    """What to say now. `place` goes back to `Talk.hear` with the answer; `ending`: then hang up."""

    words: str
    place: str = ""
    ending: Ending | None = None


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

    def talk(self, organization_id: str, interview_id: str) -> Talk:
        """One connection to an interview. Raises NotFound."""
        with self._store.read(organization_id) as view:
            interview = view.get(INTERVIEW, interview_id)
        return Talk(self._store, self._conductor, self._clock, interview)

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

    def __init__(self, store: Store, conductor: Conductor, clock: Clock, interview: Interview) -> None:
        self._store = store
        self._interview = interview
        self._actor = candidate(interview.organization_id, interview.candidate_id)
        self._session = Session(store, conductor, clock, self._actor, interview.id)
        self._live = interview.state is State.LIVE
        self._connected = False

    def open(self) -> Prompt:
        """The first words: who calls and the question for consent, or the open question of an agreed one."""
        if self._interview.state not in _OPEN:
            raise Conflict(f"This interview is {self._interview.state}")
        return self._begin(self._named(_BACK)) if self._agreed() else Prompt(self._named(_DISCLOSURE), ASKED)

    def hear(self, place: str, text: str, speaker: str = "") -> Prompt:
        """What follows on `text`, the answer to the prompt of `place`.

        `speaker` is the telephone company's id of the call, where `is_with` will be asked. An answer to a
        prompt that is no longer the open one is not taken down: it was heard already.
        """
        if wants_no_calls(text):
            return self._stop()
        if self._interview.state not in _OPEN:
            return Prompt(_OVER, ending=Ending(_outcome(self._interview)))
        if place in {ASKED, ASKED_AGAIN}:
            return self._decide(place, text)
        session = self._connect()
        pending = session.seat.turns[-1]
        if place != str(pending.number):
            return Prompt(pending.text, str(pending.number))
        return self._prompt(session.answer(_storable(text), _client_id(speaker, place) if speaker else None))

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
        decision = decided(text)
        if decision is Decision.YES:
            with self._store.write(self._actor) as tx:
                lobby.agree(tx, self._interview.id, "en", GRANTS)
            return self._begin("")
        if decision is Decision.UNCLEAR and place == ASKED:
            return Prompt(self._named(_UNCLEAR), ASKED_AGAIN)
        return Prompt(_DECLINED, ending=Ending(CallOutcome.DECLINED))

    def _begin(self, lead: str) -> Prompt:
        """Once they agree, or when they have: the greeting and first question, or whatever is open."""
        with self._store.write(self._actor) as tx:
            rooms.open_room(tx, self._interview.id)
        session = self._connect()
        opening = session.greet()
        if opening.messages:
            return self._prompt(opening, lead)
        pending = session.seat.turns[-1]
        return Prompt(f"{lead} {pending.text}".strip(), str(pending.number))

    def _agreed(self) -> bool:
        with self._store.read(self._interview.organization_id) as view:
            return lobby.consent(view, self._interview.id) is not None

    def _named(self, words: str) -> str:
        """With who calls and what for."""
        with self._store.read(self._interview.organization_id) as view:
            brief = plans.brief(view, self._interview.id)
        return words.format(organization=brief.organization, position=brief.title)

    def _connect(self) -> Session:
        if not self._connected:
            self._session.connect(0)
            self._connected = self._live = True
        return self._session

    def _prompt(self, spoken: Spoken, lead: str = "") -> Prompt:
        words = " ".join([lead, *_agent_words(spoken)]).strip()
        if spoken.over:
            return Prompt(words, ending=Ending(None))
        return Prompt(words, str(self._session.seat.turns[-1].number))


class Decision(StrEnum):
    """What somebody says to the question for consent."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


def decided(text: str) -> Decision:
    """Consent must be plain: a yes with a no in it, or with a question, is unclear."""
    plain = _POLITE.sub(" sure ", " ".join(text.lower().replace("’", "'").split()))
    yes, no = bool(_YES.search(plain)), bool(_NO.search(plain) or intent(text) is Intent.STOP)
    if yes == no or _QUESTION.search(plain):
        return Decision.UNCLEAR
    return Decision.YES if yes else Decision.NO


_POLITE = re.compile(r"\b(?:no (?:problem|worries)|not a problem|i (?:don't|do not) mind|why not)\b")
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|ok|okay|of course|certainly|absolutely|definitely|agreed|fine|all ?right"
    r"|gladly|i (?:do|agree|consent)|go (?:ahead|on)|let'?s (?:go|start|begin|do (?:it|this)))\b"
)
_NO = re.compile(
    r"\b(?:no|nope|nah|not|never|later|busy|wrong number|can'?t|cannot|don'?t|won'?t|disagree|refuse"
    r"|decline)\b"
)
_QUESTION = re.compile(r"\?|\b(?:who|what|why|how|where|when)\b|\bis (?:this|it)\b|\bare you\b")


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


def _agent_words(spoken: Spoken) -> list[str]:
    bodies = [json.loads(message) for message in spoken.messages]
    return [body["text"] for body in bodies if body["type"] == "AGENT_TEXT"]


def _storable(text: str) -> str:
    """What the database can hold of it: no NUL, no half of a surrogate pair, no more than the room takes."""
    return text.encode(errors="ignore").decode().replace("\x00", "")[:MAX_ANSWER]
