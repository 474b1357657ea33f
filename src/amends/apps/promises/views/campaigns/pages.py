# SPDX-License-Identifier: Apache-2.0
"""The list of campaigns, and the page of one: its plan, what it lacks, what it claims, shows and hears."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import CHANNELS
from amends.apps.promises.models.campaigns import Campaign, CampaignCheck
from amends.apps.promises.queries.campaigns.content import checklist, mismatch_rule, unified_words
from amends.apps.promises.queries.campaigns.finding import MOST, campaigns_within, claims_of, mismatches_of
from amends.apps.promises.queries.campaigns.launching import briefings_of, checks_of, missing
from amends.apps.promises.queries.campaigns.materials import register_of
from amends.apps.promises.rules.campaigns.launch import Lack
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.apps.promises.views.campaigns.finding import found_campaign, may_plan
from amends.apps.promises.views.campaigns.lacks import lack_lines
from amends.apps.promises.views.campaigns.tables import (
    briefing_table,
    campaign_table,
    claim_table,
    days_words,
    material_table,
    mismatch_table,
    stage_table,
    state_tag,
    yuan_words,
)
from amends.ui.components.times import moment


@require_GET
@needs(Right.SEE_CUSTOMERS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns that run in the person's units, the newest first."""
    user = person(request)
    rows = list(campaigns_within(user.scope)[:MOST])
    running = sum(each.state is CampaignState.RUNNING for each in rows)
    suspended = sum(each.state is CampaignState.SUSPENDED for each in rows)
    context = {
        "table": campaign_table(rows), "running": running, "suspended": suspended, "all": len(rows),
        "may_plan": user.may(Right.MANAGE_RECOVERY),
    }  # fmt: skip
    return render(request, "promises/campaigns/list.html", context)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One campaign."""
    found, user, today = found_campaign(request, code), person(request), timezone.localdate()
    plans, checks = may_plan(request, found), checks_of(found)
    context = {
        "campaign": found, "state": state_tag(found), "facts": _facts(found), "roles": _roles(found),
        **_lacking(found, today), "may_plan": plans, "may_change": plans and found.may_be_changed,
        "may_ready": user.may(Right.ASSIGN_CASES) and found.closed_at is None,
        "claims": claim_table(claims_of(found), may_change=plans and found.may_be_changed),
        "materials": material_table(found, register_of(found)), "briefings": briefing_table(briefings_of(found)),
        "stages": stage_table(checklist(), checks), "mismatches": mismatch_table(mismatches_of(found, user.scope)),
        "rule": mismatch_rule(), "panels": panels_for(user, "CAMPAIGN_PANELS", code), **_standing(found, checks),
    }  # fmt: skip
    return render(request, "promises/campaigns/page.html", context)


def _lacking(campaign: Campaign, today: date) -> dict[str, object]:
    """What is lacking, where that still matters; items of the checklist apart, since they are many."""
    matters = campaign.state in {CampaignState.DRAFT, CampaignState.SUSPENDED}
    found = missing(campaign, today, at=timezone.now()) if matters else ()
    checks = [each for each in found if each.lack is Lack.CHECK]
    others = [each for each in found if each.lack is not Lack.CHECK]
    lines = {"lacking": lack_lines(campaign, others), "unchecked": lack_lines(campaign, checks)}
    return {"lacks": len(found), **lines}


def _standing(campaign: Campaign, checks: Sequence[CampaignCheck]) -> dict[str, object]:
    """Which presses fit where it stands, and what closing still needs."""
    state = campaign.state
    answered = {each.item for each in checks}
    return {
        "is_draft": state is CampaignState.DRAFT,
        "is_running": state is CampaignState.RUNNING,
        "is_suspended": state is CampaignState.SUSPENDED,
        "is_closed": state is CampaignState.CLOSED,
        "unreviewed": len(checklist().unanswered("close", answered)),
        "unwaved": len(checklist().unanswered("next_wave", answered)),
    }


def _facts(campaign: Campaign) -> list[tuple[str, object]]:
    words = unified_words(campaign.unit) if campaign.terms else {}
    terms = _("、").join(words.get(code, code) for code in campaign.terms)
    channels = _("、").join(str(CHANNELS.get(code, code)) for code in campaign.channels)
    return [
        (_("目标"), campaign.goal),
        (_("目标客户"), campaign.segment or ""),
        (_("优惠内容"), campaign.offer),
        (_("起止"), days_words(campaign.starts_date, campaign.ends_date)),
        (_("容量（人）"), campaign.capacity),
        (_("预算（元）"), yuan_words(campaign.budget)),
        (_("退出与取消办法"), campaign.exit_rule),
        (_("预计每天咨询量"), _expected(campaign)),
        (_("统一用语"), terms),
        (_("渠道"), channels),
        (_("编码"), campaign.code),
    ]


def _expected(campaign: Campaign) -> object:
    if campaign.expected_enquiries is None:
        return ""
    count = _("%(count)s 次") % {"count": campaign.expected_enquiries}
    if campaign.told_at is None:
        return _("%(count)s，还没有告知热线和营业厅") % {"count": count}
    return _("%(count)s，%(day)s 已告知热线和营业厅") % {
        "count": count, "day": timezone.localtime(campaign.told_at).date(),
    }  # fmt: skip


def _roles(campaign: Campaign) -> list[tuple[str, object]]:
    rows = [
        (_("负责人"), campaign.owner),
        (_("谁来承诺"), campaign.maker),
        (_("谁来保障"), campaign.enabler),
        (_("谁来兑现"), campaign.keeper),
        (_("机构"), campaign.unit),
        (_("上线"), moment(campaign.launched_at) if campaign.launched_at else ""),
    ]
    if campaign.suspended_at:
        rows += [(_("暂停"), moment(campaign.suspended_at)), (_("暂停原因"), campaign.suspended_reason)]
    if campaign.closed_at:
        rows.append((_("下线"), moment(campaign.closed_at)))
    return rows
