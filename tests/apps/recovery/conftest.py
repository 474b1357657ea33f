# SPDX-License-Identifier: Apache-2.0
"""A published run with three listed customers: two in the east, one in the west."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.publish import Found, publish_run
from amends.apps.recovery.models import PublishedRun, Target
from tests.people import NOON, People

AS_OF = date(2026, 11, 2)
SUMMARY: dict[str, Any] = {
    "feeds": {"bills": {"rows": 240_000, "rejected": 3}},
    "thin_months": {"bills": ["2026-05", "2026-06"]},
    "features": [
        {
            "recovery_class": "tariff",
            "zh": "近三个月超出套餐的月数",
            "en": "months over the bundle",
            "unit": "月",
        }
    ],
    "model": {
        "kind": "learnt",
        "customers": 3_000,
        "base_rate": 0.13,
        "auc": 0.81,
        "intervals": {"auc": [0.79, 0.83]},
        "reliability": [{"count": 300, "predicted": 0.1, "observed": 0.12, "low": 0.09, "high": 0.15}],
        "groups": [],
        "suspect_columns": [],
        "warnings": [],
    },
}


def found(code: str, unit: str, **changes: Any) -> Found:
    """One row of the mart."""
    values: dict[str, Any] = {
        "customer_code": code,
        "unit_code": unit,
        "region": "东市" if unit.startswith("G-P-E") else "西市",
        "value_tier": "gold",
        "list_date": AS_OF,
        "rank": 1,
        "priority": 0.8,
        "probability": 0.8,
        "evidence": "detected",
        "main_cause": "tariff",
        "reasons": ("近三个月两次超出套餐，比平时多付 86 元",),
        "silent": True,
        "blocked_reason": "",
    }
    return Found(**{**values, **changes})


@dataclass(frozen=True)
class Listed:
    """The people, the run, and its targets by customer code."""

    people: People
    run: PublishedRun
    targets: dict[str, Target]


@pytest.fixture
def listed(people: People) -> Listed:
    """C1 and C2 in the east, C3 in the west; C2 must not be approached."""
    for code, unit in (("C1", people.east_team), ("C2", people.east_team), ("C3", people.west_team)):
        Customer.objects.create(
            code=code, unit=unit, name_shown="王*明", number_shown="138****1215", updated_at=NOON
        )
    rows = [
        found("C1", "G-P-E-T"),
        found("C2", "G-P-E-T", blocked_reason="rest_period", list_date=None, priority=0.7, probability=0.7),
        found("C3", "G-P-W-T", priority=0.6, probability=0.6),
        found("C9", "G-P-W-T"),
    ]
    run = publish_run(run_id="r" * 40, as_of=AS_OF, found=rows, summary=SUMMARY, by=people.dora, at=NOON)
    targets = {t.customer.code: t for t in Target.objects.unscoped("test").select_related("customer", "unit")}
    return Listed(people, run, targets)
