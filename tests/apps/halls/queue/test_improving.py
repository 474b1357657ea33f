# SPDX-License-Identifier: Apache-2.0
"""Improvements of a hall: the value before is frozen, the value after measured over the same length."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.models import User
from amends.apps.halls.actions.improving import (
    DueBehindUs,
    NotNow,
    Planned,
    TooEarly,
    begin_improvement,
    improvement_done,
    measure_improvement,
)
from amends.apps.halls.actions.refusals import NotYours
from amends.apps.halls.models import HallImprovement, Ticket
from amends.apps.halls.rules.improving import Effect, Measure, effect
from tests.apps.halls.queue.conftest import Place
from tests.people import NOON, People

DAY, MINUTE, WHY = timedelta(days=1), timedelta(minutes=1), "a test looks"
TODAY = date(2026, 11, 2)


def _tickets(place: Place, day: int, wait: float, count: int = 5) -> None:
    for each in range(count):
        taken = NOON + day * DAY + each * MINUTE
        number = f"{Ticket.objects.unscoped(WHY).count()}"
        Ticket.objects.create(
            unit=place.unit, day=timezone.localdate(taken), number=number, business="PAY", taken_at=taken,
            called_at=taken + wait * MINUTE, imported=True,
        )  # fmt: skip


def _planned(owner: User, **changes: object) -> Planned:
    fields: dict[str, object] = {
        "title": "午休错峰", "owner": owner, "due_date": TODAY + DAY, "measure": Measure.WAIT, "days": 7
    }  # fmt: skip
    return Planned(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.requirement("S3-051")
def test_before_is_frozen_and_after_is_as_long(people: People, place: Place) -> None:
    by = people.bob
    _tickets(place, -1, 20)
    _tickets(place, -8, 90)  # before the seven days
    _tickets(place, 0, 60)  # the day itself is not before
    row = begin_improvement(hall=place.unit, planned=_planned(place.first), by=by, at=NOON)
    assert (row.before, row.before_n) == (1200, 5)
    _tickets(place, -2, 99)  # taken in late: what was frozen stays
    key = {"hall": place.unit, "key": row.pk, "by": by}
    with pytest.raises(TooEarly):
        measure_improvement(**key, at=NOON + 30 * DAY)  # type: ignore[arg-type]
    improvement_done(**key, at=NOON + 3 * DAY)  # type: ignore[arg-type]
    _tickets(place, 3, 5)
    _tickets(place, 9, 8)
    _tickets(place, 10, 90)  # after the seven days
    with pytest.raises(TooEarly, match="2026-11-12"):
        measure_improvement(**key, at=NOON + 9 * DAY)  # type: ignore[arg-type]
    row = measure_improvement(**key, at=NOON + 11 * DAY)  # type: ignore[arg-type]
    assert (row.before, row.after, row.after_n) == (1200, 480, 10)
    for verb in (improvement_done, measure_improvement):
        with pytest.raises(NotNow):
            verb(**key, at=NOON + 12 * DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "before", "after", "expected"),
    [
        (Measure.WAIT, 600, 500, Effect.BETTER),
        (Measure.LEFT, 0.1, 0.1, Effect.NOT_BETTER),
        (Measure.SCORE, 70, 75, Effect.BETTER),
        (Measure.SCORE, 75, 70, Effect.NOT_BETTER),
        (Measure.HANDLING, None, 70, Effect.UNKNOWN),
    ],
)
def test_effect_knows_which_way_is_better(
    measure: Measure, before: float | None, after: float, expected: Effect
) -> None:
    assert effect(measure, before, after) is expected


def test_improvement_is_of_ones_own_hall_and_due_ahead(people: People, place: Place) -> None:
    begin = {"hall": place.unit, "at": NOON}
    with pytest.raises(NotYours):
        begin_improvement(**begin, planned=_planned(people.charlie), by=people.bob)  # type: ignore[arg-type]
    for by in (people.charlie, place.first):
        with pytest.raises(NotYours):
            begin_improvement(**begin, planned=_planned(by), by=by)  # type: ignore[arg-type]
    late = _planned(place.first, due_date=TODAY - DAY)
    with pytest.raises(DueBehindUs):
        begin_improvement(**begin, planned=late, by=people.bob)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bad",
    [{"days": 1}, {"measure": "luck"}, {"due_date": TODAY - DAY}, {"after": 1.0}, {"measured_at": NOON}],
)
def test_database_refuses_improvements_that_cannot_be(
    people: People, place: Place, bad: dict[str, object]
) -> None:
    begin_improvement(hall=place.unit, planned=_planned(place.first), by=people.bob, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        HallImprovement.objects.unscoped(WHY).update(**bad)


@pytest.mark.requirement("S3-051")
def test_page_lists_what_is_done_for_a_hall(people: People, place: Place, client: Client) -> None:
    client.force_login(people.bob)
    page = reverse("halls:improvements", args=[place.unit.pk])
    due = (timezone.localdate() + DAY).isoformat()
    sent = {"title": "午休错峰", "owner": place.first.pk, "due_date": due, "measure": "wait_p90", "days": 14}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent | {"due_date": "2020-01-01"}).status_code == 422
    row = HallImprovement.objects.unscoped(WHY).get()
    shown = client.get(page).content.decode()
    assert "午休错峰" in shown
    assert "太少（基数 0）" in shown
    client.post(reverse("halls:improvement_step", args=[place.unit.pk, row.pk, "done"]))
    row.refresh_from_db()
    assert row.done_date == timezone.localdate()
    client.post(reverse("halls:improvement_step", args=[place.unit.pk, row.pk, "measure"]))
    row.refresh_from_db()
    assert row.measured_at is None  # the time after is not over
    client.force_login(people.charlie)
    assert client.get(page).status_code == 403
    client.force_login(place.first)
    assert client.get(page).status_code == 403
