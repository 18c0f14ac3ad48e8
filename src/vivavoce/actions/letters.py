"""What is written to whom: to candidates from the invitation to an answer, to owners when a webhook fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from vivavoce.actions import mailings, sheets, wishes
from vivavoce.actions.links import Links
from vivavoce.actions.sheets import Sheet
from vivavoce.actions.stationery import Fact, Reader, Writer, line, written
from vivavoce.domain.hiring import Candidate, Job
from vivavoce.domain.identity import Actor, Organization
from vivavoce.domain.interview import AttemptStatus, Channel, Interview, State
from vivavoce.domain.invitation import Invitation
from vivavoce.kit.words import LANGUAGES, said
from vivavoce.kit.zones import number_of, zones_of
from vivavoce.providers.mail import Mail
from vivavoce.providers.sms import Text
from vivavoce.store.shapes import (
    AGENT,
    CALL,
    CANDIDATE,
    CODE,
    DO_NOT_CALL,
    ENDPOINT,
    INTERVIEW,
    INVITATION,
    JOB,
    ORGANIZATION,
    WISH,
)
from vivavoce.store.view import View

_HELD: Final = frozenset({State.ASSESSING, State.ASSESSMENT_REVIEW, State.RELEASED})


@dataclass(frozen=True, slots=True)
class _Occasion:
    """An interview to write to its candidate about; `reader.address` is "" where there is none."""

    interview: Interview
    candidate: Candidate
    link: Invitation | None
    home: Organization
    reader: Reader
    writer: Writer
    position: str

    def letter(self, sheet: Sheet, *, quote: str = "", about: str = "", **facts: Fact) -> Mail | None:
        """The mail; None when the candidate has no address."""
        if not self.reader.address:
            return None
        return written(
            sheet, self.reader, self.writer, quote=quote, about=about, position=self.position, **facts
        )


def shortest(minutes: int) -> int:
    """How long an interview planned for so many minutes takes who answers in few words; about 3/5."""
    return max(1, round(minutes * 0.6))


def invitation(view: View, links: Links, interview_id: str) -> Mail | None:
    """The invitation mail; None when there is nobody to write to, or no reason to any more."""
    return _link_mail(sheets.INVITATION, view, links, interview_id)


def sample(
    view: View, actor: Actor, job_id: str, first_name: str, minutes: int, until: datetime, message: str
) -> Mail:
    """The invitation to a job's interview as it would be, but for its link. Raises NotFound."""
    actor.need("interviews:read", "interviews:write")
    job = view.get(JOB, job_id)
    writer = _writer(view.get(ORGANIZATION, view.organization_id), job, None)
    return _leading_in(
        sheets.INVITATION, Reader("", first_name), writer, job.title, message, minutes, until, "…"
    )


def reminder(view: View, links: Links, invitation_id: str) -> Mail | None:
    """The one reminder of a link; None once there is no reason to remind any more."""
    link = view.find(INVITATION, id=invitation_id)
    if link is None or not mailings.unused(view, link):
        return None
    return _link_mail(sheets.REMINDER, view, links, link.interview_id)


def one_time_code(view: View, links: Links, code_id: str) -> Mail | None:
    """The mail with a one-time code; None when the code is used up or nobody can be written to.

    It says what one agrees to by using it, for who comes by a program and has seen no page.
    """
    code = view.find(CODE, id=code_id)
    if code is None or code.used_at is not None or code.expires_at <= view.now:
        return None
    link = view.get(INVITATION, code.invitation_id)
    occasion = _occasion(view, link.interview_id)
    if occasion is None:
        return None
    return occasion.letter(sheets.CODE, about=link.token_hash, code=links.code(code_id))


def receipt(view: View, links: Links, interview_id: str) -> Mail | None:
    """The receipt after an interview; None for one that was not held, and for who was never sent the link."""
    occasion = _occasion(view, interview_id)
    if occasion is None or occasion.link is None or occasion.link.mailed_at is None:
        return None
    interview = occasion.interview
    if interview.state not in _HELD or interview.is_test:
        return None
    return occasion.letter(
        sheets.RECEIPT,
        receipt=interview_id[:8].upper(),
        by=(interview.ended_at or view.now) + timedelta(days=occasion.home.policy.reply_days),
        link=_own_page(links, occasion.link),
    )


def answer(view: View, links: Links, wish_id: str) -> Mail | None:
    """The answer to a wish; None while there is none, or nobody to write to."""
    wish = view.find(WISH, id=wish_id)
    occasion = _occasion(view, wish.interview_id) if wish else None
    if wish is None or wish.answer is None or occasion is None:
        return None
    link = occasion.link if _opens(view, occasion) else None
    return occasion.letter(
        sheets.ANSWER, quote=wish.answer, asked=wish.created_at, link=_own_page(links, link) if link else ""
    )


def call_mail(view: View, call_id: str) -> Mail | None:
    """The mail before a call; None when there is no call to come, or no address."""
    found = _call(view, call_id)
    if found is None:
        return None
    occasion, _, local = found
    return occasion.letter(sheets.CALL, on=local.date(), at=_clock(local))


def call_text(view: View, call_id: str) -> Text | None:
    """The text message before a call; None when there is no call to come."""
    found = _call(view, call_id)
    if found is None:
        return None
    occasion, number, local = found
    facts = {
        "organization": line(occasion.writer.organization),
        "position": line(occasion.position),
        "at": _clock(local),
    }
    return Text(number, said(occasion.reader.language, sheets.CALL_TEXT) % facts)


def warning(view: View, links: Links, endpoint_id: str) -> Mail | None:
    """Word to the owner that a webhook was switched off; None when it is on again, or nobody owns it."""
    endpoint = view.find(ENDPOINT, id=endpoint_id)
    home = view.get(ORGANIZATION, view.organization_id)
    if endpoint is None or endpoint.opened_at is None or not home.owner_email:
        return None
    return written(
        sheets.WARNING,
        Reader(home.owner_email),
        _writer(home, None, None),
        host=urlsplit(endpoint.url).hostname or "",  # the rest may hold a secret
        since=endpoint.failing_since or endpoint.opened_at,
        link=f"{links.public_url}/console/developers",
    )


def _link_mail(sheet: Sheet, view: View, links: Links, interview_id: str) -> Mail | None:
    """A mail that leads to the interview; None when there is nobody to write to, or nothing to begin."""
    occasion = _occasion(view, interview_id)
    if occasion is None or occasion.link is None or not occasion.reader.address:
        return None
    agent, link = view.get_kept(AGENT, occasion.interview.agent_id), occasion.link
    if occasion.interview.state is not State.READY or agent.channel is not Channel.ONLINE:
        return None
    return _leading_in(
        sheet,
        occasion.reader,
        occasion.writer,
        occasion.position,
        link.message or "",
        wishes.minutes(agent.minutes, wishes.eases(view, interview_id)),
        link.expires_at,
        links.url(link.id),
    )


def _leading_in(
    sheet: Sheet,
    reader: Reader,
    writer: Writer,
    position: str,
    message: str,
    minutes: int,
    until: datetime,
    link: str,
) -> Mail:
    """The words that lead to an interview."""
    return written(
        sheet,
        reader,
        writer,
        quote=message,
        position=position,
        minutes=minutes,
        shortest=shortest(minutes),
        until=until,
        link=link,
    )


def _call(view: View, call_id: str) -> tuple[_Occasion, str, datetime] | None:
    """A call that is still to come, to which number (E.164), and when by the callee's clock."""
    call = view.find(CALL, id=call_id)
    occasion = _occasion(view, call.interview_id) if call else None
    if call is None or occasion is None or call.status is not AttemptStatus.SCHEDULED:
        return None
    number = number_of(occasion.candidate.phone or "")
    if number is None or view.find(DO_NOT_CALL, number=number) is not None:
        return None
    zone = zones_of(number, occasion.candidate.country, occasion.home.policy.zone)[0]
    return occasion, number, call.scheduled_at.astimezone(ZoneInfo(zone))


def _clock(local: datetime) -> str:
    return f"{local:%H:%M} ({local.tzinfo})"


def _occasion(view: View, interview_id: str) -> _Occasion | None:
    """What to write about an interview with; None when it is gone."""
    interview = view.find(INTERVIEW, id=interview_id)
    if interview is None:
        return None
    candidate = view.get_kept(CANDIDATE, interview.candidate_id)
    job = view.get_kept(JOB, interview.job_id) if interview.job_id else None
    home = view.get(ORGANIZATION, view.organization_id)
    link = view.find(INVITATION, interview_id=interview_id)
    adjustment = wishes.adjustment(view, interview_id)
    zones = zones_of(candidate.phone or "", candidate.country, "")
    return _Occasion(
        interview,
        candidate,
        link,
        home,
        Reader(
            candidate.email or "",
            candidate.first_name,
            adjustment.language if adjustment and adjustment.language in LANGUAGES else "en",
            zones[0] if len(zones) == 1 else "",
        ),
        _writer(home, job, link.reply_to if link else None),
        job.title if job else view.get_kept(AGENT, interview.agent_id).name,
    )


def _writer(home: Organization, job: Job | None, replies: str | None) -> Writer:
    employer = (job and job.details.employer) or home.name
    return Writer(employer, home.policy.signature, replies)


def _opens(view: View, occasion: _Occasion) -> bool:
    """Whether the newest link still opens the candidate's own page."""
    link, state = occasion.link, occasion.interview.state
    if link is None or link.revoked_at is not None or state is State.EXPIRED:
        return False
    return state in _HELD or view.now < link.expires_at


def _own_page(links: Links, link: Invitation) -> str:
    return f"{links.url(link.id)}/data"
