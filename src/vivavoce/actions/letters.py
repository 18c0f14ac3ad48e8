"""What is written to candidates: the invitation and the one-time code."""

from __future__ import annotations

from html import escape

from vivavoce.actions.links import Links
from vivavoce.domain.interview import Channel, State
from vivavoce.providers.mail import Mail
from vivavoce.store.shapes import AGENT, CANDIDATE, CODE, INTERVIEW, INVITATION, JOB, ORGANIZATION
from vivavoce.store.view import View

_INVITATION = """Hello {first_name},

{organization} invites you to a first interview for: {position}.

The questions are asked by an AI, in writing, in your browser. It takes about {minutes} minutes.
A person reads your answers and decides; your face, voice, accent and typing speed are not judged.

Begin whenever it suits you, until {until} (UTC):

{link}

You can stop at any time and come back with the same link.
"""

_CODE = """Your code for the interview with {organization} is

    {code}

It works once, for ten minutes, in the browser you asked from.
If you did not ask for it, you need do nothing.
"""


def invitation(view: View, links: Links, interview_id: str) -> Mail | None:
    """The invitation mail; None when there is nobody to write to, or no reason to any more."""
    interview = view.find(INTERVIEW, id=interview_id)
    if interview is None or interview.state is not State.READY:
        return None
    agent = view.get_kept(AGENT, interview.agent_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    link = view.find(INVITATION, interview_id=interview_id)
    if candidate.email is None or link is None or agent.channel is not Channel.ONLINE:
        return None
    organization = view.get(ORGANIZATION, view.organization_id).name
    position = view.get_kept(JOB, interview.job_id).title if interview.job_id else agent.name
    text = _INVITATION.format(
        first_name=candidate.first_name,
        organization=organization,
        position=position,
        minutes=agent.minutes,
        until=f"{link.expires_at:%d %B %Y, %H:%M}",
        link=links.url(link.id),
    )
    return Mail(candidate.email, f"Your interview with {organization}: {position}", text, _page(text))


def one_time_code(view: View, links: Links, code_id: str) -> Mail | None:
    """The mail with a one-time code; None when the code is used up or nobody can be written to."""
    code = view.find(CODE, id=code_id)
    if code is None or code.used_at is not None or code.expires_at <= view.now:
        return None
    link = view.get(INVITATION, code.invitation_id)
    interview = view.get_kept(INTERVIEW, link.interview_id)
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    if candidate.email is None:
        return None
    organization = view.get(ORGANIZATION, view.organization_id).name
    text = _CODE.format(organization=organization, code=links.code(code_id))
    subject = f"Your interview code: {links.code(code_id)}"
    return Mail(candidate.email, subject, text, _page(text), about=link.token_hash)


def _page(text: str) -> str:
    """The same words as simple HTML, a line that is a link made one."""
    parts = []
    for block in text.strip().split("\n\n"):
        line = escape(block.strip())
        if line.startswith(("https://", "http://")):
            line = f'<a href="{line}" style="font-weight:600">{line}</a>'
        parts.append(f"<p>{line.replace(chr(10), '<br>')}</p>")
    style = "font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#1c1f26"
    return f'<!doctype html><html lang="en"><body style="{style}">{"".join(parts)}</body></html>'
