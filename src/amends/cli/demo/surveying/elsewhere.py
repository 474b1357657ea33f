# SPDX-License-Identifier: Apache-2.0
"""What the demo's own surveys do not say: scores that others published of us and of rivals, what machines measured, and
what the year is to reach. Generated, taken in by the verbs that people use; nobody in it is real."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils.timezone import localdate

from amends.apps.core.models import Unit, User
from amends.apps.satisfaction.actions.importing import HandedOver, import_readings, import_scores
from amends.apps.satisfaction.actions.yearly import set_target
from amends.apps.satisfaction.queries.indicators import kpis
from amends.apps.satisfaction.rules.origins import OVERALL, Better

RIVALS = ("运营商甲（演示）", "运营商乙（演示）")
ELEMENTS = ("总体", "EL-DATA", "EL-VOICE", "EL-HOME", "EL-HALL", "EL-BILL")
HEADINGS = (
    "来源",
    "发布单位",
    "期次",
    "统计期",
    "机构",
    "对象",
    "感知要素",
    "得分",
    "量表",
    "样本量",
    "误差范围",
    "调查方法",
)
MEASURED = ("指标", "统计期", "机构", "实测值", "门限", "方向")
NEAR = 0.06  # how far a reading lies from its threshold, as a share of it
TARGETS = {OVERALL: 78.0, "EL-DATA": 75.0, "EL-HOME": 74.0}


def bring_in_what_others_say(*, by: User, at: datetime) -> None:
    """Last year's and this year's published scores, three months of indicators for each city, targets of the year."""
    unit, rng = by.unit, Random(41)  # noqa: S311 - the same demo each time
    if unit is None:
        raise ValueError(f"{by.username} belongs to no unit")
    day = localdate(at)
    scores = [row for year in (day.year - 1, day.year) for row in _scores(year, unit, rng)]
    import_scores(file=_file("published.csv", HEADINGS, scores), by=by, at=at)
    cities = Unit.objects.within(unit.scope).filter(kind="city").order_by("number")
    months = [
        f"{day.year + (day.month - 1 - back) // 12}-{(day.month - 1 - back) % 12 + 1:02d}"
        for back in (3, 2, 1)
    ]
    readings = [row for month in months for place in (unit, *cities) for row in _readings(month, place, rng)]
    import_readings(file=_file("measured.csv", MEASURED, readings), by=by, at=at)
    for element, value in TARGETS.items():
        reason = "年度经营目标责任书（演示数据）"
        set_target(unit=unit, year=day.year, element=element, value=value, reason=reason, by=by, at=at)


def _file(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> HandedOver:
    return HandedOver(headings, [*enumerate(rows, start=2)], name, f"demo:{name}")


def _scores(year: int, unit: Unit, rng: Random) -> list[tuple[str, ...]]:
    """What a regulator's survey gave us and two rivals, in all and by element."""
    who = ("本公司", *RIVALS)
    return [
        ("监管", "示例测评中心", f"{year}年度", f"{year}", unit.code, name, element,
         f"{7.6 + rng.uniform(-0.4, 0.5):.2f}", "1-10", "800", "0.12", "电话访问（演示数据）")
        for name in who
        for element in ELEMENTS
    ]  # fmt: skip


def _readings(month: str, unit: Unit, rng: Random) -> list[tuple[str, ...]]:
    """Every indicator a little on this side or that of its threshold, mostly the good one."""
    rows: list[tuple[str, ...]] = []
    for code, each in kpis().items():
        good = 1 if each.direction is Better.HIGHER else -1
        value = each.threshold * (1 + good * rng.uniform(-NEAR / 3, NEAR))
        value = min(value, 100.0) if each.measure == "%" else value
        words = "越高越好" if each.direction is Better.HIGHER else "越低越好"
        rows.append((code, month, unit.code, f"{value:.4g}", f"{each.threshold:g}", words))
    return rows
