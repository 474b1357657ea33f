# SPDX-License-Identifier: Apache-2.0
"""What a file of scores from elsewhere must say, and what makes a row of it impossible."""

from collections.abc import Mapping
from typing import Any

from amends.apps.satisfaction.rules.columns import Field, Problem
from amends.apps.satisfaction.rules.origins import OVERALL, ScoreSource
from amends.apps.satisfaction.rules.reading import Fault, number, one_of, scale, span, whole, words

SOURCE_WORDS = {
    "监管": ScoreSource.REGULATOR.value,
    "监管机构": ScoreSource.REGULATOR.value,
    "集团": ScoreSource.GROUP.value,
    "集团公司": ScoreSource.GROUP.value,
    "第三方": ScoreSource.THIRD_PARTY.value,
    "第三方机构": ScoreSource.THIRD_PARTY.value,
    "自有": ScoreSource.OWN.value,
    "自有调查": ScoreSource.OWN.value,
    "渠道": ScoreSource.CHANNEL.value,
    "渠道评价": ScoreSource.CHANNEL.value,
    **{each.value: each.value for each in ScoreSource},
}
OURS = {"本公司", "我方", "自己", "own"}


def score_fields(units: Mapping[str, str], elements: Mapping[str, str]) -> tuple[Field, ...]:
    """The columns; `units` maps codes and names to codes, `elements` codes and names to codes."""
    known = {"总体": OVERALL, "overall": OVERALL, **elements}
    return (
        Field("source", ("来源",), one_of(SOURCE_WORDS)),
        Field("publisher", ("发布单位", "测评单位"), words(80)),
        Field("wave", ("期次", "波次"), words(40)),
        Field("period", ("统计期", "时间"), span),
        Field("unit", ("机构", "机构编码"), one_of(units)),
        Field("rival", ("对象", "运营商"), _whose, blank="", optional=True),
        Field("element", ("感知要素", "要素"), one_of(known), blank=OVERALL, optional=True),
        Field("value", ("得分", "分数"), number),
        Field("scale", ("量表", "分制"), scale),
        Field("n", ("样本量", "样本数"), whole),
        Field("margin", ("误差范围", "误差"), number, optional=True),
        Field("method", ("调查方法", "方法"), words(120)),
        Field("reason", ("更正原因",), words(200), blank="", optional=True),
    )


def score_fault(row: int, values: Mapping[str, Any]) -> Problem | None:
    """A score beyond its scale, or a margin that cannot be."""
    lowest, highest = values["scale"]
    if not lowest <= values["value"] <= highest:
        return Problem(row, "得分", Fault.OFF_SCALE, f"{values['value']:g}", f"{lowest:g}–{highest:g}")
    if values["margin"] is not None and not 0 <= values["margin"] <= highest - lowest:
        return Problem(row, "误差范围", Fault.OFF_SCALE, f"{values['margin']:g}", f"0–{highest - lowest:g}")
    return None


def _whose(cell: object) -> str:
    said = words(40)(cell)
    return "" if said.casefold() in OURS else said


def score_example() -> tuple[str, ...]:
    """One row of the file, in the order of the columns."""
    return ("监管", "某测评中心", "2025年度", "2025", "机构编码或名称", "本公司", "总体", "8.21", "1-10", "800", "0.12", "电话访问", "")  # fmt: skip  # noqa: E501
