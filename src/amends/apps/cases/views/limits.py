# SPDX-License-Identifier: Apache-2.0
"""The panel of the clocks on a case's page, and its buttons."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.cases.actions import pausing
from amends.apps.cases.forms.limits import PauseForm, PriorityForm, UrgeForm
from amends.apps.cases.forms.working import EmptyForm, ReasonForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.clock_words import CLOCKS
from amends.apps.cases.queries.appeals import appeal_warning
from amends.apps.cases.queries.limits import basis, limits, next_level
from amends.apps.cases.rules.clocks import Clock
from amends.apps.cases.views.acting import Doing, cleaned
from amends.apps.cases.views.page import found
from amends.apps.cases.views.verbs import button
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Every limit of a case: by when, on what ground, what became of it."""
    case, who, at = found(request, number), person(request), timezone.now()
    shown = limits(case, who.scope, at=at)
    context = {
        "case": case,
        "now": at,
        "open": [(each, _words(each), basis(each), next_level(each, at)) for each in shown.open],
        "ended": [(each, _words(each)) for each in shown.ended],
        "breaches": [(each, CLOCKS.get(each.kind, each.kind)) for each in shown.breaches],
        "paused": shown.paused,
        "appeal": appeal_warning(case, localdate(at)),
        "leads": who.may(Right.ASSIGN_CASES),
        **_forms(case),
    }
    return render_panel(request, "cases/_clocks.html", context, title=_("时限"))


def _words(clock: Clock) -> object:
    return CLOCKS[clock.kind]


def _forms(case: Case) -> dict[str, object]:
    return {
        "pause_form": PauseForm(case=case, auto_id="pause_%s"),
        "priority_form": PriorityForm(case=case, initial={"priority": case.priority}, auto_id="priority_%s"),
        "urge_form": UrgeForm(case=case, auto_id="urge_%s"),
        "supervise_form": ReasonForm(case=case, auto_id="supervise_%s"),
    }


def _urge(doing: Doing, form: UrgeForm) -> object:
    return pausing.urge(
        case=doing["case"], reason=form.cleaned_data["reason"], by=doing["by"], at=doing["at"]
    )


VERBS = {
    "pause": button(
        "pause",
        PauseForm,
        _("内部时限已暂停"),
        lambda doing, form: pausing.pause(**doing, **cleaned(form, "reason", "until", "note")),
    ),
    "resume_clock": button(
        "resume_clock", EmptyForm, _("时限已恢复"), lambda doing, _form: pausing.resume(**doing)
    ),
    "priority": button(
        "priority",
        PriorityForm,
        _("优先级已变更"),
        lambda doing, form: pausing.set_priority(**doing, **cleaned(form, "priority", "reason")),
    ),
    "urge": button("urge", UrgeForm, _("已催办"), _urge),
    "supervise": button(
        "supervise",
        ReasonForm,
        _("已督办"),
        lambda doing, form: pausing.supervise(**doing, **cleaned(form, "reason")),
        Right.ASSIGN_CASES,
    ),
}
