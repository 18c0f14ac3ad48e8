"""Which tables there are, by what they know."""

from vivavoce.store.schema.access import api_key, key_reach, member, organization
from vivavoce.store.schema.base import metadata
from vivavoce.store.schema.hiring import agent, application, candidate, job, phone_number, template
from vivavoce.store.schema.interviews import approval, assessment, call, interview, plan, recording
from vivavoce.store.schema.rooms import code, invitation, message, receipt, room, turn
from vivavoce.store.schema.telling import (
    alias,
    attempt,
    audit,
    delivery,
    endpoint,
    event,
    extras,
    lease,
    once,
    subscription,
)

__all__ = [
    "agent",
    "alias",
    "api_key",
    "application",
    "approval",
    "assessment",
    "attempt",
    "audit",
    "call",
    "candidate",
    "code",
    "delivery",
    "endpoint",
    "event",
    "extras",
    "interview",
    "invitation",
    "job",
    "key_reach",
    "lease",
    "member",
    "message",
    "metadata",
    "once",
    "organization",
    "phone_number",
    "plan",
    "receipt",
    "recording",
    "room",
    "subscription",
    "template",
    "turn",
]
