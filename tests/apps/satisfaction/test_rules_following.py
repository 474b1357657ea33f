# SPDX-License-Identifier: Apache-2.0
"""Which class and priority a low answer asks for."""

from typing import Any

import pytest

from amends.apps.satisfaction.rules.following import (
    CLASSES,
    FROM_CASE,
    class_of,
    priority_of,
    reason_codes,
)
from amends.apps.surveys.rules.settings import KINDS
from amends.kernel.recovery_class import RecoveryClass as R


def _low(kind: str = "", priority: str = "", *, act: bool = True) -> dict[str, Any]:
    return {"reason": "routed", "act": act, "kind": kind, "priority": priority}


@pytest.mark.parametrize(
    ("low", "of_case", "expected"),
    [
        ([_low("billing")], None, R.TARIFF),
        ([_low("billing")], R.NETWORK, R.TARIFF),
        ([_low("from_case")], R.NETWORK, R.NETWORK),
        ([_low("from_case")], None, R.COMPLAINT),
        ([_low("from_case"), _low("publicity")], None, R.PUBLICITY),
        ([_low()], R.USAGE, R.USAGE),
        ([_low("network", act=False)], None, R.COMPLAINT),
    ],
)
def test_class_is_the_rules_or_the_rated_cases(
    low: list[dict[str, Any]], of_case: R | None, expected: R
) -> None:
    assert class_of(low, of_case) is expected


def test_what_a_rule_can_name_has_a_class() -> None:
    assert {FROM_CASE, *CLASSES} == set(KINDS)


def test_priority_is_the_most_urgent_named() -> None:
    assert priority_of([_low(priority="p3"), _low(priority="p1"), _low(priority="p0", act=False)]) == "p1"
    assert priority_of([_low()]) == "p2"


def test_reasons_are_told_once() -> None:
    assert reason_codes([_low(), _low(), _low(act=False)]) == ("routed",)
