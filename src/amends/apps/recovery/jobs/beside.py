# SPDX-License-Identifier: Apache-2.0
"""What a run found beside its list: who left without a word, and whose bill rose at a bound."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow.compute as pc

from amends.apps.recovery.actions.departures import keep_departures
from amends.apps.recovery.actions.notices.telling import list_bills
from amends.apps.recovery.rules.departures import month_before
from amends.apps.recovery.rules.notices import BILL_TIMES
from amends.pipeline.store import mart_batches

_COLUMNS = ["customer_id", "left_silently", "bill_shock", "bill_rise_yuan"]


@dataclass(slots=True)
class Beside:
    """Codes of those who left silently; (code, times, yuan more) of those whose bill rose."""

    left: list[str] = field(default_factory=list)
    rose: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def codes(self) -> set[str]:
        """Everybody: their profiles are brought up to date before they are named."""
        return {*self.left, *(code for code, _times, _yuan in self.rose)}


def found_beside(home: Path, run_id: str) -> Beside:
    """Read the mart of the customers once, batch by batch; the few rows of interest only."""
    found = Beside()
    for row in _rows(home, run_id):
        if row["left_silently"]:
            found.left.append(str(row["customer_id"]))
        times = row["bill_shock"]
        if isinstance(times, float) and times > BILL_TIMES:
            more = row["bill_rise_yuan"]
            found.rose.append((str(row["customer_id"]), times, more if isinstance(more, float) else 0.0))
    return found


def _rows(home: Path, run_id: str) -> Iterator[dict[str, object]]:
    for batch in mart_batches(home, "customers", run_id):
        few = batch.select(_COLUMNS)
        rose = pc.fill_null(pc.greater(few.column("bill_shock"), BILL_TIMES), False)
        wanted = pc.or_(pc.fill_null(few.column("left_silently"), False), rose)
        yield from few.filter(wanted).to_pylist()


def publish_beside(found: Beside, *, as_of: date, at: datetime) -> dict[str, int]:
    """Keep both; run again, nothing is kept twice. A line that is closed is told of no bill."""
    return {
        "left_silently": keep_departures(codes=found.left, as_of=as_of, at=at),
        "bills_rose": list_bills(rose=found.rose, month=month_before(as_of), at=at),
    }
