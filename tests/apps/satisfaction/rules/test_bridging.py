# SPDX-License-Identifier: Apache-2.0
"""Who belongs to a bridge sample, and when there is none."""

from dataclasses import replace

import numpy as np

from amends.apps.satisfaction.rules.bridging import bridged
from amends.apps.satisfaction.rules.changing import Side


def _side(names: str, people: range) -> Side:
    n = len(people)
    values = np.array([[100.0 * ord(name) + person for name in names] for person in people])
    return Side(
        tuple(names), tuple(names), np.ones(len(names)), values, np.arange(1.0, n + 1),
        np.full(n, "", dtype=object), tuple(f"c{person}" for person in people),
    )  # fmt: skip


OLD, NEW, FORM = _side("ab", range(500, 560)), _side("bc", range(60)), _side("ab", range(20, 120))


def test_people_of_both_forms_answer_the_new_items_and_those_that_were_left_out() -> None:
    found = bridged(OLD, NEW, FORM)
    assert found is not None
    assert found.names == ("b", "c", "a")
    assert found.people == tuple(f"c{person}" for person in range(20, 60))
    assert found.values[0].tolist() == [9820.0, 9920.0, 9720.0]
    assert found.sample_weights[0] == 21


def test_few_people_an_unanswered_item_or_one_not_asked_again_make_no_bridge() -> None:
    values = FORM.values.copy()
    values[11:, 0] = np.nan
    assert bridged(OLD, NEW, _side("ab", range(31, 120))) is None
    assert bridged(OLD, NEW, replace(FORM, values=values)) is None
    assert bridged(_side("abd", range(500, 560)), NEW, FORM) is None
