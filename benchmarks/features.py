# SPDX-License-Identifier: Apache-2.0
"""Claim: the generic feature pass costs what hand-written SQL costs, and grows with the number of customers."""

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.contenders.task import DAY
from benchmarks.equality import must_agree
from benchmarks.measured import Cost, measure
from benchmarks.operators import PLACE, megabytes, operator
from benchmarks.report import Claim, Section, table

SAMPLE = 1_000_000  # what pandas can hold; Spark gets it too, since on one machine it only costs time
# The quickest of three: noise only ever adds; a turn of all customers is long enough to need no second.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who computes the features: how the table calls it, its module, and what it is told besides."""

    name: str
    module: str
    options: tuple[str, ...] = ()
    rounds: int = ROUNDS


PRODUCT = Contender("**Amends: Ibis on DuckDB**", "product")
ALONE = Contender("**Amends**, on one thread", "product", ("duckdb-one-thread",))
SQL = Contender("hand-written SQL on DuckDB", "duckdb_sql")
POLARS = Contender("Polars, streaming", "polars_streaming")
PANDAS = Contender("pandas, on one thread", "pandas_frames", rounds=1)
SPARK = Contender("Amends: the same expressions on Spark `local[2]`", "product", ("spark-local",), rounds=1)

Costs = dict[tuple[Contender, int], Cost]


def features(customers: int) -> Section:
    """Measures every contender at its size; the same features from all of them, or no table at all."""
    sample = min(customers, SAMPLE)
    made, generation = operator(customers)
    costs = _race([PRODUCT, ALONE, SQL, POLARS], customers)
    if sample != customers:
        costs |= _race([PRODUCT], sample)
    costs |= _race([PANDAS], sample)
    if _spark_is_there():
        costs |= _race([SPARK], sample)
    body = f"{_intake(customers, made, generation)}\n\n{_table(costs)}"
    # of a smaller operator, starting Python and compiling the expressions is most of the cost
    return Section("features", body, _claims(costs, customers, sample) if customers >= SAMPLE else ())


def _race(contenders: list[Contender], customers: int) -> Costs:
    """The least that each cost, taking turns; all must agree with the product."""
    feeds, _ = operator(customers)
    costs: Costs = {}
    most = 1 if customers > SAMPLE else ROUNDS
    with TemporaryDirectory(dir=PLACE) as folder:
        reference = Path(folder) / "reference.parquet"
        for turn in range(min(most, max(each.rounds for each in contenders))):
            for each in contenders:
                if turn < each.rounds:
                    cost = _run(each, feeds, reference if each is PRODUCT else reference.with_name("other"))
                    costs[each, customers] = min(
                        cost, costs.get((each, customers), cost), key=lambda c: c.cpu
                    )
                if turn == 0:
                    _check(each, feeds, reference)
    return costs


def _run(contender: Contender, feeds: Path, out: Path) -> Cost:
    _remove(out)
    cost = measure(f"benchmarks.contenders.{contender.module}", feeds, out, str(DAY), *contender.options)
    print(f"{contender.name}: {cost.wall:.1f} s, CPU {cost.cpu:.1f} s, {cost.peak / 1e9:.1f} GB", flush=True)
    return cost


def _check(contender: Contender, feeds: Path, reference: Path) -> None:
    if contender is PRODUCT:
        return
    if not reference.exists():
        measure("benchmarks.contenders.product", feeds, reference, str(DAY))
    must_agree(reference, reference.with_name("other"))


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)


def _spark_is_there() -> bool:
    return shutil.which("java") is not None and importlib.util.find_spec("pyspark") is not None


def _intake(customers: int, made: Path, generation: Cost | None) -> str:
    how = f"{customers:,} customers × 12 months, {megabytes(made):,.0f} MB of Parquet"
    if generation is None:
        return f"{how}."
    cost = f"{generation.cpu:.0f} s of CPU, {generation.peak / 1e9:.1f} GB"
    return f"{how}, generated in {generation.wall:.0f} s ({cost})."


def _table(costs: Costs) -> str:
    rows = []
    for (contender, customers), cost in sorted(costs.items(), key=lambda each: -each[0][1]):
        each = cost.cpu / customers * 1e6
        own = costs[PRODUCT, customers].cpu / customers * 1e6
        rows.append([
            contender.name, f"{customers:,}", f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak / 1e9:.1f}",
            f"{each:.2f}", f"{each / own:.2f}",
        ])  # fmt: skip
    header = ["", "customers", "wall s", "CPU s", "peak GB", "CPU µs a customer", "× Amends"]
    return table(header, rows)


def _claims(costs: Costs, customers: int, sample: int) -> tuple[Claim, ...]:
    own, small = costs[PRODUCT, customers], costs[PRODUCT, sample]
    a_row, pandas_row = own.cpu / customers, costs[PANDAS, sample].cpu / sample
    alone_row = costs[ALONE, customers].cpu / customers
    found = [
        Claim("CPU of Amends over hand-written SQL", own.cpu / costs[SQL, customers].cpu, 1.1),
        Claim("CPU of Amends over Polars streaming", own.cpu / costs[POLARS, customers].cpu, 1, aim=True),
        Claim(
            "CPU a customer on one thread, pandas on its sample over Amends on all",
            pandas_row / alone_row,
            3,
            at_least=True,
        ),
        Claim("peak memory of Amends, GB", own.peak / 1e9, 10),
    ]
    if sample != customers:
        growth = a_row / (small.cpu / sample)
        found.append(Claim(f"CPU a customer at {customers:,} over that at {sample:,}", growth, 1.25))
    return tuple(found)
