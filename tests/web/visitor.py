"""A candidate's browser without a window: forms are posted, pages are read as text."""

from __future__ import annotations

import httpx

from .site import Invited, Site

AGREED = {"ai_interview": "yes", "transcript": "yes"}


def visitor(site: Site, **headers: str) -> httpx.Client:
    """Keeps cookies, follows no redirect by itself."""
    return httpx.Client(base_url=site.address, trust_env=False, follow_redirects=False, headers=headers)


def seated(site: Site, invited: Invited, **headers: str) -> httpx.Client:
    """One that has passed the door of an interview whose candidate has no address."""
    client = visitor(site, **headers)
    assert client.post(f"{invited.link}/consent", data=AGREED).status_code == 303
    return client


def led(answer: httpx.Response, invited: Invited) -> str:
    """Where an answer leads, after the link's own address."""
    assert answer.status_code == 303, answer.status_code
    path = answer.headers["location"]
    return path.replace(httpx.URL(invited.link).path, "", 1)
