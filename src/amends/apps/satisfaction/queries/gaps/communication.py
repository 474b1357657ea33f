# SPDX-License-Identifier: Apache-2.0
"""Gap 4: promises kept, and the cases in which what was said differs from what was done, by campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.utils.timezone import localtime

from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.queries.rates import kept_rate
from amends.apps.promises.rules.rates import KeptRate
from amends.apps.satisfaction.queries.gaps.programme import Span, programme
from amends.kernel.periods import Period

MOST = 50


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign or offer (`name` empty where nobody noted which) and its mismatch cases, of them open."""

    name: str
    cases: int
    open: int


@dataclass(frozen=True, slots=True)
class CommunicationCard:
    """Promises kept on time of those due, with the interval; mismatch cases received, their share of all complaints,
    and by campaign: the campaigns sum to the cases."""

    kept: KeptRate
    kept_share: Figure | None
    mismatches: int
    misled: Figure | None
    campaigns: Sequence[Campaign]


def communication_card(scope: Scope, span: Span, *, at: datetime) -> CommunicationCard:
    """Gap 4 from promises and complaints of a span. Three queries."""
    kept = kept_rate(scope, Period(localtime(span.start).date(), localtime(span.end).date()), at=at)
    received = _received(scope, span)
    rows = mismatching(received).order_by().values("intake__campaign")
    counted = rows.annotate(cases=Count("pk"), open=Count("pk", filter=Q(is_open=True)))
    found = [
        Campaign(row["intake__campaign"] or "", row["cases"], row["open"])
        for row in counted.order_by("-cases", "intake__campaign")
    ]
    mismatches, everything = sum(each.cases for each in found), received.count()
    return CommunicationCard(
        kept=kept,
        kept_share=share_interval(kept.kept_on_time, kept.due) if kept.due else None,
        mismatches=mismatches,
        misled=share_interval(mismatches, everything) if everything else None,
        campaigns=found[:MOST],
    )


def _received(scope: Scope, span: Span) -> CaseQuerySet:
    rows = Case.objects.within(scope).complaints()
    return rows.filter(received_at__gte=span.start, received_at__lt=span.end)


def mismatching(cases: CaseQuerySet) -> CaseQuerySet:
    """Those about publicity, selling or benefits that differ from what is done: by their topic, or because their root
    lies in the fourth gap."""
    topics = [Q(taxonomy__startswith=each) for each in programme().mismatch_topics]
    return cases.filter(reduce(or_, topics, Q(intake__gap_code="4")))
