# SPDX-License-Identifier: Apache-2.0
"""The promise kept rate."""

from datetime import datetime

from django.db.models import Count, F, Q

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models import Promise
from amends.apps.promises.queries.ledger import local_span
from amends.apps.promises.rules.rates import KeptRate
from amends.kernel.periods import Period


def kept_rate(scope: Scope, period: Period, *, at: datetime, owner: User | None = None) -> KeptRate:
    """Promises kept on time / promises due, of those that fell due within `period` (local days) and before `at`.

    Late and broken ones count as due, withdrawn ones do not. With `owner`, only theirs. One query.
    """
    start, end = local_span(period)
    due = Promise.objects.within(scope).filter(due_at__gte=start, due_at__lt=min(end, at))
    due = due.filter(withdrawn_at__isnull=True)
    due = due.filter(owner=owner) if owner else due
    found = due.aggregate(due=Count("pk"), kept=Count("pk", filter=Q(kept_at__lte=F("due_at"))))
    return KeptRate(kept_on_time=found["kept"], due=found["due"], period=period)
