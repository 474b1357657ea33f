# SPDX-License-Identifier: Apache-2.0
"""Tables of scores, readings and fieldwork."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import ImportedScore, TechnicalReading
from amends.apps.satisfaction.models.imported import ImportedRow
from amends.apps.satisfaction.queries.indicators import kpis
from amends.apps.satisfaction.queries.kpis import Beside, Measured
from amends.apps.satisfaction.queries.naming import element_name
from amends.apps.satisfaction.queries.scores import Freshness
from amends.apps.satisfaction.rules.beside import Verdict
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

STALE = 400  # days: a yearly figure that was not renewed


def dates(row: ImportedRow) -> str:
    """The days that a figure speaks of, both ends included."""
    return f"{row.first_date.isoformat()} – {(row.until_date - timedelta(days=1)).isoformat()}"


def on_hundred(score: ImportedScore) -> str:
    """A score on 0–100 with its margin where the publisher gave one."""
    margin = score.margin_on_hundred
    return f"{score.on_hundred:.1f}" if margin is None else f"{score.on_hundred:.1f} ± {margin:.1f}"


def score_table(rows: Sequence[ImportedScore], names: Mapping[str, str]) -> Table:
    """Scores that hold."""
    columns = [
        Column(_("发布单位"), lead=True),
        Column(_("来源")),
        Column(_("期次")),
        Column(_("对象")),
        Column(_("要素")),
        Column(_("机构"), late=True),
        Column(_("百分制得分"), kind="number"),
        Column(_("样本量"), kind="number"),
        Column(_("调查方法"), late=True, kind="clip"),
    ]
    return Table(_("外部得分"), columns, [_score_row(each, names) for each in rows])


def _score_row(row: ImportedScore, names: Mapping[str, str]) -> Row:
    cells = [
        row.publisher,
        row.get_source_display(),
        row.wave,
        row.rival or _("本公司"),
        element_name(row.element, names),
        row.unit,
        on_hundred(row),
        f"{row.n:,}",
        row.method,
    ]
    return Row(cells, url=reverse("satisfaction:source", args=[row.pk]))


def freshness_table(rows: Sequence[Freshness], today: date) -> Table:
    """Publishers, the stalest first."""
    columns = [
        Column(_("发布单位"), lead=True),
        Column(_("来源")),
        Column(_("说到")),
        Column(_("距今"), kind="number"),
        Column(_("得分"), kind="number"),
        Column(_("最近导入"), late=True),
    ]
    return Table(_("新鲜度"), columns, [_freshness_row(each, today) for each in rows])


def _freshness_row(found: Freshness, today: date) -> Row:
    age = found.age_days(today)
    words = _("%(n)s 天") % {"n": age} if age else _("仍在统计期内")
    said = (found.until_date - timedelta(days=1)).isoformat()
    shown = tag(words, "warning") if age > STALE else words
    return Row([found.publisher, found.source_words, said, shown, found.scores, moment(found.imported_at)])


def history_table(rows: Sequence[ImportedScore]) -> Table:
    """A score and what was corrected of it, the oldest first."""
    columns = [
        Column(_("导入时间"), lead=True),
        Column(_("得分"), kind="number"),
        Column(_("样本量"), kind="number"),
        Column(_("更正原因"), kind="wrap"),
        Column(_("导入人")),
        Column(_("文件"), kind="clip", late=True),
    ]
    found = [
        Row([moment(e.imported_at), f"{e.value:g}", f"{e.n:,}", e.reason, e.imported_by, e.file_name])
        for e in rows
    ]
    return Table(_("更正记录"), columns, found)


def reading_table(rows: Sequence[TechnicalReading]) -> Table:
    """Readings that hold."""
    columns = [
        Column(_("指标"), lead=True),
        Column(_("机构")),
        Column(_("统计期")),
        Column(_("实测值"), kind="number"),
        Column(_("门限"), kind="number"),
        Column(_("结果")),
    ]
    corrected = any(each.reason for each in rows)
    columns += [Column(_("更正原因"), kind="clip")] if corrected else []
    return Table(_("技术指标"), columns, [_reading_row(each, corrected=corrected) for each in rows])


def _reading_row(row: TechnicalReading, *, corrected: bool) -> Row:
    kpi = kpis().get(row.code)
    unit = kpi.measure if kpi else ""
    fine = tag(_("达标"), "success") if row.is_fine else tag(_("未达标"), "error")
    sign = "≤" if row.direction == "lower" else "≥"
    name = kpi.name if kpi else row.code
    value, threshold = f"{row.value:g} {unit}", f"{sign} {row.threshold:g} {unit}"
    cells = [name, row.unit, dates(row), value, threshold, fine]
    return Row([*cells, row.reason] if corrected else cells)


def beside_table(rows: Sequence[Beside]) -> Table:
    """What machines measured beside what customers say."""
    columns = [
        Column(_("质量主题"), lead=True),
        Column(_("技术指标"), kind="wrap"),
        Column(_("客户感知得分"), kind="number"),
        Column(_("样本"), kind="number"),
        Column(_("对照")),
    ]
    return Table(_("技术指标与客户感知"), columns, [_beside_row(each) for each in rows])


def _beside_row(found: Beside) -> Row:
    said = [_measured_words(each) for each in found.measured if each.reading]
    score = found.score
    shown = score is not None and score.mean is not None and score.margin is not None
    mean = f"{score.mean:.1f} ± {score.margin:.1f}" if score and shown else ""
    n = f"{score.n:,}" if score and shown else ""
    words, kind = verdict_words(found.verdict)
    return Row([found.topic.name, _("；").join(said), mean, n, tag(words, kind)])


def _measured_words(found: Measured) -> str:
    row = found.reading
    if row is None:
        return ""
    state = _("达标") if row.is_fine else _("未达标")
    return f"{found.kpi.name} {row.value:g} {found.kpi.measure} {state}"


def verdict_words(found: Verdict) -> tuple[str, str]:
    """What a verdict says, and how loud."""
    return {
        Verdict.FEELS_WORSE: (_("不一致：指标达标，客户觉得差"), "error"),
        Verdict.FEELS_BETTER: (_("不一致：指标未达标，客户觉得好"), "warning"),
        Verdict.BOTH_FINE: (_("一致：都好"), "success"),
        Verdict.BOTH_BAD: (_("一致：都差"), "warning"),
        Verdict.UNCLEAR: (_("感知分不清好坏"), "info"),
        Verdict.NO_KPI: (_("没有技术指标"), "info"),
        Verdict.NO_ANSWERS: (_("没有足够的答卷"), "info"),
    }[found]
