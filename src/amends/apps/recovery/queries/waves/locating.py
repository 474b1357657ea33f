# SPDX-License-Identifier: Apache-2.0
"""Customers who complained and are not content with how it went: the trigger signals of the complaint playbook.

They are looked for in the desk's own records, so that nobody has to wait for the night."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Link, Verification
from amends.apps.cases.models.clocks import Breach
from amends.apps.cases.models.desk_words import LinkKind
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope

LOOKS_BACK = timedelta(days=90)
LOW_SCORE = 6  # of ten: the playbook's own rule
MANY_TRANSFERS = 3


class Signal(StrEnum):
    """The signals, by their code in the playbook."""

    LOW_CALLBACK = "SIG-CP-1"
    OVERTIME = "SIG-CP-2"
    REPEATED = "SIG-CP-3"
    PASSED_AROUND = "SIG-CP-4"
    UNRESOLVED = "SIG-CP-6"


WORDS: dict[Signal, Promise] = {
    Signal.LOW_CALLBACK: _("投诉回访打分低或说没有解决"),
    Signal.OVERTIME: _("投诉超过时限才答复"),
    Signal.REPEATED: _("同一问题再次投诉"),
    Signal.PASSED_AROUND: _("投诉转手三次以上"),
    Signal.UNRESOLVED: _("结案时没有得到客户认可"),
}
# Ended, and the customer never said that it is right.
_UNRESOLVED = [str(each) for each in (CaseState.NOT_RECOVERED, CaseState.UNREACHABLE, CaseState.REFUSED)]
_WHY = "of complaints within the scope"


@dataclass(frozen=True, slots=True)
class Located:
    """One customer, and the signals of their complaints."""

    customer: int
    signals: tuple[Signal, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The signals in words."""
        return tuple(str(WORDS[each]) for each in self.signals)


def dissatisfied_complainants(scope: Scope, at: datetime) -> list[Located]:
    """Customers with a complaint of the last 90 days that shows a signal, those with most signals first. One query."""
    found: dict[int, set[Signal]] = {}
    for customer, signals in _signalled(scope, at):
        found.setdefault(customer, set()).update(signals)
    rows = [Located(customer, tuple(sorted(signals))) for customer, signals in found.items()]
    return sorted(rows, key=lambda each: (-len(each.signals), each.customer))


def _signalled(scope: Scope, at: datetime) -> Iterator[tuple[int, set[Signal]]]:
    rows = (
        Case.objects.within(scope).complaints().filter(received_at__gte=at - LOOKS_BACK, received_at__lte=at)
    )
    rows = rows.annotate(low=Exists(_low()), late=Exists(_late()), again=Exists(_again()))
    rows = rows.filter(
        Q(low=True)
        | Q(late=True)
        | Q(again=True)
        | Q(transfers__gte=MANY_TRANSFERS)
        | Q(state__in=_UNRESOLVED)
    )
    fields = ("customer_id", "low", "late", "again", "transfers", "state")
    for customer, low, late, again, transfers, state in rows.order_by("pk").values_list(*fields):
        holds = {
            Signal.LOW_CALLBACK: low,
            Signal.OVERTIME: late,
            Signal.REPEATED: again,
            Signal.PASSED_AROUND: transfers >= MANY_TRANSFERS,
            Signal.UNRESOLVED: state in _UNRESOLVED,
        }
        yield customer, {signal for signal, found in holds.items() if found}


def _low() -> QuerySet[Any]:
    """Only the last callback counts: what was put right since is right."""
    rows = Verification.objects.unscoped(_WHY).filter(case=OuterRef("pk"))
    later = Verification.objects.unscoped(_WHY).filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return rows.filter(Q(score__lte=LOW_SCORE) | Q(recovered=False)).exclude(Exists(later))


def _late() -> QuerySet[Any]:
    return Breach.objects.unscoped(_WHY).filter(case=OuterRef("pk"))


def _again() -> QuerySet[Any]:
    return Link.objects.unscoped(_WHY).filter(case=OuterRef("pk"), kind=str(LinkKind.REPEAT))
