# SPDX-License-Identifier: Apache-2.0
"""Clusters of complaints: five within the radius and the window are one problem, in whatever order they come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.apps.recovery.rules.network.clusters import (
    LEAST,
    RADIUS_M,
    WINDOW,
    Cluster,
    KeysRepeat,
    Report,
    Spot,
    clusters,
    distance_m,
    joined,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
LAT, LON = 30.0, 120.0
METRE = 1 / 111_195  # degrees of latitude


def report(key: int, *, north: float = 0, day: float = 0) -> Report:
    """A report so many metres north of the middle, so many days after the start."""
    return Report(key, LAT + north * METRE, LON, START + timedelta(days=day), key)


some = st.lists(
    st.builds(
        lambda north, east, hour: (north, east, hour),
        st.integers(-1_500, 1_500),
        st.integers(-1_500, 1_500),
        st.integers(0, 24 * 20),
    ),
    max_size=40,
).map(
    lambda rows: [
        Report(at, LAT + n * METRE, LON + e * METRE, START + timedelta(hours=h), at)
        for at, (n, e, h) in enumerate(rows)
    ]
)


@pytest.mark.requirement("S3-079")
def test_five_near_each_other_within_a_week_are_one_cluster() -> None:
    rows = [report(at, north=100 * at, day=at) for at in range(5)]
    (found,) = clusters(rows)
    assert found.keys == (0, 1, 2, 3, 4)
    assert (found.first_at, found.last_at) == (START, START + timedelta(days=4))


@pytest.mark.requirement("S3-079")
@pytest.mark.parametrize(
    "rows",
    [
        [report(at) for at in range(4)],
        [report(at, north=0 if at < 4 else 1_100) for at in range(5)],
        [report(at, day=0 if at < 4 else 7.1) for at in range(5)],
    ],
    ids=["four", "one too far", "one too late"],
)
def test_no_cluster_below_the_number_beyond_the_radius_or_the_window(rows: list[Report]) -> None:
    assert clusters(rows) == ()


def test_one_or_two_customers_who_complain_again_and_again_are_no_cluster() -> None:
    rows = [replace(report(at, day=at), customer=at % 2) for at in range(6)]
    assert clusters(rows) == ()
    apart = [report(10 + at, north=5_000) for at in range(5)]
    assert [each.keys for each in clusters([*rows, *apart])] == [(10, 11, 12, 13, 14)]
    assert len(clusters([*rows, report(7, day=2)])) == 1


def test_the_last_metre_and_the_last_moment_still_belong() -> None:
    rows = [report(at) for at in range(4)] + [report(4, north=499, day=7)]
    assert len(clusters(rows)) == 1


def test_two_places_are_two_clusters_and_the_fuller_comes_first() -> None:
    rows = [report(at) for at in range(5)] + [report(10 + at, north=5_000) for at in range(6)]
    assert [len(each.keys) for each in clusters(rows)] == [6, 5]


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(KeysRepeat):
        clusters([report(1), report(1)])


def test_distance_of_a_degree_of_latitude() -> None:
    assert distance_m(0, 0, 1, 0) == pytest.approx(111_195, rel=1e-4)
    assert distance_m(0, 179.999, 0, -179.999) == pytest.approx(222.4, rel=1e-3)  # across the date line


@settings(max_examples=60)
@given(some, st.integers(0, 2**32))
def test_the_order_of_the_reports_changes_nothing(rows: list[Report], seed: int) -> None:
    other = [*rows]
    Random(seed).shuffle(other)
    assert clusters(other) == clusters(rows)


@settings(max_examples=60)
@given(some)
def test_each_cluster_is_full_narrow_short_and_apart(rows: list[Report]) -> None:
    by_key, found = {each.key: each for each in rows}, clusters(rows)
    members = [key for each in found for key in each.keys]
    assert len(members) == len(set(members))
    assert all(_holds(each, by_key) for each in found)


def _holds(found: Cluster, by_key: dict[int, Report]) -> bool:
    rows = [by_key[key] for key in found.keys]
    far = [distance_m(found.lat, found.lon, each.lat, each.lon) for each in rows]
    short = max(each.at for each in rows) - min(each.at for each in rows) <= WINDOW
    return len(rows) >= LEAST and max(far) <= RADIUS_M and short and found.radius_m == max(far)


@settings(max_examples=60)
@given(some)
def test_nothing_that_is_left_would_be_a_cluster(rows: list[Report]) -> None:
    taken = {key for each in clusters(rows) for key in each.keys}
    left = [each for each in rows if each.key not in taken]
    for centre in left:
        near = [each for each in left if distance_m(centre.lat, centre.lon, each.lat, each.lon) <= RADIUS_M]
        for first in near:
            held = [each for each in near if first.at <= each.at <= first.at + WINDOW]
            assert centre not in held or len(held) < LEAST


def test_a_report_near_a_known_spot_joins_it_and_makes_it_last() -> None:
    spot = Spot(7, LAT, LON, START, START)
    rows = [report(1, day=13), report(2, day=6.5), report(3, north=600, day=1), report(4, day=30)]
    assert joined([spot], rows) == {2: 7, 1: 7}


@settings(max_examples=40)
@given(some, st.integers(0, 2**32))
def test_joining_does_not_depend_on_the_order(rows: list[Report], seed: int) -> None:
    spots = [Spot(1, LAT, LON, START, START), Spot(2, LAT + 300 * METRE, LON, START, START)]
    other = [*rows]
    Random(seed).shuffle(other)
    assert joined(spots, rows) == joined(spots[::-1], other)
