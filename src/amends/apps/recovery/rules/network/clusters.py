# SPDX-License-Identifier: Apache-2.0
"""Where complaints about the network gather: enough of them, near to each other, within a few days, are one problem.

A cluster is a report and all others within `radius_m` of it, within any stretch of `window`, if they are at least
`least` and of at least `PEOPLE` customers. The fullest is taken first and its reports go, until no report is left that
has enough around it. So each report belongs to one cluster at most, none is wider than the circle, and the order of the
reports changes nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8  # mean radius
RADIUS_M = 500.0
WINDOW = timedelta(days=7)
LEAST = 5
PEOPLE = 3  # customers at least: one who complains again and again is no place


class KeysRepeat(ValueError):
    """Two reports have one key."""


@dataclass(frozen=True, slots=True)
class Report:
    """One complaint: its key, its place in degrees, when it was received, whose it is (a key)."""

    key: int
    lat: float
    lon: float
    at: datetime
    customer: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one problem: around `lat`, `lon` (of one of them), the farthest at `radius_m`; `keys` sorted."""

    keys: tuple[int, ...]
    lat: float
    lon: float
    radius_m: float
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Spot:
    """A hot spot that is known: it goes on while reports follow near its centre."""

    key: int
    lat: float
    lon: float
    first_at: datetime
    last_at: datetime


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres along the great circle between two places in degrees (haversine; the earth as a ball)."""
    south, north = radians(lat1), radians(lat2)
    across = sin((north - south) / 2) ** 2
    along = cos(south) * cos(north) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(across + along)))


def clusters(
    reports: Iterable[Report], *, radius_m: float = RADIUS_M, window: timedelta = WINDOW, least: int = LEAST
) -> tuple[Cluster, ...]:
    """The clusters, the fullest first. A report that nothing sets apart from another is told by its key.

    Time O(n·m) with m reports in the same band of latitude. Raises `KeysRepeat`.
    """
    rows = sorted(reports, key=lambda each: each.key)
    if len({each.key for each in rows}) < len(rows):
        raise KeysRepeat
    near = _neighbours(rows, radius_m)
    left = {each.key: each for each in rows}
    best = {key: _fullest(each, near[key], window) for key, each in left.items()}
    found: list[Cluster] = []
    while able := [key for key, rows in best.items() if _enough(rows, least)]:
        key = min(able, key=lambda each: (-len(best[each]), best[each][0].at, each))
        chosen = best[key]
        found.append(_cluster(left[key], chosen))
        _take_away(chosen, left, near, best, window)
    return tuple(found)


def joined(
    spots: Iterable[Spot],
    reports: Iterable[Report],
    *,
    radius_m: float = RADIUS_M,
    window: timedelta = WINDOW,
) -> Mapping[int, int]:
    """Which report (key) goes to which known hot spot (key): the nearest within `radius_m` that has had a report within
    `window`. Earlier reports go first, since each makes its hot spot last longer."""
    spans = {each.key: (each.first_at, each.last_at) for each in spots}
    places = sorted(spots, key=lambda each: each.key)
    found: dict[int, int] = {}
    for report in sorted(reports, key=lambda each: (each.at, each.key)):
        fitting = [
            (distance_m(each.lat, each.lon, report.lat, report.lon), each.key)
            for each in places
            if spans[each.key][0] - window <= report.at <= spans[each.key][1] + window
        ]
        if fitting and min(fitting)[0] <= radius_m:
            spot = min(fitting)[1]
            found[report.key] = spot
            first, last = spans[spot]
            spans[spot] = (min(first, report.at), max(last, report.at))
    return found


def _neighbours(rows: Sequence[Report], radius_m: float) -> dict[int, list[Report]]:
    """Of each report those within the radius, itself among them."""
    band = sorted(rows, key=lambda each: (each.lat, each.key))
    lats = [each.lat for each in band]
    reach = radius_m / EARTH_M * 57.3 + 1e-9  # degrees of latitude, rounded up
    return {
        each.key: [
            other
            for other in band[bisect_left(lats, each.lat - reach) : bisect_right(lats, each.lat + reach)]
            if distance_m(each.lat, each.lon, other.lat, other.lon) <= radius_m
        ]
        for each in rows
    }


def _enough(rows: Sequence[Report], least: int) -> bool:
    return len(rows) >= least and len({each.customer for each in rows}) >= PEOPLE


def _fullest(centre: Report, near: Iterable[Report], window: timedelta) -> tuple[Report, ...]:
    """The stretch of `window` around a report that holds most of those near it; of equal ones the earliest."""
    line = sorted(
        (each for each in near if abs(each.at - centre.at) <= window), key=lambda each: (each.at, each.key)
    )
    times = [each.at for each in line]
    starts = [at for at, each in enumerate(line) if each.at <= centre.at <= each.at + window]
    ends = {at: bisect_right(times, times[at] + window) for at in starts}
    start = max(starts, key=lambda at: (ends[at] - at, -at))
    return tuple(line[start : ends[start]])


def _take_away(
    chosen: Sequence[Report],
    left: dict[int, Report],
    near: Mapping[int, list[Report]],
    best: dict[int, tuple[Report, ...]],
    window: timedelta,
) -> None:
    """Forget the reports of a cluster, and look again at those that were near one of them."""
    touched = {other.key for each in chosen for other in near[each.key]}
    for each in chosen:
        del left[each.key], best[each.key]
    for key in touched & set(left):
        best[key] = _fullest(left[key], [each for each in near[key] if each.key in left], window)


def _cluster(centre: Report, members: Sequence[Report]) -> Cluster:
    far = max(distance_m(centre.lat, centre.lon, each.lat, each.lon) for each in members)
    times = [each.at for each in members]
    keys = tuple(sorted(each.key for each in members))
    return Cluster(keys, centre.lat, centre.lon, far, min(times), max(times))
