"""Figures: worked examples, and what must hold of any counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.figures import (
    FAILURES,
    Agreement,
    DropOff,
    Funnel,
    Overrides,
    Pair,
    Tally,
    Week,
    agreement,
    apart,
    bands,
    drop_off,
    drop_offs,
    failures,
    funnel,
    impact_ratios,
    median_days,
    overrides,
    weeks,
)
from vivavoce.domain.interview import EndReason, State

NEW = Tally(
    under="2026-11-22",
    state=State.READY,
    end_reason=None,
    invited=True,
    opened=False,
    consented=False,
    started=False,
    held=False,
    decided=False,
    count=1,
)
DONE = replace(
    NEW,
    state=State.RELEASED,
    end_reason=EndReason.COMPLETED,
    opened=True,
    consented=True,
    started=True,
    held=True,
)
LEVELS = st.sampled_from([1.0, 1.4, 2.0, 2.5, 3.0, 3.6, 4.0, 5.0])
PAIRS = st.lists(st.builds(Pair, st.sampled_from("ab"), LEVELS, LEVELS, st.integers(1, 5)), max_size=8)


def over(reason: EndReason, **more: bool) -> Tally:
    return replace(NEW, state=State.EXPIRED, end_reason=reason, **more)


class TestFunnel:
    def test_each_step_includes_the_next(self) -> None:
        opened = replace(NEW, opened=True, count=3)
        unplanned = replace(NEW, invited=False, state=State.PLANNING, count=4)
        waiting = replace(DONE, state=State.ASSESSMENT_REVIEW, count=5)
        decided = replace(DONE, decided=True, count=6)
        found = funnel([NEW, opened, unplanned, waiting, decided])
        assert found == Funnel(
            invited=15, opened=14, consented=11, started=11, finished=11, decided=6, waiting=5
        )

    def test_a_step_without_a_trace_was_taken_all_the_same(self) -> None:
        """By telephone no link is opened."""
        by_phone = replace(DONE, opened=False)
        assert funnel([by_phone]).opened == 1

    @pytest.mark.parametrize("reason", [EndReason.BY_CANDIDATE, EndReason.DISCONNECTED])
    def test_who_left_early_has_not_finished(self, reason: EndReason) -> None:
        assert funnel([replace(DONE, end_reason=reason)]) == Funnel(1, 1, 1, 1, 0, 0, 0)

    def test_what_was_held_and_cancelled_after_it_was_finished(self) -> None:
        called_off = replace(DONE, state=State.CANCELLED, end_reason=EndReason.CANCELLED)
        assert funnel([called_off]).finished == 1
        assert drop_off(called_off) is None

    def test_of_nothing(self) -> None:
        assert funnel([]) == Funnel()


class TestDropOff:
    @pytest.mark.parametrize(
        ("tally", "reason"),
        [
            (NEW, None),
            (DONE, None),
            (over(EndReason.NEVER_OPENED, invited=False), None),
            (over(EndReason.NEVER_OPENED), DropOff.NOT_OPENED),
            (over(EndReason.NEVER_OPENED, opened=True), DropOff.NOT_AGREED),
            (over(EndReason.NEVER_OPENED, opened=True, consented=True), DropOff.NOT_BEGUN),
            (replace(DONE, end_reason=EndReason.BY_CANDIDATE), DropOff.STOPPED),
            (replace(DONE, end_reason=EndReason.DISCONNECTED), DropOff.DISCONNECTED),
            (over(EndReason.TECHNICAL), DropOff.TECHNICAL),
            (over(EndReason.UNREACHED), DropOff.UNREACHED),
            (over(EndReason.CANCELLED), DropOff.CANCELLED),
            (replace(DONE, end_reason=EndReason.TIME_LIMIT), None),
        ],
    )
    def test_why(self, tally: Tally, reason: DropOff | None) -> None:
        assert drop_off(tally) is reason

    def test_all_reasons_are_listed_with_their_counts(self) -> None:
        found = dict(drop_offs([NEW, replace(over(EndReason.UNREACHED), count=7)]))
        assert set(found) == set(DropOff)
        assert {reason: count for reason, count in found.items() if count} == {DropOff.UNREACHED: 7}

    def test_failures_count_those_never_invited_too(self) -> None:
        broken = replace(NEW, invited=False, state=State.FAILED, end_reason=EndReason.TECHNICAL, count=2)
        assert failures([broken, DONE]) == tuple((one, 2 * (one is EndReason.TECHNICAL)) for one in FAILURES)


class TestTime:
    def test_weeks_begin_on_mondays_and_none_is_missing(self) -> None:
        sunday, monday = replace(DONE, under="2026-11-22"), replace(NEW, under="2026-11-23", count=2)
        later = replace(NEW, under="2026-12-09")
        assert weeks([later, sunday, monday]) == (
            Week(date(2026, 11, 16), 1, 1),
            Week(date(2026, 11, 23), 2, 0),
            Week(date(2026, 11, 30), 0, 0),
            Week(date(2026, 12, 7), 1, 0),
        )
        assert weeks([]) == ()

    def test_the_median_lies_between_the_middle_two(self) -> None:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        spans = [(at, at + timedelta(hours=hours)) for hours in (240, 12, 36, 24)]
        assert median_days(spans) == 1.25
        assert median_days(spans[:1]) == 10
        assert median_days([]) is None


class TestAgreement:
    def test_a_worked_example(self) -> None:
        """Observed 3 of 10 one level apart; expected from the margins 5:5 and 6:4 (5·4 + 5·6) of 100."""
        pairs = [Pair("a", 1, 1, 4), Pair("a", 2, 2, 3), Pair("a", 2, 1, 2), Pair("a", 1, 2, 1)]
        assert agreement(pairs) == Agreement(10, pytest.approx(0.4), pytest.approx(0.3))

    def test_a_far_miss_weighs_its_square(self) -> None:
        near = [Pair("a", 1, 1, 5), Pair("a", 5, 5, 5), Pair("a", 3, 4, 2)]
        far = [Pair("a", 1, 1, 5), Pair("a", 5, 5, 5), Pair("a", 1, 5, 2)]
        assert (agreement(near).kappa or 0) > 0.9 > 0.7 > (agreement(far).kappa or 0)

    def test_halves_go_up(self) -> None:
        """2.5 is as far as 3, and 4.5 as 5: Python's own rounding would make them 2 and 4."""
        assert agreement([Pair("a", 2.5, 3, 1), Pair("a", 4.5, 5, 1)]).kappa == 1

    def test_undefined_without_variety_and_without_ratings(self) -> None:
        assert agreement([Pair("a", 3, 3, 9)]) == Agreement(9, None, 0)
        assert agreement([]) == Agreement(0, None, None)

    @given(PAIRS)
    def test_bounds_and_symmetry(self, pairs: list[Pair]) -> None:
        found = agreement(pairs)
        turned = agreement([Pair(p.member_id, p.person, p.machine, p.count) for p in pairs])
        assert found.n == sum(pair.count for pair in pairs)
        assert found.difference is None or 0 <= found.difference <= 4
        assert (found.kappa is None) == (turned.kappa is None)
        if found.kappa is not None:
            assert found.kappa <= 1
            assert turned.kappa == pytest.approx(found.kappa)

    @given(PAIRS)
    def test_overrides_add_up(self, pairs: list[Pair]) -> None:
        rows = overrides(pairs)
        assert [row.member_id for row in rows] == sorted({pair.member_id for pair in pairs})
        assert sum(row.rated for row in rows) == sum(pair.count for pair in pairs)
        assert all(0 <= row.rate <= 1 for row in rows)

    def test_an_override_is_a_level_or_more(self) -> None:
        pairs = [Pair("b", 3, 4, 2), Pair("b", 3, 3.9, 3), Pair("a", 5, 1, 1)]
        assert overrides(pairs) == (Overrides("a", 1, 1), Overrides("b", 5, 2))
        assert not apart(None, 3)
        assert not apart(3, None)


def test_coverage_falls_into_fifths() -> None:
    assert bands([(0.0, 1), (0.19, 1), (0.2, 2), (0.58, 4), (0.6, 8), (1.0, 16), (0.8, 32)]) == (
        2,
        2,
        4,
        8,
        48,
    )


class TestImpactRatios:
    """6 RCNY § 5-301 (b) and (d); 29 CFR 1607.4 D."""

    def test_a_worked_table(self) -> None:
        groups = {"male": (667, 1390), "female": (555, 1181)}
        rows = impact_ratios(groups)
        assert [(row.group, round(row.rate or 0, 2), round(row.ratio or 0, 3)) for row in rows] == [
            ("male", 0.48, 1.0),
            ("female", 0.47, 0.979),
        ]
        assert not any(row.adverse or row.left_out for row in rows)

    def test_below_four_fifths_is_adverse_and_four_fifths_is_not(self) -> None:
        rows = impact_ratios({"a": (50, 100), "b": (40, 100), "c": (39, 100)})
        assert [row.adverse for row in rows] == [False, False, True]

    def test_a_small_group_is_left_out_and_cannot_be_the_best(self) -> None:
        rows = {row.group: row for row in impact_ratios({"a": (50, 100), "b": (60, 194), "tiny": (6, 6)})}
        assert rows["tiny"].ratio is not None
        rows = {row.group: row for row in impact_ratios({"a": (50, 100), "b": (60, 195), "tiny": (6, 6)})}
        assert (rows["tiny"].left_out, rows["tiny"].rate, rows["tiny"].ratio) == (True, 1.0, None)
        assert (rows["a"].ratio, round(rows["b"].ratio or 0, 2)) == (1.0, 0.62)

    def test_nobody_and_nobody_selected(self) -> None:
        assert impact_ratios({}) == ()
        none, empty = impact_ratios({"a": (0, 10), "b": (0, 0)})
        assert (none.rate, none.ratio, none.adverse) == (0, None, False)
        assert (empty.rate, empty.ratio, empty.left_out) == (None, None, True)
