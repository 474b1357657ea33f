# SPDX-License-Identifier: Apache-2.0
"""The assistant on the page of a case: ask, watch, take what it suggests into one's own form, or put it away."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.assisting import is_offered, put_away, start, suggestion, take
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Case
from amends.apps.cases.queries.assist.knowledge import findings_of
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.assist import Asked
from amends.apps.cases.rules.seen import seen_version
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import render_case_panel
from amends.apps.core.access import needs, person
from amends.apps.core.queries.jobs import job_run
from amends.apps.core.rules.hiding import unfilled
from amends.apps.core.rules.roles import Right

ASKS = {
    Asked.SUMMARY: (_("概括案件"), _("存为备注")),
    Asked.DRAFT: (_("起草答复"), _("放进答复")),
    Asked.ADVICE: (_("建议分类和下一步"), _("填进下一步")),
}
DONE = {
    Asked.SUMMARY: _("已存为备注"),
    Asked.DRAFT: _("已放进书面答复，请核对后再发出"),
    Asked.ADVICE: _("已填进「改下一步」，请核对时限后保存"),
}


def _asked(request: HttpRequest, number: str, asked: str) -> tuple[Case, Asked]:
    """The case and what for; 404 where there is no assistant."""
    if not settings.AMENDS_ASSIST_URL or asked not in set(Asked):
        raise Http404
    return found(request, number), Asked(asked)


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What can be asked, and what was answered."""
    if not settings.AMENDS_ASSIST_URL:
        raise Http404
    case = found(request, number)
    context = {
        "offered": is_offered(case, person(request)),
        "ones": [_shown(request, case, each) for each in Asked],
    }
    return render_case_panel(request, case, "cases/_assist.html", context, title=gettext("助手"))


@require_GET
@needs(Right.WORK_CASES)
def one(request: HttpRequest, number: str, asked: str) -> HttpResponse:
    """One of them: polled while the worker is at it."""
    case, which = _asked(request, number, asked)
    if not request.headers.get("HX-Request"):
        return redirect("cases:assist_panel", number)
    return render(request, "cases/_assist_one.html", {"one": _shown(request, case, which), "case": case})


def _shown(request: HttpRequest, case: Case, asked: Asked) -> dict[str, object]:
    said = suggestion(case, asked, person(request))
    run = job_run(said.run, reader=person(request)) if said and said.run else None
    leaf = taxonomy().leaves.get(said.topic) if said else None
    return {
        "asked": asked,
        "words": ASKS[asked][0],
        "use_words": ASKS[asked][1],
        "said": said,
        "run": run,
        "lost": run is not None and not run.is_active,
        "topic": leaf,
        "is_new_topic": leaf is not None and leaf.code != case.taxonomy,
        "can_set": case.procedure.code == HANDLING,
        "findings": findings_of(said.text, case) if said and said.text and asked is Asked.DRAFT else (),
        "unfilled": unfilled(said.text) if said else (),
    }


@require_POST
@needs(Right.WORK_CASES)
def start_one(request: HttpRequest, number: str, asked: str) -> HttpResponse:
    """Have a worker ask."""
    case, which = _asked(request, number, asked)
    try:
        start(case=case, asked=which, by=person(request), at=timezone.now())
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:page", number)
    return (
        redirect("cases:assist_panel", number)
        if not request.headers.get("HX-Request")
        else _again(request, case, which)
    )


def _again(request: HttpRequest, case: Case, asked: Asked) -> HttpResponse:
    return render(request, "cases/_assist_one.html", {"one": _shown(request, case, asked), "case": case})


@require_POST
@needs(Right.WORK_CASES)
def settle(request: HttpRequest, number: str, asked: str) -> HttpResponse:
    """Take it, as it was left in the field, or put it away."""
    case, which = _asked(request, number, asked)
    doing: dict[str, Any] = {"case": case, "asked": which, "by": person(request), "at": timezone.now()}
    if request.POST.get("do") == "drop":
        put_away(**doing)
        return redirect("cases:page", number)
    try:
        take(
            **doing,
            text=request.POST.get("text", ""),
            set_topic="set_topic" in request.POST,
            version=seen_version(request.POST.get("version", "")),
        )
        messages.success(request, str(DONE[which]))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:assist_panel", number)
    return redirect("cases:page", number)
