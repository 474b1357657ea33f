# SPDX-License-Identifier: Apache-2.0
"""What the limits of the law and of a regulator go by: fed back, repaired, restored, whose law it is."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from amends.apps.cases.actions.appealing import feed_back, set_regulator_date
from amends.apps.cases.actions.correcting import correct_intake
from amends.apps.cases.actions.milestones import Milestone, reach_milestone
from amends.apps.cases.forms.law import FeedbackForm, MilestoneForm, PlaceForm, RegulatorDateForm
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.queries.limits import is_feedback_owed, place_of
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.views.acting import Doing, cleaned
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import Verbs, render_case_panel, verb_view
from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What may be noted now."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Mapping[str, CaseForm]) -> HttpResponse:
    forms = {name: sent.get(name) or _form(request, name, case) for name in _offered(case)}
    rows = [(name, form, TITLES[name]) for name, form in forms.items()]
    return render_case_panel(request, case, "cases/_law.html", {"rows": rows}, title=_("法定和监管时限"))


def _offered(case: Case) -> tuple[str, ...]:
    """The feedback while a regulator waits for it, even of a case that has ended; of an open complaint the rest."""
    owed = ("fed_back", "regulator_date") if is_feedback_owed(case, at=timezone.now()) else ()
    return (*owed, "milestone", "place") if case.is_open and case.procedure.code == HANDLING else owed


def _form(_request: HttpRequest, name: str, case: Case, data: Any = None) -> CaseForm:
    first = place_of(case) if name == "place" else None
    return VERBS[name][0](data, case=case, initial=first, auto_id=f"{name}_%s")


def _milestone(doing: Doing, form: MilestoneForm) -> object:
    what = Milestone(form.cleaned_data["what"])
    return reach_milestone(**doing, what=what, **cleaned(form, "words", "happened_at"))


def _place(doing: Doing, form: PlaceForm) -> object:
    return correct_intake(**doing, facts={}, columns=cleaned(form, "jurisdiction", "area"))


VERBS: Verbs = {
    "fed_back": (
        FeedbackForm,
        _("向监管的反馈已登记"),
        lambda doing, form: feed_back(**doing, **cleaned(form, "words", "reference", "told_at")),
    ),
    "regulator_date": (
        RegulatorDateForm,
        _("监管期限已登记"),
        lambda doing, form: set_regulator_date(**doing, **cleaned(form, "due_at")),
    ),
    "milestone": (MilestoneForm, _("办理节点已登记，法定时限已重算"), _milestone),
    "place": (PlaceForm, _("已更正，法定时限已重算"), _place),
}
do = verb_view(VERBS, new=_form, show=_panel)
TITLES: dict[str, str | Promise] = {
    "fed_back": _("登记向监管的反馈"),
    "regulator_date": _("登记监管期限"),
    "milestone": _("登记修复、补足欠费或恢复"),
    "place": _("更正管辖地和城乡"),
}
