# SPDX-License-Identifier: Apache-2.0
"""How a campaign goes: launched when nothing is lacking, suspended, resumed, closed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.campaigns.refusals import CampaignRefused, StateWrong, locked, store
from amends.apps.promises.actions.change import written
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.launching import missing, unanswered
from amends.apps.promises.rules.campaigns.checklist import CLOSE, Item
from amends.apps.promises.rules.campaigns.launch import Missing
from amends.apps.promises.rules.campaigns.words import CampaignState


class NotReady(CampaignRefused):
    """The launch gate is shut; `missing` is everything that is lacking."""

    def __init__(self, lacking: Sequence[Missing]) -> None:
        super().__init__(_("还缺 %(count)s 项，不能上线。") % {"count": len(lacking)})
        self.missing = tuple(lacking)


class NotReviewed(CampaignRefused):
    """The closing gate is shut; `items` of the checklist are unanswered."""

    def __init__(self, items: Sequence[Item]) -> None:
        codes = _("、").join(each.code for each in items)
        super().__init__(_("检查单还有没有答复的项，不能下线：%(codes)s") % {"codes": codes})
        self.items = tuple(items)


def launch_campaign(*, campaign: Campaign, by: User, at: datetime, today: date) -> None:
    """Let a campaign start, where nothing is lacking. Raises `NotReady` with the whole list, `StateWrong`,
    `NotYourUnit`."""
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        if row.state is not CampaignState.DRAFT:
            raise StateWrong(row)
        if lacking := missing(row, today, at=at):
            raise NotReady(lacking)
        store(row, launched_at=at, launched_by=by)
        log(EventKind.CAMPAIGN_LAUNCHED, row, unit=row.unit, code=row.code)


def suspend_campaign(*, campaign: Campaign, reason: str, by: User, at: datetime) -> None:
    """Take its publicity out of use for a reason. Raises `WordsMissing`, `StateWrong`, `NotYourUnit`."""
    why = written(reason, "reason")
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        if row.state is not CampaignState.RUNNING:
            raise StateWrong(row)
        store(row, suspended_at=at, suspended_reason=why)
        log(EventKind.CAMPAIGN_SUSPENDED, row, unit=row.unit, code=row.code, by_rule=False)


def resume_campaign(*, campaign: Campaign, by: User, at: datetime, today: date) -> None:
    """Let a suspended one go on, by the same gate as a launch: what was put right must be whole again. Reports up to
    now count no more. Raises `NotReady`, `StateWrong`, `NotYourUnit`."""
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        if row.state is not CampaignState.SUSPENDED:
            raise StateWrong(row)
        if lacking := missing(row, today, at=at):
            raise NotReady(lacking)
        store(row, suspended_at=None, suspended_reason="", resumed_at=at)
        log(EventKind.CAMPAIGN_RESUMED, row, unit=row.unit, code=row.code)


def close_campaign(*, campaign: Campaign, by: User, at: datetime) -> None:
    """End a campaign whose promises and review were answered. Raises `NotReviewed`, `StateWrong`, `NotYourUnit`."""
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        if row.state not in {CampaignState.RUNNING, CampaignState.SUSPENDED}:
            raise StateWrong(row)
        if left := unanswered(row, CLOSE):
            raise NotReviewed(left)
        store(row, closed_at=at, closed_by=by)
        log(EventKind.CAMPAIGN_CLOSED, row, unit=row.unit, code=row.code)
