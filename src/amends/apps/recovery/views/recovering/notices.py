# SPDX-License-Identifier: Apache-2.0
"""Outages and risen bills: what is planned, whom it reaches, what came of it."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.notices import outages
from amends.apps.recovery.actions.notices.outages import OutageRefused
from amends.apps.recovery.forms.notices import OutageForm
from amends.apps.recovery.models import WHYS, PlannedOutage
from amends.apps.recovery.queries.notices.policy import bill_words
from amends.apps.recovery.queries.notices.segment import reach
from amends.apps.recovery.queries.notices.standing import (
    bill_months,
    bill_page,
    bill_results,
    outage_page,
    outage_within,
    results_of,
)
from amends.apps.recovery.rules.notices import NoticeState, OutageState
from amends.apps.recovery.views.recovering import notice_tables as tables

VERBS = {"announce": outages.announce, "cancel": outages.call_off}


@require_GET
@needs(Right.SEE_RECOVERY)
def notices(request: HttpRequest) -> HttpResponse:
    """The outages, and the months of risen bills."""
    who = person(request)
    page = outage_page(who.scope, after=request.GET.get("after", ""))
    context = {
        "outages": tables.outages(page.rows),
        "bills": tables.months(bill_months(who.scope)),
        "next_url": f"?after={page.next_after}" if page.next_after else "",
        "may_manage": who.may(Right.MANAGE_RECOVERY),
        "gateway": bool(settings.AMENDS_SMS_URL),
    }
    return render(request, "recovery/recovering/notices.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def outage_new(request: HttpRequest) -> HttpResponse:
    """Note works or a fault: a draft, so that one sees first whom it reaches."""
    who, at = person(request), timezone.now()
    form = OutageForm(request.POST or None, scope=who.scope, initial={"unit": who.unit_id})
    if request.method == "POST" and form.is_valid():
        try:
            row = outages.make_outage(outage=form.outage(), unit=form.unit_chosen(), by=who, at=at)
            return redirect("recovery:outage", row.pk)
        except OutageRefused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    return render(request, "recovery/recovering/outage_new.html", {"form": form}, status=status)


@require_GET
@needs(Right.SEE_RECOVERY)
def outage(request: HttpRequest, pk: int) -> HttpResponse:
    """One outage: as a draft whom it will reach, then what came of it."""
    row = _found(request, pk)
    results, is_draft = results_of(row), row.state == OutageState.DRAFT
    reached = reach(row) if is_draft else None
    context = {
        "outage": row,
        "facts": tables.outage_facts(row),
        "reach": reached,
        "skipped": [(WHYS[why], n) for why, n in reached.skipped.items()] if reached else [],
        "results": [] if is_draft else tables.result_metrics(results),
        "told": results.total,
        "reasons": tables.reasons(results),
        "may_manage": person(request).may(Right.MANAGE_RECOVERY),
    }
    return render(request, "recovery/recovering/outage.html", context)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def outage_do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Begin to tell, or call it off."""
    row = _found(request, pk)
    if verb not in VERBS:
        raise Http404
    try:
        VERBS[verb](outage=row, by=person(request), at=timezone.now())
    except OutageRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("recovery:outage", pk)


def _found(request: HttpRequest, pk: int) -> PlannedOutage:
    row = outage_within(pk, person(request).scope)
    if row is None:
        raise Http404
    return row


@require_GET
@needs(Right.SEE_RECOVERY)
def bills(request: HttpRequest, month: str) -> HttpResponse:
    """Whose bill of a month rose, and what came of telling them."""
    who, first = person(request), _month(month)
    results = bill_results(who.scope, first)
    if not results.total:
        raise Http404
    page = bill_page(who.scope, first, after=request.GET.get("after", ""))
    context = {
        "month": first,
        "words": bill_words(first),
        "results": tables.result_metrics(results),
        "total": results.total,
        "listed": results.states[NoticeState.LISTED],
        "table": tables.bills(page.rows),
        "next_url": f"?after={page.next_after}" if page.next_after else "",
        "may_manage": who.may(Right.MANAGE_RECOVERY),
    }
    return render(request, "recovery/recovering/bills.html", context)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def bills_tell(request: HttpRequest, month: str) -> HttpResponse:
    """Queue the texts of a month's list; a second press within the minute queues none."""
    who, at, first = person(request), timezone.now(), _month(month)
    key = f"tell_bills@{first}:{who.pk}:{at:%Y-%m-%dT%H:%M}"
    enqueue("tell_risen_bills", by=who, at=at, key=key, arguments={"month": first.isoformat()})
    messages.success(request, _("已交去发送，几分钟后这里能看到结果。"))
    return redirect("recovery:bills", month)


def _month(words: str) -> date:
    try:
        return date.fromisoformat(f"{words}-01")
    except ValueError as error:
        raise Http404 from error
