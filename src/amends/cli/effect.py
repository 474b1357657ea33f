# SPDX-License-Identifier: Apache-2.0
"""Measure what a treatment did against a control that was assigned at random: effect, interval, sample ratio.

Everybody assigned counts, reached or not. COLS are header names, 1-based positions or ranges such as 3-6; covariates
must have been known before the assignment.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from amends.analytics.effects.bounds import LeeBounds, NobodyAnswered, lee_bounds
from amends.analytics.effects.checking import SampleRatio, detectable, sample_ratio
from amends.analytics.effects.lift import ArmTooSmall, Effect, OutcomeIncomplete, effect
from amends.cli.detecting.asked import Refused
from amends.cli.effecting.rows import Rows, check_arms, read_rows
from amends.cli.result_files import write_report
from amends.pipeline.intake.reading import UnreadableFile

REASONS = (Refused, UnreadableFile, FileNotFoundError, ArmTooSmall, OutcomeIncomplete, NobodyAnswered)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, who was assigned what, what came of it, and where to write."""
    add = parser.add_argument
    add(
        "data", type=Path, metavar="DATA", help="one row for everybody who was assigned: CSV, XLSX or Parquet"
    )
    add("--arm", required=True, metavar="COL", help="the column that says who was assigned what")
    add("--control", required=True, metavar="VALUE", help="the value of those who were held out")
    add("--outcome", required=True, metavar="COL", help="what came of it: a number, 0/1 or 是/否")
    add("--covariates", metavar="COLS", help="what was known before the assignment; sharpens the interval")
    add("--cluster", metavar="COL", help="the account or household that was assigned together")
    add("--share", type=float, metavar="S", help="the share that was to be control (default: not checked)")
    add("--responders", action="store_true", help="gaps in the outcome are people who did not answer: bounds")
    add("--level", type=float, default=0.95, help="of the intervals (0.95)")
    add("--out", type=Path, required=True, metavar="JSON", help="where the result goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        _effect(args)
    except REASONS as error:
        print(f"amends effect：{error}", file=sys.stderr)
        return 1
    return 0


def _effect(args: argparse.Namespace) -> None:
    if not 0 < args.level < 1 or (args.share is not None and not 0 < args.share < 1):
        raise Refused("--level 和 --share 要在 0 与 1 之间。")
    rows = read_rows(args)
    names = check_arms(rows, args.control)
    found = {name: _arm(rows, name, args) for name in names}
    ratio = _ratio(rows, args, names)
    write_report(args.out, _report(args, rows, found, ratio))
    print("\n".join([*_said(args, found), *_warnings(rows, ratio)]))


def _arm(rows: Rows, name: str, args: argparse.Namespace) -> Effect | LeeBounds:
    here = (rows.arm == name) | (rows.arm == args.control)
    treated = rows.arm[here] == name
    if args.responders:
        return lee_bounds(rows.outcome[here], treated, level=args.level)
    return effect(
        rows.outcome[here],
        treated,
        covariates=None if rows.covariates is None else rows.covariates[here],
        clusters=None if rows.clusters is None else rows.clusters[here],
        level=args.level,
    )


def _ratio(rows: Rows, args: argparse.Namespace, names: list[str]) -> SampleRatio | None:
    if args.share is None:
        return None
    seen = np.array([int((rows.arm == name).sum()) for name in (args.control, *names)])
    return sample_ratio(seen, np.array([args.share, *[(1 - args.share) / len(names)] * len(names)]))


def _report(
    args: argparse.Namespace,
    rows: Rows,
    found: dict[str, Effect | LeeBounds],
    ratio: SampleRatio | None,
) -> dict[str, Any]:
    """`effect`, `interval` and `n` by name of the arm; plain where there is one arm beside the control."""
    arms = {name: _bounds(one) if isinstance(one, LeeBounds) else _line(one) for name, one in found.items()}
    short = {key: {name: one.get(key) for name, one in arms.items()} for key in ("effect", "interval")}
    sizes = {name: int((rows.arm == name).sum()) for name in (args.control, *found)}
    only = next(iter(found)) if len(found) == 1 else None
    return {
        **({key: values[only] for key, values in short.items()} if only else short),
        "n": sizes,
        "sample_ratio": _shares(sizes, ratio),
        "arms": arms,
        "control": args.control,
        "outcome": args.outcome,
        "level": args.level,
        "notes": list(rows.notes),
    }


def _shares(sizes: dict[str, int], ratio: SampleRatio | None) -> dict[str, Any]:
    """The share of each arm; and, where it was said what was meant, the chance of being as far from that."""
    total = sum(sizes.values())
    shares: dict[str, Any] = {"shares": {name: size / total for name, size in sizes.items()}}
    return shares | ({} if ratio is None else {"p": ratio.p, "holds": ratio.holds})


def _line(one: Effect) -> dict[str, Any]:
    spread = one.error / np.sqrt(1 / one.treated + 1 / one.control)
    return {
        "effect": one.value,
        "interval": [one.low, one.high],
        "se": one.error,
        "p": one.p,
        "degrees": one.degrees,
        "relative": one.relative,
        "treated_mean": one.treated_mean,
        "control_mean": one.control_mean,
        "treated": one.treated,
        "control": one.control,
        "clusters": one.clusters,
        "adjusted_by": one.adjusted_by,
        "detectable": detectable(treated=one.treated, control=one.control, deviation=float(spread)),
        "method": "least squares with centred covariates and their products (Lin), "
        + ("CR2" if one.clusters else "HC2")
        + " errors, Bell-McCaffrey degrees of freedom",
    }


def _bounds(one: LeeBounds) -> dict[str, Any]:
    return {
        "bounds": [one.low, one.high],
        "interval": [one.low_end, one.high_end],
        "treated_rate": one.treated_rate,
        "control_rate": one.control_rate,
        "trimmed": one.trimmed,
        "naive": one.naive,
        "method": "Lee bounds with Imbens-Manski ends",
    }


def _said(args: argparse.Namespace, found: dict[str, Effect | LeeBounds]) -> list[str]:
    return [f"{name} 对 {args.control}：{_words(one)}" for name, one in found.items()]


def _words(one: Effect | LeeBounds) -> str:
    if isinstance(one, LeeBounds):
        return (
            f"效果在 {one.low:.4g} 与 {one.high:.4g} 之间，{one.level:.0%} 区间 {one.low_end:.4g}–{one.high_end:.4g}；"
            f"应答率 {one.treated_rate:.1%} 对 {one.control_rate:.1%}"
        )
    sure = "区间不含 0" if one.low > 0 or one.high < 0 else "区间含 0，不能说有效果"
    return (
        f"效果 {one.value:+.4g}（{one.level:.0%} 区间 {one.low:.4g} 到 {one.high:.4g}，{sure}），"
        f"处理组 {one.treated} 人均值 {one.treated_mean:.4g}，对照组 {one.control} 人均值 {one.control_mean:.4g}"
    )


def _warnings(rows: Rows, ratio: SampleRatio | None) -> list[str]:
    said = [f"  提醒：{note}" for note in rows.notes]
    if ratio is not None and not ratio.holds:
        said.insert(0, f"  警告：各组人数与分组比例不符（p = {ratio.p:.2g}），先查分组和数据，不要看效果")
    return said
