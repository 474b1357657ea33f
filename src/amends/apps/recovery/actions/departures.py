# SPDX-License-Identifier: Apache-2.0
"""Keep who left without a word, month by month: the list that nobody complained about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.segments import tenure_months
from amends.apps.recovery.models import SilentDeparture, Target
from amends.apps.recovery.rules.departures import month_of

PORTION = 500
_WHY = "a publish serves every unit"


def keep_departures(*, codes: Iterable[str], as_of: date, at: datetime) -> int:
    """Note the customers who left silently by the data of `as_of`; returns how many are new. Codes that are not known
    here are left out. Run again, nothing is noted twice: who left leaves again only after having joined again."""
    found, kept = iter(codes), 0
    while portion := list(islice(found, PORTION)):
        kept += _portion(portion, as_of, at)
    return kept


def _portion(codes: Sequence[str], as_of: date, at: datetime) -> int:
    noted = SilentDeparture.objects.unscoped(_WHY).filter(customer=OuterRef("pk"))
    since = noted.filter(Q(seen_date__gte=OuterRef("joined_date")) | Q(customer__joined_date=None))
    customers = Customer.objects.unscoped(_WHY).filter(code__in=codes).select_related("unit")
    new = list(customers.exclude(Exists(since)).order_by("pk"))
    if not new:
        return 0
    before = _found_before([each.pk for each in new])
    with writing(by=None, at=at) as log:
        rows = SilentDeparture.objects.bulk_create(_row(each, as_of, before[each.pk]) for each in new)
        log(EventKind.DEPARTURES_KEPT, rows[-1], month=month_of(as_of).isoformat(), customers=len(rows))
    return len(new)


def _row(customer: Customer, as_of: date, signs: set[str]) -> SilentDeparture:
    return SilentDeparture(
        customer=customer,
        unit=customer.unit,
        month=month_of(as_of),
        seen_date=as_of,
        joined_months=tenure_months(customer.joined_date, as_of),
        signs=sorted(signs),
    )


def _found_before(keys: Sequence[int]) -> defaultdict[int, set[str]]:
    """The causes that earlier runs had named for each of them. One query."""
    found = defaultdict[int, set[str]](set)
    rows = Target.objects.unscoped(_WHY).filter(customer__in=keys).exclude(main_cause="")
    for customer, cause in rows.values_list("customer", "main_cause"):
        found[customer].add(cause)
    return found
