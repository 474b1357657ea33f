# SPDX-License-Identifier: Apache-2.0
"""What the areas that this one does not know ask before a campaign starts (docs/decisions/0011)."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from amends.apps.core.rules.gates import Lack as GateLack
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.rules.campaigns.launch import Lack, Missing


def gate_lacks(campaign: Campaign, at: datetime) -> tuple[Missing, ...]:
    """Everything that the gates of `AMENDS_LAUNCH_GATES` find lacking, in their order."""
    found: list[GateLack] = []
    for name in settings.AMENDS_LAUNCH_GATES:
        answer: Sequence[GateLack] = import_string(name)(campaign.code, campaign.unit, at)
        found += answer
    return tuple(Missing(Lack.GATE, of=each.words, url=each.url) for each in found)
