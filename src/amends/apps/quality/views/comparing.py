# SPDX-License-Identifier: Apache-2.0
"""Equal treatment: the comparisons that were made, one of them, asking for another, looking into a difference."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.core.access import needs, person
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.queries.jobs import job_run
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import KINDS, SETTLEMENTS, VALUE_TIERS
from amends.apps.quality.actions.comparing import open_review
from amends.apps.quality.forms.comparing import PeriodForm
from amends.apps.quality.models import TreatmentRun
from amends.apps.quality.queries.comparing import (
    ATTRIBUTES,
    ORDINARY,
    SPECIAL,
    last_quarter,
    reviews_of,
    treatment_run,
    treatment_runs,
)
from amends.ui.components import plots

Row = Mapping[str, Any]
# What each measure is called, what it counts, its unit, how a difference is said, and its decimals.
MEASURES = {
    "waiting": (
        gettext_lazy("等候"),
        gettext_lazy("从收到诉求到第一次联系上客户的小时数，取典型值（几何平均）"),
    ),
    "handling": (
        gettext_lazy("办理"),
        gettext_lazy("从收到诉求到结案的小时数，取典型值（几何平均）；并案、撤回、不适用的不算"),
    ),
    "resolution": (gettext_lazy("解决"), gettext_lazy("已结案件中客户认可的百分比")),
    "remedy": (gettext_lazy("得到补偿"), gettext_lazy("已结案件中有返还或补偿到账的百分比")),
    "amount": (
        gettext_lazy("补偿金额"),
        gettext_lazy("得到返还或补偿的案件，到账金额（元）的典型值（几何平均）"),
    ),
    "tone": (gettext_lazy("用语"), gettext_lazy("每份书面答复被用语检查提示的平均处数")),
    "manner": (
        gettext_lazy("态度（质检）"),
        gettext_lazy("质检过的对话中，尊重和同理各项通过的百分比，取平均；没有质检过的案件不算"),
    ),
}
_RATIO = {"waiting", "handling", "amount"}
_SHARE = {"resolution", "remedy"}
_POINTS = {*_SHARE, "manner"}
_NAMES: dict[str, Mapping[str, Any]] = {
    "settlement": SETTLEMENTS,
    "tier": VALUE_TIERS,
    "kind": KINDS,
    "special": {SPECIAL: gettext_lazy("特殊人物"), ORDINARY: gettext_lazy("其他客户")},
}


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_QUALITY)
def runs(request: HttpRequest) -> HttpResponse:
    """The comparisons, and the form for another."""
    me = person(request)
    first, last = last_quarter(localtime(timezone.now()).date())
    form = PeriodForm(
        request.POST or None, scope=me.scope, initial={"unit": me.unit_id, "first": first, "last": last}
    )
    if request.method == "POST" and form.is_valid():
        asked = {"unit": form.cleaned_data["unit"].pk}
        asked |= {name: form.cleaned_data[name].isoformat() for name in ("first", "last")}
        queued = enqueue("compare_groups", by=me, at=timezone.now(), arguments=asked)
        return redirect(f"{request.path}?run={queued.pk}")
    wanted = request.GET.get("run", "")
    run = job_run(int(wanted), reader=me) if wanted.isdecimal() else None
    context = {"rows": treatment_runs(me.scope), "form": form, "run": run}
    return render(request, "quality/treatment_runs.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_QUALITY)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One comparison: a chart and a table a measure."""
    run = _found(request, pk)
    reviews = reviews_of(run)
    parts = [_part(code, run, reviews) for code in MEASURES]
    context = {
        "run": run,
        "parts": [each for each in parts if each["rows"] or each["hidden"]],
        "flagged": [(part, row) for part in parts for row in part["rows"] if row["different"]],
        "may_open": person(request).may(Right.ASSIGN_CASES),
        "fewest": run.content["fewest"],
    }
    return render(request, "quality/treatment.html", context)


def _found(request: HttpRequest, pk: int) -> TreatmentRun:
    run = treatment_run(pk, person(request).scope)
    if run is None:
        raise Http404
    return run


def _part(code: str, run: TreatmentRun, reviews: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    name, definition = MEASURES[code]
    rows = [each for each in run.content["rows"] if each["measure"] == code]
    return {
        "code": code,
        "name": name,
        "definition": definition,
        "n": run.content["sizes"].get(code, 0),
        "chart": _chart(code, rows) if rows else None,
        "rows": [_shown(row, reviews) for row in rows],
        "hidden": [each for each in run.content["hidden"] if each["measure"] == code],
        "hidden_cases": sum(each["cases"] for each in run.content["hidden"] if each["measure"] == code),
    }


def _label(row: Row) -> str:
    name = _NAMES.get(row["attribute"], {}).get(row["group"], row["group"])
    return _("%(attribute)s：%(group)s") % {"attribute": ATTRIBUTES[row["attribute"]], "group": name}


def _chart(code: str, rows: Sequence[Row]) -> plots.Chart:
    dots = [
        plots.Dot(
            _label(row),
            _scaled(code, row["difference"]),
            _scaled(code, row["low"]),
            _scaled(code, row["high"]),
            "red" if row["worse"] else "amber" if row["different"] else "accent",
        )
        for row in rows
    ]
    axis = _("比其他组长或多（%）") if code in _RATIO else _("比其他组高（百分点）")
    return plots.intervals(
        dots,
        axis=axis if code != "tone" else _("比其他组多（处）"),
        head=_("分组"),
        unit="%" if code in _RATIO else "",
        lines_at={_("一样"): 0.0},
    )


def _scaled(code: str, value: float) -> float:
    return 100 * (value - 1) if code in _RATIO else value


def _shown(row: Row, reviews: Mapping[tuple[str, str, str], int]) -> dict[str, Any]:
    code = row["measure"]
    gap = [f"{_scaled(code, row[name]):+.1f}" for name in ("difference", "low", "high")]
    plain = [100 * row[name] if code in _SHARE else row[name] for name in ("value", "others")]
    return {
        **row,
        "label": _label(row),
        "value": plain[0],
        "others": plain[1],
        "gap": _("%(gap)s（%(low)s 至 %(high)s）") % dict(zip(("gap", "low", "high"), gap, strict=True)),
        "unit": _("百分点") if code in _POINTS else "%" if code in _RATIO else _("处"),
        "improvement": reviews.get((code, row["attribute"], row["group"])),
    }


@require_POST
@needs(Right.ASSIGN_CASES)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a difference looked into."""
    run = _found(request, pk)
    which = {name: request.POST.get(name, "") for name in ("measure", "attribute", "group")}
    if which["measure"] not in MEASURES or which["attribute"] not in ATTRIBUTES:
        raise Http404
    title = f"{MEASURES[which['measure']][0]} {_label(which)}"
    try:
        made = open_review(run=run, **which, title=title, by=person(request), at=timezone.now())
    except LookupError as unknown:
        raise Http404 from unknown
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("quality:treatment", pk)
    return redirect("cases:improvement", made.pk)
