# SPDX-License-Identifier: Apache-2.0
"""From a table of bins to open days by half hours; rows that cannot be read are named, the others kept."""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from amends.cli.detecting.asked import Named, Refused, named_columns, one_column
from amends.cli.detecting.cells import number
from amends.pipeline.intake.reading import Cell, cell_text, read_table

Numbers = NDArray[np.float64]
HALF_HOURS, SECONDS = 48, 1800
MOST_BAD = 0.1  # of the rows: with more of them it is the wrong column or the wrong file
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`counts` (open days, slots), nan where bins are missing; `slots` half hours of the day 0..47, and the seconds of
    each that are recorded; `bin` in seconds; `notes` what the reader should know."""

    days: tuple[date, ...]
    slots: tuple[int, ...]
    seconds: tuple[float, ...]
    counts: Numbers
    bin: int
    notes: tuple[str, ...]


def read_arrivals(args: argparse.Namespace) -> Arrivals:
    """The bins of the file that the options name. Raises `Refused`, `UnreadableFile`, `FileNotFoundError`."""
    table, file = read_table(args.arrivals), args.arrivals.name
    named = named_columns(table)
    times = one_column(args.time, named, option="--time", file=file)
    counts = one_column(args.count, named, option="--count", file=file)
    bins, problems = _bins(times, counts, [int(each) for each in table.row_numbers])
    _check(problems, len(times.cells))
    return _by_half_hours(bins, problems)


def read_kinds(args: argparse.Namespace) -> dict[date, str]:
    """The caller's calendar: a day and what it is, a row each. Raises `Refused`, naming row and column."""
    if args.calendar is None:
        return {}
    table = read_table(args.calendar)
    named, kinds = named_columns(table), {}
    if len(named) < 2:
        raise Refused("--calendar：要有两列，日期和类别。")
    for row, day, kind in zip(table.row_numbers, named[0].cells, named[1].cells, strict=True):
        moment = _moment(day)
        if moment is None:
            raise Refused(f"--calendar：第 {row} 行“{named[0].name}”不是日期（“{cell_text(day)}”）。")
        kinds[moment.date()] = cell_text(kind).strip()
    return kinds


def _bins(times: Named, counts: Named, rows: list[int]) -> tuple[dict[datetime, float], list[str]]:
    found: dict[datetime, float] = {}
    first: dict[datetime, int] = {}
    problems = []
    for row, time, count in zip(rows, times.cells, counts.cells, strict=True):
        moment, people = _moment(time), number(count)
        if moment is None:
            problems.append(f"第 {row} 行“{times.name}”不是日期时间（“{cell_text(time)}”）")
        elif not (isfinite(people) and people >= 0):
            problems.append(f"第 {row} 行“{counts.name}”不是人数（“{cell_text(count)}”）")
        elif moment in found:
            problems.append(
                f"第 {row} 行“{times.name}”与第 {first[moment]} 行重复（{moment:%Y-%m-%d %H:%M}）"
            )
        else:
            found[moment], first[moment] = people, row
    return found, problems


def _moment(cell: Cell) -> datetime | None:
    """Local time: a zone in the cell is not read, since exports often carry a wrong one."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    text = re.sub(r"[/年月]", "-", cell_text(cell).strip()).replace("日", "")
    padded = re.sub(r"(?<![\d.])(\d)(?!\d)", r"0\1", text)
    try:
        return datetime.fromisoformat(padded).replace(tzinfo=None)
    except ValueError:
        return None


def _check(problems: list[str], rows: int) -> None:
    if len(problems) > MOST_BAD * rows:
        raise Refused(
            f"{rows} 行里有 {len(problems)} 行读不了，请检查文件和列：{'；'.join(problems[:SHOWN])}。"
        )


def _by_half_hours(bins: dict[datetime, float], problems: list[str]) -> Arrivals:
    moments = sorted(bins)
    step = _step(moments)
    people: defaultdict[tuple[date, int], float] = defaultdict(float)
    covered: Counter[tuple[date, int]] = Counter()
    for moment in moments:
        for day, slot, seconds in _parts(moment, step):
            people[day, slot] += bins[moment] * seconds / step
            covered[day, slot] += seconds
    days = _open_days(people)
    usual = {slot: float(np.median([covered[day, slot] for day in days])) for slot in range(HALF_HOURS)}
    slots = tuple(slot for slot, seconds in usual.items() if seconds > 0)
    there = np.array([[covered[day, slot] >= usual[slot] for slot in slots] for day in days])
    counts = np.array([[people[day, slot] for slot in slots] for day in days])
    gaps = [
        f"{days[at]} {clock(slots[slot])} 起的半小时缺数据，按其他日子推算"
        for at, slot in np.argwhere(~there)
    ]
    notes = (*_shortened(problems, "读不了，没有采用"), *_shortened(gaps, "缺数据"))
    return Arrivals(
        days, slots, tuple(usual[each] for each in slots), np.where(there, counts, np.nan), step, notes
    )


def _step(moments: list[datetime]) -> int:
    steps = Counter(int((later - one).total_seconds()) for one, later in pairwise(moments))
    if not steps:
        raise Refused("至少要有两个时段，才看得出时段有多长。")
    step = steps.most_common(1)[0][0]
    if not 1 <= step <= 86_400:
        raise Refused(f"时段长 {step} 秒，要在 1 秒与 1 天之间；请检查时间列。")
    return step


def _parts(moment: datetime, step: int) -> Iterator[tuple[date, int, int]]:
    """The half hours of its day that a bin lies in, with seconds; what runs past midnight stays in the last."""
    begin = moment.hour * 3600 + moment.minute * 60 + moment.second
    end = begin + step
    while begin < end:
        slot = min(begin // SECONDS, HALF_HOURS - 1)
        until = end if slot == HALF_HOURS - 1 else min(end, (slot + 1) * SECONDS)
        yield moment.date(), slot, until - begin
        begin = until


def _open_days(people: Mapping[tuple[date, int], float]) -> tuple[date, ...]:
    totals: defaultdict[date, float] = defaultdict(float)
    for (day, _), count in people.items():
        totals[day] += count
    return tuple(sorted(day for day, count in totals.items() if count > 0))


def _shortened(problems: list[str], what: str) -> list[str]:
    more = [f"另有 {len(problems) - SHOWN} 处{what}"] if len(problems) > SHOWN else []
    return [*problems[:SHOWN], *more]


def clock(slot: int) -> str:
    """The beginning of a half hour of the day: 17 → 08:30."""
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"
