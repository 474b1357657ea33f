# SPDX-License-Identifier: Apache-2.0
"""One chart of each kind for the gallery."""

from amends.ui.components import plots

ELEMENTS = ("网络覆盖", "资费合理", "账单清晰", "营业厅服务", "热线服务", "宽带安装")


def samples() -> list[tuple[str, str, plots.Chart]]:
    """Name, caption and chart of each kind."""
    return [
        ("bars", "各要素得分", _bars()),
        ("trend", "满意度逐期", _lines()),
        ("map", "重要性与得分", _quadrants()),
        ("bridge", "两期之间的变化", _bridge()),
        ("dots", "各机构得分与区间", _intervals()),
        ("heat", "机构与要素", _heatmap()),
        ("tree", "要素结构", _tree()),
        ("graph", "模型", _graph()),
    ]


def _bars() -> plots.Chart:
    values = (78.1, 64.2, 71.5, 83.0, 76.4, 68.8)
    return plots.bars(ELEMENTS, {"得分": values}, head="要素", axis="0–100 分", lines_at={"目标": 75.0})


def _lines() -> plots.Chart:
    waves = ("2023", "2024", "2025", "2026")
    series = {"本公司": (71.2, 72.4, None, 73.7), "可比口径": (None, None, 70.9, 73.7)}
    return plots.lines(
        waves, series, head="期次", axis="0–100 分", breaks={"2025": "问卷换版"}, dashed=("可比口径",)
    )


def _quadrants() -> plots.Chart:
    places = ((78.1, 0.22), (64.2, 0.31), (71.5, 0.10), (83.0, 0.09), (76.4, 0.12), (68.8, 0.18))
    points = [
        plots.Point(name, score, weight, "red" if weight > 0.17 and score < 74 else "accent")
        for name, (score, weight) in zip(ELEMENTS, places, strict=True)
    ]
    corners = ("优先改进", "继续保持", "不必再加", "暂缓")
    return plots.quadrants(
        points, x="得分", y="重要性", x_line=73.7, y_line=0.17, corners=corners, head="要素"
    )


def _bridge() -> plots.Chart:
    steps = (
        plots.Step("2025 年", 73.66, total=True),
        plots.Step("去掉的题", -3.1),
        plots.Step("新加的题", -2.18),
        plots.Step("权重", 0.31),
        plots.Step("各要素表现", 2.77),
        plots.Step("样本结构", -0.31),
        plots.Step("2026 年", 71.15, total=True),
    )
    return plots.bridge(steps, head="部分", axis="0–100 分")


def _intervals() -> plots.Chart:
    dots = (
        plots.Dot("济南", 76.2, 74.8, 77.6, "green", "n = 820"),
        plots.Dot("青岛", 73.9, 72.4, 75.4, note="n = 764"),
        plots.Dot("泉城市历下区营业部", 69.1, 66.0, 72.2, "red", "n = 210"),
        plots.Dot("德州", None, note="人数不足，不显示"),
    )
    return plots.intervals(dots, head="机构", note="基数", axis="0–100 分", lines_at={"平均": 73.7})


def _heatmap() -> plots.Chart:
    values = ((78.0, 64.1, 71.3), (72.5, None, 69.0), (80.2, 66.6, 75.4))
    return plots.heatmap(("济南", "青岛", "烟台"), ELEMENTS[:3], values, low=60, high=85, head="机构")


def _tree() -> plots.Chart:
    leaf = plots.Branch
    network = leaf("网络", "74.0", (leaf("网络覆盖", "78.1"), leaf("上网速度", "70.2", tone="red")))
    service = leaf("服务", "79.5", (leaf("营业厅", "83.0"), leaf("热线", "76.4")))
    return plots.tree(leaf("满意度", "73.7", (network, service)), head="要素", figure="得分")


def _graph() -> plots.Chart:
    nodes = (
        plots.Node("e", "期望", 0, 0, "71.0"),
        plots.Node("q", "感知质量", 0, 100, "76.2"),
        plots.Node("v", "感知价值", 150, 50, "66.4"),
        plots.Node("s", "满意度", 300, 50, "73.7"),
        plots.Node("l", "忠诚", 450, 50, "70.8"),
    )
    links = (
        plots.Link("e", "v", 0.12, "0.05–0.19"),
        plots.Link("q", "v", 0.58, "0.52–0.64"),
        plots.Link("v", "s", 0.44, "0.38–0.50"),
        plots.Link("q", "s", 0.41, "0.33–0.48"),
        plots.Link("s", "l", 0.67, "0.62–0.72"),
    )
    return plots.graph(nodes, links)
