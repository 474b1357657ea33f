# SPDX-License-Identifier: Apache-2.0
"""Whether figures differ, what a change is made of, when a report falls due."""

from datetime import date
from math import isnan

import pytest
from scipy import stats

from amends.apps.reports.rules.documents.changing import (
    Flow,
    beyond_chance,
    flows_differ,
    pieces,
    shares_differ,
)
from amends.apps.reports.rules.documents.due import Every, Plan
from amends.apps.reports.rules.documents.spells import month_before, spell_of, week_before
from amends.kernel.periods import Period


def test_counts_of_unlike_periods_are_compared_by_day() -> None:
    assert flows_differ(Flow(31, 31), Flow(28, 28)) > 0.5
    assert flows_differ(Flow(60, 31), Flow(28, 28)) == pytest.approx(stats.binomtest(60, 88, 31 / 59).pvalue)
    assert flows_differ(Flow(90, 30), Flow(30, 30)) < 0.001
    assert isnan(flows_differ(Flow(0, 30), Flow(0, 30)))
    assert isnan(flows_differ(Flow(3, 0), Flow(3, 30)))


def test_shares_without_a_base_are_not_compared() -> None:
    assert isnan(shares_differ((0, 0), (5, 10)))
    assert isnan(shares_differ((12, 10), (5, 10)))  # more re-openings than closings are no share
    assert shares_differ((50, 100), (90, 100)) < 0.001


def test_looking_at_more_figures_claims_less() -> None:
    assert beyond_chance([0.03]) == [True]
    assert beyond_chance([0.03, 0.5, 0.6]) == [False, False, False]
    assert beyond_chance([float("nan"), 0.01]) == [False, True]


def test_pieces_add_up_to_the_change() -> None:
    found = pieces({"a": 62, "b": 31}, {"a": 30, "c": 15}, (31, 30))
    assert sum(each.daily for each in found) == pytest.approx(93 / 31 - 45 / 30)
    assert sum(each.share for each in found) == pytest.approx(1)
    assert [each.name for each in found] == ["a", "b", "c"]
    assert pieces({"a": 31}, {"a": 30}, (31, 30)) == []


def test_month_falls_due_on_its_day_and_is_made_up_for() -> None:
    plan = Plan(Every.MONTH, 3, date(2026, 9, 10))
    assert plan.due_date(date(2026, 10, 2)) is None  # the third of September was before it was set
    assert plan.due_date(date(2026, 10, 3)) == date(2026, 10, 3)
    assert plan.due_date(date(2026, 11, 1)) == date(2026, 10, 3)
    assert plan.spell(date(2026, 10, 3)).period == Period(date(2026, 9, 1), date(2026, 10, 1))


def test_week_is_the_last_whole_one() -> None:
    plan = Plan(Every.WEEK, 1, date(2026, 10, 1))
    assert plan.due_date(date(2026, 11, 4)) == date(2026, 11, 2)
    spell = plan.spell(date(2026, 11, 2))
    assert spell.period == Period(date(2026, 10, 26), date(2026, 11, 2))
    assert spell == week_before(date(2026, 11, 2))
    assert spell.before == Period(date(2026, 10, 19), date(2026, 10, 26))


def test_month_is_held_against_the_month_before() -> None:
    spell = spell_of(date(2026, 3, 1), date(2026, 4, 1))
    assert spell.before == Period(date(2026, 2, 1), date(2026, 3, 1))
    assert month_before(date(2026, 1, 15)).period == Period(date(2025, 12, 1), date(2026, 1, 1))
