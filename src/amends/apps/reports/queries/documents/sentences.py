# SPDX-License-Identifier: Apache-2.0
"""What changed and why, in sentences that follow from the numbers by rules; nothing is said that they do not show."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from amends.apps.cases.rules.metrics import Ratio
from amends.apps.reports.queries.documents.complaints import Compared, Complaints
from amends.apps.reports.queries.documents.satisfaction import Satisfaction
from amends.apps.reports.queries.documents.values import ratio_said
from amends.apps.reports.rules.documents.changing import ALPHA, Piece, pieces
from amends.apps.satisfaction.queries.metrics import metric_catalogue

MOST_PIECES, MOST_ELEMENTS = 3, 3
LEAST_SHARE = 0.1  # of a change, below which a cause is not worth naming
LOWER = "lower"


def changes(found: Complaints, heard: Satisfaction | None) -> tuple[str, ...]:
    """Complaints, then rates, then satisfaction."""
    return (*_volume(found), *_rates(found.compared), *(_heard(heard) if heard else _unheard()))


def _volume(found: Complaints) -> Iterator[str]:
    now, before = found.received, found.before
    if not now.count + before.count:
        yield _("本期和上期都没有收到投诉。")
        return
    counts = {"now": f"{now.count:,}", "before": f"{before.count:,}"}
    daily = {"a": f"{now.daily:,.1f}", "b": f"{before.daily:,.1f}"}
    yield _("本期收到投诉 %(now)s 件，上期 %(before)s 件；平均每天 %(a)s 件，上期每天 %(b)s 件。") % {
        **counts,
        **daily,
    }
    if not found.p <= ALPHA:
        yield _("每天的件数与上期的差别在偶然波动以内，不作涨跌的结论，也不分解原因。")
        return
    rising = now.daily > before.daily
    yield (_("每天的件数上升，超出偶然波动。") if rising else _("每天的件数下降，超出偶然波动。"))
    days = (now.days, before.days)
    topics = pieces(found.topics, found.topics_before, days)
    if named := [each for each in topics[:MOST_PIECES] if each.share >= LEAST_SHARE]:
        yield _("按诉求分类分解，变化主要来自：%(parts)s。") % {"parts": _("；").join(map(_piece, named))}
    if 2 * found.unnamed > now.count:
        yield _("本期 %(n)s 件里 %(unnamed)s 件没有登记原因，不按原因分解。") % {
            "n": f"{now.count:,}", "unnamed": f"{found.unnamed:,}",
        }  # fmt: skip
        return
    causes = pieces(found.causes, found.causes_before, days)
    if named := [each for each in causes[:MOST_PIECES] if each.share >= LEAST_SHARE]:
        yield _("按登记的原因分解，变化主要来自：%(parts)s。") % {"parts": _("；").join(map(_piece, named))}


def _piece(each: Piece) -> str:
    said = {"cause": each.name, "daily": f"{each.daily:+.2f}", "share": f"{each.share:.0%}"}
    return _("「%(cause)s」每天 %(daily)s 件，占变化的 %(share)s") % said


def _rates(compared: Sequence[Compared]) -> Iterator[str]:
    tested = [each for each in compared if each.beyond is not None]
    beyond = [each for each in tested if each.beyond]
    yield from map(_rate, beyond)
    if calm := len(tested) - len(beyond):
        yield _("比较了 %(n)s 项比率，其中 %(calm)s 项与上期的差别在偶然波动以内（按 Holm 校正，5%%）。") % {
            "n": len(tested), "calm": calm,
        }  # fmt: skip


def _rate(each: Compared) -> str:
    now, before = each.metric.found, each.before
    assert isinstance(now, Ratio)
    assert isinstance(before, Ratio)
    said = {"name": _(each.metric.name)}
    if each.by_day:
        said |= {"now": f"{now.numerator:,}", "before": f"{before.numerator:,}"}
        if each.fell:
            return _("%(name)s：本期 %(now)s 件，上期 %(before)s 件；按天数比是下降，超出偶然波动。") % said
        return _("%(name)s：本期 %(now)s 件，上期 %(before)s 件；按天数比是上升，超出偶然波动。") % said
    said |= {
        "now": ratio_said(each.metric.identifier, now), "before": ratio_said(each.metric.identifier, before),
    }  # fmt: skip
    if each.fell == (metric_catalogue()[each.metric.identifier].direction == LOWER):
        return _("%(name)s变好：%(now)s，上期 %(before)s，超出偶然波动。") % said
    return _("%(name)s变差：%(now)s，上期 %(before)s，超出偶然波动。") % said


def _unheard() -> Iterator[str]:
    yield _("到本期末还没有调查答卷，满意度没有数。")


def _heard(heard: Satisfaction) -> Iterator[str]:
    moved = heard.changed
    if moved is None:
        yield _("满意度没有可以比的前一期调查。")
        return
    if moved.found is None:
        why = moved.why.filled(_(moved.why.sentence), _("、")) if moved.why else ""
        yield _("满意度与「%(before)s」不能比较：%(why)s。") % {"before": moved.before, "why": why}
        return
    yield from _decomposed(heard)


def _decomposed(heard: Satisfaction) -> Iterator[str]:
    assert heard.changed is not None
    found = heard.changed.found
    assert found is not None
    total = found.change.total
    said = {
        "before": heard.changed.before, "a": f"{found.change.after:.1f}", "b": f"{found.change.before:.1f}",
        "d": f"{total.value:+.1f}", "low": f"{total.low:+.1f}", "high": f"{total.high:+.1f}",
    }  # fmt: skip
    yield (
        _("要素综合得分 %(a)s 分，「%(before)s」%(b)s 分，变化 %(d)s 分（95%% 区间 %(low)s 到 %(high)s）。")
        % said
    )
    if found.method:
        yield _("其中问卷换题带来 %(method)s 分，同题同比 %(same)s 分。") % {
            "method": f"{found.method:+.1f}", "same": f"{found.like_for_like:+.1f}",
        }  # fmt: skip
    beyond = [each for each in found.elements if each.together.significant]
    moved = sorted(beyond, key=lambda each: -abs(each.together.value))[:MOST_ELEMENTS]
    parts = [
        _("「%(name)s」%(points)s 分") % {
            "name": heard.names.get(each.element, each.element), "points": f"{each.together.value:+.2f}",
        }
        for each in moved
    ]  # fmt: skip
    if parts:
        yield _("超出误差的要素：%(parts)s。") % {"parts": _("；").join(parts)}
    else:
        yield _("没有一个要素的变化超出误差。")
