# SPDX-License-Identifier: Apache-2.0
"""From arrivals to a plan: for each coming half hour who comes, how many are needed, and what people will meet."""

import argparse
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from amends.analytics.queueing import (
    Forecast,
    ForecastSpec,
    History,
    Load,
    Target,
    forecast,
    on_the_roster,
    servers_needed,
)
from amends.cli.staffing.arrivals import Arrivals, clock
from amends.cli.staffing.working import read_shifts, with_play, with_shifts

CLOSED = frozenset({"休息", "关闭", "closed"})
ASSUMPTIONS = (
    "到达随机（泊松），办理时长与耐心时长为指数分布，半小时内平稳，先到先办",
    "服务水平按全部来人计，等待中离开的算没有达到",
    "模拟按预测的均值到达，不足半小时的时段铺开到半小时；没有排班时按需在岗人数上岗",
    "文件里的时间按当地时间理解，不看时区标记",
)


def plan(
    args: argparse.Namespace, target: Target, arrivals: Arrivals, kinds: dict[date, str]
) -> dict[str, Any]:
    """The plan as it is written. Raises what `forecast` and `servers_needed` raise."""
    shifts = read_shifts(args.shift)
    history = History(arrivals.days, arrivals.counts, kinds)
    coming = _coming(arrivals.days, kinds, args.days)
    found = forecast(history, coming, ForecastSpec(level=args.level))
    return {
        "days": [
            with_play(with_shifts(_day(one, args, target, arrivals), shifts, args.people), args, target)
            for one in found
        ],
        "target": asdict(target),
        "handling_seconds": args.aht,
        "patience_seconds": args.patience,
        "shrinkage": args.shrinkage,
        "history": _history(arrivals),
        "method": _method(args),
        "assumptions": list(ASSUMPTIONS),
        "notes": list(arrivals.notes),
    }


def _coming(days: tuple[date, ...], kinds: dict[date, str], count: int) -> list[date]:
    """The next days that are open: on weekdays that the history knows or a kind of day the calendar names."""
    weekdays = {day.weekday() for day in days}
    found: list[date] = []
    day = days[-1]
    while len(found) < count:
        day += timedelta(days=1)
        kind = kinds.get(day, "")
        if kind not in CLOSED and (day.weekday() in weekdays or kind):
            found.append(day)
    return found


def _day(one: Forecast, args: argparse.Namespace, target: Target, arrivals: Arrivals) -> dict[str, Any]:
    cells = zip(arrivals.slots, arrivals.seconds, one.mean, one.low, one.high, strict=True)
    return {
        "date": one.day.isoformat(),
        "forecast": float(one.mean.sum()),
        "half_hours": [_half_hour(args, target, *map(float, cell)) for cell in cells],
    }


def _half_hour(
    args: argparse.Namespace, target: Target, slot: float, seconds: float, *people: float
) -> dict[str, Any]:
    mean, low, high = people
    span = min(seconds, 1800.0)
    need = servers_needed(Load(mean, args.aht, args.patience, span), target)
    most = servers_needed(Load(high, args.aht, args.patience, span), target)
    return {
        "start": clock(int(slot)),
        "seconds": span,
        "forecast": mean,
        "low": low,
        "high": high,
        "needed": need.servers,
        "needed_with_shrinkage": on_the_roster(need.servers, args.shrinkage),
        "needed_at_high": most.servers,
        "service_level": need.service_level,
        "abandonment": need.abandonment,
        "mean_wait": need.mean_wait,
        "occupancy": need.occupancy,
    }


def _history(arrivals: Arrivals) -> dict[str, Any]:
    return {
        "from": arrivals.days[0].isoformat(),
        "to": arrivals.days[-1].isoformat(),
        "days": len(arrivals.days),
        "bin_seconds": arrivals.bin,
    }


def _method(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "forecast": "ridge regression of log totals x smoothed weekday profile, errors carried forward",
        "interval": f"split conformal, {args.level:.0%}",
        "staffing": "Erlang C (nobody leaves)" if args.patience is None else "Erlang A",
        "roster": "integer programme over shifts and breaks, on needed_with_shrinkage",
        "simulation": "next-event simulation of each day, 95% intervals over plays",
    }


def said(report: dict[str, Any]) -> Iterable[str]:
    """The plan for people: a line a day with its heaviest half hour, then what to know."""
    for day in report["days"]:
        peak = max(day["half_hours"], key=lambda one: one["needed"])
        yield (
            f"{day['date']}：预计 {day['forecast']:.0f} 人；最忙 {peak['start']} 起的半小时 {peak['forecast']:.0f} 人"
            f"（{peak['low']:.0f} 到 {peak['high']:.0f}），需在岗 {peak['needed']} 人，"
            f"排班 {peak['needed_with_shrinkage']} 人；服务水平 {peak['service_level']:.1%}，"
            f"离开 {peak['abandonment']:.1%}，忙碌 {peak['occupancy']:.0%}"
        )
        yield from _worked(day)
    yield from (f"  提醒：{note}" for note in report["notes"])


def _worked(day: dict[str, Any]) -> Iterable[str]:
    if day.get("lacks"):
        short = "、".join(f"{at} 缺 {people} 人" for at, people in day["lacks"].items())
        yield f"  警告：按这些班次和人数排不满：{short}"
    if day.get("roster"):
        shifts = "；".join(
            f"{one['shift']} {one['people']} 人" + (f"（{one['break']} 休息）" if one["break"] else "")
            for one in day["roster"]["shifts"]
        )
        yield f"  排班 {day['roster']['people']} 人：{shifts}"
    whole, plays = day["simulation"]["whole"], day["simulation"]["plays"]
    level = whole["service_level"]
    yield (
        f"  模拟 {plays} 次：服务水平 {level['value']:.1%}（{level['low']:.1%} 到 {level['high']:.1%}），"
        f"等待中位 {whole['wait_p50']:.0f} 秒、九成在 {whole['wait_p90']:.0f} 秒内，"
        f"离开 {whole['walk_outs']['value']:.0f} 人"
    )
