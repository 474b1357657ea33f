# SPDX-License-Identifier: Apache-2.0
"""What a finished wave teaches about whom an approach helps, and what it does not."""

import numpy as np
import pyarrow as pa
import pytest

from amends.apps.recovery.rules.effects.gains import (
    MOST_RANKED,
    NothingToLearnFrom,
    chance_of,
    gain_learnt,
    standing_of,
    standing_of_members,
)
from amends.apps.recovery.rules.effects.measuring import Plan, measure
from amends.apps.recovery.rules.effects.members import BEFORE, members_of
from tests.apps.recovery.effects.outcomes import outcomes, uneven, uses_much


def test_wave_that_helped_some_teaches_who_they_are() -> None:
    rng = np.random.default_rng(3)
    learnt, members = gain_learnt(uneven(rng), rng=rng)
    others = uneven(rng, members=500)
    expected = learnt.of(standing_of_members(members_of(others)))
    much = uses_much(others)
    assert members == 3_000
    assert expected[much].mean() == pytest.approx(0.35, abs=0.08)
    assert expected[~much].mean() == pytest.approx(0, abs=0.08)
    first = np.argsort(-expected)[: much.sum()]
    assert much[first].mean() > 0.85


def test_order_by_gain_is_shown_better_where_it_is_and_not_where_all_gain_alike() -> None:
    def ranking(table: pa.Table, held_out: float) -> dict[str, object]:
        lines = measure(table, Plan(held_out), rng=np.random.default_rng(1)).lines
        return next(line.figures for line in lines if line.outcome == "ranking")

    rng = np.random.default_rng(4)
    assert ranking(uneven(rng), 0.4)["better"] is True
    assert ranking(outcomes(rng, members=2_400), 0.2)["better"] is False


def test_customer_stands_as_a_member_did_whatever_is_not_known() -> None:
    table = outcomes(np.random.default_rng(5), members=40, classes=("tariff", "network"))
    members = members_of(table)
    numbers = {name: members.column(name) for name in BEFORE}
    rows = standing_of(numbers, ["tariff", "network"] * 20)
    assert np.array_equal(rows, standing_of_members(members), equal_nan=True)
    assert np.isnan(rows[:, BEFORE.index("tenure_days")]).sum() == table["tenure_days"].null_count
    assert standing_of(numbers, [""] * 40).shape == rows.shape
    assert not standing_of(numbers, [""] * 40)[:, len(BEFORE) :].any()


def test_too_few_members_teach_nothing() -> None:
    rng = np.random.default_rng(6)
    with pytest.raises(NothingToLearnFrom):
        gain_learnt(outcomes(rng, members=1_000, held_out=0.2), rng=rng)


def test_salt_decides_from_whom_of_many_is_learnt() -> None:
    table = uneven(np.random.default_rng(7), members=MOST_RANKED + 500)
    some = standing_of_members(members_of(table.slice(0, 200)))
    one, same, other = (gain_learnt(table, rng=chance_of(salt))[0].of(some) for salt in ("a", "a", "b"))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert gain_learnt(table, rng=chance_of("a"))[1] == MOST_RANKED
