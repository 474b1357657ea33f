# SPDX-License-Identifier: Apache-2.0
"""What the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from amends.apps.reports.models import DefectExample, LineEnd, LineLook, MeasuredValue, WorkEntry
from tests.apps.reports.conftest import TODAY, make_case, make_customer
from tests.people import NOON, People


def measured(people: People, **fields: object) -> MeasuredValue:
    usual: dict[str, object] = {
        "unit": people.province, "identifier": "complaint_rate", "origin": "platform", "month": date(2026, 11, 1),
        "value": 0.1, "low": 0.05, "high": 0.2, "n": 100, "until_date": TODAY, "computed_at": NOON,
    }  # fmt: skip
    return MeasuredValue.objects.create(**{**usual, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"identifier": "first_impression_shares"},
        {"value": 0.01},
        {"low": None},
        {"value": None, "low": None, "high": None, "origin": "finance", "source": "财务"},
        {"origin": "finance", "source": "财务"},
        {"since_date": date(2027, 1, 1)},
    ],
    ids=["unknown", "outside", "half", "finance without value", "finance by nobody", "period"],
)
def test_bad_figure_is_refused(people: People, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        measured(people, **fields)


def test_finance_without_source_is_refused(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        measured(people, origin="finance", identifier="hour_cost", entered_by=people.dora)
    measured(people, origin="finance", identifier="hour_cost", entered_by=people.dora, source="财务部")


def test_platform_measures_once_a_month(people: People) -> None:
    measured(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        measured(people)
    measured(people, month=date(2026, 12, 1))


@pytest.mark.parametrize("fields", [{"kind": "talking"}, {"minutes": 0}, {"minutes": 6001}])
def test_bad_work_is_refused(people: People, fields: dict[str, object]) -> None:
    case = make_case(people, make_customer(people.east_team), days_ago=5)
    usual = {"case": case, "kind": "handling", "minutes": 5, "at": NOON, "by": people.alice}
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkEntry.objects.create(**{**usual, **fields})


def test_line_is_not_gone_before_it_was_there(people: People) -> None:
    who = make_customer(people.east_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        LineEnd.objects.create(customer=who, seen_date=date(2026, 1, 1), alive_date=date(2026, 1, 2))


def test_day_is_looked_at_once(people: People) -> None:
    LineLook.objects.create(day=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        LineLook.objects.create(day=TODAY)


@pytest.mark.parametrize("fields", [{"base": 0}, {"name": ""}, {"assumption": ""}])
def test_bad_example_is_refused(people: People, fields: dict[str, object]) -> None:
    usual = {"key": "own-1", "name": "来电", "base": 400_000, "assumption": "每天", "changed_by": people.dora,
             "changed_at": NOON}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        DefectExample.objects.create(**{**usual, **fields})
