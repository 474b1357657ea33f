# SPDX-License-Identifier: Apache-2.0
"""Whom we came to of our own accord lately: in a wave, or with a notice of an improvement. One limit holds for both."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from django.db.models import QuerySet

from amends.apps.recovery.models import FixNotice, WaveMember
from amends.apps.recovery.rules.waves.words import Purpose
from amends.packs import Document, load

_WHY = "a limit holds for the customer, whoever of us was in contact"


@cache
def policy_days(purpose: Purpose) -> int:
    """How many days the policy leaves between two contacts of a purpose."""
    rows = cast(tuple[Document, ...], load("contact_policy")["frequency"])
    said = next((row for row in rows if row["code"] == str(purpose)), {})
    return int(cast(int, said.get("rest_days", 0)))


def notices_since(since: datetime) -> QuerySet[FixNotice]:
    """Notices of improvements that customers got since."""
    return FixNotice.objects.unscoped(_WHY).filter(made_at__gte=since, left_out="")


def rested_among(customers: Collection[int], at: datetime) -> set[int]:
    """Keys of those customers whom a wave or a notice reached within the days of the policy. Two queries."""
    since = at - timedelta(days=policy_days(Purpose.RECOVERY))
    approached = WaveMember.objects.unscoped(_WHY).filter(approached_at__gte=since, customer__in=customers)
    told = notices_since(since).filter(customer__in=customers)
    return {*approached.values_list("customer", flat=True), *told.values_list("customer", flat=True)}
