# SPDX-License-Identifier: Apache-2.0
"""Past one machine: Spark with workers of their own, feeds in Hive's catalogue, and the marts that DuckDB writes."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.catalogue import FeedUnknown, unfit, with_tables
from amends.pipeline.engines import NoCatalogue, open_engine
from amends.pipeline.engines.spark import java_memory
from amends.pipeline.manifest import read_inputs
from amends.pipeline.run import run_pipeline
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.store import read_manifest
from tests.pipeline.conftest import spark_or_skip
from tests.pipeline.worlds import AS_OF, build_home

TABLES = ("bills", "usage")
FILL = """
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").enableHiveSupport().getOrCreate()
spark.sql("CREATE DATABASE dw")
for feed in sys.argv[2:]:
    spark.read.parquet(f"{sys.argv[1]}/{feed}.parquet").repartition(3).write.saveAsTable(f"dw.{feed}")
"""
SITE = """spark.sql.warehouse.dir {place}/warehouse
spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:;databaseName={place}/metastore;create=true
spark.ui.enabled false
spark.driver.bindAddress 127.0.0.1
spark.driver.host 127.0.0.1
"""


@pytest.mark.spark
def test_a_cluster_over_hive_writes_the_marts_of_duckdb_over_files(tmp_path: Path) -> None:
    spark_or_skip()
    home, made = tmp_path / "home", tmp_path / "made"
    made.mkdir()
    build_home(home, made, customers=400)
    run_pipeline(home, as_of=AS_OF)
    alone = read_manifest(home)
    named = _hive(tmp_path, made)
    for feed in TABLES:  # what the tables hold is nowhere else
        (home / "feeds" / feed / "MANIFEST.json").unlink()
    _python(
        tmp_path, "-m", "amends", "run", "--as-of", AS_OF.isoformat(), "--data", str(home),
        "--engine", "local-cluster[2,1,1024]", "--memory", "1GB", named=named,
    )  # fmt: skip
    together = read_manifest(home)
    assert together["inputs"]["bills"]["parts"][0]["file"] == "dw.bills"
    assert together["run_id"] != alone["run_id"]
    marts = {name: digest for name, digest in alone["outputs"].items() if name.endswith(".parquet")}
    assert {name: together["outputs"][name] for name in marts} == marts


def _hive(place: Path, made: Path) -> str:
    """A catalogue of its own with the tables; returns what names them."""
    (place / "conf").mkdir()
    (place / "conf" / "spark-defaults.conf").write_text(SITE.format(place=place))
    _python(place, "-c", FILL, str(made), *TABLES)
    return ",".join(f"{feed}=dw.{feed}" for feed in TABLES)


def _python(place: Path, *arguments: str, named: str = "") -> None:
    settings = {"SPARK_CONF_DIR": str(place / "conf"), "AMENDS_FEED_TABLES": named}
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        env={**os.environ, **settings},
        cwd=place,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def test_a_table_that_lacks_or_bends_columns_is_refused_by_name() -> None:
    feed = EVERY_FEED["bills"]
    whole = arrow_schema(feed)
    assert unfit(feed, whole) == []
    bent = whole.remove(whole.get_field_index("customer_id"))
    bent = bent.set(bent.get_field_index("month"), pa.field("month", pa.string()))
    missing, wrong = unfit(feed, bent)
    assert "缺少 customer_id（客户编号）" in missing
    assert "month 是 string，应为 date32" in wrong


def test_a_table_may_hold_narrower_numbers_and_lack_what_is_optional() -> None:
    feed = EVERY_FEED["bills"]
    required = {column.name for column in feed.stored if column.required or column.name in feed.key}
    narrow = pa.schema(
        [
            (f.name, pa.int32() if pa.types.is_integer(f.type) else f.type)
            for f in arrow_schema(feed)
            if f.name in required
        ]
    )
    assert unfit(feed, narrow) == []


@pytest.mark.parametrize(
    ("ours", "java"), [("8GB", "8g"), ("8 GB", "8g"), ("512MB", "512m"), ("4GiB", "4g"), ("2g", "2g")]
)
def test_memory_is_told_to_java_in_its_own_words(ours: str, java: str) -> None:
    assert java_memory(ours) == java


def test_duckdb_has_no_catalogue_and_says_so(tmp_path: Path) -> None:
    build_home(tmp_path / "home", tmp_path, customers=10)
    with pytest.raises(NoCatalogue, match="请用 Spark"):
        run_pipeline(tmp_path / "home", as_of=AS_OF, tables={"bills": "dw.bills"})
    with open_engine("duckdb", tmp_path) as engine, pytest.raises(FeedUnknown, match="bils"):
        with_tables(read_inputs(tmp_path / "home"), {"bils": "dw.bills"}, engine)
