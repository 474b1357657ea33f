# SPDX-License-Identifier: Apache-2.0
"""The panel of the clocks on a case's page, and its buttons."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.cases.actions import pausing
from amends.apps.cases.forms.limits import PauseForm, PriorityForm, UrgeForm
from amends.apps.cases.forms.working import CaseForm, EmptyForm, ReasonForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.clock_words import CLOCKS
from amends.apps.cases.queries.appeals import appeal_warning
from amends.apps.cases.queries.limits import basis, limits, next_level, step_name
from amends.apps.cases.rules.clocks import Clock, ClockKind
from amends.apps.cases.views.acting import Doing, cleaned
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import Verbs, render_case_panel, verb_view
from amends.apps.cases.views.verbs import View
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Every limit of a case: by when, on what ground, what became of it."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Mapping[str, CaseForm]) -> HttpResponse:
    who, at = person(request), timezone.now()
    shown = limits(case, who.scope, at=at)
    context = {
        "case": case,
        "now": at,
        "open": [(each, _words(case, each), basis(each), next_level(each, at)) for each in shown.open],
        "ended": [(each, _words(case, each)) for each in shown.ended],
        "breaches": [(each, CLOCKS.get(each.kind, each.kind)) for each in shown.breaches],
        "paused": shown.paused,
        "appeal": appeal_warning(case, localdate(at)),
        "leads": who.may(Right.ASSIGN_CASES),
        "forms": {name: sent.get(name) or _form(request, name, case) for name in VERBS},
    }
    return render_case_panel(request, case, "cases/_clocks.html", context, title=_("时限"))


def _words(case: Case, clock: Clock) -> object:
    """What a limit is called; of a step also which one."""
    words = CLOCKS[clock.kind]
    step = step_name(case, clock.code) if clock.kind is ClockKind.STEP else ""
    return gettext("%(clock)s：%(step)s") % {"clock": words, "step": step} if step else words


def _form(_request: HttpRequest, name: str, case: Case, data: Any = None) -> CaseForm:
    first = {"priority": case.priority} if name == "priority" else None
    return VERBS[name][0](data, case=case, initial=first, auto_id=f"{name}_%s")


def _urge(doing: Doing, form: UrgeForm) -> object:
    return pausing.urge(
        case=doing["case"], reason=form.cleaned_data["reason"], by=doing["by"], at=doing["at"]
    )


def _view(name: str) -> View:
    """Each has an address of its own."""
    right = Right.ASSIGN_CASES if name == "supervise" else Right.WORK_CASES
    view = verb_view(VERBS, new=_form, show=_panel, right=right)
    return lambda request, number: view(request, number, name)


VERBS: Verbs = {
    "pause": (
        PauseForm,
        _("内部时限已暂停"),
        lambda doing, form: pausing.pause(**doing, **cleaned(form, "reason", "until", "note")),
    ),
    "resume_clock": (EmptyForm, _("时限已恢复"), lambda doing, _form: pausing.resume(**doing)),
    "priority": (
        PriorityForm,
        _("优先级已变更"),
        lambda doing, form: pausing.set_priority(**doing, **cleaned(form, "priority", "reason")),
    ),
    "urge": (UrgeForm, _("已催办"), _urge),
    "supervise": (
        ReasonForm,
        _("已督办"),
        lambda doing, form: pausing.supervise(**doing, **cleaned(form, "reason")),
    ),
}
VIEWS: dict[str, View] = {name: _view(name) for name in VERBS}
