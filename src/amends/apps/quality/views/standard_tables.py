# SPDX-License-Identifier: Apache-2.0
"""Tables of service standards."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.quality.models import DesignVersion
from amends.apps.quality.models.standards import AREAS, FACTORS, OPERATORS, STANDARD_KINDS
from amends.apps.quality.queries.measured import MeasuredStandard
from amends.apps.quality.queries.standards import Listed
from amends.apps.quality.rules.standards import Design, Lack, LackKind, Norm, Step, is_measured, meets
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

LACKS: Mapping[LackKind, str | Promise] = {
    LackKind.NO_STAGE: gettext_lazy("服务序列还是空的：至少写一个阶段"),
    LackKind.NO_STEP: gettext_lazy("这个阶段还没有步骤：%(where)s"),
    LackKind.NO_METHOD: gettext_lazy("标了要改进，还没有写怎样改进：%(where)s"),
    LackKind.NO_ELEMENT: gettext_lazy("改进方法还没有对应到感知要素：%(where)s"),
    LackKind.NO_NORM: gettext_lazy("还没有标准：%(where)s"),
    LackKind.NO_TYPE: gettext_lazy("没有说明是产品、流程还是人员标准：%(where)s"),
    LackKind.NO_MEASURE: gettext_lazy("没有写全指标、要求、目标值、单位和数据来源：%(where)s"),
}


def lack_lines(found: Sequence[Lack], code: str) -> list[dict[str, object]]:
    """What lacks, in words, with the step of the builder where it is mended."""
    return [
        {
            "words": str(LACKS[each.kind]) % {"where": each.where or _("整项服务")},
            "url": reverse("quality:build", args=[code, each.part]),
        }
        for each in found
    ]


def services(rows: Sequence[Listed]) -> Table:
    """The services with standards of their own."""
    columns = [
        Column(_("服务"), lead=True),
        Column(_("编号")),
        Column(_("机构")),
        Column(_("场所"), late=True),
        Column(_("状态")),
        Column(_("公布时间"), late=True),
    ]
    cells = [_service(each) for each in rows]
    return Table(_("本公司的服务标准"), columns, cells)


def _service(each: Listed) -> Row:
    return Row(
        [
            each.service.name,
            each.service.code,
            each.service.unit.name,
            AREAS[each.service.area],
            _state(each),
            moment(each.in_force.published_at) if each.in_force else "",
        ],
        url=reverse("quality:standard", args=[each.service.code]),
    )


def _state(each: Listed) -> object:
    if each.in_force and each.draft:
        return tag(_("有新草稿"), "warning")
    return tag(_("执行中"), "success") if each.in_force else tag(_("草稿"), "info") if each.draft else ""


def in_force(rows: Sequence[MeasuredStandard]) -> Table:
    """Every standard that holds in a place, with what was measured."""
    columns = [
        Column(_("标准"), kind="wrap", lead=True),
        Column(_("编号"), late=True),
        Column(_("类型"), late=True),
        Column(_("目标")),
        Column(_("实测"), kind="number"),
        Column(_("基数"), kind="number"),
        Column(_("数据来源"), kind="wrap", late=True),
    ]
    cells = [_standard(each) for each in rows]
    return Table(_("执行中的标准"), columns, cells)


def _standard(each: MeasuredStandard) -> Row:
    return Row(
        [
            each.standard.words,
            each.standard.code,
            str(STANDARD_KINDS.get(each.standard.kind, each.standard.kind)),  # type: ignore[call-overload]
            target(each.standard.operator, each.standard.target, each.standard.unit),
            _measured(each),
            each.figure.n if each.figure else "",
            each.standard.source if each.figure else _looked_at(each.standard.source),
        ]
    )


def _looked_at(source: str) -> str:
    return _("神秘走访或检查（%(source)s）") % {"source": source}


def target(operator: str, value: float | None, unit: str) -> str:
    """«不超过 5 s»."""
    if value is None or not operator:
        return ""
    words = {each.value: str(said) for each, said in OPERATORS.items()}
    return f"{words.get(operator, operator)} {value:g} {unit}"


def _measured(each: MeasuredStandard) -> object:
    if each.figure is None or each.figure.value is None:
        return ""
    if each.figure.is_share and each.standard.unit != "%":
        return _("达标 %(share)s") % {"share": f"{each.figure.value:.1f} %"}
    good = meets(each.figure.value, each.standard.operator, each.standard.target)
    return tag(f"{each.figure.value:.1f} {each.standard.unit}", "success" if good else "warning")


def stages(design: Design, elements: Mapping[str, str]) -> list[dict[str, object]]:
    """The design as its pages show it: stages, steps, standards."""
    return [
        {"name": stage.name, "steps": [
            _step(step, elements, first, second) for second, step in enumerate(stage.steps)
        ]}
        for first, stage in enumerate(design.stages)
    ]  # fmt: skip


def _step(step: Step, elements: Mapping[str, str], first: int, second: int) -> dict[str, object]:
    return {
        "name": step.name,
        "improve": step.improve,
        "method": step.method,
        "feeling": step.feeling,
        "element": elements.get(step.element, step.element),
        "first": first,
        "second": second,
        "norms": [_norm(norm, third) for third, norm in enumerate(step.norms)],
    }


def _norm(norm: Norm, third: int) -> dict[str, object]:
    kinds = {each.value: words for each, words in STANDARD_KINDS.items()}
    factors = {each.value: words for each, words in FACTORS.items()}
    return {
        "third": third,
        "words": norm.words,
        "kind": kinds.get(norm.kind, ""),
        "factor": factors.get(norm.factor, ""),
        "target": target(norm.operator, norm.target, norm.unit),
        "source": norm.source,
        "measured": is_measured(norm),
    }


def _who(who: object, at: datetime | None) -> object:
    return format_html("{} {}", who, moment(at)) if at else ""


def versions(rows: Sequence[DesignVersion]) -> Table:
    """All versions of a service."""
    columns = [
        Column(_("版本"), lead=True),
        Column(_("起草")),
        Column(_("最后修改"), late=True),
        Column(_("公布")),
        Column(_("停用"), late=True),
    ]
    cells = [_version(each) for each in rows]
    return Table(_("版本"), columns, cells)


def _version(each: DesignVersion) -> Row:
    return Row(
        [
            each.number,
            _who(each.made_by, each.made_at),
            _who(each.edited_by, each.edited_at),
            _who(each.published_by, each.published_at),
            moment(each.retired_at) if each.retired_at else "",
        ]
    )
