"""What is written to candidates: the invitation, the one-time code, word of a call to come."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

from vivavoce.actions.links import Links
from vivavoce.domain.hiring import Candidate
from vivavoce.domain.interview import AttemptStatus, Channel, State
from vivavoce.kit.zones import number_of, zones_of
from vivavoce.providers.mail import Mail
from vivavoce.providers.sms import Text
from vivavoce.store.shapes import (
    AGENT,
    CALL,
    CANDIDATE,
    CODE,
    DO_NOT_CALL,
    INTERVIEW,
    INVITATION,
    JOB,
    ORGANIZATION,
)
from vivavoce.store.view import View

_INVITATION = """Hello {first_name},

{organization} invites you to a first interview for: {position}.

{message}The questions are asked by an AI, in writing, in your browser. It takes about {minutes} minutes.
A person reads your answers and decides; your face, voice, accent and typing speed are not judged.

Begin whenever it suits you, until {until} (UTC):

{link}

You can stop at any time and come back with the same link.
"""

_CALL = """Hello {first_name},

at about {at} we call you for {organization}, for a first interview: {position}.

The questions are asked by an AI. What you say is written down, and a person decides; your voice, accent and
pauses are not judged. You may say no, or ask not to be called again, at any time.
"""

_CALL_TEXT = (
    "{organization}: an AI interviewer calls you at about {at} about {position}. "
    "Say no on the call if you do not want it."
)

_CODE = """Your code for the interview with {organization} is

    {code}

It works once, for ten minutes, in the browser you asked from.
If you did not ask for it, you need do nothing.

The questions are asked by an AI; what you answer is written down, and a person decides. By using the code
and beginning you agree to that. You may stop at any time, and ask {organization} for another way.
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
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    organization = (job and job.details.employer) or view.get(ORGANIZATION, view.organization_id).name
    position = job.title if job else agent.name
    text = _INVITATION.format(
        first_name=candidate.first_name,
        organization=organization,
        position=position,
        minutes=agent.minutes,
        until=f"{link.expires_at:%d %B %Y, %H:%M}",
        link=links.url(link.id),
        message=f"{link.message}\n\n" if link.message else "",
    )
    subject = f"Your interview with {organization}: {position}"
    return Mail(candidate.email, subject, text, _page(text), reply_to=link.reply_to)


def call_mail(view: View, call_id: str) -> Mail | None:
    """The mail before a call; None when there is no call to come, or no address."""
    found = _call(view, call_id)
    if found is None:
        return None
    candidate, organization, position, at = found
    if candidate.email is None:
        return None
    text = _CALL.format(first_name=candidate.first_name, organization=organization, position=position, at=at)
    return Mail(candidate.email, f"{organization} will call you: {position}", text, _page(text))


def call_text(view: View, call_id: str) -> Text | None:
    """The text message before a call; None when there is no call to come, or no number."""
    found = _call(view, call_id)
    number = number_of(found[0].phone or "") if found else None
    if found is None or number is None:
        return None
    _, organization, position, at = found
    return Text(number, _CALL_TEXT.format(organization=organization, position=position, at=at))


def _call(view: View, call_id: str) -> tuple[Candidate, str, str, str] | None:
    """Whom a call that is still to come is for, from whom, about what, and when by the callee's clock."""
    call = view.find(CALL, id=call_id)
    interview = view.find(INTERVIEW, id=call.interview_id) if call else None
    if call is None or interview is None or call.status is not AttemptStatus.SCHEDULED:
        return None
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    number = number_of(candidate.phone or "")
    if number is None or view.find(DO_NOT_CALL, number=number) is not None:
        return None
    home = view.get(ORGANIZATION, view.organization_id)
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    zone = zones_of(number, candidate.country, home.policy.zone)[0]
    local = call.scheduled_at.astimezone(ZoneInfo(zone))
    employer = (job and job.details.employer) or home.name
    return candidate, employer, job.title if job else "", f"{local:%H:%M} ({zone})"


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
