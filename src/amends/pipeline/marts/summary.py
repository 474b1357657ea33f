# SPDX-License-Identifier: Apache-2.0
"""What a run has to say for itself: what came in, what was found, how far to trust it. Plain data, for a page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from amends.pipeline.facts.counting import exact
from amends.pipeline.features import FEATURES
from amends.pipeline.marts.schemas import RECOVERY_LIST
from amends.pipeline.sources import FEEDS

BINS = 20


def histogram(scores: Table) -> Table:
    """One twentieth of the scale of probability, and how many customers fall into it."""
    place = (scores.probability * exact(BINS)).floor().cast("int64")
    binned = scores.mutate(bin=(place >= BINS).ifelse(BINS - 1, place))
    return binned.group_by("bin").agg(customers=binned.count()).order_by("bin")


def found(listed: pa.Table) -> dict[str, Any]:
    """Counts over the rows of `recovery_list`: those listed today, those waiting, those left alone."""
    if listed.schema.names != RECOVERY_LIST.names:
        raise ValueError("these are not rows of recovery_list")
    rows = listed.select(
        ["unit_code", "region", "main_cause", "evidence", "silent", "eligible", "blocked_reason", "list_date"]
    ).to_pylist()
    today = [row for row in rows if row["list_date"] is not None]
    return {
        "listed": len(today),
        "waiting": sum(row["eligible"] for row in rows) - len(today),
        "blocked": _counts(row["blocked_reason"] for row in rows if not row["eligible"]),
        "silent": sum(bool(row["silent"]) for row in today),
        "by_cause": _counts(row["main_cause"] for row in today),
        "by_region": _counts(row["region"] for row in today),
        "by_unit": _counts(row["unit_code"] for row in today),
        "by_evidence": _counts(row["evidence"] for row in today),
    }


def feature_definitions() -> list[dict[str, Any]]:
    """What each feature means, with the limits from which its value counts as evidence."""
    definitions = []
    for each in FEATURES:
        meaning = {k: v for k, v in asdict(each.meaning).items() if k != "when"}
        definitions.append({**meaning, "unit": each.unit})
    return definitions


def run_summary(
    *,
    run_id: str,
    as_of: str,
    came_in: Mapping[str, Mapping[str, Any]],
    customers: Mapping[str, int],
    listed: pa.Table,
    bins: pa.Table,
    model: Mapping[str, Any],
    parameters: Mapping[str, Any],
    thin_months: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """JSON-able. `customers`: counts over everybody; `bins`: rows of `histogram`; `model`: the scorer's card;
    `thin_months`: months by feed that came in part, by which no wave is compared."""
    return {
        "run_id": run_id,
        "as_of": as_of,
        "feeds": dict(came_in),
        "absent_feeds": [name for name in FEEDS if not came_in[name]["present"]],
        "customers": dict(customers),
        "found": found(listed),
        "probabilities": bins.to_pylist(),
        "model": dict(model),
        "parameters": dict(parameters),
        "thin_months": {feed: list(months) for feed, months in thin_months.items()},
        "features": feature_definitions(),
    }


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(value or "" for value in values)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
