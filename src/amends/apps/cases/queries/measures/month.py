# SPDX-License-Identifier: Apache-2.0
"""The numbers of a period: each metric of the pack that the desk can answer, with its base and what it leaves out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import cast

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.utils.timezone import get_default_timezone

from amends.apps.cases.models import (
    Breach,
    Case,
    CaseQuerySet,
    ClockEvent,
    Contact,
    Transfer,
    Transition,
    Verification,
)
from amends.apps.cases.models.remedies import Remedy
from amends.apps.cases.queries.limits import as_facts, calendars, policy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.clocks import FactKind, clocks
from amends.apps.cases.rules.clocks.clock import FINAL
from amends.apps.cases.rules.metrics import (
    ESCALATION_WINDOW,
    FCR_WINDOW,
    Ratio,
    Spread,
    Voiced,
    escalations,
    repeats,
    spread,
    summed,
)
from amends.apps.cases.rules.states import END_STATES, PROACTIVE, VOICED, CaseState, Origin
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.promises.queries.rates import kept_rate
from amends.kernel.periods import Period
from amends.packs import load

S = CaseState
GOOD_SCORE = 7


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with everything that must stand beside it."""

    identifier: str
    name: str
    definition: str
    excludes: str
    found: Ratio | Spread


@dataclass(frozen=True, slots=True)
class Span:
    """Whose cases, from when to when, seen at which moment; `start` belongs to it, `end` does not."""

    scope: Scope
    period: Period
    start: datetime
    end: datetime
    at: datetime

    def cases(self) -> CaseQuerySet:
        """What customers brought; merged cases live in their target, ineligible ones were no complaints."""
        rows = Case.objects.within(self.scope).filter(origin__in=sorted(VOICED))
        return rows.exclude(state__in=[str(S.MERGED), str(S.INELIGIBLE)])

    def received(self) -> CaseQuerySet:
        """Of these, those received within it."""
        return self.cases().filter(received_at__gte=self.start, received_at__lt=self.end)

    def closed(self) -> CaseQuerySet:
        """Of these, those closed within it."""
        return self.cases().filter(is_open=False, closed_at__gte=self.start, closed_at__lt=self.end)


def span_of(scope: Scope, period: Period, *, at: datetime) -> Span:
    """A period of local days as moments."""
    zone = get_default_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (period.start, period.end))
    return Span(scope, period, start, min(end, at), at)


def metrics(scope: Scope, period: Period, *, at: datetime) -> list[Metric]:
    """Every metric of the pack that the desk answers, in the pack's order; about twenty queries, for a page apart."""
    span = span_of(scope, period, at=at)
    rows = cast(tuple[Mapping[str, object], ...], load("metrics")["metrics"])
    return [
        _metric(row, MEASURES[str(row["identifier"])](span)) for row in rows if row["identifier"] in MEASURES
    ]


def _metric(row: Mapping[str, object], found: Ratio | Spread) -> Metric:
    return Metric(
        identifier=str(row["identifier"]),
        name=str(row["name_zh"]),
        definition=str(row.get("definition_zh", "")),
        excludes=str(row.get("excludes_zh", "")),
        found=found,
    )


def complaints_per_10k(span: Span) -> Ratio:
    """Complaints received ÷ customers × 10,000."""
    return Ratio(span.received().complaints().count(), Customer.objects.within(span.scope).count(), 10_000)


def appeals_per_million(span: Span) -> Ratio:
    """Regulator appeals received ÷ customers × 1,000,000."""
    appeals = span.received().filter(origin=str(Origin.APPEAL)).count()
    return Ratio(appeals, Customer.objects.within(span.scope).count(), 1_000_000)


def fcr_rate(span: Span) -> Ratio:
    """Solved by the first receiver, without transfer, re-opening or the same matter again within seven days ÷ closed.

    Cases closed so lately that the seven days are not over are in neither.
    """
    ripe = span.closed().filter(closed_at__lt=span.at - FCR_WINDOW)
    again = Case.objects.within(span.scope).filter(
        customer=OuterRef("customer"),
        taxonomy=OuterRef("taxonomy"),
        received_at__gt=OuterRef("closed_at"),
        received_at__lte=OuterRef("closed_at") + FCR_WINDOW,
    )
    solved = Q(state=str(S.RECOVERED), transfers=0, reopened=0, owner=F("first_receiver"))
    found = ripe.aggregate(n=Count("pk"), solved=Count("pk", filter=solved & Q(~Exists(again))))
    return Ratio(found["solved"], found["n"], excluded=span.closed().count() - found["n"])


def one_contact_rate(span: Span) -> Ratio:
    """Closed right after a single conversation with the customer, never re-opened ÷ closed."""
    talked = Count("contacts", filter=Q(contacts__result="reached"))
    once = span.closed().annotate(talks=talked).filter(talks__lte=1, reopened=0, state=str(S.RECOVERED))
    return Ratio(once.count(), span.closed().count())


def voiced(span: Span) -> Iterator[list[Voiced]]:
    """The complaints of one customer after the other, from before the period on; no more are held at a time. One
    query."""
    since = span.start - ESCALATION_WINDOW
    rows = span.cases().complaints().filter(received_at__gte=since, received_at__lt=span.end)
    values = rows.order_by("customer_id").values_list("customer_id", "taxonomy", "channel", "received_at")
    levels = {code: each.level for code, each in registry().channels.items()}
    for customer, theirs in groupby(values.iterator(chunk_size=10_000), key=itemgetter(0)):
        yield [
            Voiced(customer, taxonomy.rpartition("-")[0], levels.get(channel, 1), at)
            for _customer, taxonomy, channel, at in theirs
        ]


def repeat_rate(span: Span) -> Ratio:
    """Customers' topics complained of again within thirty days ÷ customers who complained."""
    return summed(repeats(theirs, span.start) for theirs in voiced(span))


def escalation_rate(span: Span) -> Ratio:
    """Complaints that went on to an upper channel ÷ complaints."""
    return summed(escalations(theirs, span.start) for theirs in voiced(span))


def on_time_rate(span: Span) -> Ratio:
    """Closed before the earliest limit that held ÷ closed."""
    late = Breach.objects.within(span.scope).filter(case=OuterRef("pk"), kind__in=sorted(map(str, FINAL)))
    found = span.closed().aggregate(n=Count("pk"), met=Count("pk", filter=Q(~Exists(late))))
    return Ratio(found["met"], found["n"])


def _answered(span: Span) -> dict[str, int]:
    rows = Verification.objects.within(span.scope).filter(at__gte=span.start, at__lt=span.end)
    return rows.aggregate(
        n=Count("pk"),
        solved=Count("pk", filter=Q(recovered=True)),
        scored=Count("pk", filter=Q(score__isnull=False)),
        good=Count("pk", filter=Q(score__gte=GOOD_SCORE)),
    )


def resolved_rate(span: Span) -> Ratio:
    """Callbacks in which the customer said it is solved ÷ callbacks answered."""
    found = _answered(span)
    return Ratio(found["solved"], found["n"])


def handling_csat_rate(span: Span) -> Ratio:
    """Callbacks scored 7 or more of 10 ÷ callbacks scored. Who could not be reached is in neither."""
    found = _answered(span)
    return Ratio(found["good"], found["scored"], excluded=found["n"] - found["scored"])


def callback_reach_rate(span: Span) -> Ratio:
    """Customers reached ÷ customers tried."""
    tried = Contact.objects.within(span.scope).filter(
        at__gte=span.start, at__lt=span.end, direction="outbound"
    )
    people = tried.exclude(channel="sms").order_by()
    reached = people.filter(result="reached").values("case__customer").distinct().count()
    return Ratio(reached, people.values("case__customer").distinct().count())


def _recovery(span: Span) -> CaseQuerySet:
    rows = Case.objects.within(span.scope).filter(origin__in=sorted(PROACTIVE)).exclude(state=str(S.MERGED))
    return rows.filter(opened_at__gte=span.start, opened_at__lt=span.end)


def recovery_rate(span: Span) -> Ratio:
    """Recovered ÷ recovery cases that ended or are past due; those in progress are in neither."""
    found = _recovery(span).aggregate(
        n=Count("pk", filter=Q(is_open=False) | Q(due_at__lt=span.at)),
        ok=Count("pk", filter=Q(state=str(S.RECOVERED))),
        all=Count("pk"),
    )
    return Ratio(found["ok"], found["n"], excluded=found["all"] - found["n"])


def recovery_success_rate(span: Span) -> Ratio:
    """Recovered ÷ recovery cases whose customer was reached."""
    talked = Contact.objects.within(span.scope).filter(case=OuterRef("pk"), result="reached")
    found = (
        _recovery(span)
        .filter(Exists(talked))
        .aggregate(n=Count("pk"), ok=Count("pk", filter=Q(state=str(S.RECOVERED))))
    )
    return Ratio(found["ok"], found["n"])


def reopen_rate(span: Span) -> Ratio:
    """Re-openings ÷ closings."""
    rows = Transition.objects.within(span.scope).filter(at__gte=span.start, at__lt=span.end)
    ends = [str(each) for each in END_STATES if each is not S.MERGED]
    found = rows.aggregate(
        closed=Count("pk", filter=Q(after__in=ends)), reopened=Count("pk", filter=Q(before__in=ends))
    )
    return Ratio(found["reopened"], found["closed"])


def return_rate(span: Span) -> Ratio:
    """Hand-overs that were sent back ÷ hand-overs."""
    rows = Transfer.objects.within(span.scope).filter(at__gte=span.start, at__lt=span.end)
    found = rows.aggregate(n=Count("pk"), back=Count("pk", filter=Q(declined_at__isnull=False)))
    return Ratio(found["back"], found["n"])


def promise_kept_rate(span: Span) -> Ratio:
    """Promises kept on time ÷ promises that fell due."""
    found = kept_rate(span.scope, span.period, at=span.at)
    return Ratio(found.kept_on_time, found.due)


def first_response_seconds(span: Span) -> Spread:
    """From the receipt to the first conversation with a person of ours; who was not reached yet is left out."""
    events = ClockEvent.objects.within(span.scope).filter(
        kind=str(FactKind.CONTACTED), case__in=span.received().values("pk")
    )
    firsts = (
        events.order_by().values("case").annotate(first=Min("at")).values_list("first", "case__received_at")
    )
    return spread((first - received).total_seconds() for first, received in firsts)


def resolution_seconds(span: Span) -> Spread:
    """From the receipt to the closure, pauses with a reason left out."""
    closed = span.closed()
    paused = _paused_seconds(span)
    rows = closed.values_list("pk", "received_at", "closed_at")
    return spread((end - start).total_seconds() - paused.get(pk, 0.0) for pk, start, end in rows if end)


def _paused_seconds(span: Span) -> dict[int, float]:
    """By case, of those that were ever paused. One query, the history of one case held at a time."""
    asked = ClockEvent.objects.within(span.scope).filter(kind=str(FactKind.PAUSED)).values("case")
    events = ClockEvent.objects.within(span.scope).filter(case__in=span.closed().filter(pk__in=asked))
    rows = events.order_by("case_id", "pk").iterator(chunk_size=2_000)
    return {key: _longest_pause(theirs, span.at) for key, theirs in groupby(rows, key=attrgetter("case_id"))}


def _longest_pause(history: Iterable[ClockEvent], at: datetime) -> float:
    found = clocks(as_facts(history), policy(), calendars(), at)
    return max((each.paused.total_seconds() for each in found), default=0.0)


def compensation(span: Span) -> Ratio:
    """Fen given to customers ÷ cases closed: the part of the cost that the desk knows."""
    given = Remedy.objects.within(span.scope).filter(given_at__gte=span.start, given_at__lt=span.end)
    total = given.aggregate(fen=Sum("amount"))["fen"] or 0
    return Ratio(total, span.closed().count())


MEASURES: dict[str, Callable[[Span], Ratio | Spread]] = {
    "complaints_per_10k": complaints_per_10k,
    "appeals_per_million": appeals_per_million,
    "fcr_rate": fcr_rate,
    "one_contact_rate": one_contact_rate,
    "repeat_rate": repeat_rate,
    "escalation_rate": escalation_rate,
    "on_time_rate": on_time_rate,
    "resolved_rate": resolved_rate,
    "handling_csat_rate": handling_csat_rate,
    "callback_reach_rate": callback_reach_rate,
    "recovery_rate": recovery_rate,
    "recovery_success_rate": recovery_success_rate,
    "reopen_rate": reopen_rate,
    "return_rate": return_rate,
    "promise_kept_rate": promise_kept_rate,
    "first_response_seconds": first_response_seconds,
    "resolution_seconds": resolution_seconds,
    "complaint_cost": compensation,
}
