# SPDX-License-Identifier: Apache-2.0
"""What does 99 % mean: a share of defects in things that one can count."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.examples import drop_example, keep_example, new_key
from amends.apps.reports.actions.measuring import FigureRefused
from amends.apps.reports.forms.entering import ExampleForm, ShareForm
from amends.apps.reports.queries.examples import defect_examples
from amends.apps.reports.rules.defects import Example, gone_wrong
from amends.ui.components.tables import Column, Row, Table

USUAL = Decimal(99)


@require_GET
@needs(Right.SEE_SATISFACTION)
def defects(request: HttpRequest) -> HttpResponse:
    """Each example under the share that is asked for."""
    form = ShareForm({"right": request.GET.get("right", USUAL)})
    right = form.cleaned_data["right"] if form.is_valid() else USUAL
    may_edit = person(request).may(Right.MANAGE_RECOVERY)
    table = _table(defect_examples(), right, may_edit=may_edit)
    context = {"form": form, "right": right.normalize(), "table": table, "may_edit": may_edit}
    return render(request, "reports/defects.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_RECOVERY)
def example(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add an example, or change one."""
    kept = _example(key) if key else None
    fields = ("name", "base", "counted", "assumption")
    form = ExampleForm(
        request.POST or None, initial={name: getattr(kept, name) for name in fields} if kept else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep_example(example=form.example(key or new_key()), by=person(request), at=timezone.now())
            messages.success(request, _("例子已保存。"))
            return redirect("reports:defects")
        except FigureRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "kept": kept}
    return render(request, "reports/example.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.MANAGE_RECOVERY)
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Take an example off the list."""
    drop_example(example=_example(key), by=person(request), at=timezone.now())
    messages.success(request, _("例子已移除。"))
    return redirect("reports:defects")


def _example(key: str) -> Example:
    found = next((each for each in defect_examples() if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _table(examples: list[Example], right: Decimal, *, may_edit: bool) -> Table:
    columns = [
        Column(_("说的是什么"), lead=True),
        Column(_("出错的"), kind="number"),
        Column(_("总量"), kind="number"),
        Column(_("假设"), kind="wrap"),
        Column(_("出处")),
    ]
    rows = [_row(each, right, may_edit=may_edit) for each in examples]
    return Table(_("换算成看得见的数"), columns, rows)


def _row(each: Example, right: Decimal, *, may_edit: bool) -> Row:
    wrong = f"{gone_wrong(right, each.base):,f} {each.counted}"
    source = _("自己添加") if each.own else _("培训文本，%(row)s") % {"row": each.row}
    cells = [each.name, wrong, f"{each.base.normalize():,f} {each.counted}", each.assumption, source]
    return Row(cells, url=reverse("reports:example", args=[each.key]) if may_edit else "")
