# SPDX-License-Identifier: Apache-2.0
"""Scores, readings and targets as tests make them."""

from datetime import date
from typing import Any

from amends.apps.core.models import Unit
from amends.apps.satisfaction.models import ImportedScore, PlanTask, TechnicalReading, YearTarget
from tests.people import NOON, People


def score(unit: Unit, **fields: Any) -> ImportedScore:
    """A province's score of the regulator for 2025."""
    usual: dict[str, Any] = {
        "source": "regulator",
        "publisher": "测评中心",
        "wave": "2025",
        "element": "",
        "rival": "",
        "value": 8.2,
        "lowest": 1,
        "highest": 10,
        "n": 800,
        "method": "电话访问",
        "first_date": date(2025, 1, 1),
        "until_date": date(2026, 1, 1),
        "file_name": "scores.csv",
        "file_digest": "0" * 64,
        "imported_at": NOON,
    }
    return ImportedScore.objects.create(unit=unit, **(usual | fields))


def reading(unit: Unit, **fields: Any) -> TechnicalReading:
    """A drop-call rate that is fine."""
    usual: dict[str, Any] = {
        "topic": "voice",
        "code": "drop_call_rate",
        "value": 0.3,
        "threshold": 0.5,
        "direction": "lower",
        "first_date": date(2026, 10, 1),
        "until_date": date(2026, 11, 1),
        "file_name": "kpis.csv",
        "file_digest": "0" * 64,
        "imported_at": NOON,
    }
    return TechnicalReading.objects.create(unit=unit, **(usual | fields))


def target(people: People, **fields: Any) -> YearTarget:
    """What the province is to reach in 2026."""
    usual: dict[str, Any] = {"unit": people.province, "year": 2026, "value": 82, "reason": "集团下达"}
    return YearTarget.objects.create(set_by=people.dora, set_at=NOON, **(usual | fields))


def task(people: People, **fields: Any) -> PlanTask:
    """Something that Bob is to do."""
    usual: dict[str, Any] = {
        "unit": people.east,
        "year": 2026,
        "title": "资费短信改成看得懂的话",
        "owner": people.bob,
        "due_date": date(2026, 12, 1),
    }
    return PlanTask.objects.create(made_by=people.dora, made_at=NOON, **(usual | fields))
