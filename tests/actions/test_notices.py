"""The notice: ours, the job's jurisdictions and the organization's own words; a version that tells them apart."""

from __future__ import annotations

import pytest

from tests.actions.scene import gated, planned
from vivavoce.actions import lobby, notices
from vivavoce.actions.notices import GRANTS, JURISDICTIONS, PASSAGES, Notice
from vivavoce.domain.identity import Organization, candidate, operator
from vivavoce.domain.interview import Interview
from vivavoce.domain.review import JobRules
from vivavoce.store.database import Store
from vivavoce.store.shapes import JOB_RULES


def shown(store: Store, made: Interview) -> Notice:
    actor = candidate(made.organization_id, made.candidate_id)
    with store.read(actor.organization_id) as view:
        return notices.read(view, actor, made.id)


def ruled(store: Store, made: Interview, *codes: str, alternatives: str = "") -> None:
    assert made.job_id is not None
    with store.write(operator(made.organization_id)) as tx:
        rules = JobRules(made.job_id, made.organization_id, codes, None, alternatives, tx.now)
        tx.clear(JOB_RULES, job_id=made.job_id)
        tx.add(JOB_RULES, rules)


def test_the_jurisdictions_that_a_job_can_name() -> None:
    assert list(JURISDICTIONS) == ["EU", "UK", "US-IL", "US-NYC", "US-CA", "US-CO"]
    assert all(place.name and place.paragraphs for place in JURISDICTIONS.values())


def test_nothing_is_asked_for_that_does_not_happen() -> None:
    assert [grant.name for grant in GRANTS] == ["ai_interview", "transcript"]


def test_every_passage_can_be_filled_in() -> None:
    facts = {"organization": "Acme", "until": "1 May"}
    assert "Acme" in " ".join(passage.text % facts for passage in PASSAGES)


def test_without_rules_it_is_ours_alone(store: Store, home: Organization) -> None:
    assert shown(store, planned(store, home)) == Notice(notices.EDITION, "", (), "")


def test_the_organization_and_the_job_add_to_it(store: Store, home: Organization) -> None:
    gated(store, home, notice="We are a family business.")
    made = planned(store, home)
    ruled(store, made, "EU", "US-NYC", "MARS", alternatives="Or meet us on Friday.")
    notice = shown(store, made)
    assert [place.code for place in notice.jurisdictions] == ["EU", "US-NYC"]
    assert (notice.own, notice.alternatives) == ("We are a family business.", "Or meet us on Friday.")


def test_a_receipt_names_exactly_what_was_shown(store: Store, home: Organization) -> None:
    made = planned(store, home)
    seen = {shown(store, made).version}
    for codes, alternatives in ((("EU",), ""), (("UK",), ""), (("UK",), "By telephone")):
        ruled(store, made, *codes, alternatives=alternatives)
        seen.add(shown(store, made).version)
    gated(store, home, notice="New")
    seen.add(shown(store, made).version)
    assert len(seen) == 5
    with store.write(candidate(home.id, made.candidate_id)) as tx:
        receipt = lobby.agree(tx, made.id, "en", ("ai_interview", "transcript"))
    assert receipt.notice_version == shown(store, made).version


@pytest.mark.parametrize("place", JURISDICTIONS.values(), ids=JURISDICTIONS)
def test_a_paragraph_is_short(place: notices.Jurisdiction) -> None:
    assert all(len(words) < 330 for words in place.paragraphs)
