# SPDX-License-Identifier: Apache-2.0
"""What became of everybody who was dissatisfied in a period: each in one of six outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Sorted
from django.db.models import CharField, Count, Q, Value, When

from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import RequestType
from amends.apps.cases.rules.states import PROACTIVE, CaseState, Origin
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer, CustomerQuerySet
from amends.apps.recovery.models import GrievanceStage, Reaction, Target, WaveMember
from amends.apps.recovery.rules.reactions import Act, Reacted

_INSIDE = "inside a query that names the scope"
_OUTSIDE = [str(Origin.APPEAL), str(Origin.MEDIA)]
_NO_MATTER = [str(CaseState.MERGED), str(CaseState.INELIGIBLE)]


@dataclass(frozen=True, slots=True)
class ReactionReport:
    """Customers by outcome; every dissatisfied customer of the period is in exactly one, so they sum to `total`."""

    counts: Mapping[Reacted, int]

    @property
    def total(self) -> int:
        """How many were dissatisfied."""
        return sum(self.counts.values())

    def of(self, *outcomes: Reacted) -> int:
        """How many in any of these."""
        return sum(self.counts[each] for each in outcomes)

    def share(self, *outcomes: Reacted) -> float | None:
        """Of all; `None` where nobody was dissatisfied."""
        return self.of(*outcomes) / self.total if self.total else None


def reaction_report(scope: Scope, *, since: datetime, until: datetime) -> ReactionReport:
    """The outcomes of a half-open period within a scope. One query."""
    rows = dissatisfied(scope, since=since, until=until)
    outcome = Sorted(*_whens(since, until), default=Value(str(Reacted.SILENT_STAY)), output_field=CharField())
    counted = dict(rows.order_by().values_list(outcome).annotate(n=Count("pk")))
    return ReactionReport({each: counted.get(str(each), 0) for each in Reacted})


def dissatisfied(scope: Scope, *, since: datetime, until: datetime) -> CustomerQuerySet:
    """Who showed to be dissatisfied in a period: by a run's list, a recovery case or a complaint, a wave, or signs of
    their own."""
    period = {"gte": since, "lt": until}
    listed = Target.objects.unscoped(_INSIDE).filter(**_in("run__published_at", period))
    cases = Case.objects.unscoped(_INSIDE).filter(**_in("received_at", period)).exclude(state__in=_NO_MATTER)
    ours = Q(origin__in=sorted(PROACTIVE)) | Q(request_type__in=["", str(RequestType.COMPLAINT)])
    drawn = WaveMember.objects.unscoped(_INSIDE).filter(**_in("wave__frozen_at", period)).exclude(arm="")
    grieved = GrievanceStage.objects.unscoped(_INSIDE).filter(**_in("last_at", period))
    return Customer.objects.within(scope).filter(
        Q(pk__in=listed.values("customer"))
        | Q(pk__in=cases.filter(ours).values("customer"))
        | Q(pk__in=drawn.values("customer"))
        | Q(pk__in=grieved.values("customer"))
    )


def _in(field: str, period: Mapping[str, datetime]) -> dict[str, datetime]:
    return {f"{field}__{name}": moment for name, moment in period.items()}


def _whens(since: datetime, until: datetime) -> list[When]:
    """The outcomes in the order of `rules.reactions.reacted`: whoever went further than us counts there."""
    period = {"gte": since, "lt": until}
    cases = Case.objects.unscoped(_INSIDE).filter(**_in("received_at", period)).exclude(state__in=_NO_MATTER)
    acts = Reaction.objects.unscoped(_INSIDE).filter(**_in("noted_at", period))
    outside = Q(pk__in=cases.filter(origin__in=_OUTSIDE).values("customer"))
    third = outside | Q(pk__in=acts.filter(act=str(Act.THIRD_PARTY)).values("customer"))
    told = Q(pk__in=acts.filter(act=str(Act.WORD_OF_MOUTH)).values("customer"))
    complained = Q(pk__in=cases.complaints().values("customer"))
    left = Q(line_state="closed")
    return [
        When(third, then=Value(str(Reacted.THIRD_PARTY))),
        When(told, then=Value(str(Reacted.WORD_OF_MOUTH))),
        When(complained & left, then=Value(str(Reacted.COMPLAINED_SWITCH))),
        When(complained, then=Value(str(Reacted.COMPLAINED_STAY))),
        When(left, then=Value(str(Reacted.SILENT_SWITCH))),
    ]


def noted_of(customer: Customer, scope: Scope) -> list[Reaction]:
    """What one customer said they did, the latest first. One query."""
    rows = Reaction.objects.within(scope).filter(customer=customer).select_related("by")
    return list(rows.order_by("-noted_at", "-pk")[:10])
