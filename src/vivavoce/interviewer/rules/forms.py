"""What the YAML files of the rule-based interviewer may contain; anything else fails at load time."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(pattern.splitlines()), re.IGNORECASE)


Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
Text = Annotated[str, Field(min_length=1)]
When = Literal["too_short", "no_example", "no_number", "no_own_part", "no_tool", "no_reason", "no_result"]


class SkillForm(BaseModel):
    """One entry of `skills.yaml`."""

    model_config = _STRICT
    aliases: tuple[Text, ...] = ()
    related: tuple[Text, ...] = ()
    exact: bool = False
    proper: bool | None = None


class Headings(BaseModel):
    """Which headings open which part of a job post."""

    model_config = _STRICT
    neutral: Regex
    duties: Regex
    requirements: Regex
    other: Regex


class SeniorityForm(BaseModel):
    """Words for a level, in the order they are tried."""

    model_config = _STRICT
    lead: Regex
    senior: Regex
    junior: Regex


class PostForm(BaseModel):
    """`post.yaml`: how a job post is read. `verbs` are base forms, separated by spaces."""

    model_config = _STRICT
    headings: Headings
    boilerplate: Regex
    unsafe: Regex
    opening: Regex
    seniority: SeniorityForm
    years: Regex
    nouns: dict[str, Text]
    verbs: Text


class Pattern(BaseModel):
    """A question with its other wording and the follow-ups it may draw, in order."""

    model_config = _STRICT
    text: Text
    rephrased: Text
    ask: Annotated[tuple[When, ...], Field(min_length=1, max_length=2)]


class Kind(BaseModel):
    """A kind of criterion: its name, what belongs to it, its questions."""

    model_config = _STRICT
    name: Text
    cues: tuple[Regex, ...] = ()
    categories: tuple[Text, ...] = ()
    follow_ups: dict[When, Text] = {}
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=3)]


class Context(BaseModel):
    """The sentence that ties a question to the job, by what it is tied to."""

    model_config = _STRICT
    skill: Text
    duty: Text
    position: Text


class PersonWritten(BaseModel):
    """What a question written by a person gets besides its own words."""

    model_config = _STRICT
    rephrased: Text
    ask: tuple[When, ...]


class Focuses(BaseModel):
    """The kinds of an interview that is not about skills and duties."""

    model_config = _STRICT
    OUTREACH: Annotated[tuple[Text, ...], Field(min_length=3)]
    LANGUAGE_TEST: Annotated[tuple[Text, ...], Field(min_length=3)]


class QuestionBank(BaseModel):
    """`questions.yaml`."""

    model_config = _STRICT
    context: Context
    follow_ups: dict[When, Text]
    person_written: PersonWritten
    defaults: Annotated[tuple[Text, ...], Field(min_length=3)]
    focuses: Focuses
    kinds: dict[str, Kind]


class Phrases(BaseModel):
    """`phrases.yaml`: what the interviewer says besides its questions."""

    model_config = _STRICT
    greeting: Text
    closing: Text
    thanks: Annotated[tuple[Text, ...], Field(min_length=1)]
    declined: Text
    moving_on: Text
    out_of_time: Text
    stopped: Text
    repeat: Text
    rephrase: Text
    moment: Text
    nudge: Text
    identity: Text
    process: Text
    person: Text


class Caps(BaseModel):
    """Upper bounds on a level; `words` maps "fewer words than" to the bound."""

    model_config = _STRICT
    no_own_action: float
    no_case: float
    words: dict[int, float]


class Gates(BaseModel):
    """When an answer is not scored at all."""

    model_config = _STRICT
    off_topic_cosine: float
    concrete_signals: int
    echo_share: float
    echo_words: int
    list_pieces: int
    list_words: float


class SignalForm(BaseModel):
    """One kind of evidence: its words for a reader and the patterns that show it."""

    model_config = _STRICT
    label: Text
    missing: Text
    strong: tuple[Regex, ...]
    weak: tuple[Regex, ...]


class AnchorForm(BaseModel):
    """The wording of levels 1, 3 and 5; `{focus}` is what the criterion is about."""

    model_config = _STRICT
    one: Text
    three: Text
    five: Text


class RubricKind(BaseModel):
    """How one kind of criterion is scored."""

    model_config = _STRICT
    signals: Annotated[tuple[str, ...], Field(min_length=3)]
    anchors: AnchorForm


class Rubrics(BaseModel):
    """`rubrics.yaml`."""

    model_config = _STRICT
    ladder: Annotated[tuple[float, ...], Field(min_length=2)]
    caps: Caps
    short_words: int
    gates: Gates
    strength_level: float
    gap_level: float
    follow_up_words: int
    signals: dict[str, SignalForm]
    kinds: dict[str, RubricKind]


class OutlineForm(BaseModel):
    """How an outline is read: labels before a part of it, the title in a sentence, what is no requirement."""

    model_config = _STRICT
    labels: dict[Literal["title", "duties", "must", "nice"], Regex]
    hiring: Regex
    opening: Regex
    role: Regex
    joint: Regex
    nice: Regex
    terms: Regex
    forbidden: Regex


class DraftForm(BaseModel):
    """`drafter.yaml`: how a job post is written; {title}, {skills} and {skill} are filled in."""

    model_config = _STRICT
    outline: OutlineForm
    headings: dict[str, Text]
    intro: Text
    gaps: dict[str, Text]
    skills: dict[str, Text]
    skill: Text
    duties: dict[str, Annotated[tuple[Text, ...], Field(min_length=1)]]
