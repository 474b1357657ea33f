# SPDX-License-Identifier: Apache-2.0
"""What a campaign still lacks before a gate."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from amends.apps.promises.models.campaigns import Briefing, Campaign, CampaignCheck
from amends.apps.promises.queries.campaigns.content import checklist, unified_words
from amends.apps.promises.queries.campaigns.finding import claims_of
from amends.apps.promises.queries.campaigns.gates import gate_lacks
from amends.apps.promises.queries.campaigns.materials import kinds_in_use
from amends.apps.promises.queries.campaigns.reaching import channel_reaches
from amends.apps.promises.rules.campaigns.briefing import Quizzed
from amends.apps.promises.rules.campaigns.checklist import Item
from amends.apps.promises.rules.campaigns.launch import PLAN_FIELDS, ClaimFacts, Facts, Missing, launch_lacks
from amends.apps.promises.rules.campaigns.words import Briefed

_IN_HAND = "of a campaign in hand"


def missing(campaign: Campaign, on: date, *, at: datetime) -> tuple[Missing, ...]:
    """Everything that keeps a campaign from being launched on a day. Nine queries, and
    those of the other areas' gates."""
    return (*launch_lacks(_facts(campaign, on), checklist()), *gate_lacks(campaign, at))


def unanswered(campaign: Campaign, gate: str) -> tuple[Item, ...]:
    """The items of the checklist that a gate (`launch`, `next_wave`, `close`) still needs. Raises `GateUnknown`."""
    return checklist().unanswered(gate, {each.item for each in checks_of(campaign)})


def checks_of(campaign: Campaign) -> list[CampaignCheck]:
    """What was answered of the checklist. One query."""
    rows = CampaignCheck.objects.unscoped(_IN_HAND).filter(campaign=campaign)
    return list(rows.select_related("by").order_by("item"))


def briefings_of(campaign: Campaign) -> list[Briefing]:
    """Every briefing, the newest first. One query."""
    rows = Briefing.objects.unscoped(_IN_HAND).filter(campaign=campaign)
    return list(rows.select_related("unit", "by").order_by("-held_date", "-pk"))


def latest_briefings(briefings: Sequence[Briefing]) -> list[Quizzed]:
    """The newest record of each unit and group: who was briefed again counts by the second time."""
    newest: dict[tuple[int, str], Quizzed] = {}
    for each in briefings:
        record = Quizzed(str(each.unit), Briefed(each.who), each.briefed, each.passed)
        newest.setdefault((each.unit_id, each.who), record)
    return list(newest.values())


def plan_said(campaign: Campaign) -> set[str]:
    """The fields of the plan that are filled; a budget of nothing is a budget."""
    return {name for name in PLAN_FIELDS if getattr(campaign, name) not in (None, "")}


def _facts(campaign: Campaign, on: date) -> Facts:
    claims = [
        ClaimFacts(each.words, each.delivery_owner_id is not None, each.capacity)
        for each in claims_of(campaign)
    ]
    usable = {each.channel for each in channel_reaches(campaign, on) if each.is_selectable}
    return Facts(
        said=plan_said(campaign),
        on=on,
        ends=campaign.ends_date,
        capacity=campaign.capacity,
        counted_on=timezone.localdate(campaign.counted_at) if campaign.counted_at else None,
        left=int(campaign.counted.get("left", 0)),
        is_told=campaign.told_at is not None,
        has_term=bool(campaign.terms)
        and any(code in unified_words(campaign.unit) for code in campaign.terms),
        claims=claims,
        channels=campaign.channels,
        usable=usable,
        materials=kinds_in_use(campaign),
        briefings=latest_briefings(briefings_of(campaign)),
        answered={each.item for each in checks_of(campaign)},
    )
