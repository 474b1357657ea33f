# SPDX-License-Identifier: Apache-2.0
"""Who stayed: shares of customers whose line was still there some days later, and matched groups compared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from amends.analytics.distributions import norm
from amends.analytics.sampling.intervals import share_interval
from amends.apps.reports.rules.spans import Span

LEAST = 30  # people
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Ending:
    """When a line ended: it was still there on `alive` (None: nobody looked before), it was gone on `seen`."""

    alive: date | None
    seen: date


@dataclass(frozen=True, slots=True)
class Life:
    """One customer from the day on that something happened; `stratum` is what is alike about them and others."""

    since: date
    ending: Ending | None
    stratum: tuple[str, ...] = ()


class Fate(StrEnum):
    """What became of a line within some days."""

    KEPT = "kept"
    LOST = "lost"
    UNDATED = "undated"  # it is gone, and may have gone within the days or after them; counted as lost
    TOO_EARLY = "too_early"  # the days are not over


@dataclass(frozen=True, slots=True)
class Kept:
    """Of `n` customers the share that stayed (`span`, Wilson 95 %; None below 30): a lower bound where `undated` lines
    are among those counted as lost."""

    n: int
    kept: int
    undated: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two groups made alike: the shares that stayed and their difference, over `matched` of the `n` of the first group,
    against `others` of the second. None where fewer than 30 of either could be matched."""

    n: int
    matched: int
    others: int
    first: Span | None
    second: Span | None
    difference: Span | None


def fate(life: Life, days: int, today: date) -> Fate:
    """What became of one line in the `days` after the day it counts from."""
    until = life.since + timedelta(days=days)
    ending = life.ending
    if until > today:
        return Fate.TOO_EARLY
    if ending is None or (ending.alive is not None and ending.alive >= until):
        return Fate.KEPT
    return Fate.LOST if ending.seen <= until else Fate.UNDATED


def stayed(lives: Iterable[Life], *, days: int, today: date) -> Kept:
    """Retention after `days` of those for whom the days are over."""
    fates = [found for each in lives if (found := fate(each, days, today)) is not Fate.TOO_EARLY]
    n, kept = len(fates), fates.count(Fate.KEPT)
    return Kept(n, kept, fates.count(Fate.UNDATED), share(kept, n))


def share(part: int, n: int) -> Span | None:
    """A share with its Wilson interval of 95 %; None below 30 people."""
    if n < LEAST:
        return None
    found = share_interval(part, n, level=LEVEL)
    return Span(min(found.low, found.value), max(found.high, found.value), found.value)


def compared(first: Sequence[Life], second: Sequence[Life], *, days: int, today: date) -> Compared:
    """Retention of the first group against that of the second, stratum by stratum, in the proportions of the first.

    d = Σ wₛ (p₁ₛ − p₂ₛ) with wₛ = n₁ₛ / Σ n₁ₛ over strata that hold both; its variance is Σ wₛ² (v₁ₛ + v₂ₛ) with
    v = p̃(1−p̃)/n, p̃ = (kept + 1)/(n + 2), so that a stratum in which everybody stayed is not taken for certain.
    """
    one, two = _by_stratum(first, days, today), _by_stratum(second, days, today)
    total = sum(len(each) for each in one.values())
    both = sorted(set(one) & set(two))
    matched, others = (sum(len(rows[key]) for key in both) for rows in (one, two))
    if min(matched, others) < LEAST:
        return Compared(total, matched, others, None, None, None)
    parts = [(len(one[key]) / matched, _rate(one[key]), _rate(two[key])) for key in both]
    values = [sum(w * pair[at][0] for w, *pair in parts) for at in (0, 1)]
    spreads = [sum(w * w * pair[at][1] for w, *pair in parts) for at in (0, 1)]
    return Compared(
        total, matched, others,
        _interval(values[0], spreads[0], 0.0), _interval(values[1], spreads[1], 0.0),
        _interval(values[0] - values[1], sum(spreads), -1.0),
    )  # fmt: skip


def _by_stratum(lives: Sequence[Life], days: int, today: date) -> dict[tuple[str, ...], list[bool]]:
    found: dict[tuple[str, ...], list[bool]] = defaultdict(list)
    for each in lives:
        became = fate(each, days, today)
        if became is not Fate.TOO_EARLY:
            found[each.stratum].append(became is Fate.KEPT)
    return found


def _rate(kept: Sequence[bool]) -> tuple[float, float]:
    """The share that stayed, and its variance."""
    n, smooth = len(kept), (sum(kept) + 1) / (len(kept) + 2)
    return sum(kept) / n, smooth * (1 - smooth) / n


def _interval(value: float, variance: float, least: float) -> Span:
    reach = float(norm.ppf((1 + LEVEL) / 2)) * float(variance**0.5)
    value = min(max(value, least), 1.0)  # parts of a whole that all stayed may sum to a little more
    return Span(max(value - reach, least), min(value + reach, 1.0), value)
