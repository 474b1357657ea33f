# SPDX-License-Identifier: Apache-2.0
"""Personal columns never reach Parquet: they wait in a private file until the job of `customers` has taken them.

`<home>/private/` has mode 0700, its files 0600: one JSON object a line with the key and the personal columns, in
the order of the file, so that a later line wins. The file is complete before the feed is published. Whoever takes
it in removes it after their own commit; taken twice it changes nothing, so a kill in between loses nothing.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from amends.pipeline.intake.convert import ORDER
from amends.pipeline.schema import Feed


class PersonalFile:
    """Collects the personal columns of accepted records; it appears under its name only when `keep` is called."""

    def __init__(self, home: Path, feed: Feed, *, digest: str, at: datetime) -> None:
        self._folder = home / "private"
        self._feed = feed.name
        self._columns = [*feed.key, *(c.name for c in feed.columns if c.personal)]
        self.path = self._folder / f"{feed.name}-{at:%Y%m%dT%H%M%S%f}-{digest[:12]}.jsonl"
        self._part = self._folder / f".{feed.name}-{digest[:12]}.part"
        self._file: TextIOWrapper | None = None

    def write(self, records: pa.Table) -> None:
        """Append the records of one batch; records without any personal value are left out."""
        named = self._columns
        for row in records.sort_by(ORDER).select(named).to_pylist():
            self._opened().write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def _opened(self) -> TextIOWrapper:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            descriptor = os.open(self._part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        return self._file

    def keep(self) -> Path | None:
        """Put the collected rows in place for their taker; None when there were none."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)
        return self.path

    def __enter__(self) -> Self:
        for left_by_a_kill in self._folder.glob(f".{self._feed}-*.part"):
            left_by_a_kill.unlink()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        self._part.unlink(missing_ok=True)


def waiting_personal_files(home: Path, feed: Feed | str) -> tuple[Path, ...]:
    """Private files that nobody has taken yet, oldest first: take them in this order, so that the newest wins."""
    name = feed if isinstance(feed, str) else feed.name
    return tuple(sorted((home / "private").glob(f"{name}-*.jsonl")))


def personal_rows(path: Path) -> Iterator[dict[str, str | None]]:
    """The rows of one private file: the key columns and the personal columns of the feed."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
