"""What can be done with agents, the AI interviewer's reusable settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vivavoce.actions.jobs import merged
from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import Actor
from vivavoce.domain.interview import Agent, Channel, Focus
from vivavoce.kit.ids import new_id
from vivavoce.kit.paging import Page, Slice
from vivavoce.store.shapes import AGENT, PHONE_NUMBER
from vivavoce.store.tx import Tx
from vivavoce.store.view import View


@dataclass(frozen=True, slots=True)
class NewAgent:
    """An agent to make. A telephone agent needs the number it calls from."""

    name: str
    channel: Channel
    focus: Focus
    minutes: int
    language: str = "EN"
    questions: tuple[str, ...] = ()
    instructions: str | None = None
    voice: str | None = None
    cefr_level: str | None = None
    phone_number_id: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChangeAgent:
    """What to change; lists replace, `metadata` merges, `voice=None` clears the voice."""

    name: str | Keep = KEEP
    channel: Channel | Keep = KEEP
    focus: Focus | Keep = KEEP
    minutes: int | Keep = KEEP
    language: str | Keep = KEEP
    questions: tuple[str, ...] | Keep = KEEP
    instructions: str | Keep | None = KEEP
    voice: str | Keep | None = KEEP
    cefr_level: str | Keep | None = KEEP
    phone_number_id: str | Keep | None = KEEP
    metadata: Mapping[str, Any] | Keep = KEEP


@dataclass(frozen=True, slots=True)
class AgentFilter:
    """Which agents to list. `search` looks into the name."""

    channel: Channel | None = None
    focus: Focus | None = None
    search: str | None = None


def create(tx: Tx, new: NewAgent) -> Agent:
    """Make an agent. Raises Invalid (telephone without a number), NotFound (unknown number)."""
    tx.actor.need("agents:write")
    _check_number(tx, new.channel, new.phone_number_id)
    agent = Agent(
        id=new_id(),
        organization_id=tx.organization_id,
        name=new.name,
        channel=new.channel,
        focus=new.focus,
        language=new.language,
        minutes=new.minutes,
        created_at=tx.now,
        updated_at=tx.now,
        questions=new.questions,
        instructions=new.instructions,
        voice=new.voice,
        cefr_level=new.cefr_level,
        phone_number_id=new.phone_number_id,
        metadata=new.metadata,
    )
    tx.add(AGENT, agent)
    tx.audit("agent.create", agent.id)
    return agent


def standard(tx: Tx, channel: Channel, minutes: int, language: str = "EN") -> Agent:
    """The organization's own interviewer for this channel, length and language; made the first time.

    On the telephone it calls from the server's number.
    """
    tx.actor.need("agents:write", "interviews:write", "interviews:approve")
    name = f"Standard {channel} {minutes} {language}"
    tx.lock(f"agent {name}")
    known = tx.find(AGENT, name=name, channel=channel.value, minutes=minutes, language=language)
    if known is not None:
        return known
    agent = Agent(
        new_id(),
        tx.organization_id,
        name,
        channel,
        Focus.SCREENING,
        language,
        minutes,
        tx.now,
        tx.now,
    )
    tx.add(AGENT, agent)
    tx.audit("agent.create", agent.id)
    return agent


def read(view: View, actor: Actor, id: str) -> Agent:
    """One agent. Raises NotFound."""
    actor.need("agents:read")
    return view.get(AGENT, id)


def listing(view: View, actor: Actor, page: Page, wanted: AgentFilter) -> Slice[Agent]:
    """One page of agents, newest first."""
    actor.need("agents:read")
    filters = {"channel": wanted.channel, "focus": wanted.focus}
    equal: dict[str, Any] = {name: word.value for name, word in filters.items() if word}
    search = (("name",), wanted.search) if wanted.search else None
    return view.page(AGENT, page, search, **equal)


def change(tx: Tx, id: str, wanted: ChangeAgent) -> Agent:
    """Change an agent. Raises NotFound, Invalid when it becomes a telephone agent without a number here."""
    tx.actor.need("agents:write")
    agent = tx.get(AGENT, id)
    values = given(wanted)
    if values.get("channel", agent.channel) != agent.channel:
        _check_number(tx, values["channel"], values.get("phone_number_id"))
    elif values.get("phone_number_id"):
        tx.get(PHONE_NUMBER, values["phone_number_id"])
    if "metadata" in values:
        values["metadata"] = merged(agent.metadata, values["metadata"])
    changed = tx.change(AGENT, id, **values)
    tx.audit("agent.change", id)
    return changed


def delete(tx: Tx, id: str) -> None:
    """Delete an agent; its past interviews stay. Raises NotFound."""
    tx.actor.need("agents:delete")
    tx.remove(AGENT, id)
    tx.audit("agent.delete", id)


def _check_number(tx: Tx, channel: Channel, phone_number_id: str | None) -> None:
    if phone_number_id is not None:
        tx.get(PHONE_NUMBER, phone_number_id)
    elif channel is Channel.PHONE:
        raise Invalid.because("phone_number_id", "a telephone agent needs the number it calls from")
