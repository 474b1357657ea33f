# SPDX-License-Identifier: Apache-2.0
"""How long a customer may still appeal: the appeal body takes disputes on charges for five months, others for two
years after the event. We warn before our own slowness costs them that right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case, CaseQuerySet, Intake
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.queries.desk import in_hands_of
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.rules.clocks import appeal_window
from amends.apps.cases.rules.clocks.urgency import AppealState, months_after
from amends.apps.core.models import User
from amends.kernel.recovery_class import RecoveryClass

CHARGES, OTHER = "charges", "other"  # rows of the policy's `appeal_windows`
_FEW_DAYS = timedelta(days=3)  # months differ in length: the database picks a little more, the rule decides


@dataclass(frozen=True, slots=True)
class AppealWarning:
    """A case whose appeal is about to be no longer accepted after `last_date`, or is not any more."""

    case: Case
    last_date: date
    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.days_left < 0


def appeal_warning(case: Case, today: date) -> AppealWarning | None:
    """The warning that an open case deserves on a day of ours. One query."""
    if not case.is_open:
        return None
    intakes = Intake.objects.unscoped(IN_SCOPE).filter(case=case)
    event_date = intakes.values_list("event_date", flat=True).first()
    return _warning(case, event_date, today) if event_date else None


def closing_appeals(person: User, today: date, *, most: int = 5) -> Sequence[AppealWarning]:
    """The cases in a person's hands whose customers are about to lose their appeal, the soonest first. One query."""
    near = _near(CHARGES, today, Q(recovery_class=RecoveryClass.TARIFF))
    near |= _near(OTHER, today, ~Q(recovery_class=RecoveryClass.TARIFF))
    cases: CaseQuerySet = Case.objects.within(person.scope).open().filter(in_hands_of(person)).filter(near)
    found = cases.select_related("customer", "intake").order_by("intake__event_date", "pk")
    warnings = [_warning(each, each.intake.event_date, today) for each in found]
    return sorted(
        (each for each in warnings if each and not each.is_over),
        key=lambda each: (each.last_date, each.case.pk),
    )[:most]


def kind_of(case: Case) -> str:
    """Which limit holds: disputes on charges have one of their own."""
    return CHARGES if case.recovery_class == RecoveryClass.TARIFF else OTHER


def _near(kind: str, today: date, which: Q) -> Q:
    limit = policy().appeals[kind]
    first = months_after(today, -limit.close_months) - _FEW_DAYS
    last = months_after(today, -limit.warn_months) + _FEW_DAYS
    return which & Q(intake__event_date__gte=first, intake__event_date__lte=last)


def _warning(case: Case, event_date: date | None, today: date) -> AppealWarning | None:
    if event_date is None:
        return None
    window = appeal_window(event_date, kind_of(case), today, policy=policy())
    if window.state is AppealState.OPEN:
        return None
    return AppealWarning(case, window.last_date, (window.last_date - today).days)
