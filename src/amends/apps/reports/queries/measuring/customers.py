# SPDX-License-Identifier: Apache-2.0
"""How long lines have been there, and what they bring a month."""

from datetime import date

from django.db.models import Count, F, FloatField, Sum
from django.db.models.functions import Cast, ExtractMonth, ExtractYear

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer, CustomerQuerySet
from amends.apps.reports.rules.figures import Figure, Found, average

FEN = 100.0


def tenure(scope: Scope, today: date) -> Found:
    """Months since the lines that are not closed were opened: their mean. One query, a row a month."""
    rows = _there(scope).filter(joined_date__isnull=False, joined_date__lte=today)
    months = rows.annotate(year=ExtractYear("joined_date"), month=ExtractMonth("joined_date"))
    n, total, squares = 0, 0.0, 0.0
    for year, month, count in months.order_by().values_list("year", "month").annotate(Count("pk")):
        length = (today.year - year) * 12 + today.month - month
        n, total, squares = n + count, total + count * length, squares + count * length**2
    return Found(Figure.TENURE, average(n, total, squares), n, None, today)


def revenue(scope: Scope, today: date) -> Found:
    """Yuan a month that the plan of a line not closed costs: the mean over lines with a known fee. One query."""
    yuan = Cast(F("plan_fee"), FloatField()) / FEN
    rows = _there(scope).filter(plan_fee__isnull=False).annotate(yuan=yuan)
    found = rows.aggregate(n=Count("pk"), total=Sum("yuan"), squares=Sum(F("yuan") * F("yuan")))
    n = found["n"]
    return Found(Figure.REVENUE, average(n, found["total"] or 0.0, found["squares"] or 0.0), n, None, today)


def _there(scope: Scope) -> CustomerQuerySet:
    return Customer.objects.within(scope).exclude(line_state="closed")
