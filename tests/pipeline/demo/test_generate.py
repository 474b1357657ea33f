# SPDX-License-Identifier: Apache-2.0
"""The generator: same bytes for a seed, declared columns, believable numbers, planted facts where they belong."""

import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from amends.pipeline.arrow import ARROW_TYPES
from amends.pipeline.demo.generate import Engine, Generated, generate
from amends.pipeline.demo.organisation import UnitRow
from amends.pipeline.schema import Column, Kind
from amends.pipeline.sources import FEEDS
from tests.pipeline.demo.conftest import AS_OF, CUSTOMERS, SEED, by_cause, one, show

CAUSES = ("complaint", "tariff", "network", "publicity", "usage")


def sums(generated: Generated) -> dict[str, str]:
    """SHA-256 of every file by its name."""
    everything = [file for files in generated.files.values() for file in files] + [generated.truth]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in everything}


def test_generate_gives_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    first = sums(generate(tmp_path / "a", customers=300, as_of=AS_OF, months=3, seed=1))
    again = sums(generate(tmp_path / "b", customers=300, as_of=AS_OF, months=3, seed=1))
    other = sums(generate(tmp_path / "c", customers=300, as_of=AS_OF, months=3, seed=2))
    assert first == again
    assert not set(first.items()) & set(other.items())


def test_generate_gives_the_same_customers_whatever_the_size(generated: Generated, tmp_path: Path) -> None:
    smaller = generate(tmp_path, customers=50, as_of=AS_OF, seed=SEED, engine=Engine(threads=2, memory="1GB"))
    for feed in ("subscribers", "bills", "surveys"):
        wanted = pq.read_table(smaller.files[feed][-1])
        everybody = pq.read_table(generated.files[feed][-1])
        assert wanted.equals(everybody.slice(0, wanted.num_rows)), feed


@pytest.mark.parametrize("feed", FEEDS)
def test_generate_writes_the_declared_columns(generated: Generated, feed: str) -> None:
    for file in generated.files[feed]:
        schema = pq.read_schema(file)
        assert {field.name: field.type for field in schema} == {
            column.name: ARROW_TYPES[column.kind] for column in FEEDS[feed].columns
        }


def faults(column: Column) -> str:
    """A condition that holds for values that the declaration forbids."""
    rules = ["false"]
    rules += [f"{column.name} IS NULL"] if column.required else []
    rules += [f"{column.name} < {column.minimum}"] if column.minimum is not None else []
    rules += [f"{column.name} > {column.maximum}"] if column.maximum is not None else []
    rules += [f"{column.name} NOT IN {column.choices}"] if column.choices else []
    rules += [f"isnan({column.name})"] if column.kind is Kind.NUMBER else []
    return " OR ".join(rules)


@pytest.mark.parametrize("feed", FEEDS)
def test_generate_keeps_to_the_declared_limits(feeds: duckdb.DuckDBPyConnection, feed: str) -> None:
    for column in FEEDS[feed].columns:
        assert one(feeds, f"SELECT count(*) FROM {feed} WHERE {faults(column)}") == (0,), column.name


@pytest.mark.parametrize("feed", FEEDS)
def test_generate_repeats_no_key(feeds: duckdb.DuckDBPyConnection, feed: str) -> None:
    key = ", ".join(FEEDS[feed].key)
    rows, keys = one(feeds, f"SELECT count(*), count(DISTINCT ({key})) FROM {feed}")
    assert rows == keys > 0


def test_generate_gives_every_customer_one_number_that_cannot_be_dialled(
    feeds: duckdb.DuckDBPyConnection,
) -> None:
    numbers = one(
        feeds,
        "SELECT count(DISTINCT service_number), count(*) FILTER (regexp_full_match(service_number, '111[0-9]{8}'))"
        " FROM subscribers",
    )
    assert numbers == (CUSTOMERS, CUSTOMERS)


def test_generate_gives_no_bill_before_a_line_was_opened(feeds: duckdb.DuckDBPyConnection) -> None:
    early = "month < date_trunc('month', joined_date)"
    for feed in ("bills", "usage"):
        assert one(
            feeds, f"SELECT count(*) FROM {feed} JOIN subscribers USING (customer_id) WHERE {early}"
        ) == (0,)
    (share,) = one(feeds, "SELECT count(*) / (12.0 * (SELECT count(*) FROM subscribers)) FROM bills")
    assert 0.85 < share < 0.97


def test_generate_tells_nothing_from_after_the_day_of_the_run(feeds: duckdb.DuckDBPyConnection) -> None:
    moments = [
        (feed.name, column.name)
        for feed in FEEDS.values()
        for column in feed.columns
        if column.kind is Kind.MOMENT and column.name not in {"due_at", "promised_at"}
    ]
    for feed, column in moments:
        assert one(feeds, f"SELECT count(*) FROM {feed} WHERE {column} >= '{AS_OF}'") == (0,), (feed, column)


def test_generate_spreads_bills_around_the_plan_fee(feeds: duckdb.DuckDBPyConnection) -> None:
    typical, long_tail = one(
        feeds,
        "SELECT median(amount / plan_fee), quantile_cont(amount / plan_fee, 0.99) FROM bills"
        " JOIN truth USING (customer_id) WHERE cause IS NULL",
    )
    assert 1.05 < typical < 1.2
    assert 1.3 < long_tail < 3


def test_generate_keeps_the_shares_that_operators_know(feeds: duckdb.DuckDBPyConnection) -> None:
    refuse, rural, gold, active = one(
        feeds,
        "SELECT avg(do_not_contact::INT), avg((settlement = 'rural')::INT),"
        " avg((value_tier IN ('gold', 'diamond'))::INT), avg((line_state = 'active')::INT) FROM subscribers",
    )
    assert refuse == pytest.approx(0.03, abs=0.01)
    assert 0.2 < rural < 0.45
    assert 0.03 < gold < 0.2
    assert active > 0.95


def test_generate_asks_at_random(feeds: duckdb.DuckDBPyConnection) -> None:
    asked = by_cause(
        feeds,
        "avg((customer_id IN (SELECT customer_id FROM surveys))::INT)",
        "(FROM subscribers WHERE joined_date < DATE '2026-08-01')",
    )
    for cause in CAUSES:
        assert asked[cause] == pytest.approx(asked[None], abs=0.09), cause


def test_generate_plants_each_cause_in_its_share_and_mostly_silently(
    feeds: duckdb.DuckDBPyConnection,
) -> None:
    shares = dict(
        feeds.execute("SELECT cause, count(*) / sum(count(*)) OVER () FROM truth GROUP BY 1").fetchall()
    )
    speaks = by_cause(feeds, "avg(complains::INT)", "(SELECT customer_id FROM subscribers)")
    for cause in CAUSES:
        assert shares[cause] == pytest.approx(0.033, abs=0.008)
        assert speaks[cause] == 1 if cause == "complaint" else speaks[cause] < 0.1


def test_generate_makes_answers_follow_the_planted_probability(feeds: duckdb.DuckDBPyConnection) -> None:
    low = by_cause(feeds, "avg((score <= 6)::INT)", "(FROM surveys WHERE element = 'overall')")
    assert 0.03 < low[None] < 0.11
    assert all(0.5 < low[cause] < 0.95 for cause in CAUSES)


# Cause → a feed, an aggregate over its recent rows, and how far at least it stands above everybody else's.
TELLING = {
    "complaint": ("complaints", "avg((replied_at > promised_at)::INT)", 5),
    "tariff": ("(FROM bills WHERE month >= '2026-09-01')", "avg(out_of_bundle)", 20),
    "network": ("(FROM network WHERE period_date >= '2026-09-01')", "sum(dropped_calls) / sum(calls)", 4),
    "publicity": ("promises", "avg((kept_at IS NULL OR kept_at > due_at)::INT)", 5),
    "usage": ("(FROM usage WHERE month >= '2026-09-01')", "avg(online_failures)", 10),
}


@pytest.mark.parametrize("cause", CAUSES)
def test_generate_puts_the_facts_of_a_cause_where_it_was_planted(
    feeds: duckdb.DuckDBPyConnection, cause: str
) -> None:
    feed, aggregate, factor = TELLING[cause]
    found = by_cause(feeds, aggregate, feed)
    assert all(found[cause] > factor * found[other] for other in found if other != cause)


def test_generate_leaves_clean_facts_when_nothing_is_planted(tmp_path: Path) -> None:
    clean = generate(tmp_path, customers=1_000, as_of=AS_OF, months=3, seed=SEED, planted=0)
    with duckdb.connect() as con:
        show(con, clean)
        assert one(con, "SELECT count(cause), max(severity) FROM truth") == (0, 0)
        assert one(con, "SELECT max(dissatisfied_probability) < 0.3 FROM truth") == (True,)
        late = "replied_at > promised_at OR reopened > 0"
        assert one(con, f"SELECT count(*) FROM complaints WHERE {late}") == (0,)
        assert one(con, "SELECT count(broken_at) FROM promises") == (0,)
        (over,) = one(con, "SELECT avg((out_of_bundle > 0)::INT) FROM bills")
    assert over < 0.04


def test_generate_uses_the_units_it_is_given(tmp_path: Path) -> None:
    units = (UnitRow("A", "甲市", "city", None), UnitRow("A1", "一组", "team", "A"))
    small = generate(tmp_path, customers=20, as_of=AS_OF, months=1, seed=SEED, units=units)
    table = pq.read_table(small.files["subscribers"][0])
    assert set(table["unit_code"].to_pylist()) == {"A1"}
    assert set(table["region"].to_pylist()) == {"甲市"}


@pytest.mark.parametrize("wrong", [{"customers": 0}, {"months": 0}, {"months": 37}, {"planted": 0.3}])
def test_generate_refuses_impossible_sizes(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot generate"):
        generate(tmp_path, **{"customers": 10, "as_of": date(2026, 1, 1), "seed": 1} | wrong)  # type: ignore[arg-type]  # the point


def test_generate_leaves_no_scratch_behind(generated: Generated) -> None:
    folder = generated.truth.parent
    assert all(each.suffix == ".parquet" for each in folder.iterdir())
