# SPDX-License-Identifier: Apache-2.0
"""What a feed is: its columns, its key, what one row means. Plain data, so that pages can show it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, in the operator's words; `pipeline.store` says how each is kept in Parquet.

    MONEY is integer minor units (分), MONTH the first day of a month, MOMENT a UTC timestamp, FLAG a boolean.
    """

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    MOMENT = "moment"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. `personal` columns never reach the pipeline: they go to `customers` alone."""

    name: str
    kind: Kind
    zh: str
    en: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    personal: bool = False
    default: str | int | bool | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A kind of file an operator hands over. A later row with the same `key` replaces an earlier one."""

    name: str
    zh: str
    row_means: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that leave for Parquet: all but the personal ones."""
        return tuple(c for c in self.columns if not c.personal)

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` when the feed has none."""
        for each in self.columns:
            if each.name == name:
                return each
        raise KeyError(name)
