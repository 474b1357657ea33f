# SPDX-License-Identifier: Apache-2.0
"""Trees and graphs: what belongs to what, and what acts on what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amends.ui.components.plots.chart import Chart, Option, colour, shown, table_of


@dataclass(frozen=True)
class Branch:
    """One place of a tree: its name, its figure in words, and what stands below it."""

    name: str
    words: str = ""
    children: tuple["Branch", ...] = ()
    tone: str = "accent"


@dataclass(frozen=True, slots=True)
class Node:
    """One thing of a graph at `x`, `y` (any unit, y downwards); `words` stand below its name."""

    key: str
    name: str
    x: float
    y: float
    words: str = ""
    tone: str = "accent"


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow between two nodes by their keys, with its figure and what to know of it (interval, n)."""

    source: str
    target: str
    value: float
    note: str = ""
    tone: str = "edge"


def tree(root: Branch, *, head: str = "", figure: str = "", room: int | str = 120) -> Chart:
    """A tree from left to right, all of it open; the names of leaves stand to the right, in so much `room` (points, or
    a share of the width such as "48%")."""
    flat = list(_flat(root, 0))
    leaves = sum(not branch.children for branch, _depth in flat)
    series = {
        "type": "tree",
        "data": [_branch(root)],
        "left": 72,
        "right": room,
        "top": 8,
        "bottom": 8,
        "initialTreeDepth": -1,
        "expandAndCollapse": False,
        "symbolSize": 8,
        "label": {"position": "top", "color": "@ink", "fontSize": 11},
        "leaves": {"label": {"position": "right", "align": "left"}},
        "lineStyle": {"color": "@line"},
    }
    rows = [["\N{EM SPACE}" * depth + branch.name, branch.words] for branch, depth in flat]
    option = {"tooltip": {"trigger": "item", "formatter": "{b}"}, "series": [series]}
    return Chart(option, table_of([head, figure], rows), rows=max(leaves, 4))


def graph(nodes: Sequence[Node], links: Sequence[Link], *, digits: int = 2, figure: str = "") -> Chart:
    """Boxes and arrows where they were put; the width of an arrow follows its figure."""
    names = {node.key: node.name for node in nodes}
    wide = max(56, min(92, 300 // max(len({node.x for node in nodes}), 1) - 12))  # all of them fit a phone
    series = {
        "type": "graph",
        "coordinateSystem": "cartesian2d",
        "symbol": "roundRect",
        "symbolSize": [wide, 40],
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": 7,
        "label": {"show": True, "color": "@ink", "fontSize": 11, "lineHeight": 14},
        "edgeLabel": {"show": True, "color": "@dim", "fontSize": 11, "formatter": "{@value}"},
        "data": [_node(node, wide) for node in nodes],
        "links": [_link(link, digits) for link in links],
    }  # fmt: skip
    rows = [
        [f"{names[each.source]} → {names[each.target]}", shown(each.value, digits), each.note]
        for each in links
    ]
    return Chart(
        {
            "grid": {"left": 56, "right": 56, "top": 32, "bottom": 32, "outerBoundsMode": "none"},
            "xAxis": {"type": "value", "show": False, "scale": True},
            "yAxis": {"type": "value", "show": False, "scale": True, "inverse": True},
            "tooltip": {"trigger": "item", "formatter": "{b}"},
            "series": [series],
        },
        table_of([_("关系"), figure or _("数值"), _("说明")], rows),
    )


def _node(node: Node, wide: int) -> Option:
    words = f"{node.name}\n{node.words}" if node.words else node.name
    border = {"color": "@card", "borderColor": colour(node.tone), "borderWidth": 1}
    return {
        "id": node.key, "name": words, "value": [node.x, node.y], "itemStyle": border,
        "label": {"formatter": "{b}", "width": wide - 4, "overflow": "truncate"},
    }  # fmt: skip


def _link(link: Link, digits: int) -> Option:
    said = shown(link.value, digits)
    return {
        "source": link.source, "target": link.target,
        "name": f"{said} {link.note}".strip(),
        "label": {"formatter": said},
        "lineStyle": {"color": colour(link.tone), "width": 1 + 3 * min(abs(link.value), 1.0)},
    }  # fmt: skip


def _branch(branch: Branch) -> Option:
    name = f"{branch.name} {branch.words}".strip()
    below = {"children": [_branch(each) for each in branch.children]} if branch.children else {}
    return {"name": name, "itemStyle": {"color": colour(branch.tone)}, **below}


def _flat(branch: Branch, depth: int) -> Iterator[tuple[Branch, int]]:
    yield branch, depth
    for each in branch.children:
        yield from _flat(each, depth + 1)
