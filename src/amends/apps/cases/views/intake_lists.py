# SPDX-License-Identifier: Apache-2.0
"""What the intake left to do: customers to recognise, calls without a record, policies that customers disagree with."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake_customers import match_customer
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import by_policy, missing_records, unmatched
from amends.apps.cases.queries.intake_customers import same_number
from amends.apps.cases.rules.seen import seen_version
from amends.apps.cases.views.page import found
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.search import look_for
from amends.apps.customers.queries.profile import customer_by_code
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

MOST = 50


@require_GET
@needs(Right.WORK_CASES)
def checks(request: HttpRequest) -> HttpResponse:
    """The lists of what is to be mended, and how often which policy was disagreed with last week."""
    scope, since = person(request).scope, _monday(timezone.now()) - timedelta(days=7)
    until = since + timedelta(days=7)
    context = {
        "unmatched": _table(_("待识别客户"), unmatched(scope, most=MOST), "cases:match"),
        "missing": _table(_("来电没有联系记录"), missing_records(scope, most=MOST), "cases:page"),
        "policies": _policies(by_policy(scope, since=since, until=until)[:MOST]),
        "since": since,
        "last": until - timedelta(days=1),
    }
    return render(request, "cases/intake_checks.html", context)


def _monday(at: datetime) -> datetime:
    """The midnight that the week of a moment began with, on the operator's clock."""
    local = localtime(at)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())


def _table(caption: str, cases: Iterable[Case], url: str) -> Table:
    columns = [
        Column(_("编号"), lead=True),
        Column(_("事由"), kind="clip"),
        Column(_("客户")),
        Column(_("责任人"), late=True),
        Column(_("收到时间")),
    ]
    rows = [
        Row(
            [case.number, case.title, case.customer, case.owner, moment(case.received_at)],
            url=reverse(url, args=[case.number]),
        )
        for case in cases
    ]
    return Table(caption, columns, rows)


def _policies(counted: Iterable[Mapping[str, object]]) -> Table:
    columns = [Column(_("涉及政策"), lead=True), Column(_("件数"), kind="number"), Column(_("第一件"))]
    rows = [
        Row(
            [each["intake__policy"], each["cases"], each["first"]],
            reverse("cases:page", args=[each["first"]]),
        )
        for each in counted
    ]
    return Table(_("客户不认同的政策"), columns, rows)


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
@never_cache
def match(request: HttpRequest, number: str) -> HttpResponse:
    """Which customer somebody is who was not known: those with the same number, or one that is looked for."""
    who, case, at = person(request), found(request, number), timezone.now()
    code, asked, refused = request.POST.get("customer", ""), request.POST.get("find", "").strip(), ""
    if request.method == "POST" and code:
        version = seen_version(request.POST.get("version", ""))
        refused = _matched(case, code, version, who, at)
        if not refused:
            messages.success(request, _("已经归到这位客户"))
            return redirect("cases:intake_checks")
    looked = look_for(typed=asked, by=who, at=at).page.customers if asked else []
    known = same_number(case, who.scope)
    context = {"case": case, "known": known, "looked": looked, "asked": asked, "refused": refused}
    return render(request, "cases/intake_match.html", context, status=422 if refused else 200)


def _matched(case: Case, code: str, version: int, who: User, at: datetime) -> str:
    """Nothing when it was done, else why not."""
    customer = customer_by_code(code, who.scope)
    if customer is None:
        return _("您的机构里没有这个客户编号")
    try:
        match_customer(case=case, version=version, customer=customer, by=who, at=at)
    except CaseRefused as refusal:
        return str(refusal)
    return ""
