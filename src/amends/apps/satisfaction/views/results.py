# SPDX-License-Identifier: Apache-2.0
"""One estimate in plain words: scores, paths, reliability, validity, prediction, importance, how it was made."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.runs import point_of
from amends.apps.satisfaction.rules.estimating import choices_of, index_parts
from amends.apps.satisfaction.views.explaining import how_url
from amends.apps.satisfaction.views.refusals import failure_told, told
from amends.apps.satisfaction.views.result_said import GOOD, choice_said, said
from amends.apps.satisfaction.views.telling import DASH, figure, model_chart, period_of, signed
from amends.kernel.refusals import saying_of
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

APART = 1.0  # where the upper end of an HTMT reaches this, two latents cannot be told apart


def runs_table(runs: Sequence[IndexRun], broken: Collection[int] = ()) -> Table:
    """Estimates as rows; `broken` are the keys of those whose job was given up."""
    columns = [
        Column(_("期次"), lead=True), Column(_("机构")), Column(_("满意度指数"), "number"), Column(_("样本"), "number"),
        Column(_("状态")), Column(_("提出")), Column(_("由谁"), late=True),
    ]  # fmt: skip
    rows = [_run_row(each, broken=each.pk in broken) for each in runs]
    return Table(_("指数计算"), columns, rows)


def result_context(run: IndexRun) -> dict[str, object]:
    """What the page of an estimate shows; only what stands above where there is no result."""
    context: dict[str, object] = {
        "run": run,
        "period": period_of(run.wave),
        "failure": failure_told(run),
        "choices": choices_of(run.choices),
    }
    if not run.result:
        return context
    result: Mapping[str, Any] = run.result
    return context | _headline(run) | {
        "result": result,
        "chart": model_chart(result), "scores": _scores(result), "paths": _paths(run),
        "reliability": _reliability(run), "validity": _validity(run), "items": _items(run),
        "prediction": _prediction(run), "importance": _importance(result), "said": said(result),
        "parts": index_parts(result, result["index_is"]["latent"]), "how": _how(run, result),
    }  # fmt: skip


def _headline(run: IndexRun) -> dict[str, object]:
    """The two indices with their intervals, and on how many responses they rest."""
    words = {}
    for construct in ("satisfaction", "loyalty"):
        point = point_of(run, construct)
        ends = (
            ""
            if point is None or point.low is None or point.high is None
            else f" ({point.low:.1f}–{point.high:.1f})"
        )
        words[f"{construct}_words"] = _("没有数据") if point is None else f"{point.value:.2f}{ends}"
    return {**words, "base_words": f"{run.result['data']['rows']:,}"}


def comparison(one: IndexRun, other: IndexRun) -> dict[str, object]:
    """Two estimates: what differs in how they were made, then figure beside figure."""
    made = [
        (_("期次"), one.wave.name, other.wave.name), (_("机构"), one.unit.name, other.unit.name),
        (_("口径"), one.convention, other.convention), (_("样本"), *_two(one, other, lambda r: r["data"]["rows"])),
        (_("答卷指纹"), one.data_digest[:12], other.data_digest[:12]),
        *((name, one.choices.get(name), other.choices.get(name)) for name in one.choices),
        (_("模型"), _("第一次"), _("相同") if one.model == other.model else _("不同")),
    ]  # fmt: skip
    rows = [
        Row([str(name), str(a), str(b), "" if a == b else tag(_("不同"), "warning")])
        for name, a, b in made[:-1]
    ]
    rows.append(Row([_("模型"), "", "", "" if one.model == other.model else tag(_("不同"), "warning")]))
    heads = [Column("", lead=True), Column(_("甲")), Column(_("乙")), Column("")]
    return {
        "one": one, "other": other, "same_convention": one.convention == other.convention,
        "made": Table(_("怎么算的"), heads, rows), "figures": _figures(one.result, other.result),
    }  # fmt: skip


def _run_row(run: IndexRun, *, broken: bool) -> Row:
    result = run.result
    ends = result.get("ci", {}).get("index") if result else None
    value = figure(result["index"], 2) if result else DASH
    words = f"{value} ({ends[0]:.1f}–{ends[1]:.1f})" if ends and ends[0] is not None else value
    state = (
        tag(_("已发布"), "success") if run.published_at
        else tag(_("没有算成"), "error") if run.failure or broken
        else tag(_("算成"), "info") if run.finished_at
        else tag(_("计算中"), "primary")
    )  # fmt: skip
    base = f"{result['data']['rows']:,}" if result else DASH
    who = run.asked_by.name if run.asked_by else DASH
    cells = [run.wave.name, run.unit.name, words, base, state, moment(run.asked_at), who]
    return Row(cells, url=reverse("satisfaction:run", args=[run.pk]))


def _scores(result: Mapping[str, Any]) -> plots.Chart:
    ends = result["ci"].get("scores", {})
    dots = []
    for name, value in result["scores"].items():
        low, high = ends.get(name) or (None, None)
        r2 = result["r2"].get(name)
        dots.append(plots.Dot(name, value, low, high, note="" if r2 is None else f"R² {r2:.2f}"))
    return plots.intervals(dots, axis=_("0–100 分"), head=_("潜变量"), note=_("解释了多少"))


def _paths(run: IndexRun) -> Table:
    result: Mapping[str, Any] = run.result
    ends, totals, f2 = result["ci"].get("paths", {}), result["totals"], result["assessment"]["f2"]
    sizes: Mapping[str, float] = next(iter(f2.values()), {})
    columns = [
        Column(_("路径"), lead=True), Column(_("系数"), "number"), Column(_("区间"), "number"), Column(_("说明")),
        Column(_("总效应"), "number", late=True), Column("f²", "number", late=True),
    ]  # fmt: skip
    rows = [
        Row([name.replace("->", "→"), figure(value, 3), _ends(ends.get(name)), _path_words(ends.get(name)),
             figure(totals.get(name), 3), figure(sizes.get(name), 3)], url=how_url(run, "path", name))
        for name, value in result["paths"].items()
    ]  # fmt: skip
    return Table(_("路径"), columns, rows)


def _reliability(run: IndexRun) -> Table:
    result: Mapping[str, Any] = run.result
    columns = [
        Column(_("潜变量"), lead=True),
        *(Column(name, "number") for name in GOOD),
        Column(_("说明"), "wrap"),
    ]
    rows = []
    for name, values in result["reliability"].items():
        cells = [_judged(values.get(key), least) for key, least in GOOD.items()]
        words = _block_words(result, name, values)
        rows.append(Row([name, *cells, words], url=how_url(run, "reliability", name)))
    return Table(_("信度与聚合效度"), columns, rows)


def _validity(run: IndexRun) -> Table:
    result: Mapping[str, Any] = run.result
    ends = result["ci"].get("htmt", {})
    columns = [
        Column(_("两个潜变量"), lead=True), Column("HTMT", "number"), Column(_("区间"), "number"),
        Column(_("说明"), "wrap"),
    ]  # fmt: skip
    rows = [
        Row(
            [name.replace("->", "—"), figure(value, 3), _ends(ends.get(name)), _apart(value, ends.get(name))],
            url=how_url(run, "pair", name),
        )
        for name, value in sorted(result["htmt"].items(), key=lambda each: -(each[1] or 0))
    ]
    return Table(_("区分效度"), columns, rows)


def _items(run: IndexRun) -> Table:
    result: Mapping[str, Any] = run.result
    ends, vif = result["ci"].get("loadings", {}), result["assessment"]["vif_items"]
    columns = [
        Column(_("题目"), "wrap", lead=True), Column(_("答的人"), "number"), Column(_("均值"), "number"),
        Column(_("载荷"), "number"), Column(_("区间"), "number", late=True), Column(_("权重"), "number", late=True),
        Column("VIF", "number", late=True),
    ]  # fmt: skip
    rows = [
        Row([f"{item} {about['title']}", f"{about['n']:,}", figure(about["mean"], 2),
             _judged(result["loadings"].get(item), 0.7), _ends(ends.get(item)),
             figure(result["weights"].get(item), 3), figure(vif.get(item), 2)], url=how_url(run, "item", item))
        for item, about in result["items"].items()
    ]  # fmt: skip
    return Table(_("题目"), columns, rows)


def _prediction(run: IndexRun) -> Table | None:
    found = run.result.get("prediction")
    if not found:
        return None
    columns = [
        Column(_("题目"), lead=True), Column("Q²", "number"), Column(_("模型误差"), "number"),
        Column(_("线性对照误差"), "number"), Column(_("说明")),
    ]  # fmt: skip
    rows = [
        _foretold_row(item, each, how_url(run, "prediction", item)) for item, each in found["items"].items()
    ]
    return Table(_("预测没有见过的答卷"), columns, rows)


def _importance(result: Mapping[str, Any]) -> plots.Chart | None:
    found = result.get("importance")
    known = _rated(found["latents"]) if found else {}
    if len(known) < 2:
        return None
    mean_x, mean_y = (sum(pair[at] for pair in known.values()) / len(known) for at in (0, 1))
    points = [
        plots.Point(name, x, y, "red" if x < mean_x and y >= mean_y else "accent")
        for name, (x, y) in known.items()
    ]
    corners = (_("优先改进"), _("继续保持"), _("不必再加"), _("暂缓"))
    return plots.quadrants(
        points, x=_("得分（0–100）"), y=_("重要性"), x_line=mean_x, y_line=mean_y, corners=corners, head=_("潜变量"),
    )  # fmt: skip


def _rated(latents: Mapping[str, Mapping[str, float | None]]) -> dict[str, tuple[float, float]]:
    """Performance and importance of the latents that have both."""
    both = ((name, each["performance"], each["importance"]) for name, each in latents.items())
    return {name: (x, y) for name, x, y in both if x is not None and y is not None}


def _how(run: IndexRun, result: Mapping[str, Any]) -> list[tuple[str, object]]:
    """How it was made, line by line."""
    boot, data, answers = result.get("bootstrap"), result["data"], result.get("answers", {})
    scale = result["index_is"]["scale"]
    lines = [
        (_("公式"), result["index_is"]["formula"]),
        (_("口径"), _("%(convention)s（未标准化权重：权重除以题目的标准差，再归一）") % {"convention": run.convention}),
        (_("量程"), f"{scale['min']:g}–{scale['max']:g} → 0–100"),
        (_("答卷"), _("%(used)s 份参加计算，其中有疑问 %(flagged)s 份；没有用 %(left)s 份") % {
            "used": f"{data['rows']:,}", "flagged": answers.get("flagged", 0), "left": data["left_out"]}),
        (_("没有回答的题"), _unanswered(data["missing"])),
        (_("抽样权重"), _("用了") if data["weighted"] else _("没有用，或各份答卷相同")),
        (_("重抽样"), _resampled(boot) if boot else _("没有做，没有区间")),
        (_("答卷指纹（SHA-256）"), format_html('<span class="num small">{}</span>', run.data_digest)),
        (_("软件"), f"Amends {result.get('software', '')}"),
        *((_("提醒"), note) for note in _notes(result)),
    ]  # fmt: skip
    return [*lines]


def _notes(result: Mapping[str, Any]) -> list[str]:
    """In the reader's language; results of before have the Chinese words only."""
    said = result.get("notes_said")
    return [*result["notes"]] if said is None else [told(saying_of(each)) for each in said]


def _unanswered(missing: Mapping[str, Any]) -> str:
    words = _("%(treatment)s，共 %(count)s 处")
    return words % {
        "treatment": choice_said(missing["treated_by"]),
        "count": f"{sum(missing['answers'].values()):,}",
    }


def _resampled(boot: Mapping[str, Any]) -> str:
    bad = boot["not_converged"] + boot["inadmissible"]
    words = _(
        "%(count)s 次（%(method)s），%(bad)s 次没有估计，方向翻转 %(turned)s 次；%(level)s 区间 %(kind)s，种子 %(seed)s"
    )
    return words % {
        "count": f"{boot['resamples']:,}", "method": choice_said(boot["method"]), "bad": bad,
        "level": f"{boot['level']:.0%}",
        "turned": sum(boot["turned"].values()), "kind": choice_said(boot["interval"]), "seed": boot["seed"],
    }  # fmt: skip


def _figures(one: Mapping[str, Any], other: Mapping[str, Any]) -> Table:
    columns = [
        Column(_("数字"), lead=True),
        Column(_("甲"), "number"),
        Column(_("乙"), "number"),
        Column(_("乙 − 甲"), "number"),
    ]
    rows = []
    for kind, digits in (("scores", 2), ("paths", 3), ("r2", 3)):
        for name in dict.fromkeys([*one[kind], *other[kind]]):
            a, b = one[kind].get(name), other[kind].get(name)
            gap = b - a if a is not None and b is not None else None
            label = f"R² {name}" if kind == "r2" else name.replace("->", "→")
            rows.append(Row([label, figure(a, digits), figure(b, digits), signed(gap, digits)]))
    return Table(_("数字对照"), columns, rows)


def _two(one: IndexRun, other: IndexRun, read: Any) -> tuple[object, object]:
    return read(one.result), read(other.result)


def _ends(ends: Sequence[float | None] | None) -> str:
    if not ends or ends[0] is None or ends[1] is None:
        return DASH
    return f"{ends[0]:.3f} – {ends[1]:.3f}"


def _judged(value: float | None, least: float) -> object:
    if value is None:
        return DASH
    return (
        figure(value, 3) if value >= least else format_html('<span class="bad">{}</span>', figure(value, 3))
    )


def _path_words(ends: Sequence[float | None] | None) -> object:
    if not ends or ends[0] is None or ends[1] is None:
        return ""
    if ends[0] > 0:
        return _("越高越高")
    return _("越高越低") if ends[1] < 0 else format_html('<span class="dim">{}</span>', _("看不出作用"))


def _block_words(result: Mapping[str, Any], name: str, values: Mapping[str, float | None]) -> str:
    items = result["model"]["latents"].get(name, {}).get("items", ())
    if len(items) == 1:
        return _("只有一道题，信度无从检验")
    low = [key for key, least in GOOD.items() if (values.get(key) or 0) < least]
    if not low:
        return _("几道题说的是同一件事")
    return _("%(names)s偏低，几道题不够一致") % {"names": _("、").join(low)}


def _apart(value: float | None, ends: Sequence[float | None] | None) -> object:
    upper = ends[1] if ends and ends[1] is not None else value
    if upper is None:
        return ""
    if upper >= APART:
        return format_html('<span class="bad">{}</span>', _("上限到了 1，分不清是两件事"))
    return _("偏高，但分得开") if value is not None and value > 0.85 else _("是两件事")


def _foretold_row(item: str, each: Mapping[str, float | None], url: str) -> Row:
    errors = [figure(each[name], 3) for name in ("q2", "rmse", "linear_rmse")]
    return Row([item, *errors, _foretold(each)], url=url)


def _foretold(each: Mapping[str, float | None]) -> str:
    if each["q2"] is None or each["q2"] <= 0:
        return _("不比均值强")
    better = (each["rmse"] or 0) < (each["linear_rmse"] or 0)
    return _("比线性对照准") if better else _("比均值强，不如线性对照")
