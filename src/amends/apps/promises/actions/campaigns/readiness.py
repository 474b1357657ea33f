# SPDX-License-Identifier: Apache-2.0
"""Verbs on readiness: an item of the checklist is answered, a unit is briefed."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.promises.actions.campaigns.refusals import IN_HAND, CampaignRefused, NotYourUnit, StateWrong
from amends.apps.promises.actions.change import written
from amends.apps.promises.models.campaigns import Briefing, Campaign, CampaignCheck
from amends.apps.promises.queries.campaigns.content import checklist
from amends.apps.promises.rules.campaigns.words import Briefed, CampaignState, CheckState


class ItemUnknown(CampaignRefused):
    """The checklist has no such item."""

    def __init__(self, item: str) -> None:
        super().__init__(_("检查单里没有 %(item)s。") % {"item": item}, field="item")


class NobodyBriefed(CampaignRefused):
    """A briefing of nobody, or with more who passed than were there."""

    def __init__(self) -> None:
        super().__init__(_("参加人数至少为 1，通过人数不能多于参加人数。"), field="passed")


class NotYetHeld(CampaignRefused):
    """A briefing of tomorrow has not been held."""

    def __init__(self) -> None:
        super().__init__(_("培训日期不能晚于今天。"), field="held_date")


def answer_check(
    *, campaign: Campaign, item: str, state: CheckState, words: str, by: User, at: datetime
) -> CampaignCheck:
    """Answer an item: done, with the proof, or not applicable, with the reason. A later answer takes the place of an
    earlier one, which stays in the log. Raises `ItemUnknown`, `WordsMissing`, `NotYourUnit`, `StateWrong`."""
    if item not in checklist().items:
        raise ItemUnknown(item)
    said = written(words, "words")
    with writing(by=by, at=at) as log:
        _open_here(campaign, campaign.unit, by)
        row, _new = CampaignCheck.objects.unscoped(IN_HAND).update_or_create(
            campaign=campaign, item=item, defaults={"state": str(state), "words": said, "by": by, "at": at}
        )
        log(EventKind.CAMPAIGN_CHECKED, row, unit=campaign.unit, item=item, state=str(state))
    return row


def record_briefing(
    *,
    campaign: Campaign,
    unit: Unit,
    who: Briefed,
    held_date: date,
    briefed: int,
    passed: int,
    how: str,
    by: User,
    at: datetime,
    today: date,
) -> Briefing:
    """Record that a unit was briefed, and how many of it could tell the key points in their own words: a leader does
    so for the own unit, also in a campaign of a unit above.
    Raises `NobodyBriefed`, `NotYetHeld`, `WordsMissing`, `NotYourUnit`, `StateWrong`."""
    if briefed < 1 or not 0 <= passed <= briefed:
        raise NobodyBriefed
    if held_date > today:
        raise NotYetHeld
    said = written(how, "how")
    with writing(by=by, at=at) as log:
        _open_here(campaign, unit, by)
        row = Briefing.objects.create(
            campaign=campaign, unit=unit, who=str(who), held_date=held_date, briefed=briefed, passed=passed,
            how=said, by=by, at=at,
        )  # fmt: skip
        log(EventKind.CAMPAIGN_BRIEFED, row, unit=unit, code=campaign.code, briefed=briefed, passed=passed)
    return row


def _open_here(campaign: Campaign, unit: Unit, by: User) -> None:
    if not by.scope.covers(unit.number) or not campaign.unit.scope.covers(unit.number):
        raise NotYourUnit
    if campaign.state is CampaignState.CLOSED:
        raise StateWrong(campaign)
