"""What a candidate is told, and asked to agree to, before anything begins.

The words are ours and the organization's own; a job's jurisdictions add theirs. Sources are named in the
words themselves, so that a reader can look them up. No legal advice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vivavoce.domain.identity import Actor
from vivavoce.kit.words import N_
from vivavoce.store.shapes import INTERVIEW, JOB_RULES, ORGANIZATION
from vivavoce.store.view import View

EDITION: Final = "2026-12"
AUDIO: Final = "audio"
"""The name of the grant that lets a voice be recorded."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One thing to agree to, with a tick of its own."""

    name: str
    words: str


GRANTS: Final = (
    Grant("ai_interview", N_("I agree to be interviewed by an AI.")),
    Grant("transcript", N_("I agree that the text of the conversation is kept.")),
)
"""All are needed to begin."""
VOICE: Final = Grant(AUDIO, N_("I agree that my voice is recorded and turned into text."))
"""Needed to speak, and asked for only where one can; without it the interview is held in writing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the notice. `text` holds `%(organization)s` and `%(until)s` (the last day data are kept)."""

    title: str
    text: str


PASSAGES: Final = (
    Passage(
        N_("An AI asks, a person decides"),
        N_(
            "The questions come from a computer program. It suggests how well your answers fit what the job"
            " needs, with your own words as evidence. A person at %(organization)s reads them and decides; "
            "the program decides nothing."
        ),
    ),
    Passage(
        N_("What is kept"),
        N_(
            "The text of what you say and when. If you agree to speak, your voice and the interviewer's are "
            "recorded too, each on a track of its own; an interview in writing has no sound. Never a "
            "picture. It may be kept until %(until)s."
        ),
    ),
    Passage(
        N_("What is not judged"),
        N_(
            "Your face, your voice, your accent, your pauses, how fast you speak or type, or what is around "
            "you. Only what you say about the work."
        ),
    ),
    Passage(
        N_("What you may do"),
        N_(
            "Have a question repeated or put in other words, skip it, take a break, stop, or talk to a "
            "person instead. Afterwards you can read, correct and add to your answers, and ask for their "
            "deletion."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """What the law of one place adds to the notice."""

    code: str
    name: str
    paragraphs: tuple[str, ...]


_ALL: Final = (
    Jurisdiction(
        "EU",
        N_("European Union"),
        (
            N_(
                "An AI system helps to assess applicants for this job (EU AI Act, Articles 26 and 50). It "
                "does not infer feelings. You are never subject to a decision made by a machine alone "
                "(GDPR, Article 22)."
            ),
            N_(
                "You may see, correct, receive and delete what is kept about you, have the result "
                "explained, and have a person look at it again (GDPR, Articles 15 to 22; AI Act, Article "
                "86). You are answered within a month. You may complain to your data protection authority."
            ),
        ),
    ),
    Jurisdiction(
        "UK",
        N_("United Kingdom"),
        (
            N_(
                "Under the UK GDPR you may see, correct, receive and delete what is kept about you, and "
                "have a person look again at a decision. You may complain to the Information Commissioner's"
                " Office."
            ),
            N_(
                "Under the Equality Act 2010 you may ask for reasonable adjustments. Those who judge your "
                "answers do not see what you asked for."
            ),
        ),
    ),
    Jurisdiction(
        "US-IL",
        N_("Illinois, USA"),
        (
            N_(
                "An AI analyses the text of your answers: whether they show the experience and skills that "
                "this job needs. It looks at nothing else, and only with your consent (820 ILCS 42)."
            ),
            N_(
                "If you ask for it, your interview and all copies of it are deleted within 30 days. "
                "Artificial intelligence is used in this selection (Illinois Human Rights Act)."
            ),
        ),
    ),
    Jurisdiction(
        "US-NYC",
        N_("New York City, USA"),
        (
            N_(
                "An automated tool is used to help assess candidates for this job (Local Law 144). It looks"
                " for the skills and experience that the job post names, in the text of your answers only."
            ),
            N_(
                "You may ask for an alternative selection process or an accommodation, and for what kind of"
                " data is collected, from where, and how long it is kept."
            ),
        ),
    ),
    Jurisdiction(
        "US-CA",
        N_("California, USA"),
        (
            N_(
                "An automated-decision system helps to assess candidates; it may not discriminate "
                "(California Code of Regulations, title 2, section 11008 and following). You may ask for an"
                " accommodation."
            ),
            N_("Records of such systems must be kept for four years, with restricted access."),
        ),
    ),
    Jurisdiction(
        "US-CO",
        N_("Colorado, USA"),
        (
            N_(
                "An AI system is a factor in a decision about employment (Colorado, SB 24-205). It reads "
                "the text of your answers against what the job needs."
            ),
            N_(
                "If the decision goes against you, you may learn the main reasons, correct what is wrong "
                "about you, and have a person look at it again."
            ),
        ),
    ),
)
JURISDICTIONS: Final[Mapping[str, Jurisdiction]] = {one.code: one for one in _ALL}


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of one interview. `own` and `alternatives` are the organization's words, "" for none.

    `version` changes with the edition of our words and with every word of the organization's.
    """

    version: str
    own: str
    jurisdictions: tuple[Jurisdiction, ...]
    alternatives: str


def read(view: View, actor: Actor, interview_id: str) -> Notice:
    """What the candidate of this interview is told. Raises NotFound."""
    actor.need("room", "interviews:read")
    interview = view.get(INTERVIEW, interview_id)
    own = view.get(ORGANIZATION, view.organization_id).policy.notice
    rules = view.find(JOB_RULES, job_id=interview.job_id) if interview.job_id else None
    codes = rules.jurisdictions if rules else ()
    places = tuple(JURISDICTIONS[code] for code in codes if code in JURISDICTIONS)
    alternatives = rules.alternatives if rules else ""
    return Notice(_version(own, codes, alternatives), own, places, alternatives)


def _version(own: str, codes: tuple[str, ...], alternatives: str) -> str:
    """The edition, and eight digits of the SHA-256 of what was added to it."""
    added = "\n".join((own, *codes, alternatives)).strip()
    return f"{EDITION}+{hashlib.sha256(added.encode()).hexdigest()[:8]}" if added else EDITION
