# SPDX-License-Identifier: Apache-2.0
"""Figures as words: scores with margins, arrows, shares, periods; and the tables and charts of elements and models."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.satisfaction.queries.elements import Standing
from amends.apps.satisfaction.queries.scores import OutsideScore
from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.elements import Arrow, Score, Trend
from amends.apps.surveys.models import SurveyWave
from amends.ui.components import plots
from amends.ui.components.labels import icon
from amends.ui.components.tables import Column, Row, Table

DASH = "—"


def figure(value: float | None, digits: int = 1) -> str:
    """A number, or a dash."""
    return DASH if value is None else f"{value:.{digits}f}"


def signed(value: float | None, digits: int = 1) -> str:
    """A difference with its sign, or a dash."""
    return DASH if value is None else f"{round(value, digits) + 0.0:+.{digits}f}"  # + 0.0: never −0


def with_margin(value: float | None, margin: float | None) -> str:
    """A number and half its interval."""
    return DASH if value is None else figure(value) if margin is None else f"{value:.1f} ± {margin:.1f}"


def share(value: float | None) -> str:
    """A share as per cent."""
    return DASH if value is None else f"{value:.0%}"


def period_of(wave: SurveyWave) -> str:
    """The days of a wave."""
    first, last = (date_format(localtime(at).date(), "Y-m-d") for at in (wave.starts_at, wave.ends_at))
    return f"{first} – {last}"


def arrow(moved: Trend | None) -> object:
    """How a score moved: an arrow only where the change is beyond its margin."""
    if moved is None:
        return format_html('<span class="dim">{}</span>', DASH)
    words = f"{moved.difference:+.1f} ± {moved.margin:.1f}"
    if moved.arrow is Arrow.NONE:
        return format_html('<span class="dim nowrap">{} {}</span>', words, _("持平"))
    up = moved.arrow is Arrow.UP
    drawn = icon("arrow-up", _("上升")) if up else icon("arrow-down", _("下降"))
    return format_html('<span class="{} nowrap">{} {}</span>', "ok" if up else "bad", drawn, words)


def element_table(
    standing: Standing, wave: SurveyWave, rivals: Mapping[str, Sequence[OutsideScore]]
) -> Table:
    """The tree as rows: score, base, low-score share, trend, importance, gap to the best competitor."""
    columns = [
        Column(_("要素"), lead=True), Column(_("权重"), "number", late=True), Column(_("得分"), "number"),
        Column(_("样本"), "number"), Column(_("低分占比"), "number"), Column(_("比上期")),
        Column(_("重要性"), "number", late=True), Column(_("比最好的对手"), "number", late=True),
    ]  # fmt: skip
    rows = [_row(each, standing, wave, rivals) for each in standing.scores]
    return Table(_("要素结构"), columns, rows)


def tree_chart(tree: Tree, standing: Standing | None) -> plots.Chart:
    """The tree with the scores of a wave."""
    words = {} if standing is None else {each.code: _score_words(each) for each in standing.scores}

    def branch(code: str, name: str) -> plots.Branch:
        below = tuple(branch(each.code, each.name) for each in tree.elements if each.parent == code)
        return plots.Branch(name, words.get(code, ""), below)

    top = _("客户感知") if standing is None else f"{_('客户感知')} {figure(standing.index)}"
    below = tuple(branch(each.code, each.name) for each in tree.elements if not each.parent)
    return plots.tree(plots.Branch(top, "", below), head=_("要素"), figure=_("得分（0–100）"))


def model_chart(result: Mapping[str, Any]) -> plots.Chart:
    """The model: latents with their score and R², paths with coefficient and interval."""
    places = _places(result)
    ends = result["ci"].get("paths", {})
    nodes = [
        plots.Node(name, name, x, y, figure(result["scores"].get(name)), _tone(result, name))
        for name, (x, y) in places.items()
    ]
    links = [_link(path, value, ends.get(path)) for path, value in result["paths"].items()]
    return plots.graph(nodes, links, figure=_("路径系数"))


def _link(path: str, value: float | None, ends: Sequence[float | None] | None) -> plots.Link:
    source, _arrow, target = path.partition(" -> ")
    return plots.Link(source, target, value or 0.0, _interval_words(ends), _path_tone(ends))


def _row(
    each: Score, standing: Standing, wave: SurveyWave, rivals: Mapping[str, Sequence[OutsideScore]]
) -> Row:
    best = next(iter(rivals.get(each.code, ())), None)
    gap = each.mean - best.value if best and each.mean is not None and each.shown else None
    importance = standing.importance.get(each.code)
    url = f"{reverse('satisfaction:element', args=[each.code])}?wave={wave.pk}"
    shown = each.shown and each.mean is not None
    cells = [
        "\N{EM SPACE}" * each.depth + each.name, share(each.share),
        with_margin(each.mean, each.margin) if shown else _("样本太少") if each.n else DASH, f"{each.n:,}",
        share(each.low_share) if shown else DASH, arrow(standing.trends.get(each.code)), share(importance), signed(gap),
    ]  # fmt: skip
    return Row(cells, url=url)


def _score_words(each: Score) -> str:
    return figure(each.mean) if each.shown else ""


def _places(result: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Each latent right of all that lead to it; those of one column spread evenly."""
    names, leads = list(result["model"]["latents"]), [path.split(" -> ") for path in result["paths"]]
    column = dict.fromkeys(names, 0)
    for _round in names:
        for source, target in leads:
            if source in column and target in column:
                column[target] = max(column[target], column[source] + 1)
    found = {}
    for at in sorted(set(column.values())):
        here = [name for name in names if column[name] == at]
        for number, name in enumerate(here):
            found[name] = (at * 160.0, (number + 0.5 + (at % 2) * 0.2) * 420.0 / len(here))
    return found


def _tone(result: Mapping[str, Any], name: str) -> str:
    return "accent" if name == result["index_is"]["latent"] else "dim"


def _interval_words(ends: Sequence[float | None] | None) -> str:
    if not ends or ends[0] is None or ends[1] is None:
        return ""
    return f"[{ends[0]:.2f}, {ends[1]:.2f}]"


def _path_tone(ends: Sequence[float | None] | None) -> str:
    """Faint where the interval holds 0."""
    if not ends or ends[0] is None or ends[1] is None:
        return "accent"
    return "accent" if ends[0] > 0 or ends[1] < 0 else "dim"
