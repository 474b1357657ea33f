# SPDX-License-Identifier: Apache-2.0
"""The buttons of a step's card, and the forms that are opened only when somebody asks for them."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.steps import do_step, skip_step
from amends.apps.cases.forms.steps import SkipForm, StepCardForm, WithdrawForm
from amends.apps.cases.forms.working import HandOverForm, NextActionForm
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.views.acting import Doing, act
from amends.apps.cases.views.course import LATER
from amends.apps.cases.views.page import found, new_form
from amends.apps.cases.views.panels import render_case_panel
from amends.apps.cases.views.restoring import drafts_of, restored
from amends.apps.cases.views.results import contact_results
from amends.apps.cases.views.verbs import no_complaint_form
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

_FORMS = {
    "hand_over": HandOverForm,
    "next_action": NextActionForm,
    "ineligible": no_complaint_form,
    "withdraw": WithdrawForm,
}


@require_POST
@needs(Right.WORK_CASES)
def do(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Record a step."""
    refuse_unknown(found(request, number), code)

    def verb(doing: Doing, form: StepCardForm) -> object:
        return do_step(**doing, code=code, record=form.record(), despite=form.cleaned_data["despite"])

    done, form = _("已登记，往下一步"), partial(StepCardForm, code=code)
    return act(request, number, name="step", form_class=form, verb=verb, done=done, draft=f"step-{code}")


@require_POST
@needs(Right.WORK_CASES)
def skip(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Set a step aside."""
    refuse_unknown(found(request, number), code)

    def verb(doing: Doing, form: SkipForm) -> object:
        return skip_step(**doing, code=code, reason=form.cleaned_data["reason"])

    return act(request, number, name="skip", form_class=SkipForm, verb=verb, done=_("已跳过，原因已记录"))


@require_GET
@needs(Right.WORK_CASES)
def later(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A form that the page opens on demand."""
    case = found(request, number)
    if not case.is_open:
        raise Http404
    drafts = drafts_of(case, person(request))
    if name == "contact":
        forms = {name: restored(new_form(name, case), name, drafts)}
        context = {"case": case, "forms": forms, "results": contact_results()}
        return render_case_panel(request, case, "cases/_contact_form.html", context, title=_("登记一次联系"))
    if name not in _FORMS:
        raise Http404
    form = restored(_FORMS[name](case=case, auto_id=f"{name}_%s"), name, drafts)
    context = {"case": case, "form": form, "name": name, "label": LATER[name]}
    return render_case_panel(request, case, "cases/_later.html", context, title=LATER[name])


def refuse_unknown(case: Case, code: str) -> None:
    """404 where the case has no such step."""
    if case.procedure.code != HANDLING or code not in {step.code for step in case.procedure.handling.steps}:
        raise Http404
