# SPDX-License-Identifier: Apache-2.0
"""Saving a list under a name, and forgetting it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.views import remove_view, save_view
from amends.apps.cases.queries.views import view_of
from amends.apps.cases.rules.desk import chosen
from amends.apps.cases.views.filters import known
from amends.apps.cases.views.tables import list_url
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right


@require_GET
@needs(Right.WORK_CASES)
def above(_request: HttpRequest) -> HttpResponse:
    """Views have no page of their own: who opens the address of one of their forms comes to the list."""
    return redirect("cases:list")


@require_POST
@needs(Right.WORK_CASES)
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list that is shown, and go back to it."""
    choice, name, shared = known(chosen(request.POST)), request.POST.get("name", ""), "shared" in request.POST
    try:
        save_view(name=name, choice=choice, shared=shared, by=person(request), at=timezone.now())
        messages.success(request, _("视图已保存"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('cases:list')}{list_url(choice)}")


@require_POST
@needs(Right.WORK_CASES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view, for everybody it was shared with."""
    view = view_of(person(request), pk)
    if view is None:
        raise Http404
    try:
        remove_view(view=view, by=person(request), at=timezone.now())
        messages.success(request, _("视图已删除"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:list")
