"""How applications and the questions asked in them are served."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.actions import applications, calling, candidates, jobs, names, questions
from vivavoce.actions.applications import ApplicationFilter, Applied
from vivavoce.dialects.dialect import Call, Reply
from vivavoce.dialects.ninjahire import inbound, outbound
from vivavoce.dialects.ninjahire.hiring import attach
from vivavoce.dialects.ninjahire.lookup import around, find
from vivavoce.dialects.ninjahire.reply import created, ok, page
from vivavoce.dialects.ninjahire.resume import resume
from vivavoce.dialects.ninjahire.shelf import DIALECT, Shelf, shelf
from vivavoce.dialects.ninjahire.vocabulary import is_active
from vivavoce.dialects.ninjahire.wire import NewApplication, QuestionedApplication
from vivavoce.dialects.plain import path_id
from vivavoce.domain.change import KEEP
from vivavoce.domain.errors import NotFound
from vivavoce.domain.hiring import JobQuestion
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

DELETED = {"message": "Question deleted successfully"}


def create_application(tx: Tx, call: Call) -> Reply:
    made = _apply(tx, call, call.body)
    _arrange(tx, call, made)
    return created(outbound.application(made, around(tx.view, (made,))))


def create_application_with_questions(tx: Tx, call: Call) -> Reply:
    """The questions come before the call is planned, because it asks them."""
    made = _apply(tx, call, call.body)
    job_id, id = made.application.job_id, made.application.id
    asked = [_ask(tx, job_id, one.question_text, one.source_id, id) for one in call.body.questions or ()]
    _arrange(tx, call, made)
    told = outbound.application(made, around(tx.view, (made,)))
    named = shelf(tx.view, (question.id for question in asked))
    return created({**told, "questions": [outbound.question(question, named) for question in asked]})


def list_applications(view: View, call: Call) -> Reply:
    wanted = find(
        view,
        ApplicationFilter(job_id=call.query.job_id),
        call.query.source_id,
        call.query.job_source_id,
        call.query.candidate_source_id,
    )
    if wanted is None:
        return ok(outbound.page((), 0))
    found = applications.listing(view, call.actor, page(call), inbound.application_filter(call.query, wanted))
    known = around(view, found.rows)
    return ok(outbound.page((outbound.listed_application(row, known) for row in found.rows), found.total))


def read_application(view: View, call: Call) -> Reply:
    found = applications.read(view, call.actor, path_id(call, "application"))
    return ok(outbound.whole_application(found, around(view, (found,))))


def change_application(tx: Tx, call: Call) -> Reply:
    kept = resume(call.body.file, None)
    id = path_id(call, "application")
    changed = applications.change(tx, id, active=is_active(call.body.application_stage))
    names.remember(tx, DIALECT, id, inbound.application_extras(call.body))
    attach(tx, changed.application.candidate_id, kept)
    return ok(outbound.application(changed, around(tx.view, (changed,))))


def list_questions(view: View, call: Call) -> Reply:
    found = questions.listing(view, call.actor, path_id(call, "job"))
    return ok(outbound.questions(found, _named(view, found)))


def add_question(tx: Tx, call: Call) -> Reply:
    body, job_id = call.body, path_id(call, "job")
    added = _ask(tx, job_id, body.question_text, body.source_id, body.application_id)
    return created(outbound.question(added, _named(tx.view, (added,))))


def change_question(tx: Tx, call: Call) -> Reply:
    """The query names the question once more, the body says what it is to be (contract §8)."""
    job_id, body = path_id(call, "job"), call.body
    old = questions.read(tx.view, call.actor, job_id, path_id(call, "question", "question_id"))
    named = outbound.question_source(old, _named(tx.view, (old,)))
    known = {"source_id": {None, named}, "application_id": {None, old.application_id}}
    if any(getattr(call.query, field) not in texts for field, texts in known.items()):
        raise NotFound("question", old.id)
    changed = questions.change(tx, job_id, old.id, body.question_text, body.application_id or KEEP)
    names.remember(tx, DIALECT, old.id, {"source_id": body.source_id})
    return ok(outbound.question(changed, _named(tx.view, (changed,))))


def delete_question(tx: Tx, call: Call) -> Reply:
    questions.delete(tx, path_id(call, "job"), path_id(call, "question", "question_id"))
    return ok(DELETED)


def generate_questions(tx: Tx, call: Call) -> Reply:
    written = questions.write(tx, call.house.mind, path_id(call, "job"))
    return created(outbound.questions(written, _named(tx.view, written)))


def _apply(tx: Tx, call: Call, body: NewApplication | QuestionedApplication) -> Applied:
    """Raises NotFound (candidate, job), Conflict (applied before, `source_id` taken), TooLarge, Invalid."""
    kept = resume(body.file, body.base64file)
    candidate_id = body.candidate_id or _known(tx, "candidate", body.candidate_source_id)
    job_id = body.job_id or _known(tx, "job", body.job_source_id)
    candidates.read(tx.view, call.actor, candidate_id)
    jobs.read(tx.view, call.actor, job_id)
    made = applications.create(tx, candidate_id, job_id, active=is_active(body.application_stage))
    if body.source_id is not None:
        names.claim(tx, DIALECT, "application", body.source_id, made.application.id)
    names.remember(tx, DIALECT, made.application.id, inbound.application_extras(body))
    attach(tx, candidate_id, kept)
    return made


def _arrange(tx: Tx, call: Call, made: Applied) -> None:
    """Plan the first call, where the job's switch is on."""
    calling.arrange(tx, call.house.links, call.house.mind, made.application.id)


def _known(tx: Tx, kind: str, source: str) -> str:
    """Our id of what the client calls so. Raises NotFound."""
    id = names.find(tx.view, DIALECT, kind, source)
    if id is None:
        raise NotFound(kind, source)
    return id


def _ask(tx: Tx, job_id: str, text: str, source: str, application_id: str | None) -> JobQuestion:
    added = questions.add(tx, job_id, text, application_id)
    names.remember(tx, DIALECT, added.id, {"source_id": source})
    return added


def _named(view: View, found: Sequence[JobQuestion]) -> Shelf:
    return shelf(view, (question.id for question in found))
