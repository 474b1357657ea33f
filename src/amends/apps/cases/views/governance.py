# SPDX-License-Identifier: Apache-2.0
"""Pages of governance: the programme's self-assessment, one's own goals, fairness, churn, and who needs a break."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.governance import assess_programme, review_oneself, take_break
from amends.apps.cases.forms.governance import AssessmentForm, SelfReviewForm
from amends.apps.cases.queries.churn import churn_report
from amends.apps.cases.queries.fairness import fairness_review
from amends.apps.cases.queries.reviews import assessments, own_reviews
from amends.apps.cases.queries.workload import break_offered, hard_cases, hard_load
from amends.apps.cases.rules.fairness import quarter
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right

A_QUARTER = timedelta(days=90)


class UnitMissing(CaseRefused):
    """What belongs to a unit was to be written by somebody of none."""

    sentence = gettext_lazy("您还没有登记所属机构，请系统管理员登记以后再提交")


def own_unit(who: User) -> Unit:
    """The unit of a person. Raises `UnitMissing`."""
    if who.unit is None:
        raise UnitMissing
    return who.unit


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def programme(request: HttpRequest) -> HttpResponse:
    """The eight elements: assess them, and see what was found before."""
    who, form = person(request), AssessmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = own_unit(who)
            made = assess_programme(unit=unit, marks=form.marks(), notes={}, by=who, at=timezone.now())
            words = _("自评得分 %(score)s；低的每一项都已立项改进") % {"score": f"{made.score:g}"}
            messages.success(request, words)
            return redirect("cases:programme")
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "found": assessments(who.scope)}
    return render(request, "cases/programme.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs()
def goals(request: HttpRequest) -> HttpResponse:
    """The nine goals of the post, and how one sees one's own work; nobody else sees it."""
    who, form = person(request), SelfReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        goal = form.cleaned_data["next_goal"]
        review_oneself(marks=form.marks(), next_goal=goal, by=who, at=timezone.now())
        messages.success(request, _("自评已保存，只有您自己看得到"))
        return redirect("cases:goals")
    context = {"form": form, "found": own_reviews(who)}
    return render(request, "cases/goals.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_RUNS)
def fairness(request: HttpRequest) -> HttpResponse:
    """One quarter: are groups that are lawfully held served alike?"""
    year, number = quarter(request.GET.get("quarter", ""), timezone.localdate())
    review = fairness_review(person(request).scope, year, number)
    return render(request, "cases/fairness.html", {"review": review, "quarter": f"{year}Q{number}"})


@require_GET
@needs(Right.ASSIGN_CASES)
def people_and_churn(request: HttpRequest) -> HttpResponse:
    """Why customers leave, and how the hard contacts are spread, of the last quarter of a year."""
    scope, at = person(request).scope, timezone.now()
    since = at - A_QUARTER
    context = {
        "churn": churn_report(scope, since=since, until=at),
        "load": hard_load(scope, since=since, at=at),
        "since": since,
        "at": at,
    }
    return render(request, "cases/churn.html", context)


@require_GET
@needs(Right.WORK_CASES)
def break_panel(request: HttpRequest) -> HttpResponse:
    """Whether a break is offered after hard contacts."""
    who, at = person(request), timezone.now()
    context = {"offered": break_offered(who, at=at), "cases": hard_cases(who, at=at)}
    return render_panel(request, "cases/_break.html", context, title=_("休息一下"))


@require_POST
@needs(Right.WORK_CASES)
def rest(request: HttpRequest) -> HttpResponse:
    """Take the break."""
    try:
        take_break(by=person(request), at=timezone.now())
        messages.success(request, _("已转为离岗，不再分派案件；回来以后请签到"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("core:home")
