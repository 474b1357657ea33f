# SPDX-License-Identifier: Apache-2.0
"""Whether an improvement worked: said by the later rate, beside units without it, and not by a peak that passed."""

import numpy as np
import pytest

from amends.analytics.effects.rates import Weeks, ratio
from amends.apps.quality.rules.preventing import Found, Verdict, judged

MANY = 20_000.0


def _weeks(*cases: int, customers: float = MANY) -> Weeks:
    return Weeks(cases, [customers] * len(cases))


def _steady(rng: np.random.Generator, mean: float, n: int) -> Weeks:
    return _weeks(*(int(each) for each in rng.poisson(mean, n)))


def _verdict(before: Weeks, after: Weeks, others: tuple[Weeks, Weeks] | None = None) -> Found:
    return judged(before, after, expected_cut=30, others=others)


def test_half_as_many_cases_worked() -> None:
    found = _verdict(_weeks(*[20, 18, 22, 21, 19] * 5), _weeks(*[10, 9, 11, 10] * 3))
    assert found.verdict is Verdict.WORKED
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(0.5)
    assert found.reached is True
    assert found.expected == pytest.approx(240)


def test_before_four_weeks_it_is_too_early() -> None:
    assert _verdict(_weeks(*[20] * 26), _weeks(2, 1, 0)).verdict is Verdict.TOO_EARLY


def test_few_cases_say_nothing() -> None:
    assert _verdict(_weeks(*[1, 0] * 13), _weeks(0, 0, 0, 0)).verdict is Verdict.TOO_FEW
    assert _verdict(_weeks(0, 1), _weeks(*[0] * 12)).verdict is Verdict.TOO_FEW


def test_what_fell_everywhere_was_not_the_action() -> None:
    before, after = _weeks(*[20] * 26), _weeks(*[12] * 12)
    assert _verdict(before, after).verdict is Verdict.WORKED
    others = (_weeks(*[200] * 26), _weeks(*[120] * 12))
    found = _verdict(before, after, others)
    assert found.verdict is Verdict.NOT_SEEN
    assert found.against is not None
    assert found.against.value == pytest.approx(1)


def test_a_peak_that_passed_is_not_an_effect() -> None:
    found = _verdict(_weeks(*[100] * 18, *[130] * 8), _weeks(*[100] * 12))
    assert found.at_peak
    assert found.alone is not None
    assert found.alone.high < 1  # seen alone it seems to have worked
    assert found.verdict is Verdict.NOT_SEEN


def test_more_cases_are_said_to_be_more() -> None:
    assert _verdict(_weeks(*[20] * 26), _weeks(*[30] * 12)).verdict is Verdict.WORSE


def test_a_cut_that_stays_behind_what_was_expected_is_told() -> None:
    found = judged(_weeks(*[100] * 26), _weeks(*[85] * 12), expected_cut=50)
    assert (found.verdict, found.reached) == (Verdict.WORKED, False)


def test_growing_numbers_of_customers_are_not_more_complaints() -> None:
    before, after = _weeks(*[20] * 26), _weeks(*[40] * 12, customers=2 * MANY)
    found = _verdict(before, after)
    assert found.alone is not None
    assert found.alone.value == pytest.approx(1)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, held = np.random.default_rng(7), 0
    for _ in range(400):
        found = ratio(_steady(rng, 15, 26), _steady(rng, 9, 12))
        held += found.low <= 0.6 <= found.high
    assert 0.93 <= held / 400 <= 0.99


def test_weeks_that_scatter_widen_the_interval() -> None:
    calm = ratio(_weeks(*[20] * 26), _weeks(*[15] * 12))
    rough = ratio(_weeks(*[2, 38] * 13), _weeks(*[1, 29] * 6))
    assert calm.spread == 1
    assert rough.high / rough.low > 2 * calm.high / calm.low


def test_no_case_after_is_still_an_interval() -> None:
    found = ratio(_weeks(*[5] * 26), _weeks(*[0] * 12))
    assert 0 < found.low < found.value < found.high < 1


def test_what_fell_with_the_lines_that_ended_is_no_effect() -> None:
    before, after = _weeks(*[20] * 26, customers=MANY), _weeks(*[14] * 12)
    assert _verdict(before, after).verdict is Verdict.WORKED
    more = _weeks(*[20] * 26, customers=MANY * 1.4)  # customers then, whose lines are closed now
    alone = judged(before, after, expected_cut=30, most_before=(more, None))
    assert alone.verdict is Verdict.NOT_SEEN
    elsewhere = (_weeks(*[200] * 26), _weeks(*[200] * 12))
    beside = judged(
        before, after, expected_cut=30, others=elsewhere,
        most_before=(more, _weeks(*[200] * 26, customers=MANY * 1.4)),
    )  # fmt: skip
    assert beside.verdict is Verdict.WORKED  # lines ended there as well
