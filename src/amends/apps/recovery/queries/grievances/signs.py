# SPDX-License-Identifier: Apache-2.0
"""The signs of the last 180 days, gathered from surveys, cases, callbacks and the run that stands."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Max

from amends.apps.cases.models import Case, Verification
from amends.apps.cases.models.desk_words import RequestType
from amends.apps.cases.rules.states import PROACTIVE, VOICED, CaseState
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.rules.grievances import LOW_BELOW, TOPIC_OF, WINDOW, Sign, Signal, is_low
from amends.apps.surveys.models import Answer
from amends.kernel.recovery_class import RECOVERABLE

Pair = tuple[int, str]  # customer's key, topic
_WHY = "grievances are followed for every unit"
_ASKED = [str(RequestType.INQUIRY), str(RequestType.QUERY)]
_SHARE = (LOW_BELOW - 1) / 9  # of the length of a scale


def signals(*, at: datetime) -> dict[Pair, list[Signal]]:
    """Every sign of the last 180 days by customer and topic. Six queries, read as they come."""
    since, found = at - WINDOW, defaultdict[Pair, list[Signal]](list)
    for source in (_low_answers, _low_callbacks, _detected, _asked, _let_down, _complained):
        for customer, topic, signal in source(since):
            found[customer, topic].append(signal)
    return found


def settled(*, at: datetime) -> dict[Pair, datetime]:
    """When a customer last confirmed that a matter of a topic was put right. One query."""
    rows = Case.objects.unscoped(_WHY).filter(
        state=str(CaseState.RECOVERED), closed_at__gt=at - WINDOW, closed_at__lte=at
    )
    last = rows.order_by().values_list("customer", "recovery_class").annotate(last=Max("closed_at"))
    return {(customer, topic): moment for customer, topic, moment in last if moment}


_Found = Iterator[tuple[int, str, Signal]]


def _low_answers(since: datetime) -> _Found:
    """Each low answer to an item that is about one of the topics; whoever asked, and whichever scale it has."""
    below = F("item__minimum") + (F("item__maximum") - F("item__minimum")) * _SHARE
    rows = Answer.objects.unscoped(_WHY).filter(
        response__submitted_at__gt=since,
        response__customer__isnull=False,
        item__element__in=list(TOPIC_OF),
        number__lt=below,
    )
    told = rows.values_list(
        "response__customer", "item__element", "number", "item__minimum", "item__maximum",
        "response__submitted_at",
    )  # fmt: skip
    for customer, element, number, low, high, at in told.iterator():
        if number is not None and at is not None and is_low(number, low, high):
            yield customer, str(TOPIC_OF[element]), Signal(Sign.LOW_SCORE, at)


def _low_callbacks(since: datetime) -> _Found:
    rows = Verification.objects.unscoped(_WHY).filter(at__gt=since, score__lt=LOW_BELOW)
    for customer, topic, at in rows.values_list("case__customer", "case__recovery_class", "at").iterator():
        yield customer, topic, Signal(Sign.LOW_SCORE, at)


def _detected(since: datetime) -> _Found:
    run = current_run()
    if run is None or run.published_at <= since:
        return
    rows = Target.objects.unscoped(_WHY).filter(run=run, main_cause__in=[str(each) for each in RECOVERABLE])
    for customer, topic in rows.values_list("customer", "main_cause").iterator():
        yield customer, topic, Signal(Sign.DETECTED, run.published_at)


def _asked(since: datetime) -> _Found:
    rows = Case.objects.unscoped(_WHY).filter(origin__in=sorted(VOICED), request_type__in=_ASKED)
    told = rows.filter(received_at__gt=since).values_list("customer", "recovery_class", "received_at")
    for customer, topic, at in told.iterator():
        yield customer, topic, Signal(Sign.CONTACT, at)


def _let_down(since: datetime) -> _Found:
    rows = Case.objects.unscoped(_WHY).filter(
        origin__in=sorted(PROACTIVE), state=str(CaseState.NOT_RECOVERED), closed_at__gt=since
    )
    for customer, topic, at in rows.values_list("customer", "recovery_class", "closed_at").iterator():
        if at:
            yield customer, topic, Signal(Sign.LET_DOWN, at)


def _complained(since: datetime) -> _Found:
    rows = Case.objects.unscoped(_WHY).complaints().filter(received_at__gt=since)
    for customer, topic, at in rows.values_list("customer", "recovery_class", "received_at").iterator():
        yield customer, topic, Signal(Sign.COMPLAINED, at)
