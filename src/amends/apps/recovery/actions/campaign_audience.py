# SPDX-License-Identifier: Apache-2.0
"""Count the audience of a campaign, and keep what was counted: the launch asks that somebody did."""

from datetime import datetime

from amends.apps.core.models import User
from amends.apps.promises.actions.campaigns.planning import record_count
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.queries.campaign_audience import count_of
from amends.apps.recovery.rules.campaign_audience import Counted


def count_audience(*, campaign: Campaign, by: User, at: datetime) -> Counted:
    """Count who is left and who is excluded, and keep both with the campaign. Raises `NotYourUnit`."""
    found = count_of(campaign, at)
    record_count(campaign=campaign, left=found.left, excluded=found.excluded, by=by, at=at)
    return found
