# SPDX-License-Identifier: Apache-2.0
"""Which lines ended since somebody last looked, and which are there again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Value

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer, CustomerQuerySet
from amends.apps.reports.models import LineEnd, LineLook
from amends.apps.reports.queries.measuring.complaining import CLOSED, start_of
from amends.apps.surveys.models import Response

_NIGHT = "the nightly look at all lines; no person sees them"


def newly_ended(today: date, most: int) -> Sequence[LineEnd]:
    """Closed lines of those who complained or answered that are not noted yet, unsaved. They were there when somebody
    last looked, if that was after they first complained or answered. Two queries."""
    looked = last_look(today)
    rows = _watched().filter(line_state=CLOSED).exclude(Exists(_ends())).annotate(seen_then=_seen(looked))
    found = rows.order_by("pk").values_list("pk", "seen_then")[:most]
    return [
        LineEnd(customer_id=pk, alive_date=looked if then else None, seen_date=today) for pk, then in found
    ]


def back_again(most: int) -> Sequence[int]:
    """Noted ends whose line is there after all. One query."""
    rows = LineEnd.objects.unscoped(_NIGHT).exclude(customer__line_state=CLOSED)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def last_look(today: date) -> date | None:
    """The last day before today on which all lines were looked at. One query."""
    return LineLook.objects.filter(day__lt=today).order_by("-day").values_list("day", flat=True).first()


def _watched() -> CustomerQuerySet:
    return Customer.objects.unscoped(_NIGHT).filter(_voiced())


def _seen(looked: date | None) -> Q | Value:
    """Whether a customer was watched on that day already."""
    if looked is None:
        return Value(False, output_field=BooleanField())
    return _voiced(start_of(looked + timedelta(days=1)))


def _voiced(until: datetime | None = None) -> Q:
    """Complained or answered, before a moment where one is given."""
    cases = Case.objects.unscoped(_NIGHT).complaints().filter(customer=OuterRef("pk"))
    answers = Response.objects.unscoped(_NIGHT).filter(customer=OuterRef("pk"), complete=True)
    if until is not None:
        cases, answers = cases.filter(received_at__lt=until), answers.filter(submitted_at__lt=until)
    return Q(Exists(cases)) | Q(Exists(answers))


def _ends() -> QuerySet[LineEnd]:
    return LineEnd.objects.unscoped(_NIGHT).filter(pk=OuterRef("pk"))
