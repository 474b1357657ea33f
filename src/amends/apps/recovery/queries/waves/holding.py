# SPDX-License-Identifier: Apache-2.0
"""Who is held out now, and must be left alone by all but what law, complaints and promises give (decision 10)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef

from amends.apps.customers.models import Customer
from amends.apps.recovery.models import MemberQuerySet, WaveMember
from amends.apps.recovery.rules.waves.drawing import is_universal
from amends.apps.recovery.rules.waves.words import HOLDING, Arm

_WHY = "chance drew over every unit's customers"
_HOLDING = sorted(str(each) for each in HOLDING)
PORTION = 2_000


def universal_share() -> float:
    """The share of accounts that no wave ever approaches."""
    return float(settings.AMENDS_UNIVERSAL_HOLDOUT) / 100


def is_held_out(customer: Customer, at: datetime) -> bool:
    """Whether a customer is left alone to compare with: control of a wave whose observation goes on, or one of those
    whom no wave ever approaches. One query, or two where the account has its own number."""
    return customer.pk in held_out_among([customer], at)


def held_out_among(customers: Iterable[Customer], at: datetime) -> set[int]:
    """Keys of those customers who are held out. Two queries for each two thousand."""
    found: set[int] = set()
    rows = list(customers)
    for start in range(0, len(rows), PORTION):
        portion = {each.pk: each.code for each in rows[start : start + PORTION]}
        found |= set(controls(at).filter(customer__in=list(portion)).values_list("customer", flat=True))
        found |= _universal(portion)
    return found


def controls(at: datetime) -> MemberQuerySet:
    """The controls of all waves whose observation goes on."""
    rows = WaveMember.objects.unscoped(_WHY).filter(arm=str(Arm.CONTROL), wave__state__in=_HOLDING)
    return rows.filter(wave__horizon_at__gt=at)


def controls_of(customer: OuterRef, at: datetime) -> MemberQuerySet:
    """For `Exists`: whether the customer of an outer row is such a control."""
    return controls(at).filter(customer=customer)


def _universal(codes: dict[int, str]) -> set[int]:
    share = universal_share()
    if not share:
        return set()
    key, names = settings.AMENDS_HOLDOUT_KEY, {pk: {code} for pk, code in codes.items()}
    for pk, account in _accounts(codes):
        names[pk].add(account)
    return {pk for pk, known in names.items() if any(is_universal(n, key=key, share=share) for n in known)}


def known_accounts(customers: Collection[int]) -> dict[int, str]:
    """The account of each of some customers that a wave learnt of, the newest: without one a customer stands alone."""
    return dict(_accounts(customers))


def _accounts(customers: Collection[int]) -> Iterable[tuple[int, str]]:
    """Every account that a wave ever knew a customer by, the newest last."""
    rows = WaveMember.objects.unscoped(_WHY).filter(customer__in=list(customers)).order_by("pk")
    return rows.values_list("customer", "account")
