# SPDX-License-Identifier: Apache-2.0
"""Who stayed: what is known of a line, and groups made alike."""

from datetime import date, timedelta

import pytest

from amends.apps.reports.rules.figures import average, lost, multiplier, with_ratio
from amends.apps.reports.rules.lives import Ending, Fate, Life, compared, fate, stayed
from amends.apps.reports.rules.spans import Span
from tests.apps.reports.choosing import own

START, TODAY = date(2026, 1, 1), date(2026, 11, 2)


def after(days: int) -> date:
    return START + timedelta(days=days)


def lives(kept: int, gone: int, stratum: str = "") -> list[Life]:
    return [
        *(Life(START, None, (stratum,)) for _ in range(kept)),
        *(Life(START, Ending(after(5), after(9)), (stratum,)) for _ in range(gone)),
    ]


@pytest.mark.parametrize(
    ("ending", "became"),
    [
        (None, Fate.KEPT),
        (Ending(None, after(90)), Fate.LOST),
        (Ending(after(89), after(90)), Fate.LOST),
        (Ending(after(90), after(95)), Fate.KEPT),
        (Ending(after(80), after(95)), Fate.UNDATED),
        (Ending(None, after(200)), Fate.UNDATED),
    ],
)
def test_line_is_kept_lost_or_not_dated(ending: Ending | None, became: Fate) -> None:
    assert fate(Life(START, ending), 90, TODAY) is became


def test_days_that_are_not_over_count_nothing() -> None:
    assert fate(Life(TODAY - timedelta(days=89), None), 90, TODAY) is Fate.TOO_EARLY
    assert stayed([Life(TODAY, None)] * 50, days=90, today=TODAY).n == 0


def test_retention_counts_undated_lines_as_lost_and_says_so() -> None:
    undated = [Life(START, Ending(None, after(200)))] * 5
    found = stayed([*lives(30, 5), *undated], days=90, today=TODAY)
    assert (found.n, found.kept, found.undated) == (40, 30, 5)
    assert found.span is not None
    assert found.span.value == 0.75
    assert found.span.low < 0.6 < 0.9 > found.span.high - 0.05


def test_retention_of_few_is_not_shown() -> None:
    assert stayed(lives(28, 1), days=90, today=TODAY).span is None
    assert stayed(lives(29, 1), days=90, today=TODAY).span is not None


@pytest.mark.requirement("S2-057")
def test_groups_are_compared_within_strata_and_not_as_they_come() -> None:
    """Both groups stay alike in each stratum; only the mix differs, which a plain comparison takes for a difference."""
    first = [*lives(90, 10, "old"), *lives(5, 5, "new")]
    second = [*lives(45, 5, "old"), *lives(100, 100, "new")]
    found = compared(first, second, days=90, today=TODAY)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0)
    assert found.difference.low < 0 < found.difference.high
    assert (found.n, found.matched, found.others) == (110, 110, 250)


@pytest.mark.requirement("S2-057")
def test_difference_between_groups_is_weighted_like_the_first() -> None:
    first = [*lives(90, 10, "a"), *lives(50, 50, "b")]
    second = [*lives(70, 30, "a"), *lives(45, 55, "b"), *lives(99, 1, "c")]
    found = compared(first, second, days=90, today=TODAY)
    assert found.difference is not None
    assert found.difference.value == pytest.approx((0.2 + 0.05) / 2)
    assert found.second is not None
    assert found.second.value == pytest.approx((0.70 + 0.45) / 2)
    half = (found.difference.high - found.difference.low) / 2
    assert half == pytest.approx(1.96 * _error(((90, 100), (70, 100), (50, 100), (45, 100))), rel=0.001)


def _error(parts: tuple[tuple[int, int], ...]) -> float:
    """By hand: each half of the weight, (k+1)/(n+2) in place of k/n."""
    rates = [((k + 1) / (n + 2), n) for k, n in parts]
    return float(sum(0.25 * p * (1 - p) / n for p, n in rates) ** 0.5)


def test_groups_that_share_no_stratum_are_not_compared() -> None:
    found = compared(lives(50, 5, "a"), lives(50, 5, "b"), days=90, today=TODAY)
    assert (found.matched, found.difference) == (0, None)


@pytest.mark.requirement("S2-055", "S0-031")
def test_four_per_cent_is_one_voiced_and_24_silent() -> None:
    found = multiplier(Span(0.03, 0.05, 0.04))
    assert found is not None
    assert (found.low, found.value, found.high) == pytest.approx((19, 24, 0.97 / 0.03))
    assert multiplier(Span(0.0, 0.1, 0.0)) is None


def test_share_that_left_turns_the_range_round() -> None:
    assert lost(Span(0.25, 0.75, 0.5)) == Span(0.25, 0.75, 0.5)
    assert lost(Span(0.5, 1.0, 0.75)) == Span(0.0, 0.5, 0.25)


def test_mean_of_sums_is_the_mean() -> None:
    found = average(100, 500.0, 2_900.0)
    assert found is not None
    assert found.value == 5
    assert found.high - 5 == pytest.approx(1.96 * (400 / 99 / 100) ** 0.5, rel=0.001)
    assert average(29, 1.0, 1.0) is None


@pytest.mark.requirement("S0-010")
def test_ratio_follows_from_both_costs_of_finance() -> None:
    both = {each.identifier: each for each in (own("acquisition_cost", 480.0), own("retention_cost", 60.0))}
    ratio = with_ratio(both)["new_vs_retained_cost_ratio"]
    assert ratio.span == Span(8, 8, 8)
    assert "new_vs_retained_cost_ratio" not in with_ratio({"acquisition_cost": both["acquisition_cost"]})


def test_parts_that_all_stayed_are_no_more_than_everybody() -> None:
    def kept(stratum: str, n: int) -> list[Life]:
        return lives(n, 0, stratum)

    first = [life for at, n in enumerate((32, 9, 38, 36, 7, 21, 3, 27)) for life in kept(f"s{at}", n)]
    second = [life for at in range(8) for life in kept(f"s{at}", 10)]
    found = compared(first, second, days=90, today=TODAY)
    assert found.first is not None
    assert found.first.value == pytest.approx(1)
    assert found.first.high == 1
