# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a table is read across
"""What came of the members of a wave drawn on 10 July 2026 at noon for 60 days, as of 1 November; on both engines."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import Engine, open_engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.schemas import KNOWN_TODAY, WAVE_OUTCOMES
from amends.pipeline.night import Night, write_outcomes
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.staging import staged
from tests.pipeline.text_tables import write_feeds

AS_OF = date(2026, 11, 1)
WAVES = """
wave_id | customer_id | account | arm     | unit_code | assigned_at      | horizon_at       | approached_at    | probability
7       | loud        | a1      | control | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 |                  | 0.8
7       | calm        | a2      | treated | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 | 2026-07-11T10:00 | 0.6
7       | gone        | a3      | control | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 |                  |
7       | undated     | a4      | treated | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 |                  |
7       | late        | a5      | treated | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 |                  |
7       | stranger    | a6      | treated | U1        | 2026-07-10T12:00 | 2026-09-08T12:00 |                  |
"""
SUBSCRIBERS = """
customer_id | unit_code | joined_date | line_state | closed_date
loud        | U1        | 2026-07-01  | active     |
calm        | U1        |             | active     |
gone        | U1        | 2025-07-10  | closed     | 2026-09-07
undated     | U1        | 2025-07-10  | closed     |
late        | U1        | 2025-07-10  | closed     | 2026-09-08
"""
COMPLAINTS = """
complaint_id | customer_id | opened_at        | appeal
k0           | loud        | 2026-01-11T11:00 | no
k1           | loud        | 2026-07-10T11:59 | yes
k2           | loud        | 2026-07-10T12:00 | no
k3           | loud        | 2026-09-08T11:59 | yes
k4           | loud        | 2026-09-08T12:00 | yes
k5           | calm        | 2026-09-09T12:00 | yes
k6           | elsewhere   | 2026-08-01T12:00 | yes
"""
CONTACTS = """
contact_id | customer_id | contacted_at     | direction | purpose    | result
t1         | calm        | 2026-07-11T10:00 | outbound  | recovery   | reached
t2         | calm        | 2026-07-12T10:00 | outbound  | commercial | reached
t3         | loud        | 2026-07-12T10:00 | outbound  | recovery   | no_answer
t4         | loud        | 2026-07-01T10:00 | inbound   | service    |
"""
BILLS = """
customer_id | month   | amount
loud        | 2026-03 | 999
loud        | 2026-04 | 50
loud        | 2026-05 | 60
loud        | 2026-06 | 70
loud        | 2026-07 | 999
loud        | 2026-08 | 45
loud        | 2026-09 | 999
gone        | 2026-06 | 30
"""
USAGE = """
customer_id | month   | data_mb
loud        | 2026-06 | 100
loud        | 2026-08 | 150.5
"""
SURVEYS = """
answer_id | customer_id | answered_at      | element | score
s1        | calm        | 2026-08-01T10:00 | overall | 8
s2        | calm        | 2026-08-02T10:00 | overall | 9
s3        | calm        | 2026-08-02T10:00 | network | 1
s4        | loud        | 2026-10-02T10:00 | overall | 2
"""
Rows = dict[str, dict[str, Any]]
TEXTS = {
    "waves": WAVES,
    "subscribers": SUBSCRIBERS,
    "complaints": COMPLAINTS,
    "contacts": CONTACTS,
    "bills": BILLS,
    "usage": USAGE,
    "surveys": SURVEYS,
}


def _night(engine: Engine, home: Path, texts: dict[str, str]) -> Night:
    files = write_feeds(home, texts)
    feeds = {
        name: staged(engine.read(name, files.get(name, ()), arrow_schema(feed)), feed)
        for name, feed in EVERY_FEED.items()
    }
    (home / "out").mkdir()
    return Night(engine, feeds, FixedDay(AS_OF), Parameters(), home / "out", home)


@pytest.fixture(scope="module")
def told(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Rows]:
    """A function from feeds in text to the rows of the mart by customer."""

    def rows(**texts: str) -> Rows:
        home = tmp_path_factory.mktemp("night")
        with open_engine(engine_name, home) as engine:
            write_outcomes(_night(engine, home, texts))
        table = pq.read_table(home / "out" / "wave_outcomes.parquet")
        assert table.schema == WAVE_OUTCOMES
        return {row["customer_id"]: row for row in table.to_pylist()}

    return rows


@pytest.fixture(scope="module")
def wave(told: Callable[..., Rows]) -> Rows:
    """The members of the wave above."""
    return told(**TEXTS)


def test_complaints_count_from_the_draw_until_the_horizon(wave: Rows) -> None:
    loud, calm = wave["loud"], wave["calm"]
    assert (loud["repeat_complaint"], loud["repeat_complaints"], loud["appeal"]) == (1, 2, 1)
    assert (calm["repeat_complaint"], calm["repeat_complaints"], calm["appeal"]) == (0, 0, 0)
    assert loud["complaints_180d"] == 1  # k0 came 180 days and an hour before


def test_closing_counts_within_the_window_and_undated_after_the_draw(wave: Rows) -> None:
    churn = {code: (row["churn"], row["churn_undated"]) for code, row in wave.items()}
    assert churn["gone"] == (1, False)
    assert churn["undated"] == (1, True)
    assert churn["late"] == churn["loud"] == churn["stranger"] == (0, False)


def test_money_is_a_mean_of_delivered_months_and_a_missing_bill_is_nothing_paid(wave: Rows) -> None:
    assert wave["loud"]["bill_before_yuan"] == 60
    assert wave["loud"]["bill_change_yuan"] == 45 - 60
    assert wave["gone"]["bill_change_yuan"] == -10
    assert wave["calm"]["bill_change_yuan"] == 0
    assert wave["loud"]["usage_change"] == 50.5


def test_contacts_tell_who_was_reached_in_either_arm(wave: Rows) -> None:
    assert (wave["calm"]["recovery_contacts"], wave["calm"]["reached"]) == (1, 1)
    assert (wave["loud"]["recovery_contacts"], wave["loud"]["reached"]) == (1, 0)
    assert wave["loud"]["service_calls_180d"] == 1
    assert [wave[code]["approached"] for code in ("calm", "loud")] == [True, False]


def test_score_is_the_mean_of_overall_answers_within_the_window(wave: Rows) -> None:
    assert wave["calm"]["score_after"] == 8.5
    assert wave["loud"]["score_after"] is None


def test_what_is_not_known_of_a_member_is_null_and_no_member_is_lost(wave: Rows) -> None:
    assert len(wave) == 6
    assert wave["loud"]["tenure_days"] == 9
    assert wave["calm"]["tenure_days"] is None
    assert wave["stranger"]["tenure_days"] is None
    assert wave["gone"]["probability"] is None
    assert all(row["complete"] for row in wave.values())


def test_month_that_came_in_half_is_no_fall(engine_name: str, tmp_path: Path) -> None:
    people = [f"p{n}" for n in range(200)]
    bills = [f"{each} | 2026-{month:02} | 100" for month in (4, 5, 6, 7, 8) for each in people]
    kept = [row for row in bills if "2026-05" not in row or int(row.split("|")[0][1:]) < 100]
    members = [f"7|{each}|{each}|treated|U1|2026-07-10T12:00|2026-09-08T12:00||" for each in people]
    texts = {
        "waves": "\n".join([WAVES.strip().splitlines()[0], *members]),
        "bills": "\n".join(["customer_id | month | amount", *kept]),
    }
    with open_engine(engine_name, tmp_path) as engine:
        night = _night(engine, tmp_path, texts)
        write_outcomes(night)
    rows = pq.read_table(tmp_path / "out" / "wave_outcomes.parquet").to_pylist()
    assert {row["bill_before_yuan"] for row in rows} == {100}  # of April and June; May came in half
    assert {row["bill_change_yuan"] for row in rows} == {0}
    assert night.thin_months == {"bills": ["2026-05"]}


def test_no_delivered_month_is_no_change_of_nothing(told: Callable[..., Rows]) -> None:
    rows = told(waves=WAVES, subscribers=SUBSCRIBERS)
    assert {row["bill_change_yuan"] for row in rows.values()} == {None}
    assert {row["usage_change"] for row in rows.values()} == {None}
    assert {row["repeat_complaint"] for row in rows.values()} == {0}


def test_without_waves_the_mart_is_empty(told: Callable[..., Rows]) -> None:
    assert told(subscribers=SUBSCRIBERS, complaints=COMPLAINTS) == {}


def test_what_is_known_of_everybody_today_is_what_a_wave_drawn_today_would_know(
    engine_name: str, tmp_path: Path
) -> None:
    """The night of 10 July: a wave drawn at its start, beside what the mart of everybody says."""
    head, *lines = WAVES.strip().splitlines()
    drawn = "\n".join([head, *(line.replace("2026-07-10T12:00", "2026-07-10T00:00") for line in lines)])
    with open_engine(engine_name, tmp_path) as engine:
        night = _night(engine, tmp_path, {**TEXTS, "waves": drawn})
        night.as_of = FixedDay(date(2026, 7, 10))
        write_outcomes(night)
    table = pq.read_table(tmp_path / "out" / "known_today.parquet")
    assert table.schema == KNOWN_TODAY
    known = {row["customer_id"]: row for row in table.to_pylist()}
    assert set(known) == {"loud", "calm"}, "who has left is approached by no wave"
    members = {
        row["customer_id"]: {name: row[name] for name in KNOWN_TODAY.names}
        for row in pq.read_table(tmp_path / "out" / "wave_outcomes.parquet").to_pylist()
    }
    assert known == {code: members[code] for code in known}
    assert known["loud"]["bill_before_yuan"] == 60
    assert known["loud"]["complaints_180d"] == 1
    assert known["loud"]["service_calls_180d"] == 1
    assert known["calm"]["tenure_days"] is None
