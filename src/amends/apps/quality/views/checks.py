# SPDX-License-Identifier: Apache-2.0
"""Pages of checks: one's own before opening, who has not done theirs, audits of colleagues at work."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.checks import audit, check_self
from amends.apps.quality.forms.checks import AuditForm, CheckForm
from amends.apps.quality.queries.checks import (
    audited,
    audits,
    audits_of,
    checklists,
    day_of_checks,
    own_lists,
)
from amends.apps.quality.views import check_tables as tables
from amends.apps.quality.views.offline import asked, drawn_key, received
from amends.apps.quality.views.refusals import refusals_on


@require_GET
@needs()
def own(request: HttpRequest) -> HttpResponse:
    """What I go through before opening, and what inspectors found with me."""
    who, today = person(request), timezone.localdate()
    context = {
        "lists": own_lists(who, today), "opens": checklists().opens,
        "audits": tables.audits(audits_of(who), own=True),
    }  # fmt: skip
    return render(request, "quality/checks/own.html", context)


@require_http_methods(["GET", "POST"])
@needs()
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Go through one list."""
    who = person(request)
    found = next((each for each in checklists().daily(who.role) if each.code == code), None)
    if found is None:
        raise Http404
    form = CheckForm(request.POST or None, checklist=found, initial={"key": drawn_key()})
    back = reverse("quality:own_checks")
    if form.is_valid():
        with refusals_on(form):
            given = {"answers": form.answers(), "note": form.cleaned_data["note"], "sent": form.sent()}
            check_self(checklist=code, by=who, at=timezone.now(), **given)
            words = _("已记下。不合格的，开门前补好。")
            return received(request, form.cleaned_data["key"], back, words)
    return asked(request, "quality/checks/check.html", {"checklist": found, "list_url": back}, form)


@require_GET
@needs(Right.SEE_QUALITY)
def day(request: HttpRequest) -> HttpResponse:
    """Who has not gone through their lists today, hall by hall; the newest audits."""
    user, today = person(request), timezone.localdate()
    found = day_of_checks(user.scope, today)
    context = {
        "table": tables.halls(found),
        "missing": sum(len(each.missing) for each in found),
        "expected": sum(each.expected for each in found),
        "opens": checklists().opens,
        "today": today,
        "audits": tables.audits(audits(user.scope)),
        "may_inspect": user.may(Right.INSPECT),
    }
    return render(request, "quality/checks/day.html", context)


@require_http_methods(["GET"])
@needs(Right.INSPECT)
def audit_begin(request: HttpRequest) -> HttpResponse:
    """Choose whom and which list."""
    people, lists = audited(person(request).scope), [*checklists().lists.values()]
    form = AuditForm(request.GET or None, people=people, lists=lists)
    if form.is_bound and form.is_valid():
        return redirect("quality:audit", form.cleaned_data["person"].pk, form.cleaned_data["checklist"])
    return render(request, "quality/checks/audit_begin.html", {"form": form, "people": people})


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def audit_page(request: HttpRequest, key: int, code: str) -> HttpResponse:
    """Go through a list with a colleague."""
    by, found = person(request), checklists().lists.get(code)
    who = next((each for each in audited(by.scope) if each.pk == key), None)
    if found is None or who is None:
        raise Http404
    form = CheckForm(request.POST or None, checklist=found, initial={"key": drawn_key()})
    if form.is_valid():
        with refusals_on(form):
            note, now = form.cleaned_data["note"], timezone.now()
            audit(
                person=who, checklist=code, answers=form.answers(), by=by, at=now, note=note, sent=form.sent()
            )
            words = _("已记下；不合格的已开辅导任务。")
            return received(request, form.cleaned_data["key"], reverse("quality:checks"), words)
    context = {"checklist": found, "who": who, "list_url": reverse("quality:checks")}
    return asked(request, "quality/checks/check.html", context, form)


@require_GET
@needs()
def home_panel(request: HttpRequest) -> HttpResponse:
    """On the home page: my lists of today."""
    context = {"lists": own_lists(person(request), timezone.localdate()), "opens": checklists().opens}
    return render_panel(request, "quality/checks/_home.html", context, title=gettext_lazy("班前自查"))
