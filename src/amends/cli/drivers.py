# SPDX-License-Identifier: Apache-2.0
"""Say how much each driver matters to a score: exact LMG (Shapley), dominance, Johnson's relative weights.

COLS are header names, 1-based positions or ranges such as 3-23, mixed and separated by commas.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
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
from amends.analytics.drivers.correlations import Matrix
from amends.cli.detecting.asked import Named, Refused, many_columns, named_columns, one_column
from amends.cli.detecting.cells import number, text
from amends.cli.result_files import write_report
from amends.pipeline.intake.reading import UnreadableFile, read_table

SHOWN = 10
MOSTLY = 0.9  # of the answers are numbers: the rest («不知道») is missing


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


@dataclass(frozen=True, slots=True)
class Answers:
    """The complete rows: a column a driver, the target, the weights; and what was left out, said in words."""

    names: tuple[str, ...]
    values: Matrix
    target: Matrix
    weights: Matrix | None
    left_out: int
    notes: tuple[str, ...]


def _drivers(args: argparse.Namespace) -> None:
    if args.bootstrap < 0:
        raise Refused(f"--bootstrap：重抽样次数不能是 {args.bootstrap}。请给 0（不算区间）或更大的整数。")
    answers = _read(args)
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


def _read(args: argparse.Namespace) -> Answers:
    named, file = named_columns(read_table(args.data)), args.data.name
    target = one_column(args.target, named, option="--target", file=file)
    weigh = None if args.weights is None else one_column(args.weights, named, option="--weights", file=file)
    taken = {c.position for c in (target, weigh) if c is not None}
    chosen, notes = _chosen(args.drivers, named, file, taken)
    asked = [target, *chosen] if weigh is None else [target, *chosen, weigh]
    table = np.column_stack([_numbers(c) for c in asked])
    whole = np.isfinite(table).all(axis=1)
    if not whole.any():
        raise Refused(_nothing_whole(asked, table))
    kept, end = table[whole], len(chosen) + 1
    weights = None if weigh is None else kept[:, end]
    words = (_words(c) for c in asked)
    return Answers(
        tuple(c.name for c in chosen),
        kept[:, 1:end],
        kept[:, 0],
        weights,
        int((~whole).sum()),
        (*notes, *(w for w in words if w)),
    )


def _nothing_whole(asked: Sequence[Named], table: Matrix) -> str:
    worst = int(np.isfinite(table).sum(axis=0).argmin())
    return f"没有一行在所有要用的列里都有数字；空缺最多的是“{asked[worst].name}”。请去掉它，或先补上。"


def _chosen(
    asked: str | None, named: Sequence[Named], file: str, taken: set[int]
) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    """The drivers asked for, or every column that could be one; and what was left out, in words."""
    if asked is None:
        found = tuple(c for c in named if c.position not in taken)
        kept, why = (
            tuple(c for c in found if _rates(c)),
            "没有当作驱动因素的列（不是数字、只有一个值，或像编号）",
        )
    else:
        found = many_columns(asked, named, option="--drivers", file=file)
        kept, why = tuple(c for c in found if c.position not in taken), "目标列和权重列不当作驱动因素"
    if not kept:
        raise Refused("没有一列可以作驱动因素。请用 --drivers 指明哪些列。")
    left = "、".join(c.name for c in found if c not in kept)
    return kept, ((f"{why}：{left}",) if left else ())


def _rates(column: Named) -> bool:
    """Whether a column holds ratings or amounts: numbers that vary, and not a number of its own for each row."""
    given = [number(c) for c in column.cells if text(c) is not None]
    numbers = {v for v in given if np.isfinite(v)}
    numbered = len(numbers) == len(given) > SHOWN and all(v.is_integer() for v in numbers)
    return _mostly_numbers(given) and len(numbers) > 1 and not numbered


def _mostly_numbers(given: Sequence[float]) -> bool:
    return bool(given) and sum(np.isfinite(v) for v in given) >= MOSTLY * len(given)


def _numbers(column: Named) -> Matrix:
    """Raises `Refused` where a column is not one of numbers."""
    values = np.fromiter((number(c) for c in column.cells), dtype=np.float64, count=len(column.cells))
    if not _mostly_numbers([number(c) for c in column.cells if text(c) is not None]):
        seen = "、".join(_strange(column)[:3]) or "空白"
        raise Refused(f"“{column.name}”列里有很多不是数字的内容（如 {seen}）。请换一列，或先把它们改成数字。")
    return values


def _strange(column: Named) -> list[str]:
    shown = (text(c) for c in column.cells if not np.isfinite(number(c)))
    return list(dict.fromkeys(t for t in shown if t is not None))


def _words(column: Named) -> str:
    seen = _strange(column)
    return f"“{column.name}”列里的“{'”“'.join(seen[:3])}”当作缺失" if seen else ""


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
