# SPDX-License-Identifier: Apache-2.0
"""What was done for a customer, as they may be told it: good service that nobody sees is not known to be good."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.customers.models import Customer
from amends.apps.promises.models import Promise

MOST = 10


def proof_lines(customer: Customer, since: datetime) -> list[str]:
    """What was promised to a customer and kept since then, the oldest first, a line each: the day, what, how much and
    the words that they were told. What the bills contradict is not claimed. One query."""
    rows = Promise.objects.unscoped("the caller found the customer within the person's scope")
    kept = rows.filter(customer=customer, kept_at__gte=since, fact_missing_at__isnull=True)
    return [_line(each) for each in kept.order_by("kept_at", "pk")[:MOST]]


def _line(promise: Promise) -> str:
    kept_at = promise.kept_at or promise.due_at
    local = timezone.localtime(kept_at)
    money = _(" %(yuan)s 元") % {"yuan": f"{promise.amount / 100:,.2f}"} if promise.amount else ""
    values = {
        "day": _("%(month)s月%(day)s日") % {"month": local.month, "day": local.day},
        "what": promise.get_kind_display() + money,
        "words": promise.words,
    }
    return _("%(day)s 已办：%(what)s（答应您的是“%(words)s”）") % values
