"""What holds for the candidates of one job: how long they are kept, whose law speaks to them, other ways."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from vivavoce.actions.notices import JURISDICTIONS
from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import Actor
from vivavoce.domain.review import JobRules
from vivavoce.kit.words import N_
from vivavoce.store.shapes import JOB, JOB_RULES, ORGANIZATION
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

LONGEST_DAYS: Final = 3650
LONGEST_WORDS: Final = 2000


def read(view: View, actor: Actor, job_id: str) -> JobRules:
    """The rules of a job; what nobody has said is as the organization has it. Raises NotFound."""
    actor.need("jobs:read", "jobs:write")
    job = view.get(JOB, job_id)
    known = view.find(JOB_RULES, job_id=job_id)
    return known or JobRules(job_id, view.organization_id, (), None, "", job.created_at)


def put(
    tx: Tx, job_id: str, jurisdictions: Collection[str], keep_days: int | None, alternatives: str
) -> JobRules:
    """Set the rules of a job; they hold for whoever opens the notice from now on.

    `keep_days` 1 to `LONGEST_DAYS`, None for the organization's; it is taken for candidates who are new.
    Raises NotFound, Invalid (`jurisdictions`, `keep_days`, `alternatives`).
    """
    tx.actor.need("jobs:write")
    tx.get(JOB, job_id)
    if not JURISDICTIONS.keys() >= set(jurisdictions):
        raise Invalid.because("jurisdictions", N_("There is no such place on the list."))
    if keep_days is not None and keep_days not in range(1, LONGEST_DAYS + 1):
        raise Invalid.because("keep_days", N_("Give a number of days from 1 to 3650."))
    words = alternatives.strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid.because("alternatives", N_("This is too long. Please shorten it."))
    chosen = tuple(code for code in JURISDICTIONS if code in jurisdictions)
    tx.lock(f"rules {job_id}")
    tx.clear(JOB_RULES, job_id=job_id)
    tx.audit("job.rules", job_id)
    return tx.add(JOB_RULES, JobRules(job_id, tx.organization_id, chosen, keep_days, words, tx.now))


def days(view: View, job_ids: Sequence[str]) -> int:
    """How many days somebody who applies for these jobs is kept: the fewest that any of them says."""
    policy = view.get(ORGANIZATION, view.organization_id).policy
    rules = (view.find(JOB_RULES, job_id=job_id) for job_id in job_ids)
    said = [one.keep_days for one in rules if one is not None and one.keep_days is not None]
    return min(said, default=policy.keep_days)
