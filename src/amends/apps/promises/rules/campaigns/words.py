# SPDX-License-Identifier: Apache-2.0
"""The codes of campaigns: where one stands, what a material is for, what was ticked, who was briefed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CampaignState(StrEnum):
    """Where a campaign stands; derived from its moments, never stored beside them."""

    DRAFT = "draft"
    RUNNING = "running"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class MaterialKind(StrEnum):
    """What a material is for."""

    PUBLICITY = "publicity"
    TARIFF_NOTICE = "tariff_notice"
    RECOMMEND_SCRIPT = "recommend_script"
    EXPLAIN_SCRIPT = "explain_script"


class CheckState(StrEnum):
    """What a person said of an item of the checklist."""

    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class Briefed(StrEnum):
    """Who was briefed: team leaders come before those they lead."""

    LEADERS = "leaders"
    FRONT_LINE = "front_line"


# A launch needs one in use of each: what customers read, how it is recommended, what to say to who complains.
NEEDED_MATERIALS = (MaterialKind.PUBLICITY, MaterialKind.RECOMMEND_SCRIPT, MaterialKind.EXPLAIN_SCRIPT)


@dataclass(frozen=True, slots=True)
class Moments:
    """All that a campaign's state depends on; `suspended_at` is cleared when it goes on."""

    launched_at: datetime | None = None
    suspended_at: datetime | None = None
    closed_at: datetime | None = None


def state_of(moments: Moments) -> CampaignState:
    """Where a campaign stands."""
    if moments.closed_at:
        return CampaignState.CLOSED
    if moments.suspended_at:
        return CampaignState.SUSPENDED
    return CampaignState.RUNNING if moments.launched_at else CampaignState.DRAFT
