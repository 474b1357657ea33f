# SPDX-License-Identifier: Apache-2.0
"""A small generated operator, made once, and a connection that has its feeds as views."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from amends.pipeline.demo.generate import Generated, generate

AS_OF = date(2026, 11, 22)
CUSTOMERS = 4_000
SEED = 7


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Four thousand customers, twelve months, as of 2026-11-22."""
    return generate(tmp_path_factory.mktemp("operator"), customers=CUSTOMERS, as_of=AS_OF, seed=SEED)


@pytest.fixture(scope="session")
def feeds(generated: Generated) -> Iterator[duckdb.DuckDBPyConnection]:
    """The generated feeds and `truth` as views."""
    with duckdb.connect() as con:
        show(con, generated)
        yield con


def show(con: duckdb.DuckDBPyConnection, generated: Generated) -> None:
    """Makes a view of each feed, and of the truth."""
    for name, files in {**generated.files, "truth": (generated.truth,)}.items():
        con.read_parquet([str(file) for file in files]).create_view(name)


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    """The only row of an answer, as numbers."""
    (row,) = con.execute(query).fetchall()
    return tuple(float(value) for value in row)


def by_cause(con: duckdb.DuckDBPyConnection, expression: str, feed: str) -> dict[str | None, float]:
    """An aggregate of a feed by planted cause; `None` are the customers without one."""
    rows = con.execute(
        f"SELECT cause, ({expression})::DOUBLE FROM {feed} JOIN truth USING (customer_id) GROUP BY cause"
    )
    return dict(rows.fetchall())
