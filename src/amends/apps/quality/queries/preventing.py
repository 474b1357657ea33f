# SPDX-License-Identifier: Apache-2.0
"""The weeks that an improvement is judged by, and what was found of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.timezone import localtime

from amends.analytics.effects.rates import Weeks
from amends.apps.cases.models import Case, Improvement
from amends.apps.cases.queries.improvements import improvement, may_lead
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.quality.models import Judgement, Prevention

WEEK = timedelta(days=7)
KNOWN_LATE = timedelta(days=28)  # a cause is found out while a case is worked on, a topic when it comes in
MOST = 200
_WHY = "counted, and shown to whoever sees the improvement"


@dataclass(frozen=True, slots=True)
class Counted:
    """Whole weeks before and after the start here, and where nothing was done (`None`: there is no such unit).

    A line that is closed now is not counted as a customer, although it was one: nobody notes the day of its end here.
    `most_before` are the weeks before with those lines as customers until they were last heard of, which is the most
    that they can have been; here and of the others."""

    before: Weeks
    after: Weeks
    others: tuple[Weeks, Weeks] | None
    most_before: tuple[Weeks, Weeks | None]
    other_units: Sequence[str]
    first: date
    start: date
    until: date


def counted(plan: Prevention, *, today: date) -> Counted:
    """Cases and customers by whole weeks around the start of an improvement, up to the last week that is complete and
    known. Five queries a side at most."""
    start, last = plan.start_date, today - _lag(plan)
    weeks = min(max((last - start) // WEEK, 0), plan.weeks_after)
    first, until = start - plan.weeks_before * WEEK, start + weeks * WEEK
    here = _weeks(plan, [plan.unit], first, until)
    siblings = _without(plan)
    there = _weeks(plan, siblings, first, until) if siblings else None
    cut = plan.weeks_before
    weeks_before = [first + place * WEEK + WEEK / 2 for place in range(cut)]
    return Counted(
        most_before=(
            _with_closed(here.part(None, cut), [plan.unit], weeks_before),
            _with_closed(there.part(None, cut), siblings, weeks_before) if there else None,
        ),
        before=here.part(None, cut),
        after=here.part(cut, None),
        others=(there.part(None, cut), there.part(cut, None)) if there else None,
        other_units=[each.name for each in siblings],
        first=first,
        start=start,
        until=until,
    )


def _lag(plan: Prevention) -> timedelta:
    return KNOWN_LATE if plan.cause or plan.domain else timedelta()


def _without(plan: Prevention) -> list[Unit]:
    """The units beside it that have no action of their own against the same cases in that time."""
    if plan.unit.parent_id is None:
        return []
    beside = Unit.objects.filter(parent=plan.unit.parent_id, kind=plan.unit.kind).exclude(pk=plan.unit_id)
    same = Prevention.objects.unscoped(_WHY).filter(_same_cases(plan)).exclude(pk=plan.pk)
    acting = list(same.select_related("unit"))
    return [
        each for each in beside.order_by("number") if not any(_touch(each, other.unit) for other in acting)
    ]


def _same_cases(plan: Prevention) -> Q:
    return Q(topic=plan.topic, cause=plan.cause, domain=plan.domain)


def _touch(one: Unit, other: Unit) -> bool:
    return one.number <= other.last and other.number <= one.last


def _weeks(plan: Prevention, units: Sequence[Unit], first: date, until: date) -> Weeks:
    days = _days(plan, units, first, until)
    starts = [first + place * WEEK for place in range((until - first) // WEEK)]
    cases = [sum(days[start + timedelta(days=day)] for day in range(7)) for start in starts]
    return Weeks(cases, _customers(units, [start + WEEK / 2 for start in starts]))


def _days(plan: Prevention, units: Sequence[Unit], first: date, until: date) -> Counter[date]:
    """Complaints by the day on which they came."""
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, until))
    rows = Case.objects.unscoped(_WHY).complaints().filter(received_at__gte=begin, received_at__lt=end)
    rows = rows.filter(_inside("unit__number", units), taxonomy__startswith=plan.topic)
    if plan.cause:
        rows = rows.filter(intake__cause=plan.cause)
    if plan.domain:
        rows = rows.filter(intake__root_domain=plan.domain)
    return Counter(localtime(at).date() for at in rows.values_list("received_at", flat=True).iterator())


def _customers(units: Sequence[Unit], days: Iterable[date]) -> list[float]:
    """Customers who had joined by each day. One query."""
    rows = Customer.objects.unscoped(_WHY).filter(_inside("unit__number", units)).exclude(line_state="closed")
    joined = dict(rows.order_by().values_list("joined_date").annotate(n=Count("pk")))
    always = joined.pop(None, 0)
    return [float(always + sum(n for day, n in joined.items() if day <= until)) for until in days]


def _with_closed(weeks: Weeks, units: Sequence[Unit], days: Sequence[date]) -> Weeks:
    """The weeks with the lines that are closed now, from their first day to the day they were last heard of."""
    rows = Customer.objects.unscoped(_WHY).filter(_inside("unit__number", units), line_state="closed")
    held = list(
        rows.order_by()
        .annotate(last=TruncDate("updated_at"))
        .values_list("joined_date", "last")
        .annotate(n=Count("pk"))
    )
    more = [
        sum(n for first, last, n in held if (first is None or first <= day) and day <= last) for day in days
    ]
    return Weeks(weeks.cases, [a + b for a, b in zip(weeks.customers, more, strict=True)])


def _inside(path: str, units: Sequence[Unit]) -> Q:
    found = Q(pk__in=[])
    for each in units:
        found |= Q(**{f"{path}__range": (each.number, each.last)})
    return found


def prevention_of(found: Improvement) -> Prevention | None:
    """What an improvement is to prevent. One query."""
    rows = Prevention.objects.unscoped("the improvement was found within the person's scope")
    return rows.select_related("unit", "improvement").filter(improvement=found).first()


def judgements_of(plan: Prevention, *, most: int = 12) -> list[Judgement]:
    """What was found of it, the newest first; of what is to be prevented now, not of what it once was. One query."""
    rows = Judgement.objects.unscoped("of a plan in hand").filter(prevention=plan, version=plan.version)
    return list(rows.order_by("-until_date", "-pk")[:most])


def preventions(scope: Scope) -> list[tuple[Prevention, Judgement | None]]:
    """The improvements of a person's units that say what they are to prevent, the newest start first, each with what
    was found last. Two queries."""
    plans = list(
        Prevention.objects.within(scope).select_related("improvement", "unit").order_by("-start_date")[:MOST]
    )
    rows = Judgement.objects.unscoped("of plans in hand").filter(prevention__in=plans)
    latest: dict[tuple[int, int], Judgement] = {}
    for each in rows.order_by("until_date", "pk"):
        latest[each.prevention_id, each.version] = each
    return [(plan, latest.get((plan.pk, plan.version))) for plan in plans]


def seen_improvement(pk: int, person: User) -> Improvement | None:
    """An improvement of a person's units."""
    return improvement(pk, person.scope)


def may_set(person: User, found: Improvement) -> bool:
    """Whether somebody may say what an improvement is to prevent: who may change it, or a co-owner."""
    plan = prevention_of(found)
    return may_lead(person, found) or bool(plan and plan.co_owners.filter(pk=person.pk).exists())


def to_judge(*, at: datetime) -> list[Prevention]:
    """The plans whose time of watching is not over by more than a week. One query."""
    today = localtime(at).date()
    rows = Prevention.objects.unscoped("the schedule serves everybody").select_related(
        "improvement", "unit__parent"
    )
    return [
        each
        for each in rows.filter(start_date__lte=today)
        if today <= each.start_date + (each.weeks_after + 1) * WEEK + _lag(each)
    ]
