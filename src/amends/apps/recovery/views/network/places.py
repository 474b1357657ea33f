# SPDX-License-Identifier: Apache-2.0
"""Where the matter of a case is, what was measured there, and what to check first: a panel of the case's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.models import Case
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.network.places import PlaceRefused, place_case
from amends.apps.recovery.forms.network import PlaceForm, place_initial
from amends.apps.recovery.models import CasePlace
from amends.apps.recovery.queries.network.content import symptoms_of
from amends.kernel.recovery_class import RecoveryClass


@require_GET
@needs(Right.WORK_CASES)
def place_panel(request: HttpRequest, number: str) -> HttpResponse:
    """The place and the test of a case, with the form to change them."""
    case = _case(request, number)
    initial = place_initial(_place(case))
    return _panel(request, case, PlaceForm(user=person(request), initial=initial))


@require_POST
@needs(Right.WORK_CASES)
def place(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the place and the test of a case."""
    case, form = _case(request, number), PlaceForm(request.POST, user=person(request))
    if form.is_valid():
        try:
            place_case(case=case, said=form.said(), by=person(request), at=timezone.now())
            return redirect("cases:page", number)
        except PlaceRefused as refused:
            form.add_error(refused.field, str(refused))
        except RightMissing as refused:
            form.add_error(None, str(refused))
    return _panel(request, case, form)


def _case(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.within(person(request).scope).select_related("unit", "customer")
    case = rows.filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _place(case: Case) -> CasePlace | None:
    rows = CasePlace.objects.unscoped("the case was found within the person's scope").select_related(
        "site", "by"
    )
    return rows.filter(case=case).first()


def _panel(request: HttpRequest, case: Case, form: PlaceForm) -> HttpResponse:
    context = {
        "case": case, "place": _place(case), "form": form, "symptoms": symptoms_of(case.taxonomy),
        "is_network": case.recovery_class == RecoveryClass.NETWORK,
    }  # fmt: skip
    answer = render_panel(request, "recovery/network/_place_panel.html", context, title=_("地点与测速"))
    answer.status_code = 422 if form.errors else 200
    return answer
