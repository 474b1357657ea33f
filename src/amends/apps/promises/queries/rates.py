# SPDX-License-Identifier: Apache-2.0
"""The promise kept rate: of all, of units, of campaigns, of people."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, F, Q

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import names_of
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models import Promise, PromiseQuerySet, PromiseReview
from amends.apps.promises.queries.ledger import local_span
from amends.apps.promises.rules.origins import Origin
from amends.apps.promises.rules.rates import Counted, KeptRate, together
from amends.kernel.periods import Period

Groups = list[tuple[str, Counted]]
# The data say of these that they were not kept, whatever a person said.
_BELIEVED = Q(kept_at__lte=F("due_at"), fact_missing_at__isnull=True)


def kept_rate(scope: Scope, period: Period, *, at: datetime, owner: User | None = None) -> KeptRate:
    """Promises kept on time / promises due, of those that fell due within `period` (local days) and before `at`.

    Late and broken ones count as due, and so do those whose bill contradicts them; withdrawn ones do not, nor do
    benefits by rule: thousands at one press say nothing of what people promise. With `owner`, only theirs. One query.
    """
    due = _due(scope, period, at)
    due = due.filter(owner=owner) if owner else due
    found = due.aggregate(due=Count("pk"), kept=Count("pk", filter=_BELIEVED))
    return KeptRate(kept_on_time=found["kept"], due=found["due"], period=period)


def rates_by_unit(unit: Unit, period: Period, *, at: datetime) -> Groups:
    """The units directly below one, each with all below it, and what hangs on itself. Two queries."""
    below = list(Unit.objects.filter(parent=unit).order_by("number"))
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    for number, counted in _counted(_due(unit.scope, period, at), "unit__number").items():
        holding = (each.name for each in below if each.number <= int(str(number)) <= each.last)
        found[next(holding, unit.name)].append(counted)
    return _lowest_first([(name, together(each)) for name, each in found.items()])


def rates_by_campaign(scope: Scope, period: Period, *, at: datetime) -> Groups:
    """Each campaign, commitment or sale that promises name by its code. One query."""
    named = _due(scope, period, at).exclude(reference="").exclude(origin__in=("spoken", "remedy"))
    return _lowest_first([(str(code), each) for code, each in _counted(named, "reference").items()])


def rates_by_person(scope: Scope, period: Period, *, at: datetime, only: User | None = None) -> Groups:
    """Each person who had promises to keep, or `only` one. Two queries."""
    due = _due(scope, period, at)
    counted = _counted(due.filter(owner=only) if only else due, "owner")
    names = names_of(int(str(key)) for key in counted)
    return _lowest_first([(names.get(int(str(key)), str(key)), each) for key, each in counted.items()])


def open_reviews(scope: Scope, *, most: int = 50) -> list[PromiseReview]:
    """Broken promises that nobody has reviewed yet, the oldest first. One query."""
    rows = PromiseReview.objects.within(scope).filter(done_at__isnull=True)
    people = ("promise__customer", "promise__owner", "reader")
    return list(rows.select_related(*people).order_by("opened_at", "pk")[:most])


def _due(scope: Scope, period: Period, at: datetime) -> PromiseQuerySet:
    start, end = local_span(period)
    rows = Promise.objects.within(scope).filter(due_at__gte=start, due_at__lt=min(end, at))
    return rows.filter(withdrawn_at__isnull=True).exclude(origin=Origin.RULE)


def _counted(rows: PromiseQuerySet, key: str) -> Mapping[object, Counted]:
    late = Q(kept_at__gt=F("due_at"))
    found = (
        rows.order_by()
        .values(key)
        .annotate(
            due=Count("pk"),
            kept=Count("pk", filter=_BELIEVED),
            kept_late=Count("pk", filter=late),
            broken=Count("pk", filter=Q(broken_at__isnull=False)),
            waiting=Count("pk", filter=Q(is_open=True)),
            contradicted=Count("pk", filter=Q(kept_at__isnull=False, fact_missing_at__isnull=False)),
        )
    )
    return {row.pop(key): Counted(**row) for row in found}


def _lowest_first(groups: Groups) -> Groups:
    """The lowest rates first, since they need somebody; those with too few promises at the end."""
    return sorted(groups, key=lambda each: (each[1].value is None, each[1].value or 0, each[0]))
