# SPDX-License-Identifier: Apache-2.0
"""The morning brief on one page: what changed since the last one, what to read, what is hot."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.briefs import hold_brief
from amends.apps.knowledge.forms.articles import BriefForm
from amends.apps.knowledge.queries.briefs import Brief, brief_of, briefs_within
from amends.apps.knowledge.queries.notices import standing
from amends.apps.knowledge.queries.topics import topic_name
from amends.apps.knowledge.views.articles.finding import tried
from amends.apps.knowledge.views.articles.notices import share_table


@require_http_methods(["GET", "POST"])
@needs()
def brief(request: HttpRequest) -> HttpResponse:
    """The brief of the person's team; a leader's POST says that it was held, and with whom."""
    user, at = person(request), timezone.now()
    if user.unit is None:
        raise Http404
    form = BriefForm(request.POST if request.method == "POST" else None, scope=user.scope, now=at)
    if form.is_valid():
        data = form.cleaned_data
        shown = brief_of(user.unit, data.pop("shown_at"))
        if tried(form, lambda: hold_brief(brief=shown, by=user, at=at, **data)):
            return redirect("knowledge:brief")
    return _page(request, brief_of(user.unit, at), form)


def _page(request: HttpRequest, found: Brief, form: BriefForm) -> HttpResponse:
    user = person(request)
    leads = user.may(Right.ASSIGN_CASES)
    context = {
        "brief": found, "form": form, "leads": leads,
        "changed": [(each, topic_name(each.article.topic)) for each in found.changed],
        "notices": [(each, share_table(standing(each, user).shares)) for each in found.notices[:8]],
        "panels": panels_for(user, "BRIEF_PANELS"), "held": briefs_within(user.scope, most=10) if leads else (),
    }  # fmt: skip
    return render(request, "knowledge/articles/brief.html", context, status=422 if form.errors else 200)
