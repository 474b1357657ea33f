# SPDX-License-Identifier: Apache-2.0
"""What to improve first, what the model foretells, whether groups differ: as tables of the page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from amends.analytics.index.assessment.invariance import Invariance
from amends.cli.indexing.tables import number, table

VERDICTS = {
    Invariance.FULL: "全部（可以合并，也可以比均值）",
    Invariance.PARTIAL: "部分（可以比路径）",
    Invariance.NONE: "不成立（不要比较）",
}
Said = Mapping[str, Any]


def checks(said: Said) -> list[str]:
    """The tables that there is something for."""
    return [*_importance(said["importance"]), *_prediction(said["prediction"]), *map(_group, said["groups"])]


def _importance(found: Said | None) -> list[str]:
    if found is None:
        return []
    by_weight = sorted(found["latents"].items(), key=lambda each: -each[1]["importance"])
    rows = [[escape(name), number(at["importance"]), number(at["performance"], 1)] for name, at in by_weight]
    caption = (
        f"重要性：该项提高 1 分，{escape(found['target'])}提高多少分（总效应，未标准化）；表现为 0–100 得分"
    )
    return [table("先改进什么", ["潜变量", "重要性", "表现"], rows, caption)]


def _prediction(found: Said | None) -> list[str]:
    if found is None:
        return []
    rows = [
        [escape(item), number(at["q2"]), number(at["rmse"]), number(at["linear_rmse"]), _better(at)]
        for item, at in found["items"].items()
    ]
    weighted = "按抽样权重" if found["weighted"] else "不加权"
    caption = (
        f"{found['folds']} 折，{found['rows']} 行完整答卷（{weighted}）；Q² 大于 0 才好过平均数，"
        f"误差低于线性回归才算模型有预测力。CVPAT：{_cvpat(found)}"
    )
    return [table("能不能预测没见过的答卷", ["题项", "Q²", "模型 RMSE", "线性 RMSE", "更准"], rows, caption)]


def _better(at: Said) -> str:
    return "模型" if at["rmse"] < at["linear_rmse"] else "线性回归"


def _cvpat(found: Said) -> str:
    against = {"average": "平均数"}
    said = []
    for each in found["cvpat"]:
        whole = each["losses"]["model"]
        rival = against.get(each["rival"], "线性回归")
        said.append(f"与{rival}的损失差 {whole['difference']:.3f}（p = {whole['p']:.3f}，负数为模型更准）")
    return "；".join(said)


def _group(found: Said) -> str:
    same = "；".join(
        f"{escape(latent)} {VERDICTS[Invariance(at['verdict'])]}"
        for latent, at in found["invariance"].items()
    )
    rows = [
        [
            escape(name),
            number(at["group"]),
            number(at["others"]),
            number(at["difference"]),
            number(at["p_holm"]),
        ]
        for name, at in found["paths"].items()
    ]
    caption = f"{found['rows'][0]} 行与其余 {found['rows'][1]} 行；置换 {found['permutations']} 次。测量不变性：{same}"
    head = ["路径", "本组", "其余", "差", "p（Holm）"]
    return table(f"“{escape(found['group'])}”与其余相比", head, rows, caption)
