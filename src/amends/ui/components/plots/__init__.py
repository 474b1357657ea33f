# SPDX-License-Identifier: Apache-2.0
"""Charts by what they show, not by how they are drawn: each function gives a `Chart` for `{% chart %}`.

Values that are None are shown as a dash in the table and left out of the drawing. Tones are names of colour tokens.
"""

from amends.ui.components.plots.axes import bars, heatmap, lines
from amends.ui.components.plots.chart import Chart
from amends.ui.components.plots.links import Branch, Link, Node, graph, tree
from amends.ui.components.plots.spans import Dot, Point, Step, bridge, intervals, quadrants

__all__ = [
    "Branch",
    "Chart",
    "Dot",
    "Link",
    "Node",
    "Point",
    "Step",
    "bars",
    "bridge",
    "graph",
    "heatmap",
    "intervals",
    "lines",
    "quadrants",
    "tree",
]
