# SPDX-License-Identifier: Apache-2.0
"""The tables of promises."""

from amends.apps.promises.models.benefits import (
    BASES,
    COMPARISONS,
    BenefitGrant,
    BenefitRule,
    BenefitRuleQuerySet,
    DailyReading,
)
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.models.promises import (
    CHANNELS,
    CHECKS,
    KINDS,
    ORIGINS,
    STATES,
    UNENDED,
    Promise,
    PromiseQuerySet,
    in_state,
)
from amends.apps.promises.models.reviews import PromiseReview

__all__ = [
    "BASES",
    "CHANNELS",
    "CHECKS",
    "COMPARISONS",
    "KINDS",
    "ORIGINS",
    "STATES",
    "UNENDED",
    "BenefitGrant",
    "BenefitRule",
    "BenefitRuleQuerySet",
    "Campaign",
    "DailyReading",
    "Promise",
    "PromiseQuerySet",
    "PromiseReview",
    "in_state",
]
