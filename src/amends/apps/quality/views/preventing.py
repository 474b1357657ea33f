# SPDX-License-Identifier: Apache-2.0
"""What improvements are to prevent and whether they did: the list, one of them, the panel on the improvement's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Improvement
from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.rooting import roots
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.preventing import judge, set_prevention
from amends.apps.quality.forms.preventing import PreventionForm
from amends.apps.quality.models import Judgement, Prevention
from amends.apps.quality.queries.preventing import (
    judgements_of,
    may_set,
    prevention_of,
    preventions,
    seen_improvement,
)
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

TONES = {"worked": "success", "worse": "error", "not_seen": "warning"}
WHAT_NEXT = {
    "too_early": gettext_lazy("不足四周，还不能下结论；到时会自动再看。"),
    "too_few": gettext_lazy("这类案件太少，数字说明不了问题；请看每一件的原因，或把范围放宽。"),
    "not_seen": gettext_lazy(
        "区间里包含“没有变化”。请核对改动是不是真正落实、根因找得对不对，再决定继续还是换办法。"
    ),
    "worked": gettext_lazy("区间整个在“没有变化”以下。可以固化做法，考虑在其他机构推广。"),
    "worse": gettext_lazy("区间整个在“没有变化”以上。请尽快查明，必要时停下这项改动。"),
}


_LOOK_ON = (Right.WORK_CASES, Right.SEE_QUALITY)


@require_GET
@needs(*_LOOK_ON)
def listed(request: HttpRequest) -> HttpResponse:
    """The improvements that say what they are to prevent, with the last verdict."""
    rows = preventions(person(request).scope)
    columns = [
        Column(_("改进事项"), lead=True, kind="wrap"),
        Column(_("要防止的案件"), kind="wrap"),
        Column(_("实施的机构"), late=True),
        Column(_("见效日期")),
        Column(_("预计减少（%）"), kind="number"),
        Column(_("实际变化（%）"), kind="number"),
        Column(_("结论")),
    ]
    table = Table(_("改进效果"), columns, [_row(*each) for each in rows])
    return render(request, "quality/preventions.html", {"rows": rows, "table": table})


def _row(plan: Prevention, found: Judgement | None) -> Row:
    change = _change(found) if found else None
    cells = [
        plan.improvement.title,
        _which(plan),
        plan.unit.name,
        f"{plan.start_date:%Y-%m-%d}",
        plan.expected_cut,
        "—" if change is None else f"{change:+.0f}",
        _verdict(found) if found else _("还没有看"),
    ]
    return Row(cells, url=reverse("quality:prevention", args=[plan.pk]))


def _which(plan: Prevention) -> str:
    """Which cases, in words."""
    parts = [_topic(plan.topic)] if plan.topic else []
    if plan.cause in causes().causes:
        parts.append(_(causes().causes[plan.cause].name))
    if plan.domain in roots().domains:
        parts.append(_(roots().domains[plan.domain].name))
    return _("，").join(parts)


def _topic(code: str) -> str:
    for leaf in taxonomy().leaves.values():
        levels = {leaf.code[:2]: leaf.level1, leaf.level2_code: leaf.level2, leaf.code: leaf.name}
        if code in levels:
            return levels[code]
    return code


def _change(found: Judgement) -> float | None:
    decides = found.content["against"] or found.content["alone"]
    return 100 * (decides["value"] - 1) if decides else None


def _verdict(found: Judgement) -> object:
    return tag(found.get_verdict_display(), TONES.get(found.verdict, "info"))


@require_http_methods(["GET", "POST"])
@needs(*_LOOK_ON)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What one improvement is to prevent, what the later cases say, and the form."""
    made, me = _found(request, pk), person(request)
    plan = prevention_of(made)
    form = PreventionForm(request.POST or None, scope=me.scope, initial=_initial(made, plan))
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            set_prevention(improvement=made, aim=form.aim(), version=version, by=me, at=timezone.now())
            messages.success(request, _("已保存"))
            return redirect("quality:prevention", pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        **_context(made, plan),
        "form": form,
        "may_set": may_set(me, made),
        "works": me.may(Right.WORK_CASES),
    }
    return render(request, "quality/prevention.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, pk: int) -> Improvement:
    made = seen_improvement(pk, person(request))
    if made is None:
        raise Http404
    return made


def _initial(made: Improvement, plan: Prevention | None) -> dict[str, Any]:
    if plan is None:
        return {"unit": made.unit_id, "domain": made.domain, "version": 0}
    names = (
        "topic",
        "cause",
        "domain",
        "start_date",
        "expected_cut",
        "weeks_before",
        "weeks_after",
        "version",
    )
    owners = list(plan.co_owners.values_list("pk", flat=True))
    return {name: getattr(plan, name) for name in names} | {"unit": plan.unit_id, "co_owners": owners}


def _context(made: Improvement, plan: Prevention | None) -> dict[str, Any]:
    found = judgements_of(plan) if plan else []
    latest = found[0] if found else None
    return {
        "improvement": made,
        "plan": plan,
        "which": _which(plan) if plan else "",
        "owners": _("、").join(str(each) for each in plan.co_owners.all()) if plan else "",
        "found": found,
        "latest": latest,
        "verdict": _verdict(latest) if latest else None,
        "what_next": WHAT_NEXT[latest.verdict] if latest else "",
        "figures": _figures(latest) if latest else None,
        "chart": _chart(plan, latest) if plan and latest and latest.content["by_week"] else None,
    }


def _figures(found: Judgement) -> dict[str, Any]:
    told = found.content
    return {
        "before": told["before"],
        "after": told["after"],
        "alone": _interval(told["alone"]),
        "against": _interval(told["against"]),
        "without_peak": _interval(told["without_peak"]),
        "at_peak": told["at_peak"],
        "expected": told["expected"],
        "reached": told["reached"],
        "weeks": told["weeks"],
        "other_units": _("、").join(told["other_units"]),
        "others": told["others"],
    }


def _interval(ratio: dict[str, float] | None) -> str:
    """A change in per cent with its interval."""
    if ratio is None:
        return ""
    parts = (_per_cent(100 * (ratio[name] - 1)) for name in ("value", "low", "high"))
    return _("%(value)s（95%% 区间 %(low)s 至 %(high)s）") % dict(
        zip(("value", "low", "high"), parts, strict=True)
    )


def _per_cent(change: float) -> str:
    return f"{change:+.1f}%" if abs(change) < 1 else f"{change:+.0f}%"


def _chart(plan: Prevention, found: Judgement) -> plots.Chart:
    rates = found.content["by_week"]
    places = [place - plan.weeks_before for place in range(len(rates))]
    weeks = [_("第 %(n)d 周") % {"n": each if each < 0 else each + 1} for each in places]
    before = [each if place < plan.weeks_before else None for place, each in enumerate(rates)]
    after = [each if place >= plan.weeks_before else None for place, each in enumerate(rates)]
    lines = {_("之前平均"): found.content["before"]["rate"]} if found.content["before"]["rate"] else {}
    return plots.lines(
        weeks,
        {_("之前"): before, _("之后"): after},
        axis=_("每万客户每四周件数"),
        head=_("周"),
        lines_at=lines,
    )


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The same in short, on the page of the improvement."""
    made = _found(request, pk)
    context = _context(made, prevention_of(made))
    return render_panel(request, "quality/_prevention_panel.html", context, title=_("要防止的案件与效果"))


@require_POST
@needs(*_LOOK_ON)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the weeks that are complete, now."""
    made = _found(request, pk)
    plan = prevention_of(made)
    if plan is None:
        raise Http404
    judge(plan=plan, by=person(request), at=timezone.now())
    return redirect("quality:prevention", pk)
