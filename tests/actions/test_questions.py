"""Questions people write: their order, whose they are, and that the plan asks them word for word."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.actions.scene import JANE, JOB, LINKS, MIND, ONLINE, founded
from vivavoce.actions import applications, candidates, interviews, jobs, plans, questions
from vivavoce.actions.interviews import NewInterview
from vivavoce.domain.errors import Invalid, NotFound
from vivavoce.domain.hiring import JobQuestion
from vivavoce.domain.identity import Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store


@dataclass(frozen=True)
class Asking:
    """A job, and one who applied for it."""

    store: Store
    home: Organization
    job_id: str
    candidate_id: str
    application_id: str

    def add(self, text: str, *, own: bool = False) -> JobQuestion:
        with self.store.write(operator(self.home.id)) as tx:
            return questions.add(tx, self.job_id, text, self.application_id if own else None)

    def texts(self) -> list[str]:
        with self.store.read(self.home.id) as view:
            return [q.text for q in questions.listing(view, operator(self.home.id), self.job_id)]

    def theirs(self) -> list[str]:
        with self.store.read(self.home.id) as view:
            actor = operator(self.home.id)
            found = questions.of_applicant(view, actor, self.job_id, self.application_id)
            return [q.text for q in found]


@pytest.fixture
def asking(store: Store, home: Organization) -> Asking:
    with store.write(operator(home.id)) as tx:
        job = jobs.create(tx, JOB)
        who = candidates.create(tx, JANE).candidate
        applied = applications.create(tx, who.id, job.id)
    return Asking(store, home, job.id, who.id, applied.application.id)


def test_in_the_order_they_came(asking: Asking) -> None:
    for text in ("First?", "Second?", "Third?"):
        asking.add(text)
    assert asking.texts() == ["First?", "Second?", "Third?"]


def test_the_applicants_own_come_last_and_only_there(asking: Asking) -> None:
    asking.add("First?")
    asking.add("Only yours?", own=True)
    asking.add("Second?")
    assert asking.texts() == ["First?", "Second?"]
    assert asking.theirs() == ["First?", "Second?", "Only yours?"]


def test_another_order(asking: Asking, store: Store, home: Organization) -> None:
    first, own, second = asking.add("First?"), asking.add("Only yours?", own=True), asking.add("Second?")
    with store.write(operator(home.id)) as tx:
        questions.order(tx, asking.job_id, [second.id, first.id])
        for wrong in ([first.id], [first.id, first.id], [first.id, second.id, own.id], []):
            with pytest.raises(Invalid):
                questions.order(tx, asking.job_id, wrong)
    assert asking.theirs() == ["Second?", "First?", "Only yours?"]
    asking.add("Third?")
    assert asking.texts() == ["Second?", "First?", "Third?"]


def test_worded_anew_and_for_another(asking: Asking, store: Store, home: Organization) -> None:
    question = asking.add("First?")
    with store.write(operator(home.id)) as tx:
        assert questions.change(tx, asking.job_id, question.id, "Anew?").application_id is None
        questions.change(tx, asking.job_id, question.id, "Anew?", asking.application_id)
    assert (asking.texts(), asking.theirs()) == ([], ["Anew?"])
    with store.write(operator(home.id)) as tx:
        kept = questions.change(tx, asking.job_id, question.id, "Again?")
        assert kept.application_id == asking.application_id
        questions.change(tx, asking.job_id, question.id, "Again?", None)
    assert asking.texts() == ["Again?"]


def test_asked_no_more(asking: Asking, store: Store, home: Organization) -> None:
    first = asking.add("First?")
    asking.add("Second?")
    with store.write(operator(home.id)) as tx:
        questions.delete(tx, asking.job_id, first.id)
        with pytest.raises(NotFound):
            questions.delete(tx, asking.job_id, first.id)
    assert asking.texts() == ["Second?"]


def test_of_another_job_it_is_not_found(asking: Asking, store: Store, home: Organization) -> None:
    question = asking.add("First?")
    with store.write(operator(home.id)) as tx:
        other = jobs.create(tx, JOB)
        with pytest.raises(NotFound):
            questions.change(tx, other.id, question.id, "Mine?")
        with pytest.raises(NotFound):
            questions.delete(tx, other.id, question.id)
        with pytest.raises(NotFound):
            questions.add(tx, other.id, "For whom?", asking.application_id)
        with pytest.raises(NotFound):
            questions.add(tx, "nowhere", "Where?")


def test_another_organization_finds_none(asking: Asking, store: Store, clock: FrozenClock) -> None:
    asking.add("First?")
    other = founded(store, clock.now())
    with store.read(other.id) as view, pytest.raises(NotFound):
        questions.listing(view, operator(other.id), asking.job_id)
    with store.write(operator(other.id)) as tx, pytest.raises(NotFound):
        questions.add(tx, asking.job_id, "Ours?")


@pytest.mark.parametrize("count", [1, 5, 9])
def test_written_from_the_job(asking: Asking, store: Store, home: Organization, count: int) -> None:
    asking.add("First?")
    with store.write(operator(home.id)) as tx:
        written = questions.write(tx, MIND, asking.job_id, count)
    texts = [question.text for question in written]
    assert 1 <= len(texts) == len(set(texts)) <= count
    assert asking.texts() == ["First?", *texts]


def test_the_plan_asks_them_word_for_word(asking: Asking, store: Store, home: Organization) -> None:
    """First the job's, then the applicant's own; another candidate hears the job's only."""
    asking.add("Why do you want to leave  Paris?")
    asking.add('What did you mean by "growth" in 2019?', own=True)
    asking.add("Where is the catch?")
    heard = {}
    for who in (asking.candidate_id, JANE):
        with store.write(operator(home.id)) as tx:
            new = NewInterview(who, ONLINE, asking.job_id)
            made = interviews.create(tx, LINKS, MIND, new).interview
            written = MIND.planner.plan(plans.brief(tx.view, made.id))
        heard[who] = [question.text for question in written.questions]
    general = ["Why do you want to leave  Paris?", "Where is the catch?"]
    own = 'What did you mean by "growth" in 2019?'
    assert heard[asking.candidate_id][:3] == [*general, own]
    assert heard[JANE][:2] == general
    assert own not in heard[JANE]
