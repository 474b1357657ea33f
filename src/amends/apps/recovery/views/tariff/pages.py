# SPDX-License-Identifier: Apache-2.0
"""Important tariff problems, the line of plans, and where problems come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.catalogues import import_plans
from amends.apps.recovery.queries.tariff.origins import PERIOD as OF_A_YEAR
from amends.apps.recovery.queries.tariff.origins import origin_trees
from amends.apps.recovery.queries.tariff.plans import catalogue
from amends.apps.recovery.queries.tariff.problems import PERIOD, tariff_problems
from amends.apps.recovery.rules.tariff.pareto import LEAST
from amends.apps.recovery.rules.tariff.plan_rows import plan_example, plan_fields
from amends.apps.recovery.views.network.sites import imported
from amends.apps.recovery.views.tariff.tables import (
    origin_chart,
    plan_table,
    problem_chart,
    problem_table,
    tabs,
    yuan,
)
from amends.apps.satisfaction.views.templates_to_fill import empty_table


@require_GET
@needs(Right.SEE_RECOVERY)
def problems(request: HttpRequest) -> HttpResponse:
    """The tariff problems of ninety days, the most important first."""
    at, user = timezone.now(), person(request)
    found = tariff_problems(user.scope, at=at)
    rows, everybody = found.rows, found.everybody
    top = sum(each.problem.top for each in rows)
    context = {
        "tabs": tabs("tariff"), "rows": rows, "table": problem_table(rows), "top": top, "days": PERIOD.days,
        "chart": problem_chart(rows) if rows else None, "since": at - PERIOD, "until": at,
        "complaints": sum(each.problem.heard.complaints for each in rows),
        "answered": everybody.answered if everybody.answered >= LEAST else 0, "least": LEAST,
        "at_risk": yuan(everybody.at_risk()),
        "sees_scores": user.may(Right.SEE_SATISFACTION),
    }  # fmt: skip
    return render(request, "recovery/tariff/problems.html", context)


@require_GET
@needs(Right.SEE_RECOVERY)
def plans(request: HttpRequest) -> HttpResponse:
    """Which plan follows which, and who is left in a gap."""
    user = person(request)
    found = catalogue(user.scope, today=timezone.localdate())
    context = {
        "tabs": tabs("plans"), "found": found, "may_import": user.may(Right.IMPORT_DATA),
        "gaps": plan_table(found.gaps, _("没有接续的套餐")), "coming": plan_table(found.coming, _("将下架的套餐")),
        "every": plan_table(found.lines, _("套餐目录")),
    }  # fmt: skip
    return render(request, "recovery/tariff/plans.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT_DATA)
def plan_import(request: HttpRequest) -> HttpResponse:
    """Bring in a file of plans."""
    title = gettext_lazy("套餐目录")
    return imported(request, import_plans, title, back="recovery:plans", template="recovery:plan_template")


@require_GET
@needs(Right.IMPORT_DATA)
def plan_template(_request: HttpRequest) -> HttpResponse:
    """The empty file of plans."""
    return empty_table("plans.csv", plan_fields(), plan_example())


@require_GET
@needs(Right.SEE_RECOVERY)
def origins(request: HttpRequest) -> HttpResponse:
    """The trees of causes of tariff design and billing."""
    at, user = timezone.now(), person(request)
    trees = origin_trees(user.scope, at=at)
    context = {
        "tabs": tabs("tariff_origins"), "since": at - OF_A_YEAR, "until": at,
        "trees": [(each, origin_chart(each)) for each in trees],
        "sees_scores": user.may(Right.SEE_SATISFACTION),
    }  # fmt: skip
    return render(request, "recovery/tariff/origins.html", context)
