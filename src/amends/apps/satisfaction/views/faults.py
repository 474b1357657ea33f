# SPDX-License-Identifier: Apache-2.0
"""What came of an import, in words: what was taken, and each cell that was not, by row and column."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.core.access import person
from amends.apps.satisfaction.actions.importing import NobodysUnit, Taken, TooManyRows
from amends.apps.satisfaction.forms.uploads import TableForm
from amends.apps.satisfaction.rules.columns import Problem
from amends.apps.satisfaction.rules.reading import Fault
from amends.ui.components.tables import Column, Row, Table

SHOWN = 500
SENTENCES: Mapping[Fault, Promise] = {
    Fault.MISSING: gettext_lazy("没有填。这一列必须填写。"),
    Fault.NO_COLUMN: gettext_lazy("文件里没有这一列，请补上。现有的列：%(said)s"),
    Fault.NO_NUMBER: gettext_lazy("不是数字，请只填数字，如 8.21。"),
    Fault.NOT_WHOLE: gettext_lazy("应为整数。"),
    Fault.NO_PERIOD: gettext_lazy(
        "看不出是哪一段时间。请写 2025、2025年上半年、2025Q3、2025-10，或 2025-10-01~2025-10-20。"
    ),
    Fault.NO_SCALE: gettext_lazy("看不出量表。请写 1-10、0-100 或百分制。"),
    Fault.UNKNOWN: gettext_lazy("没有这个写法，或不在您的范围内。可以写：%(hint)s"),
    Fault.OFF_SCALE: gettext_lazy("超出了应有的范围 %(hint)s。请核对数值和量表。"),
    Fault.TOO_SMALL: gettext_lazy("应不小于 %(hint)s。"),
    Fault.TOO_LONG: gettext_lazy("最多 %(hint)s 个字。"),
    Fault.OTHER_SIDE: gettext_lazy("这个指标是“%(hint)s”，请改过来，或这一列留空。"),
    Fault.TWICE: gettext_lazy("与前面的一行说的是同一个数，请只留一行。"),
    Fault.DIFFERS: gettext_lazy(
        "已经有这个数了（%(hint)s），与文件里的不同。要更正，请写明更正原因；原来的数会留着。"
    ),
    Fault.NO_MOMENT: gettext_lazy("看不出是什么时间。请写 2026-10-08 14:30 或 2026-10-08。"),
    Fault.TOO_EARLY: gettext_lazy("不能早于%(hint)s。"),
    Fault.NO_CUSTOMER: gettext_lazy("没有这位客户，或不在您的范围内。请核对客户编号。"),
}


def problem_table(problems: Iterable[Problem]) -> Table:
    """The cells that were not taken, in the order of the file."""
    columns = [
        Column(_("行"), "number"),
        Column(_("列"), lead=True),
        Column(_("写的是")),
        Column(_("问题与办法"), kind="wrap"),
    ]
    rows = sorted(problems, key=lambda each: each.row)[:SHOWN]
    return Table(_("没有收下的"), columns, [_row(each) for each in rows])


def taken_page(request: HttpRequest, taken: Taken, context: Mapping[str, Any]) -> HttpResponse:
    """The page that says what came of an import; its status tells a machine whether anything was refused."""
    said = {"taken": taken, "problems": problem_table(taken.problems), "more": len(taken.problems) > SHOWN}
    status = 422 if taken.problems else 200
    return render(request, "satisfaction/sources/taken.html", {**context, **said}, status=status)


Imports = Callable[..., Taken]


def import_page(request: HttpRequest, take: Imports, context: Mapping[str, Any]) -> HttpResponse:
    """Where a file is brought in; good rows are taken at once. `context` has `title`, `back`, `template`."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take(file=form.cleaned_data["file"], by=person(request), at=timezone.now())
            return taken_page(request, taken, {**context, "form": form})
        except (TooManyRows, NobodysUnit) as error:
            form.add_error("file", str(error))
    shown, status = {**context, "form": form}, 422 if form.errors else 200
    return render(request, "satisfaction/sources/import.html", shown, status=status)


def _row(problem: Problem) -> Row:
    words = str(SENTENCES[problem.fault]) % {"hint": problem.hint, "said": problem.said}
    where = _("表头") if problem.row == 0 else problem.row
    return Row([where, problem.column, "" if problem.fault is Fault.NO_COLUMN else problem.said, words])
