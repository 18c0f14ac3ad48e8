"""Inviting by the recruiter's own id: which jobs are open, and what becomes of a second invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.actions.scene import JOB, LINKS, MIND, at_once, plan
from vivavoce.actions import candidates, course, inviting, jobs, lobby, plans, rooms
from vivavoce.actions.inviting import InProgress, InvitesOff, JobClosed, NewInvitation, NothingToAsk
from vivavoce.actions.jobs import ChangeJob, NewJob
from vivavoce.domain.errors import NotFound
from vivavoce.domain.hiring import Job, JobStatus
from vivavoce.domain.identity import Organization, candidate, operator, system
from vivavoce.domain.interview import Interview
from vivavoce.kit.clock import FrozenClock
from vivavoce.store.database import Store
from vivavoce.store.shapes import CANDIDATE, INTERVIEW, INVITATION
from vivavoce.store.shapes import JOB as JOBS

OPEN = replace(JOB, reference="backend-1", api_invites=True)
WEEK = timedelta(days=7)


def opened(store: Store, home: Organization, new: NewJob = OPEN) -> Job:
    with store.write(operator(home.id)) as tx:
        return jobs.create(tx, new)


def invited(
    store: Store, home: Organization, job: Job, email: str = "kim@example.com", **more: object
) -> Interview:
    with store.write(operator(home.id)) as tx:
        new = NewInvitation("Kim", "Roe", email, tx.now + WEEK, **more)  # type: ignore[arg-type]
        return inviting.invite(tx, LINKS, MIND, job, new).interview


class TestWhichJobs:
    @pytest.mark.parametrize(
        ("new", "refusal"),
        [
            (replace(OPEN, api_invites=False), InvitesOff),
            (replace(OPEN, api_invites=False, status=JobStatus.CLOSED), InvitesOff),
            (replace(OPEN, status=JobStatus.CLOSED), JobClosed),
            (replace(OPEN, description=" "), NothingToAsk),
        ],
    )
    def test_the_first_reason_counts(
        self, store: Store, home: Organization, new: NewJob, refusal: type[Exception]
    ) -> None:
        opened(store, home, new)
        with store.read(home.id) as view, pytest.raises(refusal):
            inviting.open_job(view, operator(home.id), "backend-1")

    def test_by_its_id_in_any_case(self, store: Store, home: Organization) -> None:
        job = opened(store, home)
        with store.read(home.id) as view:
            assert inviting.open_job(view, operator(home.id), "BACKEND-1").id == job.id
            with pytest.raises(NotFound):
                inviting.open_job(view, operator(home.id), "backend-2")


class TestAgain:
    def test_the_link_stays_and_the_rest_is_new(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        job = opened(store, home)
        first = invited(store, home, job)
        clock.advance(timedelta(hours=1))
        again = invited(store, home, job, "KIM@example.com", message="Soon!", reply_to="eve@example.com")
        assert again.id == first.id
        with store.read(home.id) as view:
            (link,) = view.every(INVITATION, interview_id=first.id)
            assert (link.expires_at, link.message, link.reply_to) == (
                clock.now() + WEEK,
                "Soon!",
                "eve@example.com",
            )
            assert view.count(CANDIDATE) == 1

    def test_what_expired_is_followed_by_another(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        job = opened(store, home)
        first = invited(store, home, job)
        clock.advance(WEEK)
        assert invited(store, home, job).id != first.id

    def test_what_was_called_off_is_followed_by_another(self, store: Store, home: Organization) -> None:
        job = opened(store, home)
        first = invited(store, home, job)
        with store.write(operator(home.id)) as tx:
            course.cancel(tx, first.id)
        assert invited(store, home, job).id != first.id

    def test_nobody_is_disturbed_in_the_interview(self, store: Store, home: Organization) -> None:
        job = opened(store, home)
        first = invited(store, home, job)
        with store.write(system(home.id)) as tx:
            plans.begin(tx, first.id)
            plans.keep(tx, first.id, plan())
        with store.write(candidate(home.id, first.candidate_id)) as tx:
            lobby.agree(tx, first.id, "en", ("ai_interview", "transcript"))
            rooms.begin(tx, first.id)
        with pytest.raises(InProgress):
            invited(store, home, job)

    def test_many_at_once_are_one(self, store: Store, home: Organization) -> None:
        job = opened(store, home)
        made = at_once([lambda: invited(store, home, job).id] * 8)
        assert len(set(made)) == 1
        with store.read(home.id) as view:
            assert view.count(INTERVIEW) == 1


def test_who_is_known_is_not_made_anew(store: Store, home: Organization) -> None:
    job = opened(store, home)
    with store.write(operator(home.id)) as tx:
        known = candidates.create(tx, candidates.NewCandidate("Kim", "Roe", email="Kim@Example.com"))
        jobs.change(tx, job.id, ChangeJob(title="Chief Engineer"))
        assert tx.get(JOBS, job.id).title == "Chief Engineer"
    assert invited(store, home, job).candidate_id == known.candidate.id
