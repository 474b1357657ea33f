# SPDX-License-Identifier: Apache-2.0
"""Each gap from its data; the fifth is computed and nobody's to give."""

import numpy as np
import pytest
from scipy.stats import t, ttest_ind

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.gaps import (
    CustomerGapAssigned,
    Gap,
    NothingMeasured,
    customer_gap_from_causes,
    gap_communication,
    gap_counts,
    gap_customer,
    gap_delivery,
    gap_listening,
    require_assignable,
    standard_coverage,
    standard_distance,
)

NAN = float("nan")
DIMENSIONS = {"reliability": (0, 1), "empathy": (2,)}


def _people(means: list[float], rows: int, seed: int) -> Matrix:
    return np.array(means) + np.random.default_rng(seed).normal(0, 0.5, (rows, len(means)))


def test_the_board_counts_each_gap_and_the_fifth_from_the_others() -> None:
    tags = [[Gap.DELIVERY], [Gap.DELIVERY, Gap.COMMUNICATION], [], [Gap.LISTENING, Gap.LISTENING]]
    assert gap_counts(tags) == {
        Gap.LISTENING: 1,
        Gap.DESIGN: 0,
        Gap.DELIVERY: 2,
        Gap.COMMUNICATION: 1,
        Gap.CUSTOMER: 3,
    }


def test_the_fifth_gap_cannot_be_given_as_a_cause() -> None:
    with pytest.raises(CustomerGapAssigned, match="差距 5"):
        gap_counts([[Gap.DELIVERY], [Gap.CUSTOMER]])
    with pytest.raises(CustomerGapAssigned):
        require_assignable(Gap.CUSTOMER)
    for gap in (Gap.LISTENING, Gap.DESIGN, Gap.DELIVERY, Gap.COMMUNICATION):
        require_assignable(gap)


def test_managers_who_underrate_a_dimension_are_found() -> None:
    customers, managers = _people([6.5, 6.5, 4], 300, 1), _people([5, 5, 4], 30, 4)
    found = gap_listening(customers, managers, DIMENSIONS).dimensions
    assert found["reliability"].value == pytest.approx(-1.5, abs=0.2)
    assert found["reliability"].high < 0
    assert found["empathy"].low < 0 < found["empathy"].high
    assert found["empathy"].n == 330


def test_the_interval_of_gap_1_is_welchs() -> None:
    customers, managers = np.array([[5.0], [6], [7]]), np.array([[4.0], [5], [9], [4]])
    found = gap_listening(customers, managers, {"d": (0,)}).dimensions["d"]
    assert found.value == pytest.approx(-0.5)
    wanted = ttest_ind(managers[:, 0], customers[:, 0], equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))


def test_gaps_weigh_people_and_widen_where_few_of_them_count() -> None:
    customers, managers = np.array([[4.0], [8], [8]]), np.array([[4.0], [5], [9], [4]])
    weights = np.array([2.0, 1, 1])
    found = gap_listening(customers, managers, {"d": (0,)}, weights=weights).dimensions["d"]
    assert found.value == pytest.approx(5.5 - 6)
    felt = gap_customer(np.full((3, 1), 9.0), customers, {"d": (0,)}, weights=weights).dimensions["d"]
    # error² = 3/2 · (2²·2² + 1·2² + 1·2²)/4² = 2.25, on 16/6 − 1 degrees
    assert felt.value == pytest.approx(-3)
    assert felt.n == 3
    assert felt.high - felt.value == pytest.approx(1.5 * t.ppf(0.975, 16 / 6 - 1))
    thrice = gap_customer(np.full((3, 1), 9.0), customers, {"d": (0,)}, weights=3 * weights).dimensions["d"]
    assert (thrice.low, thrice.high) == pytest.approx((felt.low, felt.high))


def test_ranks_and_topics_say_what_managers_do_not_see() -> None:
    people = _people([5, 5, 5], 5, 3)
    importance = (np.array([0.5, 0.3, 0.2]), np.array([20.0, 30, 50]))
    topics = {"bills": 50, "coverage": 30, "queue": 20, "rare": 1}
    found = gap_listening(
        people, people, DIMENSIONS, importance=importance, topics=topics, named=["coverage"], top=3
    )
    assert found.rank_agreement == pytest.approx(-1)
    assert found.unseen == ("bills", "queue")
    assert found.unseen_share == pytest.approx(0.7)


def test_what_was_not_given_is_not_made_up() -> None:
    people = _people([5, 5, 5], 5, 3)
    found = gap_listening(people, people, DIMENSIONS)
    assert (found.rank_agreement, found.unseen, found.unseen_share) == (None, (), None)
    alike = (np.ones(2), np.array([1.0, 2]))
    assert gap_listening(people, people, DIMENSIONS, importance=alike).rank_agreement is None


def test_a_dimension_nobody_answered_is_named() -> None:
    managers = np.array([[5.0, 5, NAN], [6, 5, NAN]])
    with pytest.raises(NothingMeasured, match="empathy"):
        gap_listening(_people([5, 5, 5], 5, 3), managers, DIMENSIONS)


def test_attributes_without_a_numeric_standard_are_listed() -> None:
    found = standard_coverage(
        ["repair", "reply", "courtesy", "queue"], {"repair": 24.0, "reply": 0.5, "queue": None}
    )
    assert found.share.value == 0.5
    assert found.without == ("courtesy", "queue")


def _dose() -> tuple[Matrix, Matrix]:
    hours = np.repeat(np.arange(1.0, 49), 20)
    return hours, np.where(hours <= 24, 9.0, 5.0) + np.random.default_rng(1).normal(0, 0.3, hours.size)


def test_a_standard_laxer_than_customers_need_is_measured() -> None:
    found = standard_distance(*_dose(), 36.0, target=8.0)
    assert found.needed == 24
    assert found.distance == 12
    assert found.reached == pytest.approx(5, abs=0.3)


def test_where_more_is_better_the_same_holds_the_other_way_round() -> None:
    hours, said = _dose()
    found = standard_distance(-hours, said, -36.0, target=8.0, less_is_better=False)
    assert (found.needed, found.distance) == (-24, 12)


def test_a_target_that_no_level_reaches_is_not_guessed() -> None:
    found = standard_distance(*_dose(), 36.0, target=9.9)
    assert (found.needed, found.distance) == (None, None)


def test_delivery_is_held_to_each_ones_own_standard() -> None:
    found = gap_delivery(np.array([10.0, 30, 20, NAN]), np.array([24.0, 24, 12, 24]))
    assert (found.within.value, found.within.n) == pytest.approx((1 / 3, 3))
    assert found.excess == pytest.approx(7)


def test_capability_is_one_where_the_far_point_just_keeps_the_limit() -> None:
    hours = np.random.default_rng(1).normal(10, 1, 200_000)
    assert gap_delivery(hours, 13.0).capability == pytest.approx(1, abs=0.05)
    assert gap_delivery(hours, 9.0).capability < 0
    assert gap_delivery(-hours, -13.0, less_is_better=False).capability == pytest.approx(1, abs=0.05)
    assert gap_delivery(hours, 100.0).excess is None
    assert np.isnan(gap_delivery(np.ones(5), 2.0).capability)


def test_promises_are_kept_or_fall_short_by_a_share() -> None:
    promised, delivered = np.array([100.0, 100, 200, NAN]), np.array([100.0, 50, 190, 10])
    found = gap_communication(promised, delivered, tolerance=0.05, complaints=(3, 12))
    assert (found.kept.value, found.shortfall.value) == pytest.approx((2 / 3, 0.5 / 3))
    assert found.misled is not None
    assert found.misled.value == 0.25
    assert gap_communication(promised, delivered).kept.value == pytest.approx(1 / 3)


def test_a_bill_above_the_advertised_rate_falls_short_too() -> None:
    found = gap_communication(np.array([100.0, 100]), np.array([130.0, 90]), more_is_better=False)
    assert found.shortfall.value == pytest.approx(0.15)
    assert found.misled is None


def test_gap_5_is_perceived_less_expected_of_those_who_said_both() -> None:
    expected = np.array([[9.0, 8, 7], [9, 8, NAN], [9, NAN, 7]])
    perceived = np.array([[6.0, 8, 7], [7, 7, 3], [8, 5, 8]])
    found = gap_customer(expected, perceived, DIMENSIONS)
    assert [item.value for item in found.items] == pytest.approx([-2, -0.5, 0.5])
    assert [item.n for item in found.items] == [3, 2, 2]
    assert found.dimensions["reliability"].value == pytest.approx((-1.5 - 1.5 - 1) / 3)
    assert np.isnan(gap_customer(expected[:1], perceived[:1], DIMENSIONS).items[0].low)


def _branches(noise: float = 0) -> tuple[Matrix, Matrix, Matrix]:
    rng = np.random.default_rng(5)
    causes = rng.normal(size=(40, 4))
    return (
        1 + causes @ [0.2, 0, 2, 0.5] + noise * rng.normal(size=40),
        causes,
        rng.integers(20, 90, 40).astype(float),
    )


def test_gap_5_is_computed_from_the_other_four() -> None:
    gap_5, causes, respondents = _branches()
    found = customer_gap_from_causes(gap_5, causes, respondents)
    assert [found.intercept, *found.effects.values()] == pytest.approx([1, 0.2, 0, 2, 0.5], abs=1e-9)
    np.testing.assert_allclose(found.expected, gap_5)
    shares = {gap: driver.lmg or 0 for gap, driver in found.shares.items()}
    assert max(shares, key=lambda gap: shares[gap]) is Gap.DELIVERY
    assert [sum(shares.values()), found.r2] == pytest.approx([1, 1])


def test_a_gap_that_is_the_same_everywhere_accounts_for_nothing() -> None:
    gap_5, causes, respondents = _branches(noise=0.1)
    causes[:, 1] = 3
    causes[0, 0] = NAN
    found = customer_gap_from_causes(gap_5, causes, respondents)
    assert list(found.effects) == [Gap.LISTENING, Gap.DELIVERY, Gap.COMMUNICATION]
    assert np.isnan(found.expected[0])
    assert np.isfinite(found.expected[1:]).all()


def test_branches_with_more_respondents_count_more() -> None:
    gap_5, causes, respondents = _branches(noise=1)
    whole = respondents.astype(int)
    rows = np.repeat(np.arange(40), whole)
    weighted = customer_gap_from_causes(gap_5, causes, respondents)
    repeated = customer_gap_from_causes(gap_5[rows], causes[rows], np.ones(len(rows)))
    assert list(weighted.effects.values()) == pytest.approx(list(repeated.effects.values()))


def test_what_cannot_be_computed_is_refused_with_the_reason() -> None:
    gap_5, causes, respondents = _branches()
    with pytest.raises(NothingMeasured, match="太少"):
        customer_gap_from_causes(gap_5[:5], causes[:5], respondents[:5])
    with pytest.raises(NothingMeasured, match="没有差别"):
        customer_gap_from_causes(np.ones(40), causes, respondents)
    with pytest.raises(NothingMeasured, match="没有一条"):
        gap_delivery(np.array([NAN]), 1.0)
    with pytest.raises(NothingMeasured, match="大于 0"):
        gap_communication(np.zeros(2), np.ones(2))
    with pytest.raises(NothingMeasured, match="十对"):
        standard_distance(np.ones(3), np.ones(3), 1.0, target=1.0)
    with pytest.raises(NothingMeasured, match="总数是 0"):
        standard_coverage([], {})
