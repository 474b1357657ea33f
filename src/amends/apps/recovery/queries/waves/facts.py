# SPDX-License-Identifier: Apache-2.0
"""What stands against contacts, for all customers at once: the caps count surveys, recoveries and campaigns together.

Preview, freezing and the day of the contact ask the same questions of the same tables.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from amends.apps.cases.models import Case, Contact
from amends.apps.cases.queries.policy import contact_rules
from amends.apps.cases.rules.contact import MISSED, ResultCode
from amends.apps.cases.rules.states import PROACTIVE, CaseState, Origin
from amends.apps.customers.models import Consent
from amends.apps.customers.rules.consents import Decision
from amends.apps.customers.rules.consents import Purpose as ConsentPurpose
from amends.apps.recovery.models import WaveMember
from amends.apps.recovery.queries.waves.resting import notices_since, policy_days
from amends.apps.recovery.queries.waves.sources import Asked
from amends.apps.recovery.rules.waves.eligibility import Standing
from amends.apps.recovery.rules.waves.words import HOLDING, Arm, Purpose, Source
from amends.apps.surveys.queries.frame import asked_since

_WHY = "a limit holds for the customer, whoever of us was in contact"
_HOLDING = sorted(str(each) for each in HOLDING)
_PROACTIVE = sorted(str(each) for each in PROACTIVE)
_SPOKEN = [str(ResultCode.REACHED), str(ResultCode.DROPPED)]
# Whom we come back to because they answered, or because we owe it, was asked by that very survey.
_ANSWERED = frozenset({Source.DETRACTORS, Source.PROMISES})
Keys = frozenset[int]


@dataclass(frozen=True, slots=True)
class Facts:
    """Keys of customers of whom each thing is true."""

    in_hand: Keys
    refused: Keys
    approached: Keys
    asked: Keys
    tried: Keys
    other_wave: Keys
    consented: Keys

    def standing(
        self, customer: int, *, do_not_contact: bool, line_state: str, cause: str, listed: str = ""
    ) -> Standing:
        """What is known of one customer."""
        return Standing(
            do_not_contact=do_not_contact,
            line_state=line_state,
            in_hand=customer in self.in_hand,
            refused=customer in self.refused,
            approached_lately=customer in self.approached,
            asked_lately=customer in self.asked,
            attempts_exhausted=customer in self.tried,
            other_wave=customer in self.other_wave,
            consented=customer in self.consented,
            listed=listed,
            cause=cause,
        )


def facts_of(asked: Asked, at: datetime, *, among: Collection[int] | None = None) -> Facts:
    """The facts about the customers of the wave's unit, or of some of them (at most a day's batch). Nine queries."""
    since = at - timedelta(days=rest_days(asked))
    cases, contacts, members = _scoped(asked, among)
    spoken = contacts.filter(at__gte=since, result__in=_SPOKEN)
    others = members.exclude(wave=asked.wave) if asked.wave else members
    told = notices_since(since) if among is None else notices_since(since).filter(customer__in=list(among))
    said_no = _keys(contacts.filter(result=str(ResultCode.REFUSED)), "case__customer")
    return Facts(
        in_hand=_keys(cases.filter(is_open__in=[True])),
        refused=said_no | _keys(cases.filter(state=str(CaseState.REFUSED))),
        approached=_keys(spoken, "case__customer")
        | _keys(others.filter(approached_at__gte=since))
        | _keys(told),
        asked=_asked(asked, since, at),
        tried=_tried(contacts.filter(at__gte=since)),
        other_wave=_keys(others.filter(_observed(at))),
        consented=_consented(asked),
    )


def _scoped(asked: Asked, among: Collection[int] | None) -> tuple[QuerySet, QuerySet, QuerySet]:  # type: ignore[type-arg]
    """Cases, our contacts and members of waves, of the customers that are asked about. A contact in a matter that the
    customer brought to us is no contact of ours."""
    span = (asked.unit.scope.first, asked.unit.scope.last)

    def of(path: str) -> Q:
        if among is not None:
            return Q(**{f"{path}__in": list(among)})
        return Q(**{f"{path}__unit__number__range": span})

    contacts = Contact.objects.unscoped(_WHY).filter(
        of("case__customer"), case__origin__in=_PROACTIVE, direction="outbound"
    )
    return (
        Case.objects.unscoped(_WHY).filter(of("customer")),
        contacts,
        WaveMember.objects.unscoped(_WHY).filter(of("customer")),
    )


def _observed(at: datetime) -> Q:
    """Members of either arm of a wave whose observation goes on: another wave would blur what the first one did."""
    drawn = [str(Arm.TREATED), str(Arm.CONTROL)]
    return Q(arm__in=drawn, wave__state__in=_HOLDING, wave__horizon_at__gt=at)


def observed_customers(at: datetime) -> Keys:
    """Customers who are in either arm of any wave whose observation goes on. One query."""
    return _keys(WaveMember.objects.unscoped(_WHY).filter(_observed(at)))


def rest_days(asked: Asked) -> int:
    """How long who was contacted is left alone: what the plan says, and at least what the policy does."""
    return max(asked.design.rest_days, policy_days(asked.purpose))


def _keys(rows: QuerySet, name: str = "customer") -> Keys:  # type: ignore[type-arg]
    return frozenset(cast(Iterable[int], rows.order_by().values_list(name, flat=True).distinct()))


def _asked(asked: Asked, since: datetime, at: datetime) -> Keys:
    if asked.purpose is Purpose.RECOVERY and asked.source in _ANSWERED:
        return frozenset()
    return frozenset(asked_since(since, None, at=at).values_list("customer_id", flat=True).distinct())


def _tried(contacts: QuerySet) -> Keys:  # type: ignore[type-arg]
    """Whom we tried in vain as often as one may."""
    most = contact_rules(Origin.RECOVERY).max_attempts
    missed = contacts.filter(result__in=sorted(map(str, MISSED))).order_by().values("case__customer")
    counted = missed.annotate(n=Count("pk")).filter(n__gte=most)
    return frozenset(cast(Iterable[int], counted.values_list("case__customer", flat=True)))


def _consented(asked: Asked) -> Keys:
    """Whose last word on offers is yes."""
    if asked.purpose is not Purpose.COMMERCIAL:
        return frozenset()
    lines = Consent.objects.unscoped(_WHY).filter(purpose=str(ConsentPurpose.COMMERCIAL))
    later = lines.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk"))
    given = lines.filter(~Exists(later), decision=str(Decision.GIVEN))
    return frozenset(given.values_list("customer_id", flat=True))
