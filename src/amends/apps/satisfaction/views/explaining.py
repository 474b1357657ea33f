# SPDX-License-Identifier: Apache-2.0
"""How each number of an estimate came about: what it says, its formula with what went in, on how many answers it rests,
where the method comes from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.views.telling import DASH, figure
from amends.ui.components.tables import Column, Row, Table

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """One number: name, value, what it says, formula, how many answers it rests on, literature."""

    name: str
    value: str
    says: str
    formula: str
    base: str
    source: str


def how_url(run: IndexRun, kind: str, name: str) -> str:
    """Where the numbers of one row of an estimate are explained."""
    return f"{reverse('satisfaction:run_how', args=[run.pk])}?{urlencode({'kind': kind, 'name': name})}"


def explained(result: Result, kind: str, name: str) -> list[Explained]:
    """Every number of a row; empty where the estimate has no such row."""
    told, rows = KINDS.get(kind, (None, ""))
    there = result.get(rows) or {}
    known = there.get("items", {}) if rows == "prediction" else there
    return [*told(result, name)] if told and name in known else []


def explained_table(found: Sequence[Explained]) -> Table:
    """The numbers of a row under each other."""
    columns = [
        Column(_("数字"), lead=True),
        Column(_("数值"), "number"),
        Column(_("说的是什么"), "wrap"),
        Column(_("公式"), "wrap"),
        Column(_("基数"), "wrap"),
        Column(_("文献"), "wrap"),
    ]
    rows = [Row([e.name, e.value, e.says, e.formula, e.base, e.source]) for e in found]
    return Table(_("每个数怎么来的"), columns, rows)


def shown_name(name: str) -> str:
    """A path or a pair as people write it."""
    return name.replace("->", "→")


def _path(result: Result, name: str) -> Iterator[Explained]:
    yield _coefficient(result, name)
    yield from _interval(result, "paths", name)
    words = _("所有通路上系数的乘积之和，(I − B)⁻¹ − I")
    value, says = figure(result["totals"].get(name), 3), _("直接作用加上经过其他潜变量的间接作用")
    yield Explained(_("总效应"), value, says, words, _rows(result), "Bollen 1987")
    sizes: Mapping[str, float] = next(iter(result["assessment"]["f2"].values()), {})
    r2 = {"r2": figure(result["r2"].get(name.split(" -> ")[1]), 3)}
    words = _("(R² − 去掉后的 R²) ÷ (1 − R²)，其余潜变量得分不变；这里 R² = %(r2)s") % r2
    value, says = figure(sizes.get(name), 3), _("去掉这条路径，少解释多少；0.02 小，0.15 中，0.35 大")
    yield Explained("f²", value, says, words, _rows(result), "Cohen 1988")


def _coefficient(result: Result, name: str) -> Explained:
    source, target = name.split(" -> ")
    others = [each.split(" -> ")[0] for each in result["paths"] if each.endswith(f" -> {target}")]
    sides = {"source": source, "target": target, "all": _("、").join(others)}
    says = _("其他前因不变时，%(source)s高一个标准差，%(target)s高几个标准差") % sides
    words = _("%(target)s对%(all)s的标准化回归：β = R⁻¹r，R 是前因之间的相关，r 是前因与%(target)s的相关")
    value = figure(result["paths"][name], 3)
    return Explained(_("系数"), value, says, words % sides, _rows(result), "Wold 1982; Lohmöller 1989")


def _reliability(result: Result, name: str) -> Iterator[Explained]:
    values, base = result["reliability"][name], _rows(result)
    for label, key, says, words, paper in _kinds_of_reliability(result, name):
        yield Explained(label, figure(values[key], 3), says, words, base, paper)


def _kinds_of_reliability(result: Result, name: str) -> tuple[tuple[str, str, str, str, str], ...]:
    items = _block(result, name)
    loadings = [figure(result["loadings"].get(each), 3) for each in items]
    given = _("，").join(f"{each} {value}" for each, value in zip(items, loadings, strict=True))
    told = {"m": len(items), "given": given}
    return (
        ("α", "alpha", _("几道题一致的程度，按每题一样重"),
         _("m·r̄ ÷ (1 + (m − 1)·r̄)，m = %(m)s，r̄ 是各题之间相关的平均") % told, "Cronbach 1951"),
        ("ρA", "rhoA", _("合成得分的信度，按估计出的权重"),
         _("(w'w)² · w'(S − diag S)w ÷ w'(ww' − diag ww')w，w 是权重，S 是题目的相关"), "Dijkstra & Henseler 2015"),
        ("ρC", "rhoC", _("合成得分的信度，按载荷"),
         _("(Σλ)² ÷ ((Σλ)² + Σ(1 − λ²))，λ：%(given)s") % told, "Jöreskog 1971"),
        ("AVE", "AVE", _("题目的变化里，有多少说的是这个潜变量"), _("Σλ² ÷ m，λ：%(given)s") % told,
         "Fornell & Larcker 1981"),
    )  # fmt: skip


def _pair(result: Result, name: str) -> Iterator[Explained]:
    one, other = name.split(" -> ")
    sides = {"one": one, "other": other, "m": len(_block(result, one)), "k": len(_block(result, other))}
    value, paper = figure(result["htmt"][name], 3), "Henseler, Ringle & Sarstedt 2015; Ringle et al. 2023"
    says = _("两组题之间的相关，与各组之内的相关比；接近 1 就分不清是两件事")
    words = _(
        "%(one)s的 %(m)s 道题与%(other)s的 %(k)s 道题之间相关绝对值的平均，"
        "除以两组之内平均的几何平均；只有一道题的组，组内算 1"
    )
    yield Explained("HTMT", value, says, words % sides, _rows(result), paper)
    yield from _interval(result, "htmt", name)
    known = result["assessment"].get("htmt2", {})
    value, says = figure(known.get(name, known.get(f"{other} -> {one}")), 3), _("同上，不要求各题的载荷相同")
    paper = "Roemer, Schuberth & Henseler 2021"
    yield Explained("HTMT2", value, says, _("各平均都用几何平均"), _rows(result), paper)


def _item(result: Result, name: str) -> Iterator[Explained]:
    yield _mean(result, name)
    value, says = figure(result["loadings"].get(name), 3), _("这道题与它的潜变量得分的相关")
    words, paper = _("相关系数；一致性 PLS 时除去了测量误差"), "Wold 1982; Dijkstra & Henseler 2015"
    yield Explained(_("载荷"), value, says, words, _rows(result), paper)
    yield from _interval(result, "loadings", name)
    value, says = figure(result["weights"].get(name), 3), _("潜变量得分里，这道题（标准化以后）占多少")
    words = _("反复估计到不再变：A 式由相关，B 式由回归，再缩放到得分的标准差为 1")
    yield Explained(_("权重"), value, says, words, _rows(result), "Wold 1982; Lohmöller 1989")
    value = figure(result["assessment"]["vif_items"].get(name), 2)
    says, words = _("这道题与同组其他题重复的程度；5 以上要看"), _("1 ÷ (1 − R²)，R² 来自同组其他题")
    yield Explained("VIF", value, says, words, _rows(result), "Marquardt 1970")


def _mean(result: Result, name: str) -> Explained:
    about = result["items"][name]
    own = _("%(n)s 人答了这道题") % {"n": f"{about['n']:,}"}
    words = _("Σ 权重 × 分数 ÷ Σ 权重") if result["data"]["weighted"] else _("分数之和 ÷ 人数")
    value = _few() if about["mean"] is None else figure(about["mean"], 2)
    return Explained(_("均值"), value, _("这道题的平均分，模型的量程上"), words, own, DASH)


def _foretold(result: Result, name: str) -> Iterator[Explained]:
    found = result["prediction"]
    each, said = found["items"][name], {"n": f"{found['rows']:,}", "left": f"{found['left_out']:,}"}
    base = _("%(n)s 份答全的答卷，另有 %(left)s 份有空，没有用") % said
    base += "" if found["weighted"] else _("；没有用抽样权重")
    folds, paper = {"folds": found["folds"]}, "Shmueli et al. 2016, 2019"
    says = _("预测没有见过的答卷，平均差几分")
    words = _("分成 %(folds)s 份，轮流用其余各份估计、预测这一份：√(Σ(实际 − 预测)² ÷ n)") % folds
    yield Explained(_("模型误差"), figure(each["rmse"], 3), says, words, base, paper)
    says, words = (
        _("比用平均分预测好多少；0 以下是不如平均分"),
        _("1 − Σ(实际 − 预测)² ÷ Σ(实际 − 学到的平均)²"),
    )
    yield Explained("Q²", figure(each["q2"], 3), says, words, base, paper)
    says = _("不要模型、直接用其他题回归，平均差几分")
    words = _("同样的 %(folds)s 份，自变量是其他潜变量的全部题目") % folds
    yield Explained(_("线性对照误差"), figure(each["linear_rmse"], 3), says, words, base, paper)


KINDS: Mapping[str, tuple[Callable[[Result, str], Iterator[Explained]], str]] = {
    "path": (_path, "paths"),
    "reliability": (_reliability, "reliability"),
    "pair": (_pair, "htmt"),
    "item": (_item, "items"),
    "prediction": (_foretold, "prediction"),
}


def _interval(result: Result, kind: str, name: str) -> Iterator[Explained]:
    """The interval of a figure, where there is one."""
    boot, ends = result.get("bootstrap"), result["ci"].get(kind, {}).get(name)
    if not boot or not ends or ends[0] is None or ends[1] is None:
        return
    how, paper = _kind_of_interval(boot["interval"])
    spread = boot["se"].get(kind, {}).get(name)
    drawn = {"used": f"{boot['used']:,}", "all": f"{boot['resamples']:,}"}
    told = {"level": f"{boot['level']:.0%}", "se": figure(spread, 3), "seed": boot["seed"], "how": how}
    value, base = f"{ends[0]:.3f} – {ends[1]:.3f}", _("%(used)s 次有估计的重抽样（共 %(all)s 次）") % drawn
    words = _("%(how)s；重抽样的标准误 %(se)s，种子 %(seed)s") % told
    yield Explained(_("%(level)s 区间") % told, value, _("抽样误差的范围"), words, base, paper)


def _kind_of_interval(interval: str) -> tuple[str, str]:
    return {
        "bca": (_("BCa：百分位按偏差和加速度校正"), "Efron 1987"),
        "percentile": (_("重抽样结果的百分位"), "Efron & Tibshirani 1993"),
        "studentised": (_("学生化：每次重抽样除以它自己的标准误"), "Hall 1992"),
    }.get(interval, (interval, DASH))


def _rows(result: Result) -> str:
    """On how many responses what comes from the correlations rests."""
    data = result["data"]
    base = _("%(n)s 份答卷") % {"n": f"{data['rows']:,}"}
    if data["weighted"]:
        base += _("，按抽样权重")
    gaps = sum(data["missing"]["answers"].values())
    if gaps:
        words = {
            "mean": _("，%(gaps)s 处没有回答的用该题均值"),
            "pairwise": _("，每个相关只用两题都答了的人，共有 %(gaps)s 处没有回答"),
        }
        base += words.get(data["missing"]["treated_by"], "") % {"gaps": f"{gaps:,}"}
    return base


def _few() -> str:
    return _("不到 %(n)s 人，不显示") % {"n": LEAST}


def _block(result: Result, latent: str) -> Sequence[str]:
    """What a latent is measured by: its items, or the latents below it."""
    block = result["model"]["latents"].get(latent, {})
    found: Sequence[str] = block.get("items") or block.get("of") or ()
    return found
