# SPDX-License-Identifier: Apache-2.0
"""Who is left of a campaign's segment, and who is excluded and why, by count."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.promises.actions.campaigns.refusals import CampaignRefused
from amends.apps.recovery.actions.campaign_audience import count_audience
from amends.apps.recovery.queries.campaign_audience import rest_days
from amends.apps.recovery.rules.campaign_audience import Exclusion
from amends.apps.recovery.views.campaigns.finding import address, found_campaign, plans
from amends.ui.components.tables import Column, Row, Table

EXCLUSIONS = {
    Exclusion.DO_NOT_CONTACT: gettext_lazy("谢绝主动联系"),
    Exclusion.LINE_CLOSED: gettext_lazy("号码已销户"),
    Exclusion.OPEN_COMPLAINT: gettext_lazy("有未结投诉"),
    Exclusion.IN_HAND: gettext_lazy("正在修复，有人跟进"),
    Exclusion.WITHDRAWN: gettext_lazy("拒绝或撤回了营销同意"),
    Exclusion.NO_CONSENT: gettext_lazy("没有营销同意"),
    Exclusion.RESTED: gettext_lazy("近期联系过，在休息期内"),
}


@require_GET
@needs(Right.SEE_CUSTOMERS)
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """What was counted last, with the press that counts anew."""
    campaign = found_campaign(request, code)
    counted = campaign.counted
    context = {
        "campaign": campaign, "may_count": plans(request, campaign) and campaign.segment is not None,
        "left": counted.get("left"), "table": _table(counted.get("excluded", {})), "rest": rest_days(),
        "everybody": counted.get("left", 0) + sum(counted.get("excluded", {}).values()),
    }  # fmt: skip
    return render_panel(request, "recovery/campaigns/_audience.html", context, title=_("可以营销的客户"))


@require_POST
@needs(Right.MANAGE_RECOVERY)
def count(request: HttpRequest, code: str) -> HttpResponse:
    """Count anew."""
    campaign = found_campaign(request, code)
    try:
        found = count_audience(campaign=campaign, by=person(request), at=timezone.now())
        words = _("已核算：可以营销 %(left)s 人，排除 %(out)s 人")
        values = {"left": found.left, "out": sum(found.excluded.values())}
        messages.success(request, words % values)
    except CampaignRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(address(campaign))


def _table(excluded: Mapping[str, int]) -> Table:
    columns = (Column(_("为什么排除"), lead=True), Column(_("人数"), kind="number"))
    rows = [Row((EXCLUSIONS[Exclusion(reason)], count)) for reason, count in excluded.items()]
    return Table(_("排除的客户"), columns, rows, fold=False)
