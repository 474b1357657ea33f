# SPDX-License-Identifier: Apache-2.0
"""Sales quality by channel and seller, and bringing in a file of sales."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.analytics.sampling.intervals import share_interval
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models.campaigns import SALE_CHANNELS
from amends.apps.recovery.actions.sales_import import import_sales
from amends.apps.recovery.queries.sales_quality import campaign_codes, sales_quality
from amends.apps.recovery.rules.sale_rows import sale_example, sale_fields
from amends.apps.recovery.rules.sales_quality import FEWEST, Sold
from amends.apps.recovery.views.campaigns.finding import found_campaign
from amends.apps.satisfaction.actions.importing import NobodysUnit, TooManyRows
from amends.apps.satisfaction.forms.uploads import TableForm
from amends.apps.satisfaction.views.faults import taken_page
from amends.ui.components.tables import Column, Row, Table

DAYS = 180


@require_GET
@needs(Right.ASSIGN_CASES)
def quality(request: HttpRequest) -> HttpResponse:
    """Both tables for the sales of the last 180 days, of one campaign or of all."""
    user, at, campaign = person(request), timezone.now(), request.GET.get("campaign", "")[:40]
    channels, sellers = (_sold(user, each, at, campaign) for each in ("channel", "seller"))
    context = {
        "channels": quality_table(channels, _("渠道"), SALE_CHANNELS), "sellers": quality_table(sellers, _("销售工号")),
        "campaign": campaign, "codes": campaign_codes(user.scope), "sales": sum(each.sales for each in channels),
        "days": DAYS, "fewest": FEWEST, "may_import": user.may(Right.IMPORT_DATA),
        "period": _period(at),
    }  # fmt: skip
    return render(request, "recovery/campaigns/sales.html", context)


@require_GET
@needs(Right.ASSIGN_CASES)
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """Sales quality of a campaign by channel."""
    campaign, at = found_campaign(request, code), timezone.now()
    rows = _sold(person(request), "channel", at, campaign.code)
    context = {
        "campaign": campaign,
        "table": quality_table(rows, _("渠道"), SALE_CHANNELS),
        "period": _period(at),
    }
    return render_panel(request, "recovery/campaigns/_sales.html", context, title=_("销售质量"))


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def sales_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file of sales; good rows are taken at once."""
    form, back = TableForm(request.POST or None, request.FILES or None), reverse("recovery:sales")
    template = reverse("recovery:sales_template")
    context = {"form": form, "back": back, "title": _("销售记录"), "template": template}
    if request.method == "POST" and form.is_valid():
        try:
            file, zone = form.cleaned_data["file"], timezone.get_default_timezone()
            taken = import_sales(file=file, by=person(request), at=timezone.now(), zone=zone)
            return taken_page(request, taken, context)
        except (TooManyRows, NobodysUnit) as error:
            form.add_error("file", str(error))
    return render(request, "satisfaction/sources/import.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.IMPORT_DATA)
def template(_request: HttpRequest) -> HttpResponse:
    """An example of the file, to be filled in."""
    out = StringIO()
    titles = [each.titles[0] for each in sale_fields(timezone.get_default_timezone())]
    csv.writer(out).writerows([titles, sale_example()])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sales.csv"'
    return answer


def quality_table(rows: Sequence[Sold], who: str, names: Mapping[str, object] | None = None) -> Table:
    """One line each, shares with their intervals; hidden where there are too few."""
    columns = (
        Column(who, lead=True), Column(_("销售笔数"), kind="number"), Column(_("满 30 天的"), kind="number"),
        Column(_("30 天内投诉率（95% 区间）")), Column(_("确认知情同意")), Column(_("冲正或退订率")),
    )  # fmt: skip
    return Table(_("销售质量"), columns, [_row(each, names or {}) for each in rows])


def _row(each: Sold, names: Mapping[str, object]) -> Row:
    complaints = _share(each.complained, each.mature, shown=each.complaints_are_shown)
    consents = _share(each.consented, each.sales, shown=each.is_shown)
    undone = _share(each.reversed, each.sales, shown=each.is_shown)
    return Row((names.get(each.who, each.who), each.sales, each.mature, complaints, consents, undone))


def _share(part: int, whole: int, *, shown: bool) -> str:
    if not shown:
        return _("不足 %(fewest)s 笔，不显示") % {"fewest": FEWEST}
    figure = share_interval(part, whole)
    values = {"value": f"{figure.value:.1%}", "low": f"{figure.low:.1%}", "high": f"{figure.high:.1%}"}
    return _("%(value)s（%(low)s–%(high)s）") % values


def _sold(user: User, by: str, at: datetime, campaign: str) -> list[Sold]:
    since = at - timedelta(days=DAYS)
    return sales_quality(user.scope, by, since=since, until=at, at=at, campaign=campaign)


def _period(at: datetime) -> str:
    today = timezone.localtime(at).date()
    return _("%(first)s 至 %(last)s") % {"first": today - timedelta(days=DAYS), "last": today}
