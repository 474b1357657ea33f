# SPDX-License-Identifier: Apache-2.0
"""What verbs on campaigns refuse, and what they have in common: the row that the person saw is changed, or none."""

from django.utils.translation import gettext as _

from amends.apps.core.models import User
from amends.apps.promises.actions.change import PromiseConflict, PromiseRefused
from amends.apps.promises.models.campaigns import CAMPAIGN_STATES, Campaign

IN_HAND = "the caller found the campaign within the person's scope"


class CampaignRefused(PromiseRefused):
    """Why a verb on a campaign was not done, as a sentence for the person; `field` is the input it is about."""


class NotYourUnit(CampaignRefused):
    """Campaigns of a unit above are read below it, and changed by those who look after that unit."""

    def __init__(self) -> None:
        super().__init__(_("这个机构不在您的管理范围内。"), field="unit")


class CampaignChanged(PromiseConflict):
    """Somebody else changed the campaign in the meantime; the caller shows it again."""

    def __init__(self) -> None:
        super().__init__(_("这个活动刚刚被别人改过，请看过最新内容再操作。"))


class PlanFixed(CampaignRefused):
    """The campaign is running or over: what customers read may not change under them."""

    def __init__(self, campaign: Campaign) -> None:
        words = _("活动%(state)s，不能修改方案和宣传内容；要改，先暂停宣传。")
        super().__init__(words % {"state": CAMPAIGN_STATES[campaign.state]})


class StateWrong(CampaignRefused):
    """The verb does not fit where the campaign stands."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(
            _("活动现在是“%(state)s”，不能这样操作。") % {"state": CAMPAIGN_STATES[campaign.state]}
        )


def locked(campaign: Campaign, by: User) -> Campaign:
    """The row as it is now, locked until the transaction ends. Raises `NotYourUnit`. Call it inside `writing`."""
    if not by.scope.covers(campaign.unit.number):
        raise NotYourUnit
    rows = Campaign.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit", "owner", "segment__unit").get(pk=campaign.pk)


def changeable(campaign: Campaign, by: User, version: int | None = None) -> Campaign:
    """The locked row where its plan may be changed. Raises `NotYourUnit`, `PlanFixed`, `CampaignChanged`."""
    row = locked(campaign, by)
    if not row.may_be_changed:
        raise PlanFixed(row)
    if version is not None and row.version != version:
        raise CampaignChanged
    return row


def store(row: Campaign, **values: object) -> None:
    """Write some fields of a locked row."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
