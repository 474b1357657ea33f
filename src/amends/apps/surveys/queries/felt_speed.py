# SPDX-License-Identifier: Apache-2.0
"""How fast it felt, beside how long it took: the customer's answer, and the time between two events of the log."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median
from typing import cast

from django.utils.timezone import localtime

from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Answer

BEGINS = (EventKind.CASE_OPENED, EventKind.PROMISE_MADE)
ENDS = (EventKind.CASE_CLOSED, EventKind.PROMISE_KEPT)
PORTION = 500


@dataclass(frozen=True, slots=True)
class Felt:
    """One answer: `felt` on 0–100 (100 is fastest), and the hours that what it is about took; `None` where the log does
    not tell, since it is about nothing that has a beginning and an end."""

    about: str
    submitted_at: datetime
    felt: float
    hours: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """Both series of one month: the mean felt speed over `n` answers, the median hours over `measured` of them."""

    month: str
    n: int
    felt: float
    measured: int
    hours: float | None


def felt_speed(scope: Scope, *, since: datetime, until: datetime) -> list[Felt]:
    """The answers on felt speed of a half-open period with the measured time beside each, the earliest first. One
    query, and one for each 500 answers."""
    rows = Answer.objects.within(scope).filter(
        item__measure="felt_speed",
        number__isnull=False,
        response__complete=True,
        response__submitted_at__gte=since,
        response__submitted_at__lt=until,
    )
    told = list(rows.order_by("response__submitted_at", "pk").select_related("item", "response__invitation"))
    spans = _spans({about for row in told if (about := _about(row))})
    return [_felt(row, spans) for row in told]


def _about(row: Answer) -> str:
    return row.response.invitation.about if row.response.invitation else ""


def _felt(row: Answer, spans: Mapping[str, Sequence[tuple[str, datetime]]]) -> Felt:
    at, about = cast(datetime, row.response.submitted_at), _about(row)
    low, high = cast(float, row.item.minimum), cast(float, row.item.maximum)
    felt = (cast(float, row.number) - low) / (high - low) * 100
    return Felt(about, at, felt, _hours(spans.get(about, ()), at))


def _spans(subjects: Iterable[str]) -> Mapping[str, Sequence[tuple[str, datetime]]]:
    """Beginnings and ends of what was asked about, in the order of the log."""
    wanted, found = sorted(subjects), defaultdict[str, list[tuple[str, datetime]]](list)
    for start in range(0, len(wanted), PORTION):
        events = Event.objects.unscoped("what answers within the scope are about").filter(
            subject__in=wanted[start : start + PORTION], kind__in=[*BEGINS, *ENDS]
        )
        for subject, kind, at in events.order_by("sequence").values_list("subject", "kind", "at"):
            found[subject].append((kind, at))
    return found


def _hours(span: Sequence[tuple[str, datetime]], before: datetime) -> float | None:
    """From the beginning to the last end before the answer."""
    begins = [at for kind, at in span if kind in BEGINS]
    ends = [at for kind, at in span if kind in ENDS and at <= before]
    return (ends[-1] - begins[0]).total_seconds() / 3600 if begins and ends else None


def by_month(answers: Iterable[Felt]) -> list[Month]:
    """Both series by the month of the answer, the earliest first."""
    months = defaultdict[str, list[Felt]](list)
    for each in answers:
        months[f"{localtime(each.submitted_at):%Y-%m}"].append(each)
    return [_month(name, rows) for name, rows in sorted(months.items())]


def _month(name: str, rows: Sequence[Felt]) -> Month:
    hours = [each.hours for each in rows if each.hours is not None]
    return Month(
        name, len(rows), fmean(each.felt for each in rows), len(hours), median(hours) if hours else None
    )
