# SPDX-License-Identifier: Apache-2.0
"""Plan a campaign: what for, for whom, what, how many, by when, by whom; tell those who will be asked about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Segment
from amends.apps.promises.actions.campaigns.refusals import (
    CampaignRefused,
    NotYourUnit,
    changeable,
    locked,
    store,
)
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.content import unified_words
from amends.apps.promises.queries.campaigns.reaching import channel_reaches


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan says; what is not known yet stays empty until the launch asks for it. `budget` is in fen, the days
    are both included, `terms` are codes of unified wordings."""

    name: str
    owner: User
    goal: str = ""
    segment: Segment | None = None
    offer: str = ""
    capacity: int | None = None
    budget: int | None = None
    maker: str = ""
    enabler: str = ""
    keeper: str = ""
    starts_date: date | None = None
    ends_date: date | None = None
    exit_rule: str = ""
    expected_enquiries: int | None = None
    terms: Sequence[str] = ()

    @property
    def fields(self) -> dict[str, object]:
        """The columns of the row."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**said, "terms": list(self.terms)}


class CampaignCodeTaken(CampaignRefused):
    """Another campaign has that code."""

    def __init__(self) -> None:
        super().__init__(_("这个编码已经用过了"), field="code")


class EndsBeforeStart(CampaignRefused):
    """The last day lies before the first."""

    def __init__(self) -> None:
        super().__init__(_("结束日期早于开始日期。"), field="ends_date")


class TermUnknown(CampaignRefused):
    """A wording is named that the list of unified wordings does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(_("统一用语里没有 %(code)s。") % {"code": code}, field="terms")


class NothingToTell(CampaignRefused):
    """The hotline cannot be told how many will ask while nobody said how many."""

    def __init__(self) -> None:
        super().__init__(_("先在方案里写明预计每天的咨询量和开始日期，再告知一线。"))


class ChannelNotSelectable(CampaignRefused):
    """Nobody of the audience agreed to be told through it."""

    def __init__(self, channel: str) -> None:
        super().__init__(_("目标客户里没有人同意通过这个渠道接收，不能选。"), field="channels")
        self.channel = channel


def plan_campaign(*, code: str, unit: Unit, plan: Plan, by: User, at: datetime) -> Campaign:
    """Begin a campaign of `unit`. Raises `NotYourUnit`, `CampaignCodeTaken`, `EndsBeforeStart`, `TermUnknown`."""
    if not by.scope.covers(unit.number):
        raise NotYourUnit
    _check(plan, unit)
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            row = Campaign.objects.create(code=code, unit=unit, made_by=by, made_at=at, **plan.fields)
            log(EventKind.CAMPAIGN_PLANNED, row, unit=unit, code=code)
    except IntegrityError:
        if Campaign.objects.unscoped("codes are unique over all units").filter(code=code).exists():
            raise CampaignCodeTaken from None
        raise
    return row


def change_campaign(*, campaign: Campaign, version: int, plan: Plan, by: User, at: datetime) -> None:
    """Change the plan. Another segment makes the count of its audience void, other days or another number of
    enquiries what the front line was told. Raises `NotYourUnit`, `PlanFixed`, `CampaignChanged`, `EndsBeforeStart`,
    `TermUnknown`."""
    _check(plan, campaign.unit)
    with writing(by=by, at=at) as log:
        row = changeable(campaign, by, version)
        changed = sorted(name for name, value in plan.fields.items() if getattr(row, name) != value)
        store(row, **plan.fields, **_void(changed))
        log(EventKind.CAMPAIGN_CHANGED, row, unit=row.unit, code=row.code, fields=[*changed])


def announce_campaign(*, campaign: Campaign, by: User, at: datetime) -> int:
    """Tell the leaders of hotline and halls in the campaign's unit how many enquiries a day to expect and from when.
    Returns how many were told. Raises `NotYourUnit`, `NothingToTell`."""
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        if row.expected_enquiries is None or row.starts_date is None:
            raise NothingToTell
        leaders = [each for each in people_within(row.unit.scope).filter(is_active=True) if _leads(each)]
        store(row, told_at=at, told_by=by)
        log(EventKind.CAMPAIGN_ANNOUNCED, row, unit=row.unit, code=row.code, people=len(leaders))
        for each in leaders:
            _tell(each, row, at)
    return len(leaders)


def set_channels(*, campaign: Campaign, channels: Collection[str], by: User, at: datetime) -> None:
    """Choose through which channels customers are told. Raises `ChannelNotSelectable`, `NotYourUnit`, `PlanFixed`."""
    with writing(by=by, at=at) as log:
        row = changeable(campaign, by)
        usable = {each.channel for each in channel_reaches(row, timezone.localdate(at)) if each.is_selectable}
        if refused := sorted(set(channels) - usable):
            raise ChannelNotSelectable(refused[0])
        store(row, channels=sorted(channels))
        log(EventKind.CAMPAIGN_CHANNELS_SET, row, unit=row.unit, code=row.code, channels=[*sorted(channels)])


def record_count(
    *, campaign: Campaign, left: int, excluded: Mapping[str, int], by: User, at: datetime
) -> None:
    """Keep what counting the audience found: customers left, and how many were excluded, by reason. Whoever counts
    stands above this area, since an open complaint is not known here. Raises `NotYourUnit`."""
    with writing(by=by, at=at) as log:
        row = locked(campaign, by)
        store(row, counted={"left": left, "excluded": {**excluded}}, counted_at=at)
        log(EventKind.CAMPAIGN_COUNTED, row, unit=row.unit, code=row.code, left=left, excluded={**excluded})


def _check(plan: Plan, unit: Unit) -> None:
    if plan.starts_date and plan.ends_date and plan.ends_date < plan.starts_date:
        raise EndsBeforeStart
    known = unified_words(unit) if plan.terms else {}
    for code in plan.terms:
        if code not in known:
            raise TermUnknown(code)


def _void(changed: Sequence[str]) -> dict[str, object]:
    void: dict[str, object] = {}
    if "segment" in changed:
        void |= {"counted": {}, "counted_at": None, "channels": []}
    if {"starts_date", "expected_enquiries"} & {*changed}:
        void |= {"told_at": None, "told_by": None}
    return void


def _leads(person: User) -> bool:
    return person.may(Right.ASSIGN_CASES)


def _tell(leader: User, campaign: Campaign, at: datetime) -> None:
    words = _("活动“%(name)s”%(start)s开始，预计每天咨询 %(count)s 次，请安排好人手和口径")
    values = {"name": campaign.name, "start": campaign.starts_date, "count": campaign.expected_enquiries}
    notify(
        to=leader,
        subject=words % values,
        at=at,
        link=reverse("promises:campaign", args=[campaign.code]),
        key=f"campaign-told:{campaign.pk}:{campaign.version}:{leader.pk}",
    )
