# SPDX-License-Identifier: Apache-2.0
"""Pages of segments: the definitions, who is in one, a new one."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.customers.actions.segments import CodeTaken, define_segment, retire_segment
from amends.apps.customers.forms.segments import SegmentForm
from amends.apps.customers.models import Segment
from amends.apps.customers.queries.segments import counted, members, members_page, segments_within
from amends.apps.customers.rules.segments import Dimension
from amends.apps.customers.views.results import condition_words, results_table


@require_GET
@needs(Right.SEE_CUSTOMERS)
def segments(request: HttpRequest) -> HttpResponse:
    """The definitions in force, each with how many customers it holds, counted up to a limit."""
    user = person(request)
    rows = counted(segments_within(user.scope), user.scope, timezone.localdate())
    context = {"rows": rows, "may_define": user.may(Right.MANAGE_RECOVERY)}
    return render(request, "customers/segments.html", context)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def segment(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in a segment today, by code."""
    user = person(request)
    chosen = next((each for each in segments_within(user.scope) if each.code == code), None)
    if chosen is None:
        raise Http404
    rows = members(chosen, user.scope, timezone.localdate())
    page, following = members_page(rows, after=request.GET.get("after", ""))
    context = {
        "segment": chosen,
        "wanted": condition_words(chosen),
        "table": results_table(page),
        "empty": not page,
        "next_url": f"?{urlencode({'after': following})}" if following else "",
        "may_define": user.may(Right.MANAGE_RECOVERY),
    }
    return render(request, "customers/segment.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def segment_new(request: HttpRequest) -> HttpResponse:
    """Define a segment."""
    user = person(request)
    form = SegmentForm(request.POST or None, scope=user.scope)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {name: data[name] for name in ("code", "name", "definition", "unit")}
        try:
            define_segment(dimension=Dimension(data["dimension"]), by=user, at=timezone.now(), **given)
            return redirect("customers:segment", data["code"])
        except CodeTaken as error:
            form.add_error("code", str(error))
    return render(request, "customers/segment_new.html", {"form": form})


@require_POST
@needs(Right.MANAGE_RECOVERY)
def segment_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take a definition out of use."""
    user = person(request)
    chosen = get_object_or_404(Segment.objects.within(user.scope).select_related("unit"), code=code)
    retire_segment(segment=chosen, by=user, at=timezone.now())
    return redirect("customers:segments")
