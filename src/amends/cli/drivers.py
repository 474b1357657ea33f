# SPDX-License-Identifier: Apache-2.0
"""Say how much each driver matters to a score: exact LMG (Shapley), dominance, Johnson's relative weights.

COLS are header names, 1-based positions or ranges such as 3-23, mixed and separated by commas.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.drivers import (
    MOST_DRIVERS,
    CannotWeigh,
    Driver,
    DriverSpec,
    Importance,
    driver_importance,
)
from amends.cli.detecting.asked import Refused
from amends.cli.driving.answers import Answers, read_answers
from amends.cli.result_files import write_report
from amends.pipeline.intake.reading import UnreadableFile

SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the target, the drivers, the weights, and where to write."""
    add = parser.add_argument
    add("data", type=Path, metavar="DATA", help="answers, one respondent a row: CSV, XLSX or Parquet")
    add("--target", required=True, metavar="COL", help="the column with the overall score")
    add("--drivers", metavar="COLS", help="the drivers (default: all columns of numbers)")
    add("--weights", metavar="COL", help="the column with the survey weight")
    add("--bootstrap", type=int, default=0, metavar="N", help="resamples for the intervals (0: none)")
    add("--seed", type=int, default=20261122, help="random seed")
    add("--out", type=Path, required=True, metavar="JSON", help="where the result goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        _drivers(args)
    except (Refused, UnreadableFile, CannotWeigh, FileNotFoundError) as error:
        print(f"amends drivers：{error}", file=sys.stderr)
        return 1
    return 0


def _drivers(args: argparse.Namespace) -> None:
    if args.bootstrap < 0:
        raise Refused(f"--bootstrap：重抽样次数不能是 {args.bootstrap}。请给 0（不算区间）或更大的整数。")
    answers = read_answers(args)
    rng = np.random.default_rng(args.seed)
    with threadpool_limits(1):  # many small matrices: a second thread would only wait
        found = driver_importance(
            answers.names,
            answers.values,
            answers.target,
            weights=answers.weights,
            spec=DriverSpec(bootstrap=args.bootstrap),
            rng=rng,
        )
    write_report(args.out, _report(args, answers, found))
    _say(answers, found)


def _report(args: argparse.Namespace, answers: Answers, found: Importance) -> dict[str, Any]:
    return {
        "target": args.target,
        "weights": args.weights,
        "rows": len(answers.target),
        "rows_left_out": answers.left_out,
        "r2": found.r2,
        "drivers": [_line(each) for each in found.drivers],
        "dominance": _dominance(found),
        "bootstrap": {"resamples": args.bootstrap, "dropped": found.dropped, "seed": args.seed},
        "notes": list(answers.notes),
    }


def _line(driver: Driver) -> dict[str, Any]:
    """`ci` is the interval of `johnson`, `ci_lmg` that of `lmg`."""
    return {
        "driver": driver.name,
        "lmg": driver.lmg,
        "johnson": driver.johnson,
        "first": driver.first,
        "last": driver.last,
        "ci": driver.johnson_interval,
        "ci_lmg": driver.lmg_interval,
    }


def _dominance(found: Importance) -> dict[str, Any] | None:
    """`conditional` by the number of drivers already in; `complete` as pairs (the one that dominates, the other)."""
    if found.dominance is None:
        return None
    names = [each.name for each in found.drivers]
    pairs = np.argwhere(found.dominance.completely).tolist()
    return {
        "conditional": dict(zip(names, found.dominance.conditional.tolist(), strict=True)),
        "complete": [[names[a], names[b]] for a, b in pairs],
    }


def _say(answers: Answers, found: Importance) -> None:
    ordered = sorted(found.drivers, key=lambda d: d.johnson if d.lmg is None else d.lmg, reverse=True)
    lines = [f"{len(answers.target)} 行，{len(ordered)} 个驱动因素，共解释目标的 {found.r2:.1%}"]
    if answers.left_out:
        lines.append(f"  {answers.left_out} 行因缺值未用")
    if found.dominance is None:
        lines.append(f"  超过 {MOST_DRIVERS} 个因素，不逐一比较所有组合；以下按 Johnson 相对权重")
    lines += [f"  {each.name}：{_shares(each)}" for each in ordered[:SHOWN]]
    print("\n".join([*lines, *(f"  提醒：{note}" for note in answers.notes)]))


def _shares(driver: Driver) -> str:
    lmg = "" if driver.lmg is None else f"LMG {driver.lmg:.4f}，"
    low, high = driver.johnson_interval or (None, None)
    ci = "" if low is None else f"（95% 区间 {low:.4f}–{high:.4f}）"
    return f"{lmg}Johnson {driver.johnson:.4f}{ci}，单独 {driver.first:.4f}，最后 {driver.last:.4f}"
