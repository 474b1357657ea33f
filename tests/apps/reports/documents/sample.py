# SPDX-License-Identifier: Apache-2.0
"""A small report with everything that a report may hold, dangerous words among it."""

from amends.apps.reports.rules.documents.composition import (
    Composition,
    Grid,
    Kind,
    Number,
    Plot,
    Section,
    Shape,
)

DANGEROUS = ("=1+1", "+1", "-1", "@sum(1)", "\t=1", '#import "x"', "*粗* $x$ _y_ <b>&amp;")
WORDS = {
    "unit": "机构", "period": "统计期", "made": "生成时间", "definition": "口径", "base": "基数", "source": "来源",
    "number": "指标", "value": "数值", "before": "上期", "change": "与上期比",
    "numbers": "指标与口径", "summary": "摘要",
}  # fmt: skip


def number(key: str = "on_time_rate", label: str = "处理及时率", **more: object) -> Number:
    """One figure."""
    usual: dict[str, object] = {
        "shown": "85.0%", "value": 0.85, "shape": Shape.SHARE, "definition": "按时结案 ÷ 结案", "period": "十月",
        "base": "85 ÷ 100", "source": "案件", "before": 0.9, "change": "在偶然波动以内",
    }  # fmt: skip
    return Number(key, label, **{**usual, **more})  # type: ignore[arg-type]


def sample() -> Composition:
    """Two sections, two charts, one table with words that sheets or typesetters might run."""
    rows = tuple((word, float(at), None) for at, word in enumerate(DANGEROUS, 1))
    grid = Grid("原因", ("原因", "件数", "相差"), (Shape.WORDS, Shape.COUNT, Shape.SIGNED), rows)
    bars = Plot(
        "原因", "bars", ("网络", "资费"), (("本期", (7.0, 3.0)), ("上期", (4.0, None))), "件", Shape.COUNT
    )
    lines = Plot(
        "每天", "lines", ("10-01", "10-02", "10-03"), (("收到", (1.0, 4.0, 2.0)),), "件", Shape.COUNT
    )
    sections = (
        Section("变化与原因", ("本期收到投诉 10 件，上期 4 件。", "=cmd|' /C calc'!A0")),
        Section("投诉与办理", (), (number(), number("n", "低分答卷", shown="1,234", value=1234.0, shape=Shape.COUNT)),
                (grid,), (bars, lines)),
    )  # fmt: skip
    title, period, made = "满意度与投诉报告", "2026-10-01 至 2026-10-31", "2026-11-02 12:00"
    return Composition(Kind.MONTHLY, title, "东市", period, "zh-hans", made, sections, WORDS)
