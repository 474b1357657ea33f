# SPDX-License-Identifier: Apache-2.0
"""Which tariff problems matter most, and where plans leave customers in a gap."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.recovery.rules.tariff.lineage import Fault, Offer, Standing, fault, faults, line, standing
from amends.apps.recovery.rules.tariff.pareto import Everybody, Heard, Problem
from amends.apps.recovery.rules.tariff.pareto import pareto as weighed

TODAY = date(2026, 11, 22)
OLD, PAST = date(2020, 1, 1), date(2026, 1, 1)


def heard(
    code: str, complaints: int, *, low: int = 30, answered: int = 60, fee: float | None = 10_000
) -> Heard:
    return Heard(code, complaints, complaints, answered, low, fee)


def pareto(rows: list[Heard], everybody: Everybody | None = None) -> tuple[Problem, ...]:
    """The problems of customers who have one each."""
    people, answered = sum(each.customers for each in rows), sum(each.answered for each in rows)
    return weighed(rows, everybody or Everybody(people, answered, sum(each.low for each in rows), None))


@pytest.mark.requirement("S3-040")
def test_importance_is_volume_times_low_share_times_fee() -> None:
    (found,) = pareto([heard("TF-01-01", 40, low=15, answered=60, fee=12_800)])
    assert found.importance == pytest.approx(40 * 0.25 * 12_800)
    assert (found.share, found.cumulative, found.top) == (1.0, 1.0, True)


@pytest.mark.requirement("S3-040")
def test_the_top_list_is_the_shortest_that_covers_eighty_per_cent() -> None:
    found = pareto([heard("A", 50), heard("B", 30), heard("C", 15), heard("D", 5)])
    assert [(each.heard.code, each.top) for each in found] == [
        ("A", True),
        ("B", True),
        ("C", False),
        ("D", False),
    ]
    assert found[1].cumulative == pytest.approx(0.8)


def test_a_rare_problem_of_the_dear_and_dissatisfied_comes_before_a_common_one() -> None:
    found = pareto([heard("A", 20, low=6), heard("B", 10, low=54, fee=30_000)])
    assert [each.heard.code for each in found] == ["B", "A"]


def test_few_answers_are_judged_by_all_tariff_problems_together() -> None:
    rare, common = pareto([heard("A", 99, low=2, answered=2), heard("B", 1, low=30, answered=60)])
    assert (rare.own_share, common.own_share) == (False, True)
    assert rare.low_share == pytest.approx(32 / 62)


def test_people_with_two_problems_count_once_when_few_are_hidden() -> None:
    rows = [heard("A", 15, answered=15, low=15), heard("B", 15, answered=15, low=15)]
    found = pareto(rows, Everybody(15, 15, 15, 10_000))
    assert [(each.low_share, each.at_risk) for each in found] == [(None, None), (None, None)]
    assert Everybody(15, 15, 15, 10_000).at_risk() is None


def test_money_at_risk_is_of_customers_and_not_of_complaints() -> None:
    (found,) = pareto([Heard("A", 200, 40, 40, 10, 10_000.0)])
    assert (found.importance, found.at_risk) == (200 * 0.25 * 10_000, 40 * 0.25 * 10_000)
    assert Everybody(40, 40, 10, 10_000).at_risk() == 100_000


def test_without_any_answers_or_fees_volume_alone_gives_the_order() -> None:
    found = pareto([heard("A", 1, answered=0, low=0, fee=None), heard("B", 3, answered=0, low=0, fee=None)])
    assert [(each.heard.code, each.importance) for each in found] == [("B", 3.0), ("A", 1.0)]
    assert pareto([heard("A", 0)]) == ()


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 40), st.integers(1, 40_000)), max_size=25))
def test_shares_add_up_and_the_top_covers_enough_and_no_more(rows: list[tuple[int, int, int]]) -> None:
    found = pareto(
        [heard(f"T-{at}", n, low=low, answered=40, fee=fee) for at, (n, low, fee) in enumerate(rows)]
    )
    total = sum(each.importance for each in found)
    if total:
        assert sum(each.share for each in found) == pytest.approx(1)
        top = [each.share for each in found if each.top]
        assert sum(top) >= 0.8 - 1e-9
        assert sum(top[:-1]) < 0.8
    assert [each.importance for each in found] == sorted((each.importance for each in found), reverse=True)


def offer(code: str, retired: date | None = None, successor: str = "", path: str = "到期自动转") -> Offer:
    return Offer(code, OLD, retired, successor, path)


@pytest.mark.requirement("S3-044")
@pytest.mark.parametrize(
    ("offers", "said"),
    [
        ([offer("A")], None),
        ([offer("A", PAST)], Fault.NO_SUCCESSOR),
        ([offer("A", date(2027, 1, 1))], Fault.NO_SUCCESSOR),
        ([offer("A", PAST, "B", path=" "), offer("B")], Fault.NO_PATH),
        ([offer("A", PAST, "B"), offer("B")], None),
        ([offer("A", PAST, "B"), offer("B", PAST, "C"), offer("C")], None),
        ([offer("A", PAST, "B"), offer("B", PAST)], Fault.ENDED_TOO),
        ([offer("A", PAST, "B"), offer("B", PAST, "A")], Fault.CIRCLE),
    ],
)
def test_a_plan_that_ends_without_a_way_on_is_found(offers: list[Offer], said: Fault | None) -> None:
    assert fault("A", {each.code: each for each in offers}, TODAY) is said


def test_where_a_plan_stands() -> None:
    days = {Standing.COMING: Offer("A", date(2027, 1, 1), None, "", ""), Standing.ON_SALE: offer("A"),
            Standing.RETIRING: offer("A", date(2027, 1, 1)), Standing.RETIRED: offer("A", TODAY)}  # fmt: skip
    assert [standing(each, TODAY) for each in days.values()] == list(days)


def test_a_line_stops_before_it_repeats() -> None:
    offers = {each.code: each for each in (offer("A", PAST, "B"), offer("B", PAST, "A"))}
    assert line("A", offers) == ("A", "B")
    assert set(faults(offers.values(), TODAY)) == {"A", "B"}
