"""The AI interviewer's settings: made, changed, deleted, and talked to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from starlette.responses import Response
from starlette.routing import Route

from vivavoce.actions import agents, jobs, numbers, trials
from vivavoce.actions.agents import AgentFilter, ChangeAgent, NewAgent
from vivavoce.actions.jobs import JobFilter
from vivavoce.domain.errors import Invalid, Violation
from vivavoce.domain.hiring import JobStatus
from vivavoce.domain.interview import Agent, Channel, Focus
from vivavoce.kit.paging import Page, Slice
from vivavoce.kit.words import N_
from vivavoce.web.console import lists
from vivavoce.web.console.door import Console, Visit, errors_of, sent, shown
from vivavoce.web.console.lists import Column, Filter
from vivavoce.web.labels import label

HERE: Final = "/console/agents"
ENGLISH: Final = "EN"
"""What the embedded interviewer speaks; an agent that an API made with another language keeps it."""
MOST_MINUTES: Final = 180
MOST_QUESTIONS: Final = 50
LONGEST: Final = {"name": 200, "instructions": 4000, "questions": 20_000}
MANY: Final = Page(1, 200)
W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    """One agent in the list."""

    agent: Agent

    @property
    def address(self) -> str:
        return f"{HERE}/{self.agent.id}"


COLUMNS: Final = (
    Column("name", N_("Name"), lambda row: row.agent.name),
    Column("channel", N_("Channel"), lambda row: label(row.agent.channel)),
    Column("focus", N_("Focus"), lambda row: label(row.agent.focus)),
    Column("minutes", N_("Minutes"), lambda row: str(row.agent.minutes), number=True),
    Column("questions", N_("Own questions"), lambda row: str(len(row.agent.questions)), number=True),
    Column("language", N_("Language"), lambda row: row.agent.language, first=False),
    Column("changed", N_("Last change"), lambda row: row.agent.updated_at.isoformat()),
)
FILTERS: Final = (
    Filter("channel", N_("Channel"), tuple((word.value, label(word)) for word in Channel)),
    Filter("focus", N_("Focus"), tuple((word.value, label(word)) for word in Focus)),
)


def routes(console: Console) -> list[Route]:
    """The list, the form, and what is done with an agent."""
    return [
        shown(console, HERE, listing),
        sent(console, HERE, create),
        shown(console, f"{HERE}/new", form),
        shown(console, HERE + "/{id}", page),
        sent(console, HERE + "/{id}", change),
        sent(console, HERE + "/{id}/talk", talk),
        sent(console, HERE + "/{id}/delete", delete),
    ]


def listing(visit: Visit) -> Response:
    """Newest first."""
    want = lists.wanted(visit, FILTERS, "")
    channel, focus = want.filters.get("channel"), want.filters.get("focus")
    wanted = AgentFilter(
        Channel(channel) if channel else None, Focus(focus) if focus else None, want.search or None
    )
    with visit.read() as view:
        found = agents.listing(view, visit.actor, want.page, wanted)
    rows = Slice(tuple(Row(agent) for agent in found.rows), found.total, found.page)
    return lists.answer(visit, "agents/list.html", COLUMNS, FILTERS, want, rows)


def form(visit: Visit) -> Response:
    """A new agent."""
    visit.actor.need("agents:write")
    return _page(visit, None, 200, {})


def page(visit: Visit) -> Response:
    """An agent as it is."""
    return _page(visit, _known(visit), 200, {})


def create(visit: Visit) -> Response:
    """Make an agent."""
    visit.actor.need("agents:write")
    try:
        new = _said(visit)
        with visit.write() as tx:
            made = agents.create(tx, new)
    except Invalid as error:
        return _page(visit, None, 400, errors_of(error))
    return visit.go(f"{HERE}/{made.id}", N_("The agent is there. Talk to it before candidates do."))


def change(visit: Visit) -> Response:
    """Change an agent; interviews that have their plan keep it."""
    visit.actor.need("agents:write")
    known = _known(visit)
    try:
        new = _said(visit)
        with visit.write() as tx:
            agents.change(
                tx,
                known.id,
                ChangeAgent(
                    name=new.name,
                    channel=new.channel,
                    focus=new.focus,
                    minutes=new.minutes,
                    language=new.language,
                    questions=new.questions,
                    instructions=new.instructions,
                    phone_number_id=new.phone_number_id,
                ),
            )
    except Invalid as error:
        return _page(visit, known, 400, errors_of(error))
    return visit.go(f"{HERE}/{known.id}", N_("The agent is changed. Plans that are written already stay."))


def talk(visit: Visit) -> Response:
    """Into a test interview with this agent, in writing."""
    try:
        with visit.write() as tx:
            link = trials.talk(tx, visit.house.links, visit.house.mind, visit.id(), visit.said("job") or None)
    except Invalid as error:
        return _page(visit, _known(visit), 400, errors_of(error))
    return visit.go(link)


def delete(visit: Visit) -> Response:
    """Take an agent away; its past interviews stay."""
    with visit.write() as tx:
        agents.delete(tx, visit.id())
    return visit.go(HERE, N_("The agent is deleted. Its past interviews stay."))


def _known(visit: Visit) -> Agent:
    with visit.read() as view:
        return agents.read(view, visit.actor, visit.id())


def _page(visit: Visit, agent: Agent | None, status: int, errors: dict[str, str]) -> Response:
    with visit.read() as view:
        own = numbers.listing(view, visit.actor, MANY).rows
        known = jobs.listing(view, visit.actor, MANY, JobFilter(JobStatus.OPEN)).rows if agent else ()
    return visit.page(
        "agents/agent.html",
        status,
        agent=agent,
        errors=errors,
        numbers=own,
        jobs=known,
        channels=tuple(Channel),
        focuses=tuple(Focus),
        spoken=tuple(dict.fromkeys((ENGLISH, agent.language if agent else ENGLISH))),
        most_minutes=MOST_MINUTES,
        here=HERE,
    )


def _word(words: type[W], text: str, usual: W) -> W:
    return words(text) if text in {word.value for word in words} else usual


def _said(visit: Visit) -> NewAgent:
    """What the form says. Raises Invalid, naming every field that does not hold."""
    text = visit.said("minutes")
    minutes = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    questions = tuple(line.strip() for line in visit.said("questions").splitlines() if line.strip())
    wrong = [
        Violation(name, N_("That is too long."))
        for name, most in LONGEST.items()
        if len(visit.said(name)) > most
    ]
    if not visit.said("name"):
        wrong.append(Violation("name", N_("Give the agent a name.")))
    if not 1 <= minutes <= MOST_MINUTES:
        wrong.append(Violation("minutes", N_("An interview lasts 1 to 180 minutes.")))
    if len(questions) > MOST_QUESTIONS:
        wrong.append(Violation("questions", N_("At most 50 questions, one a line.")))
    if wrong:
        raise Invalid(*wrong)
    return NewAgent(
        visit.said("name"),
        _word(Channel, visit.said("channel"), Channel.ONLINE),
        _word(Focus, visit.said("focus"), Focus.SCREENING),
        minutes,
        language=visit.said("language")[:10] or ENGLISH,
        questions=questions,
        instructions=visit.said("instructions") or None,
        phone_number_id=visit.said("phone_number_id") or None,
    )
