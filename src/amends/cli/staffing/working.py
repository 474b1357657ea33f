# SPDX-License-Identifier: Apache-2.0
"""Who works the plan, and how its days go when played through."""

import argparse
import re
from dataclasses import asdict
from math import floor
from typing import Any

import numpy as np

from amends.analytics.queueing import Day, Lane, Met, NotEnough, Roster, Shift, Target, roster, simulate
from amends.cli.detecting.asked import Refused
from amends.cli.staffing.arrivals import HALF_HOURS, clock

SHIFT = re.compile(r"(?:([^=]+)=)?(\d\d?:\d\d)-(\d\d?:\d\d)(?:/(\d\d?:\d\d)-(\d\d?:\d\d))?")


def read_shifts(asked: list[str]) -> tuple[Shift, ...]:
    """Shifts as people write them: 早班=07:00-15:30/11:00-13:00. Raises `Refused`, `QueueMalformed`."""
    return tuple(_shift(each) for each in asked)


def _shift(asked: str) -> Shift:
    found = SHIFT.fullmatch(asked.strip().replace("：", ":"))
    if found is None:
        raise Refused(
            f"--shift：“{asked}”应写成 名称=07:00-15:30/11:00-13:00（斜线后是轮流休息半小时的时间）。"
        )
    begin, end = _slot(found[2], asked), _slot(found[3], asked)
    breaks = () if found[4] is None else tuple(range(_slot(found[4], asked), _slot(found[5], asked)))
    return Shift(found[1] or f"{found[2]}-{found[3]}", begin, end - begin, breaks)


def _slot(text: str, asked: str) -> int:
    hour, minute = map(int, text.split(":"))
    if minute not in {0, 30} or hour * 2 + minute // 30 > HALF_HOURS:
        raise Refused(f"--shift：“{asked}”里的 {text} 要是 00:00 到 24:00 的整点或半点。")
    return hour * 2 + minute // 30


def with_shifts(day: dict[str, Any], shifts: tuple[Shift, ...], people: int | None) -> dict[str, Any]:
    """The day with its roster, or with what the best one lacks."""
    if not shifts:
        return day
    need = [0] * HALF_HOURS
    for half in day["half_hours"]:
        need[_slot(half["start"], "")] = half["needed_with_shrinkage"]
    try:
        found = roster(need, shifts, people=people)
    except NotEnough as short:
        return {**day, "roster": None, "lacks": {clock(at): lack for at, lack in short.lacks.items()}}
    return {**day, "roster": _roster(found), "lacks": {}}


def _roster(found: Roster) -> dict[str, Any]:
    return {
        "shifts": [
            {
                "shift": one.shift.name,
                "start": clock(one.shift.start),
                "end": clock(one.shift.start + one.shift.length),
                "break": None if one.rests is None else clock(one.rests),
                "people": one.people,
            }
            for one in found.placed
        ],
        "people": found.people,
        "half_hours_paid": found.cost,
        "proved": found.proved,
        "cover": {clock(at): people for at, people in enumerate(found.cover) if people},
    }


def with_play(day: dict[str, Any], args: argparse.Namespace, target: Target) -> dict[str, Any]:
    """The day with what its plan does when played: those needed at work or, where there is one, those of the roster."""
    slots = [_slot(half["start"], "") for half in day["half_hours"]]
    spans = range(slots[0], slots[-1] + 1)
    halves = dict(zip(slots, day["half_hours"], strict=True))
    arrivals = tuple(halves[at]["forecast"] if at in halves else 0.0 for at in spans)
    lane = Lane("", arrivals, args.aht, args.patience)
    windows = tuple(_at_work(day, halves.get(at), args.shrinkage) for at in spans)
    played = simulate(
        Day((lane,), windows), np.random.default_rng(args.seed), within=target.within, replications=args.plays
    )
    halves_met = [
        {"start": clock(at), "at_work": windows[place], **_met(played.spans[place])}
        for place, at in enumerate(spans)
    ]
    found = {"seed": args.seed, "plays": args.plays, "whole": _met(played.whole), "half_hours": halves_met}
    return {**day, "simulation": found}


def _at_work(day: dict[str, Any], half: dict[str, Any] | None, shrinkage: float) -> int:
    if half is None:
        return 0
    if not day.get("roster"):
        return int(half["needed"])
    people: int = day["roster"]["cover"].get(half["start"], 0)
    return floor(people * (1 - shrinkage) + 1e-9)


def _met(met: Met) -> dict[str, Any]:
    return asdict(met)
