# SPDX-License-Identifier: Apache-2.0
"""The managers' form: what customers expect, in the eyes of those who lead."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.gaps import forecast
from amends.apps.satisfaction.forms.gaps import ForecastForm
from amends.apps.satisfaction.queries.gaps.listening import expectation_items, expectation_waves, forecast_of


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def forecast_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One manager's forecast for a wave; their earlier one is filled in."""
    who = person(request)
    wave = next((each for each in expectation_waves(who.scope) if each.pk == pk), None)
    if wave is None:
        raise Http404
    before, items = forecast_of(who, wave), expectation_items(wave)
    initial = {**before.answers, "topics": before.topics} if before else {}
    form = ForecastForm(request.POST or None, items=items, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = {"answers": form.answers(), "topics": form.cleaned_data["topics"]}
            forecast(wave=wave, by=who, at=timezone.now(), **given)
            messages.success(request, _("已收到您的预计；汇总后与客户的回答对照"))
            return redirect("satisfaction:gap", 1)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "wave": wave, "before": before}
    return render(request, "satisfaction/forecast.html", context, status=422 if form.errors else 200)
