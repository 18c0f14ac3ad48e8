"""What other agents read about this server before they call it: the agent card (contract §11)."""

from __future__ import annotations

from typing import Any

from vivavoce import __version__
from vivavoce.dialects.a2a.rpc import ROUTE_OF

PATH = "/.well-known/agent.json"
SKILLS = {
    "interview.create": "Ask for an interview of a candidate for a position",
    "interview.getStatus": "Read where an interview stands, with its plan and assessment",
    "interview.approve": "Approve or reject the plan of an interview",
    "interview.completeInfo": "Add what a request for an interview lacked",
    "interview.requestModification": "Have another plan written",
    "assessment.approve": "Approve or reject an assessment",
}


def card(site: str) -> dict[str, Any]:
    """The card of the server at `site`, scheme and host without a slash at the end."""
    return {
        "agentId": "vivavoce",
        "name": "vivavoce",
        "description": "Holds job interviews; people approve each plan and each assessment.",
        "version": __version__,
        "url": f"{site}/api/v1/a2a/task",
        "protocolVersions": ["0.2.1"],
        "capabilities": {"streaming": False, "pushNotifications": True},
        "skills": [
            {"id": method, "name": ROUTE_OF[method].summary, "description": SKILLS[method]}
            for method in SKILLS
        ],
        "securitySchemes": {
            "apiKey": {"type": "apiKey", "name": "X-API-Key", "in": "header"},
            "bearerAuth": {"type": "http", "scheme": "bearer"},
        },
    }
