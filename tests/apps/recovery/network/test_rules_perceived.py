# SPDX-License-Identifier: Apache-2.0
"""Before and after: a change is claimed beyond the margin only, and never from a few."""

from math import sqrt

import pytest

from amends.apps.recovery.rules.network.perceived import Change, Perceived, compared, disagree, perceived


def test_a_mean_has_the_margin_of_the_normal() -> None:
    found = perceived([40.0, 60.0] * 50, least=30)
    spread = sqrt(100 * 100 / 99)  # every score is ten off the mean
    assert (found.n, found.mean) == (100, 50.0)
    assert found.margin == pytest.approx(1.96 * spread / 10, rel=1e-4)


def test_a_small_cell_tells_only_its_number() -> None:
    assert perceived([50.0] * 29, least=30) == Perceived(29)


@pytest.mark.requirement("S3-076")
@pytest.mark.parametrize(
    ("after", "said"), [(56.0, Change.BETTER), (44.0, Change.WORSE), (52.0, Change.WITHIN)]
)
def test_a_change_is_claimed_beyond_the_margin_of_the_difference(after: float, said: Change) -> None:
    found = compared(Perceived(100, 50.0, 3.0), Perceived(100, after, 4.0))
    assert found.margin == pytest.approx(5.0)
    assert found.change is said


def test_nothing_is_said_where_a_side_has_too_few() -> None:
    assert compared(Perceived(9), Perceived(100, 50.0, 3.0)).change is Change.UNKNOWN


@pytest.mark.parametrize(
    ("change", "technical", "said"),
    [
        (Change.WORSE, [True, None], True),
        (Change.BETTER, [False], True),
        (Change.WORSE, [True, False], False),
        (Change.WITHIN, [True], False),
        (Change.BETTER, [True], False),
        (Change.WORSE, [], False),
    ],
)
def test_machines_and_customers_disagree_where_they_say_opposite_things(
    change: Change, technical: list[bool | None], said: bool
) -> None:
    assert disagree(change, technical) is said
