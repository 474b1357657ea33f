# SPDX-License-Identifier: Apache-2.0
"""Report that what is said and what is there differ; enough reports stop the campaign's publicity by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.refusals import IN_HAND, CampaignRefused, store
from amends.apps.promises.actions.change import written
from amends.apps.promises.models.campaigns import Campaign, MaterialVersion, MismatchReport
from amends.apps.promises.queries.campaigns.content import mismatch_rule
from amends.apps.promises.rules.campaigns.mismatches import stops
from amends.apps.promises.rules.campaigns.words import CampaignState


class NoUnit(CampaignRefused):
    """Who belongs to no unit cannot report for one."""

    def __init__(self) -> None:
        super().__init__(_("您的账号没有所属机构，不能上报。"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the front line saw: what was said and what is there, through which channel, where, and the words on a
    photo of it."""

    said: str
    found: str
    channel: str
    place: str
    photo_text: str = ""


def report_mismatch(
    *,
    campaign: Campaign,
    seen: Seen,
    by: User,
    at: datetime,
    customer: Customer | None = None,
    version: MaterialVersion | None = None,
    key: str | None = None,
) -> MismatchReport:
    """Report a mismatch; with a `key` used before, the report that is there. Each tells the campaign's owner; as many
    within as many days as the pack says suspend the publicity in the same transaction.
    Raises `WordsMissing`, `NoUnit`."""
    if key and (there := reported(key)):
        return there
    columns = _columns(seen)
    if by.unit is None:
        raise NoUnit
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            row = _locked(campaign)
            report = MismatchReport.objects.create(
                campaign=row,
                unit=by.unit,
                customer=customer,
                version=version,
                key=key,
                by=by,
                at=at,
                **columns,
            )
            about = customer.code if customer else ""
            log(EventKind.MISMATCH_REPORTED, report, about=about, unit=by.unit, code=row.code)
            _tell_owner(report, at)
            if _stops(row, at):
                store(row, suspended_at=at, suspended_reason=_stop_words())
                log(EventKind.CAMPAIGN_SUSPENDED, row, unit=row.unit, code=row.code, by_rule=True)
                _alert(row, at)
    except IntegrityError:  # pressed twice at once
        if key and (there := reported(key)):
            return there
        raise
    return report


def reported(key: str) -> MismatchReport | None:
    """The report that was made with a key, or `None`. One query."""
    return MismatchReport.objects.unscoped("the same press again").filter(key=key).first()


def _locked(campaign: Campaign) -> Campaign:
    """The campaign, locked, whoever reports: a report of the front line may stop what a unit above runs."""
    rows = Campaign.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit", "owner").get(pk=campaign.pk)


def _stops(campaign: Campaign, at: datetime) -> bool:
    if campaign.state is not CampaignState.RUNNING:
        return False
    rule = mismatch_rule()
    rows = MismatchReport.objects.unscoped("every unit's reports count").filter(campaign=campaign)
    moments = rows.filter(at__gt=at - rule.window).values_list("at", flat=True)
    return stops(rule, moments, at=at, since=campaign.resumed_at)


def _columns(seen: Seen) -> dict[str, str]:
    return {
        "said": written(seen.said, "said"),
        "found": written(seen.found, "found"),
        "place": written(seen.place, "place"),
        "channel": seen.channel,
        "photo_text": seen.photo_text.strip(),
    }


def _stop_words() -> str:
    rule = mismatch_rule()
    words = _("%(days)s 天内收到 %(count)s 件宣传与实际不一致的上报，宣传材料自动停用")
    return words % {"days": rule.window.days, "count": rule.reports}


def _tell_owner(report: MismatchReport, at: datetime) -> None:
    campaign = report.campaign
    words = _("活动“%(name)s”收到宣传与实际不一致的上报：%(place)s")
    _notice(campaign, words % {"name": campaign.name, "place": report.place}, f"mismatch:{report.pk}", at)


def _alert(campaign: Campaign, at: datetime) -> None:
    words = _("活动“%(name)s”的宣传材料已自动停用：请改正后再恢复")
    key = f"campaign-stopped:{campaign.pk}:{campaign.version}"
    _notice(campaign, words % {"name": campaign.name}, key, at)


def _notice(campaign: Campaign, subject: str, key: str, at: datetime) -> None:
    link = reverse("promises:campaign", args=[campaign.code])
    notify(to=campaign.owner, subject=subject, at=at, link=link, key=key)
