# SPDX-License-Identifier: Apache-2.0
"""What a contender is given on its command line, and the months that features speak of."""

import sys
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

DAY = date(2026, 11, 22)  # the day of every run that is measured
MOST_MEMORY = "8g"  # of DuckDB or the Spark driver, so that the whole process stays below 10 GB


@dataclass(frozen=True, slots=True)
class Task:
    """The folder of the feeds, where the features go, and the day as of which they stand."""

    feeds: Path
    out: Path
    day: date

    @property
    def now(self) -> datetime:
        """The start of the day, local time (UTC+8), as a moment in UTC."""
        return datetime.combine(self.day, time()) - timedelta(hours=8)

    def month(self, back: int) -> date:
        """The first day of the month so many before that of the day."""
        number = self.day.year * 12 + self.day.month - 1 - back
        return date(number // 12, number % 12 + 1, 1)

    def files(self, feed: str) -> list[str]:
        """The Parquet files of a feed."""
        return sorted(str(each) for each in self.feeds.glob(f"{feed}*.parquet"))


def task() -> Task:
    """The task of this process."""
    feeds, out, day = sys.argv[1:4]
    return Task(Path(feeds), Path(out), date.fromisoformat(day))
