# SPDX-License-Identifier: Apache-2.0
"""The database refuses scores, readings, targets and tasks that make no sense."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.apps.satisfaction.outside import reading, score, target, task
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


def _refused(make: Callable[..., object], where: object, **fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(where, **fields)


@pytest.mark.requirement("S3-005")
@pytest.mark.parametrize(
    "fields",
    [
        {"source": "hearsay"},
        {"publisher": ""},
        {"wave": ""},
        {"method": ""},
        {"n": 0},
        {"value": 10.5},
        {"value": 0.5},
        {"highest": 1},
        {"margin": -0.1},
        {"until_date": date(2025, 1, 1)},
        {"reason": "抄错了"},
    ],
)
def test_score_without_source_wave_n_or_method_or_off_its_scale_is_refused(
    people: People, fields: dict[str, Any]
) -> None:
    _refused(score, people.province, **fields)


def test_score_is_said_once_and_corrected_once_with_a_reason(people: People) -> None:
    first = score(people.province)
    _refused(score, people.province)
    _refused(score, people.province, replaces=first)
    score(people.province, replaces=first, reason="录入有误", value=8.0)
    _refused(score, people.province, replaces=first, reason="又改", value=8.1)


@pytest.mark.parametrize("fields", [{"direction": "up"}, {"code": ""}, {"topic": ""}, {"reason": "为何"}])
def test_reading_without_name_or_direction_is_refused(people: People, fields: dict[str, Any]) -> None:
    _refused(reading, people.east, **fields)


def test_reading_is_said_once(people: People) -> None:
    first = reading(people.east)
    _refused(reading, people.east)
    reading(people.east, replaces=first, reason="网管重算", value=0.6)


@pytest.mark.parametrize("fields", [{"value": 101}, {"value": -1}, {"reason": ""}, {"year": 1999}])
def test_target_off_the_scale_or_without_reason_is_refused(people: People, fields: dict[str, Any]) -> None:
    _refused(target, people, **fields)


def test_target_is_set_once_and_replaced(people: People) -> None:
    first = target(people)
    _refused(target, people)
    target(people, value=83, replaces=first)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"year": 3000},
        {"state": "asleep"},
        {"state": "done"},
        {"state": "done", "ended_at": NOON},
        {"ended_at": NOON, "outcome": "好了"},
        {"state": "done", "outcome": "好了", "ended_at": NOON - timedelta(days=1)},
    ],
)
def test_task_that_ends_without_saying_what_came_is_refused(people: People, fields: dict[str, Any]) -> None:
    _refused(task, people, **fields)
