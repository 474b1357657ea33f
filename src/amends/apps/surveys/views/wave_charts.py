# SPDX-License-Identifier: Apache-2.0
"""Charts of a wave, as options of the library."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

_GRID = {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True}


def by_day(days: Sequence[tuple[date, int]]) -> dict[str, Any] | None:
    """Complete answers of each day, and all of them so far; nothing before the first."""
    if not days:
        return None
    counts = [count for _day, count in days]
    return {
        "grid": _GRID,
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [day.isoformat() for day, _count in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "name": _("当天完成"), "data": counts, "barMaxWidth": 24},
            {"type": "line", "name": _("累计完成"), "data": list(accumulate(counts)), "symbolSize": 5},
        ],
    }
