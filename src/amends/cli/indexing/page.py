# SPDX-License-Identifier: Apache-2.0
"""The result as one HTML page that stands alone: no script, nothing loaded from elsewhere, prints well."""

from collections.abc import Mapping
from html import escape
from typing import Any

from amends.analytics.index.results import Found, as_json
from amends.cli.indexing.page_checks import checks
from amends.cli.indexing.said import WORDS
from amends.cli.indexing.tables import number, table

STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:62rem;margin:2rem auto;
padding:0 1rem;color:#1c2430}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:#5a6472}
th,td{padding:.3rem .6rem;border-bottom:1px solid #d8dde4;text-align:right;font-variant-numeric:tabular-nums}
td{white-space:nowrap}th:first-child,td:first-child{text-align:left}
.figure{font-size:2.6rem;margin:.2rem 0}.weak{color:#a33000}
.note{color:#5a6472}svg{display:block}@media(max-width:40rem){body{font-size:15px}table{display:block;overflow-x:auto}}
"""
WEAK = {"alpha": 0.7, "rhoA": 0.7, "rhoC": 0.7, "AVE": 0.5}


def page(found: Found) -> str:
    """The whole page, in Chinese."""
    said = as_json(found)
    parts = [
        _head(found, said),
        _scores(said),
        _paths(said),
        _blocks(said),
        _htmt(said),
        *checks(said),
        _method(said),
    ]
    title = escape(f"满意度指数：{found.estimate.spec.index or '路径模型'}")
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    top = (
        f'<!doctype html>\n<html lang="zh-CN"><head>{meta}<title>{title}</title><style>{STYLE}</style></head>'
    )
    return f"{top}<body><h1>{title}</h1>{''.join(parts)}</body></html>\n"


def _head(found: Found, said: Mapping[str, Any]) -> str:
    if said["index"] is None:
        return '<p class="note">模型没有写明 scale 和 index，不换算 0–100 的指数。</p>'
    ends = said["ci"].get("index")
    interval = f"{found.level:.0%} 区间 {ends[0]:.2f}–{ends[1]:.2f}；" if ends else ""
    low, high = said["index_is"]["scale"].values()
    how = f"口径：未标准化权重（权重除以题项标准差，归一），题项量程 {low:g}–{high:g} 换算到 0–100"
    return f'<p class="figure">{said["index"]:.2f}</p><p class="note">{interval}{how}。</p>'


def _scores(said: Mapping[str, Any]) -> str:
    rows = [
        [
            escape(name),
            number(score, 2),
            _ends(said, "scores", name, 2),
            _bar(score),
            number(said["r2"].get(name)),
        ]
        for name, score in said["scores"].items()
    ]
    return table("各潜变量", ["潜变量", "0–100", "区间", "", "R²"], rows) if rows else ""


def _paths(said: Mapping[str, Any]) -> str:
    rows = [
        [escape(name), number(value), _ends(said, "paths", name), number(said["totals"][name])]
        for name, value in said["paths"].items()
    ]
    return table("路径", ["从 -> 到", "直接效应", "区间", "总效应"], rows)


def _blocks(said: Mapping[str, Any]) -> str:
    found = [
        [escape(name), *(_against(value, WEAK[called]) for called, value in values.items())]
        for name, values in said["reliability"].items()
    ]
    items = [
        [escape(item), number(value), _ends(said, "loadings", item), number(said["weights"][item])]
        for item, value in said["loadings"].items()
    ]
    limits = "低于 0.7（AVE 低于 0.5）的标红；单题项潜变量为 1"
    return table("信度与聚合效度", ["潜变量", *WEAK], found, limits) + table(
        "题项", ["题项", "载荷", "区间", "权重"], items
    )


def _htmt(said: Mapping[str, Any]) -> str:
    ends = said["ci"].get("htmt", {})
    rows = [
        [
            escape(name),
            number(value),
            _ends(said, "htmt", name),
            "是" if ends.get(name, (0, 0))[1] >= 1 else "",
        ]
        for name, value in said["htmt"].items()
    ]
    return table("区分效度（HTMT）", ["两个潜变量", "HTMT", "区间", "上限到 1"], rows)


def _method(said: Mapping[str, Any]) -> str:
    data, boot, model = said["data"], said["bootstrap"], said["model"]
    lines = [
        f"{data['rows']} 行，{data['left_out']} 行没有用；缺失 {sum(data['missing']['answers'].values())} 个，"
        f"处理方式是{WORDS[data['missing']['treated_by']]}；{'有' if data['weighted'] else '没有'}抽样权重",
        f"内部加权 {model['scheme']}，{'一致性校正（PLSc）' if model['consistent'] else '不做一致性校正'}，"
        f"{said['estimate']['rounds']} 轮{'收敛' if said['estimate']['converged'] else '没有收敛，结果不可用于发布'}",
        "方向：每个潜变量朝向它的多数题项（载荷之和不为负）",
    ]
    if boot is not None:
        lines.append(
            f"重抽样 {boot['resamples']} 次（{WORDS[boot['method']]}），未收敛 {boot['not_converged']} 次，"
            f"无估计 {boot['inadmissible']} 次，方向翻转 {sum(boot['turned'].values())} 次；"
            f"区间用{WORDS[boot['interval']]}，种子 {boot['seed']}"
        )
    lines += said["notes"]
    return f"<h2>怎么算的</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _ends(said: Mapping[str, Any], kind: str, name: str, digits: int = 3) -> str:
    found = said["ci"].get(kind, {}).get(name)
    return "" if found is None else f"{number(found[0], digits)} – {number(found[1], digits)}"


def _against(value: float, least: float) -> str:
    return f'<span class="weak">{value:.3f}</span>' if value < least else number(value)


def _bar(score: float) -> str:
    if score != score:  # noqa: PLR0124 - NaN
        return ""
    width = max(0.0, min(100.0, score))
    return (
        '<svg width="104" height="12" role="img" aria-hidden="true"><rect x="1" y="1" width="100" height="10" '
        f'fill="#e6eaf0"/><rect x="1" y="1" width="{width:.1f}" height="10" fill="#2f6db5"/></svg>'
    )
