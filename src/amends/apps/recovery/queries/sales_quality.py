# SPDX-License-Identifier: Apache-2.0
"""Sales quality by channel and by seller. It stands here since it needs both sales, which are of promises, and
complaints, which are cases."""

from datetime import datetime

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Value

from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models.campaigns import Sale, SaleQuerySet
from amends.apps.recovery.rules.sales_quality import SOON, Sold

MOST = 100
_INSIDE = "inside a query that names the scope"


def sales_quality(
    scope: Scope, by: str, *, since: datetime, until: datetime, at: datetime, campaign: str = ""
) -> list[Sold]:
    """Sales of a half-open period, by `channel` or `seller`, the most first, at most 100. One query.

    A complaint counts where the same customer complained within thirty days from the sale; only sales that are thirty
    days old at `at` have had the time for it.
    """
    rows = _sales(scope, since, until, campaign).annotate(complained=Exists(_complaints()))
    old = Q(sold_at__lte=at - SOON)
    told = (
        rows.order_by()
        .values(by)
        .annotate(
            sales=Count("pk"),
            mature=Count("pk", filter=old),
            bad=Count("pk", filter=old & Q(complained=True)),
            consented=Count("pk", filter=Q(consented_at__isnull=False)),
            undone=Count("pk", filter=Q(reversed_at__isnull=False)),
        )
        .order_by("-sales", by)[:MOST]
    )
    return [
        Sold(each[by], each["sales"], each["mature"], each["bad"], each["consented"], each["undone"])
        for each in told
    ]


def campaign_codes(scope: Scope) -> list[str]:
    """The campaigns that there are sales of. One query."""
    rows = Sale.objects.within(scope).exclude(campaign="").order_by("campaign")
    return list(rows.values_list("campaign", flat=True).distinct()[:MOST])


def _sales(scope: Scope, since: datetime, until: datetime, campaign: str) -> SaleQuerySet:
    rows = Sale.objects.within(scope).filter(sold_at__gte=since, sold_at__lt=until)
    return rows.filter(campaign=campaign) if campaign else rows


def _complaints() -> CaseQuerySet:
    until = ExpressionWrapper(OuterRef("sold_at") + Value(SOON), output_field=DateTimeField())
    rows = Case.objects.unscoped(_INSIDE).complaints().filter(customer=OuterRef("customer"))
    return rows.filter(received_at__gte=OuterRef("sold_at"), received_at__lt=until)
