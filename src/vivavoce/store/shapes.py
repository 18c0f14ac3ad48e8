"""How a domain value becomes a row and a row becomes a domain value: one `Shape` a noun."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter

from vivavoce.domain import calling, events, hiring, identity, interview, invitation, review, scoring, wishes
from vivavoce.store import schema

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Codec:
    """Between a domain value and what its column keeps."""

    load: Callable[[Any], Any]
    dump: Callable[[Any], Any]


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_json(value: Any) -> str:
    """A frozen dataclass of the domain as JSON text."""
    return _adapter(type(value)).dump_json(value).decode()


def from_json(kind: type[T], text: str) -> T:
    """The reverse of `to_json`; raises pydantic.ValidationError for anything else."""
    return _adapter(kind).validate_json(text)  # type: ignore[no-any-return]


def _nullable(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _word(words: type[StrEnum]) -> Codec:
    return Codec(_nullable(words), _nullable(str))


def _tree(kind: Any) -> Codec:
    """A nested frozen dataclass, kept as JSON and validated on the way back."""
    return Codec(
        _nullable(lambda value: _adapter(kind).validate_python(value)),
        _nullable(lambda value: _adapter(kind).dump_python(value, mode="json")),
    )


TUPLE = Codec(tuple, list)
SET = Codec(frozenset, sorted)
ROWS = Codec(lambda kept: tuple(tuple(row) for row in kept), list)


class Shape(Generic[T]):
    """One noun's table, domain class and codecs. `columns` follow the class's field order."""

    def __init__(self, kind: str, table: sa.Table, make: type[T], /, **codecs: Codec) -> None:
        self.kind = kind
        self.table = table
        self.make = make
        self.names = tuple(field.name for field in dataclasses.fields(make))  # type: ignore[arg-type]
        self.columns = [table.c[name] for name in self.names]
        self.codecs = codecs
        self._loaders = tuple((self.names.index(name), codec.load) for name, codec in codecs.items())

    def load(self, row: Any) -> T:
        """The domain value of a row selected as `columns`."""
        if not self._loaders:
            return self.make(*row)
        values = list(row)
        for index, convert in self._loaders:
            values[index] = convert(values[index])
        return self.make(*values)

    def dump(self, value: T) -> dict[str, Any]:
        """Column values of a whole domain value."""
        return self.dump_some({name: getattr(value, name) for name in self.names})

    def dump_some(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Column values of some fields."""
        codecs = self.codecs
        return {name: codecs[name].dump(value) if name in codecs else value for name, value in values.items()}


ORGANIZATION = Shape("company", schema.organization, identity.Organization, policy=_tree(identity.Policy))
MEMBER = Shape("member", schema.member, identity.Member, role=_word(identity.MemberRole))
SESSION = Shape("session", schema.session, identity.Session)
WELCOME = Shape("sign-up link", schema.welcome, identity.Welcome)
API_KEY = Shape("key", schema.api_key, identity.ApiKey, scopes=SET, networks=TUPLE)
JOB = Shape(
    "job",
    schema.job,
    hiring.Job,
    status=_word(hiring.JobStatus),
    required_skills=TUPLE,
    nice_to_have_skills=TUPLE,
    details=_tree(hiring.JobDetails),
)
CANDIDATE = Shape("candidate", schema.candidate, hiring.Candidate, stage=_word(hiring.Stage))
APPLICATION = Shape("application", schema.application, hiring.Application)
JOB_QUESTION = Shape("question", schema.job_question, hiring.JobQuestion)
DOCUMENT = Shape("document", schema.document, hiring.Document)
CALLING = Shape("calling rules", schema.calling, hiring.Calling, rules=_tree(calling.Rules))
DO_NOT_CALL = Shape("barred number", schema.do_not_call, hiring.DoNotCall)
PHONE_NUMBER = Shape("phone number", schema.phone_number, hiring.PhoneNumber)
AGENT = Shape(
    "agent",
    schema.agent,
    interview.Agent,
    channel=_word(interview.Channel),
    focus=_word(interview.Focus),
    questions=TUPLE,
)
TEMPLATE = Shape("template", schema.template, review.Template)
INTERVIEW = Shape(
    "interview",
    schema.interview,
    interview.Interview,
    state=_word(interview.State),
    end_reason=_word(interview.EndReason),
)
PLAN = Shape("plan", schema.plan, review.StoredPlan)
APPROVAL = Shape(
    "approval", schema.approval, review.Approval, gate=_word(review.Gate), verdict=_word(review.Verdict)
)
STEP = Shape(
    "step",
    schema.step,
    review.Step,
    actor_kind=_word(identity.ActorKind),
    before=_word(interview.State),
    after=_word(interview.State),
)
JOB_PLAN = Shape("plan of a job", schema.job_plan, review.JobPlan, standing=_word(review.Standing))
JOB_RULES = Shape("rules of a job", schema.job_rules, review.JobRules, jurisdictions=TUPLE)
RATING = Shape("rating", schema.rating, review.Rating)
REMARK = Shape("remark", schema.remark, review.Remark, regard=_word(review.Regard))
OUTCOME = Shape("outcome", schema.outcome, review.Outcome, stage=_word(hiring.Stage))
WISH = Shape("request", schema.wish, wishes.Wish, kind=_word(wishes.WishKind))
AMENDMENT = Shape("amendment", schema.amendment, wishes.Amendment, kind=_word(wishes.AmendmentKind))
IMPRESSION = Shape("impression", schema.impression, wishes.Impression)
ADJUSTMENT = Shape("adjustment", schema.adjustment, wishes.Adjustment, eases=_tree(tuple[wishes.Ease, ...]))
HOLD = Shape("hold", schema.hold, wishes.Hold)
INVITATION = Shape("invitation", schema.invitation, invitation.Invitation)
RECEIPT = Shape("receipt", schema.receipt, invitation.Receipt, grants=TUPLE)
CODE = Shape("code", schema.code, invitation.Code)
ROOM = Shape("room", schema.room, invitation.Room)
MESSAGE = Shape("message", schema.message, invitation.Message)
TURN = Shape("turn", schema.turn, interview.Turn, role=_word(interview.Role), kind=_word(interview.TurnKind))
SPEECH = Shape("speech", schema.speech, interview.Speech, words=ROWS)
RECORDING = Shape(
    "recording", schema.recording, review.Recording, lane=_word(review.Lane), peaks=TUPLE, loud=ROWS
)
ASSESSMENT = Shape(
    "assessment",
    schema.assessment,
    scoring.Assessment,
    appraisal=_tree(scoring.Appraisal),
    review=_word(scoring.Review),
)
CALL = Shape(
    "call attempt",
    schema.call,
    interview.Call,
    status=_word(interview.AttemptStatus),
    outcome=_word(interview.CallOutcome),
    skip=_word(calling.Skip),
)
EVENT = Shape("event", schema.event, events.Event)
ENDPOINT = Shape("webhook", schema.endpoint, events.Endpoint, events=TUPLE)
DELIVERY = Shape("delivery", schema.delivery, events.Delivery, status=_word(events.DeliveryStatus))
ATTEMPT = Shape("attempt", schema.attempt, events.Attempt)
AUDIT = Shape("audit entry", schema.audit, events.AuditEntry)
