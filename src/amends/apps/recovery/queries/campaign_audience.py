# SPDX-License-Identifier: Apache-2.0
"""Whom a campaign may be offered to: its segment, without those who are to be left alone.

This stands here and not beside campaigns, since an open complaint is a case, and cases stand above promises.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from django.db.models import Case as Either
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from amends.apps.cases.models import Case
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import CustomerQuerySet
from amends.apps.customers.rules.consents import Decision, Purpose
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.reaching import audience, last_word
from amends.apps.recovery.models import WaveMember
from amends.apps.recovery.rules.campaign_audience import Counted, Exclusion, counted
from amends.packs import load

_INSIDE = "inside a query that names the scope"


@cache
def rest_days() -> int:
    """Days between two commercial contacts of one customer, as the pack says."""
    rows = cast(Any, load("contact_policy")["frequency"])
    return int(next(row["rest_days"] for row in rows if row["code"] == Purpose.COMMERCIAL))


def classified(campaign: Campaign, at: datetime) -> CustomerQuerySet | None:
    """The customers of the segment, each with the first `reason` to leave them alone (empty: none); `None` without a
    segment. Computed anew each time: who complained this morning is out at noon."""
    rows = audience(campaign, timezone.localdate(at))
    if rows is None:
        return None
    marked = rows.annotate(decision=last_word(Purpose.COMMERCIAL), **_marks(at))
    steps = [When(condition, then=Value(str(reason))) for reason, condition in _reasons().items()]
    return marked.annotate(reason=Either(*steps, default=Value(""), output_field=CharField()))


def audience_left(campaign: Campaign, scope: Scope, at: datetime) -> CustomerQuerySet | None:
    """Those of a scope who may be offered it; waves draw from them."""
    rows = classified(campaign, at)
    return None if rows is None else rows.within(scope).filter(Q(reason=""))


def count_of(campaign: Campaign, at: datetime) -> Counted:
    """How many are left and how many are excluded, by reason. One query; nobody without a segment."""
    rows = classified(campaign, at)
    if rows is None:
        return Counted(0, {})
    told = rows.order_by().values_list(F("reason")).annotate(customers=Count("pk"))
    return counted(dict(told))


def _marks(at: datetime) -> dict[str, Exists]:
    cases = Case.objects.unscoped(_INSIDE).open().filter(customer=OuterRef("pk"))
    since = at - timedelta(days=rest_days())
    members = WaveMember.objects.unscoped(_INSIDE).filter(customer=OuterRef("pk"))
    return {
        "complains": Exists(cases.complaints()),
        "has_case": Exists(cases),
        "rests": Exists(members.filter(approached_at__gt=since)),
    }


def _reasons() -> dict[Exclusion, Q]:
    """Each reason as a condition, in the order in which it is asked."""
    said_no = [str(Decision.REFUSED), str(Decision.WITHDRAWN)]
    return {
        Exclusion.DO_NOT_CONTACT: Q(do_not_contact=True),
        Exclusion.LINE_CLOSED: Q(line_state="closed"),
        Exclusion.OPEN_COMPLAINT: Q(complains=True),
        Exclusion.IN_HAND: Q(has_case=True),
        Exclusion.WITHDRAWN: Q(decision__in=said_no),
        Exclusion.NO_CONSENT: Q(decision__isnull=True),
        Exclusion.RESTED: Q(rests=True),
    }
