# SPDX-License-Identifier: Apache-2.0
"""How customers are sorted into strata: by their place below the unit that asks, and by what their profile says."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from amends.apps.surveys.rules.design import Column

UNKNOWN = "未登记"
BANDS: tuple[tuple[int, str], ...] = ((12, "不满1年"), (36, "1至3年"), (120, "3至10年"), (10_000, "10年以上"))
MOST_STRATA = 400


class TooManyStrata(ValueError):
    """The columns cut the customers into more cells than anybody can fill."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@dataclass(frozen=True, slots=True)
class Places:
    """The units right below the one that asks, as spans of numbers in the order of the tree."""

    own: str
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    names: tuple[str, ...]

    def name_of(self, number: int) -> str:
        """The unit below the asking one that a unit belongs to; the asking one's own name for its own customers."""
        at = bisect_right(self.firsts, number) - 1
        return self.names[at] if at >= 0 and number <= self.lasts[at] else self.own


@dataclass(frozen=True, slots=True)
class Profile:
    """What a stratum is made of: the number of the customer's unit, words of the profile as they are stored, and the
    band of tenure; what the plan does not ask for may be anything."""

    unit: int
    region: str = ""
    value_tier: str = ""
    plan_name: str = ""
    tenure: str = ""


def values(
    profile: Profile, columns: Sequence[Column], *, places: Places, tiers: Mapping[str, str]
) -> tuple[str, ...]:
    """The words of a customer's stratum, one a column."""
    found = {
        Column.UNIT: places.name_of(profile.unit),
        Column.REGION: profile.region or UNKNOWN,
        Column.TIER: tiers.get(profile.value_tier, profile.value_tier) or UNKNOWN,
        Column.PLAN: profile.plan_name or UNKNOWN,
        Column.TENURE: profile.tenure or UNKNOWN,
    }
    return tuple(found[each] for each in columns)


def label(words: Sequence[str]) -> str:
    """What a stratum is called."""
    return " · ".join(words)[:160] or "全部"


def tenure_starts(on: date) -> tuple[tuple[date, str], ...]:
    """For each band of tenure the day after which a line of it was opened, the newest band first."""
    return tuple((_months_before(on, months), words) for months, words in BANDS)


def _months_before(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(max(year, 1), month + 1, min(on.day, 28))
