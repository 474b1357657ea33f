# SPDX-License-Identifier: Apache-2.0
"""Features of customers in little tables, as of 1 November 2026, on both engines."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import open_engine
from amends.pipeline.facts.as_of import AsOf, EachOwnDay, FixedDay
from amends.pipeline.features import feature_table
from amends.pipeline.sources import FEEDS
from amends.pipeline.staging import staged
from tests.pipeline.text_tables import write_feeds

Known = dict[str, dict[str, float | None]]
AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="session")
def know(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Known]:
    """A function from feeds in text to features by customer; `surveyed=True` uses each answer's moment."""

    def known(*, surveyed: bool = False, **texts: str) -> Known:
        return _features(engine_name, tmp_path_factory.mktemp("feeds"), surveyed, texts)

    return known


def _features(engine_name: str, home: Path, surveyed: bool, texts: dict[str, str]) -> Known:
    files = write_feeds(home, texts)
    with open_engine(engine_name, home) as engine:
        feeds = {n: staged(engine.read(n, files[n], arrow_schema(f)), f) for n, f in FEEDS.items()}
        as_of: AsOf = FixedDay(AS_OF)
        if surveyed:
            as_of = EachOwnDay(feeds["surveys"].select("customer_id", as_of_at="answered_at"))
        rows = engine.collect(feature_table(feeds, as_of)).to_pylist()
    return {row["customer_id"]: row for row in rows}
