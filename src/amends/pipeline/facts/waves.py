# SPDX-License-Identifier: Apache-2.0
"""Over which days each wave is measured, and which whole months of bills and usage lie before and within them.

Both arms share one window: from the draw to the horizon, or to the as-of day where that comes first. The month
of the draw belongs to neither side; of the others count those that were delivered, whoever has a row in them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

import pyarrow as pa

from amends.kernel.periods import month_number, month_start
from amends.pipeline.facts.as_of import LOCAL_OFFSET

KNOWN_DAYS = 180  # how far back complaints and calls tell what a customer was like before
MONTHS_BEFORE = 3
WHOLE = 0.9

WINDOWS: pa.Schema = pa.schema(
    [
        ("wave_id", pa.string()),
        ("known_from", pa.timestamp("us")),
        ("end_at", pa.timestamp("us")),
        ("from_date", pa.date32()),
        ("end_date", pa.date32()),
        ("month_from", pa.date32()),
        ("month_drawn", pa.date32()),
        ("month_after", pa.date32()),
        ("month_end", pa.date32()),
        ("bills_before", pa.float64()),
        ("bills_after", pa.float64()),
        ("usage_before", pa.float64()),
        ("usage_after", pa.float64()),
        ("complete", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Window:
    """One wave: moments [known_from, …, end_at) UTC, local days [from_date, end_date), months [month_from,
    month_drawn) before and [month_after, month_end) within, and how many of those were delivered."""

    wave_id: str
    known_from: datetime
    end_at: datetime
    from_date: date
    end_date: date
    month_from: date
    month_drawn: date
    month_after: date
    month_end: date
    bills_before: float
    bills_after: float
    usage_before: float
    usage_after: float
    complete: bool


def whole_months(rows: Mapping[date, int]) -> list[date]:
    """The months of a feed that came whole, by their rows: nine tenths of the fullest of the two months before and the
    two behind, less three standard deviations of a count. A month of which half came would look like a fall."""
    by_number = {month_number(month): n for month, n in rows.items()}
    fullest = {at: max(by_number.get(at + near, 0) for near in (-2, -1, 1, 2)) for at in by_number}
    return [
        month_start(at) for at, n in by_number.items() if n >= WHOLE * fullest[at] - 3 * fullest[at] ** 0.5
    ]


def window_table(
    waves: Iterable[Mapping[str, object]], *, as_of: date, bills: Collection[date], usage: Collection[date]
) -> pa.Table:
    """The windows of waves (`wave_id`, `assigned_at`, `horizon_at`), given the delivered months of both feeds."""
    rows = [asdict(_window(wave, as_of, frozenset(bills), frozenset(usage))) for wave in waves]
    return pa.Table.from_pylist(rows, schema=WINDOWS)


def _window(
    wave: Mapping[str, object], as_of: date, bills: frozenset[date], usage: frozenset[date]
) -> Window:
    drawn, horizon = wave["assigned_at"], wave["horizon_at"]
    assert isinstance(drawn, datetime)
    assert isinstance(horizon, datetime)
    now = datetime.combine(as_of, time()) - LOCAL_OFFSET
    end = max(min(horizon, now), drawn)
    first, last = (drawn + LOCAL_OFFSET).date(), (end + LOCAL_OFFSET).date()
    month, final = month_number(first), month_number(last)
    before = frozenset(month_start(month - back) for back in range(1, MONTHS_BEFORE + 1))
    within = frozenset(map(month_start, range(month + 1, final)))
    return Window(
        wave_id=str(wave["wave_id"]),
        known_from=drawn - timedelta(days=KNOWN_DAYS),
        end_at=end,
        from_date=first,
        end_date=last,
        month_from=month_start(month - MONTHS_BEFORE),
        month_drawn=month_start(month),
        month_after=month_start(month + 1),
        month_end=month_start(max(final, month + 1)),
        bills_before=float(len(before & bills)),
        bills_after=float(len(within & bills)),
        usage_before=float(len(before & usage)),
        usage_after=float(len(within & usage)),
        complete=now >= horizon,
    )
