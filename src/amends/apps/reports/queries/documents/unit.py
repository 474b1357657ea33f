# SPDX-License-Identifier: Apache-2.0
"""The report of a unit in a period, long and short."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.reports.queries.documents.complaints import Complaints, complaints
from amends.apps.reports.queries.documents.frame import Asked, period_said, report
from amends.apps.reports.queries.documents.satisfaction import INDICES, Satisfaction, satisfaction
from amends.apps.reports.queries.documents.sentences import changes
from amends.apps.reports.queries.documents.values import (
    metric_number,
    point_number,
)
from amends.apps.reports.rules.documents.composition import (
    Composition,
    Grid,
    Kind,
    Number,
    Plot,
    Section,
    Shape,
    said,
)
from amends.apps.satisfaction.rules.elements import Score

HEADLINES = (
    "complaints_per_10k", "on_time_rate", "resolved_rate", "repeat_rate", "recovery_rate", "promise_kept_rate",
)  # fmt: skip
WORST, MOST_TOPICS = 5, 10


def monthly_report(asked: Asked) -> Composition:
    """Everything: what changed, the metrics of the desk, causes, units, days, elements, how it was counted."""
    found, heard = complaints(asked), satisfaction(asked)
    period = period_said(asked.spell.period, asked.at)
    sections = [
        Section(_("变化与原因"), changes(found, heard)),
        _complaints(found, period),
        _where(found),
        *([_satisfaction(heard)] if heard else []),
        _method(asked),
    ]
    return report(Kind.MONTHLY, asked, period, sections)


def board_paper(asked: Asked) -> Composition:
    """One or two pages: the headlines, what changed and why, the topics, the weakest elements."""
    found, heard = complaints(asked), satisfaction(asked)
    period = period_said(asked.spell.period, asked.at)
    chosen = [metric_number(each, period) for each in found.compared if each.metric.identifier in HEADLINES]
    numbers = (*(_indices(heard) if heard else ()), *chosen)
    weakest = (_elements(heard, _weakest(heard), _("得分最低的要素")),) if heard and _weakest(heard) else ()
    plots = (_topic_plot(found),) if found.topics else ()
    sections = [
        Section(_("变化与原因"), changes(found, heard)),
        Section(_("主要指标"), numbers=numbers),
        Section(_("分类与要素"), grids=weakest, plots=plots),
    ]
    return report(Kind.BOARD, asked, period, sections)


def _complaints(found: Complaints, period: str) -> Section:
    numbers = tuple(metric_number(each, period) for each in found.compared)
    plots = (_day_plot(found),) if found.days else ()
    return Section(_("投诉与办理"), numbers=numbers, plots=plots)


def _where(found: Complaints) -> Section:
    grids = [
        _counts(_("投诉的分类"), _("诉求分类"), found.topics, found.topics_before),
        _counts(_("投诉的原因"), _("原因"), found.causes, found.causes_before),
        _counts(_("投诉来自哪里"), _("机构"), found.units, found.units_before),
    ]
    plots = (_topic_plot(found),) if found.topics else ()
    shown = tuple(each for each in grids if each.rows)
    sentences = () if shown else (_("本期和上期都没有收到投诉。"),)
    return Section(_("分类、原因与机构"), sentences, grids=shown, plots=plots)


def _counts(title: str, head: str, now: Mapping[str, int], before: Mapping[str, int]) -> Grid:
    names = sorted({*now, *before}, key=lambda name: (-now.get(name, 0), name))
    rows = tuple(
        (
            name,
            float(now.get(name, 0)),
            float(before.get(name, 0)),
            float(now.get(name, 0) - before.get(name, 0)),
        )
        for name in names
    )
    shapes = (Shape.WORDS, Shape.COUNT, Shape.COUNT, Shape.COUNT)
    return Grid(title, (head, _("本期件数"), _("上期件数"), _("相差")), shapes, rows)


def _topic_plot(found: Complaints) -> Plot:
    names = tuple(found.topics)[:MOST_TOPICS]
    series = (
        (_("本期"), tuple(float(found.topics[name]) for name in names)),
        (_("上期"), tuple(float(found.topics_before.get(name, 0)) for name in names)),
    )
    return Plot(_("件数最多的分类"), "bars", names, series, _("件"), Shape.COUNT)


def _day_plot(found: Complaints) -> Plot:
    labels = tuple(f"{each.day:%m-%d}" for each in found.days)
    series = (
        (_("收到"), tuple(float(each.received) for each in found.days)),
        (_("已结案"), tuple(float(each.closed) for each in found.days)),
        (_("超时"), tuple(float(each.breached) for each in found.days)),
    )
    return Plot(_("每天的投诉"), "lines", labels, series, _("件"), Shape.COUNT)


def _satisfaction(heard: Satisfaction) -> Section:
    shown = [each for each in heard.standing.scores if each.shown]
    grids = (_elements(heard, shown, _("各要素得分")),) if shown else ()
    hidden = len(heard.standing.scores) - len(shown)
    sentences = (_("%(n)s 个要素没有人评或样本太少，不显示。") % {"n": hidden},) if hidden else ()
    labels = tuple(each.name for each in shown)
    values = tuple(None if each.mean is None else round(each.mean, 1) for each in shown)
    plot = Plot(_("各要素得分"), "bars", labels, ((_("得分"), values),), _("0–100 分"), Shape.POINTS)
    return Section(
        _("满意度：%(wave)s") % {"wave": heard.wave.name},
        sentences,
        _indices(heard),
        grids,
        (plot,) if shown else (),
    )


def _indices(heard: Satisfaction) -> tuple[Number, ...]:
    period, standing = _wave_days(heard), heard.standing
    published = [point_number(name, *heard.indices[name], period, heard.published_for) for name in INDICES]
    index = Number(
        "element_index", _("要素综合得分"), said(standing.index, Shape.POINTS), standing.index, Shape.POINTS,
        _("各要素得分按结构里的权重加权，只算有人评的要素；与模型算出的指数不是一个口径"), period,
        _("%(n)s 份答卷") % {"n": f"{standing.n:,}"}, _("调查答卷"),
    )  # fmt: skip
    low = Number(
        "low_answers", _("低分答卷"), f"{standing.low:,}", float(standing.low), Shape.COUNT,
        _("按问卷里的规则需要有人跟进的答卷"), period, _("%(n)s 份答卷") % {"n": f"{standing.n:,}"}, _("调查答卷"),
    )  # fmt: skip
    return (*published, index, low)


def _wave_days(heard: Satisfaction) -> str:
    days = [date_format(localtime(at).date(), "Y-m-d") for at in (heard.wave.starts_at, heard.wave.ends_at)]
    return _("%(first)s 至 %(last)s") % {"first": days[0], "last": days[1]}


def _weakest(heard: Satisfaction) -> list[Score]:
    known = [each for each in heard.standing.scores if each.shown and each.mean is not None]
    return sorted(known, key=lambda each: each.mean or 0.0)[:WORST]


def _elements(heard: Satisfaction, scores: Sequence[Score], title: str) -> Grid:
    heads = (_("要素"), _("得分"), _("误差 ±"), _("样本"), _("与上期比"), _("误差 ±"))
    shapes = (Shape.WORDS, Shape.POINTS, Shape.POINTS, Shape.COUNT, Shape.SIGNED, Shape.POINTS)
    rows = []
    for each in scores:
        moved = heard.standing.trends.get(each.code)
        ends = (moved.difference, moved.margin) if moved else (None, None)
        rows.append((each.name, each.mean, each.margin, float(each.n), *ends))
    return Grid(title, heads, shapes, tuple(rows))


def _method(asked: Asked) -> Section:
    before = asked.spell.before
    return Section(
        _("怎样算的"),
        (
            _("机构「%(unit)s」及其下级；数据截至 %(at)s。") % {
                "unit": asked.unit.name, "at": f"{localtime(asked.at):%Y-%m-%d %H:%M}",
            },
            _("上期：%(period)s。") % {"period": period_said(before, asked.at)},
            _("比率的差别用 Fisher 精确检验，件数按天数比较，同时看的各项按 Holm 校正；没有分母时写「—」，不写 0。"),
            _("满意度只算完整的答卷，人太少的不显示；与上期比只用两期对应得上的题。"),
            _("报告里只有汇总的数，没有客户的姓名、号码和原话。"),
        ),
    )  # fmt: skip
