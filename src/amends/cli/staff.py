# SPDX-License-Identifier: Apache-2.0
"""Foretell arrivals by half hour and say how many agents or windows hold the promise: forecast, Erlang A, roster, play.

ARRIVALS has a row a bin: when it begins (local time; a zone in the cell is not read) and how many came. Bins may have
any length. Rows that cannot be read are named and left out, missing bins are named and filled in from other days; more
than one row in ten that cannot be read is refused.
"""

import argparse
import sys
from pathlib import Path

from amends.analytics.queueing import HistoryShort, QueueMalformed, Target, Unsolved
from amends.cli.detecting.asked import Refused
from amends.cli.result_files import write_report
from amends.cli.staffing.arrivals import read_arrivals, read_kinds
from amends.cli.staffing.planning import plan, said
from amends.pipeline.intake.reading import UnreadableFile

REASONS = (Refused, UnreadableFile, FileNotFoundError, QueueMalformed, HistoryShort, Unsolved)
MOST_DAYS, MOST_PLAYS = 31, 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what serving takes, what is promised, and where to write."""
    add = parser.add_argument
    add("arrivals", type=Path, metavar="ARRIVALS", help="when each bin begins and how many came: CSV or XLSX")
    add("--time", default="1", metavar="COL", help="the column of bin starts, by name or position (1)")
    add("--count", default="2", metavar="COL", help="the column of people who came in the bin (2)")
    add("--aht", type=float, required=True, metavar="S", help="mean handling time in seconds")
    add("--patience", type=float, metavar="S", help="mean patience in seconds (default: nobody leaves)")
    add("--target", default="0.8/20", metavar="P/S", help="share served within so many seconds (0.8/20)")
    add("--abandonment", type=float, metavar="P", help="share that may leave (default: not asked)")
    add(
        "--occupancy",
        type=float,
        metavar="P",
        help="share of their time that agents may be busy (default: not asked)",
    )
    add("--shrinkage", type=float, default=0.0, metavar="P", help="share of paid time away from work (0)")
    add(
        "--shift",
        action="append",
        default=[],
        metavar="SHIFT",
        help="名称=07:00-15:30/11:00-13:00; repeat it",
    )
    add("--people", type=int, metavar="N", help="people there are for the roster (default: no limit)")
    add("--plays", type=int, default=20, metavar="N", help="times that each day is played through (20)")
    add("--seed", type=int, default=20, metavar="N", help="of the plays (20)")
    add("--days", type=int, default=1, metavar="N", help="coming open days to plan (1)")
    add(
        "--calendar",
        type=Path,
        metavar="FILE",
        help="date and kind (节日, 调休上班, 休息), past days and coming",
    )
    add("--level", type=float, default=0.9, metavar="P", help="of the intervals of the forecast (0.9)")
    add("--out", type=Path, required=True, metavar="JSON", help="where the plan goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        _staff(args)
    except REASONS as error:
        print(f"amends staff：{error}", file=sys.stderr)
        return 1
    return 0


def _staff(args: argparse.Namespace) -> None:
    if not 1 <= args.days <= MOST_DAYS or not 0 < args.level < 1 or not 2 <= args.plays <= MOST_PLAYS:
        raise Refused(
            f"--days 要在 1 与 {MOST_DAYS} 之间，--level 在 0 与 1 之间，--plays 在 2 与 {MOST_PLAYS} 之间。"
        )
    target = _target(args)
    report = plan(args, target, read_arrivals(args), read_kinds(args))
    write_report(args.out, report)
    print("\n".join(said(report)))


def _target(args: argparse.Namespace) -> Target:
    share, _, within = args.target.partition("/")
    try:
        return Target(float(share), float(within), args.abandonment, args.occupancy)
    except ValueError as error:
        if isinstance(error, QueueMalformed):
            raise
        raise Refused(f"--target：“{args.target}”应写成 比例/秒数，如 0.8/20。") from None
