# SPDX-License-Identifier: Apache-2.0
"""The steps of a run, in their order: each takes what the ones before have found, and adds to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from amends.pipeline.checks import check_keys
from amends.pipeline.engines import Engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.facts.promise_checks import promise_checks
from amends.pipeline.facts.waves import whole_months, window_table
from amends.pipeline.features import FEATURE_NAMES, feature_table
from amends.pipeline.marts import candidates as who
from amends.pipeline.marts.customers import customers
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.policy import contact_policy
from amends.pipeline.marts.recovery_list import recovery_list, with_own_words
from amends.pipeline.marts.schemas import Evidence
from amends.pipeline.marts.summary import histogram
from amends.pipeline.marts.wave_outcomes import NOW, known_today, wave_outcomes
from amends.pipeline.scores.choosing import scorer_for
from amends.pipeline.scores.scorer import SCORES, Scorer
from amends.pipeline.scores.training import one_in, surveyed, training_table
from amends.pipeline.store import write_mart

DRIFT_SAMPLE = 20_000
# More answers move no decision: of 50,000 the interval of the AUC is half a point wide, and learning from 200,000
# took longer than everything else of a night of 10 million customers.
MOST_LEARNT = 50_000
CAPACITIES = pa.schema([("unit_code", pa.string()), ("capacity", pa.int64())])


@dataclass(slots=True)
class Night:
    """What a run works with, and what it has found so far. `out` is where marts go, `scratch` the rest."""

    engine: Engine
    feeds: Mapping[str, Table]
    as_of: FixedDay
    parameters: Parameters
    out: Path
    scratch: Path
    customers: int = 0
    thin_months: dict[str, list[str]] = field(default_factory=dict)
    features: Table = field(init=False)
    scorer: Scorer = field(init=False)
    scores: Table = field(init=False)
    candidates: Table = field(init=False)
    explained: Table = field(init=False)

    def saved(self, name: str, rows: pa.Table) -> Table:
        """Rows made in this process, as a table of the engine."""
        file = self.scratch / f"{name}.parquet"
        pq.write_table(rows, file)
        return self.engine.read(name, (file,), rows.schema)


def know(night: Night) -> None:
    """Compute every customer's features."""
    customers = night.feeds["subscribers"].customer_id
    night.features = night.engine.keep("features", feature_table(night.feeds, night.as_of), by=customers)
    night.customers = check_keys(night.engine, night.features)


def learn(night: Night) -> None:
    """Learn from those who answered, as they stood before they answered."""
    population = night.engine.keep("surveyed", surveyed(night.feeds["surveys"], night.as_of))
    answers = int(
        night.engine.collect(population.aggregate(answers=population.count()))["answers"][0].as_py()
    )
    some = one_in(population, -(-answers // MOST_LEARNT))
    training = night.engine.collect(training_table(night.feeds, night.engine.keep("learnt_from", some)))
    known = night.features.select("customer_id", *FEATURE_NAMES)
    sample = night.engine.collect(one_in(known, night.customers // DRIFT_SAMPLE).order_by("customer_id"))
    night.scorer = scorer_for(training, sample, dissatisfied_at_most=night.parameters.dissatisfied_at_most)


def score(night: Night) -> None:
    """Score everybody."""
    rows = night.features.select("customer_id", *FEATURE_NAMES)
    night.scores = night.engine.score("scores", rows, night.scorer.score, SCORES)


def choose(night: Night) -> None:
    """Find who looks dissatisfied, and those of each unit worth explaining."""
    rules = who.Rules(
        night.as_of,
        night.parameters,
        contact_policy(),
        night.scorer.threshold,
        Evidence(night.scorer.kind),
    )
    said = who.stated(night.feeds["surveys"], rules)
    found = who.dissatisfied(night.feeds["subscribers"], night.scores, said, rules)
    tired, held = who.fatigue(night.feeds["contacts"], rules), who.in_hand(night.feeds["cases"], rules)
    rows = who.standing(found, night.features, tired, held, rules)
    given = sorted(night.parameters.capacities.items())
    capacities = pa.table([[u for u, _ in given], [n for _, n in given]], schema=CAPACITIES)
    chosen = who.shortlist(rows, night.saved("capacities", capacities), night.parameters)
    night.candidates = night.engine.keep("candidates", chosen)


def explain(night: Night) -> None:
    """Say why, of those chosen."""
    chosen = night.candidates.select("customer_id", "low_scores", "lowest")
    known = night.features.select("customer_id", *FEATURE_NAMES)
    rows = night.engine.collect(chosen.inner_join(known, "customer_id").order_by("customer_id"))
    told = with_own_words(night.scorer.explain(rows), rows, night.parameters.salt)
    night.explained = night.saved("explained", told)


def write_list(night: Night) -> None:
    """Write the list of each unit."""
    rows = recovery_list(night.candidates, night.explained, night.as_of)
    write_mart(night.out, "recovery_list", night.engine.batches(rows))


def write_customers(night: Night) -> None:
    """Write what is known of each customer."""
    subscribers, threshold = night.feeds["subscribers"], night.scorer.threshold
    rows = customers(subscribers, night.features, night.scores, threshold, night.as_of)
    write_mart(night.out, "customers", night.engine.batches(rows))


def write_outcomes(night: Night) -> None:
    """Write what came of each member of each wave, and what is known alike of everybody whom a next one could take."""
    waves = night.feeds["waves"]
    drawn = waves.group_by("wave_id").agg(
        assigned_at=waves.assigned_at.min(), horizon_at=waves.horizon_at.max()
    )
    known = night.engine.collect(drawn.order_by("wave_id")).to_pylist()
    if not known:
        for mart in ("wave_outcomes", "known_today"):
            write_mart(night.out, mart, ())
        return
    whole = {feed: _whole(night, feed) for feed in ("bills", "usage")}
    table = partial(window_table, as_of=night.as_of.at, bills=whole["bills"], usage=whole["usage"])
    feeds = {feed: night.feeds[feed].filter(ibis._.month.isin(months)) for feed, months in whole.items()}
    came, now = {**night.feeds, **feeds}, night.as_of.now
    rows = wave_outcomes(came, night.saved("windows", table(known)))
    write_mart(night.out, "wave_outcomes", night.engine.batches(rows))
    drawn_now = table([{"wave_id": NOW, "assigned_at": now, "horizon_at": now}])
    standing = known_today(came, night.saved("window_now", drawn_now))
    write_mart(night.out, "known_today", night.engine.batches(standing))


def _whole(night: Night, feed: str) -> list[date]:
    """The months of a feed that came whole; those that came in part are noted for the summary."""
    rows = night.feeds[feed].filter(ibis._.month.notnull())
    counted = rows.group_by("month").agg(rows=rows.count())
    known = {each["month"]: int(each["rows"]) for each in night.engine.collect(counted).to_pylist()}
    whole = whole_months(known)
    if thin := sorted(known.keys() - set(whole)):
        night.thin_months[feed] = [f"{month:%Y-%m}" for month in thin]
    return whole


def write_checks(night: Night) -> None:
    """Write what the data show of promises."""
    write_mart(night.out, "promise_checks", night.engine.batches(promise_checks(night.feeds, night.as_of)))


def counts(night: Night) -> dict[str, int]:
    """Counts over everybody, for the summary."""
    mart = night.engine.read("customers_mart", (night.out / "customers.parquet",), pa.schema([]))
    over = mart.probability >= ibis.literal(repr(night.scorer.threshold)).cast("float64")
    rows: list[dict[str, int]] = night.engine.collect(
        mart.aggregate(
            all=mart.count(),
            over_threshold=mart.count(where=over & (mart.line_state != "closed")),
            silent=mart.count(where=mart.silent),
            left_silently=mart.count(where=mart.left_silently),
        )
    ).to_pylist()
    return rows[0]


def bins(night: Night) -> pa.Table:
    """Customers by probability, for the summary."""
    return night.engine.collect(histogram(night.scores))


STEPS: tuple[tuple[str, str, Callable[[Night], None]], ...] = (
    ("features", "计算每位客户的特征", know),
    ("learn", "从调查中学习谁不满意", learn),
    ("score", "给所有客户评分", score),
    ("choose", "挑选可以联系的客户", choose),
    ("explain", "找出原因和依据", explain),
    ("recovery_list", "写出修复名单", write_list),
    ("customers", "写出客户档案", write_customers),
    ("promise_checks", "用账单核对承诺", write_checks),
    ("wave_outcomes", "汇总修复波次的结果", write_outcomes),
)
