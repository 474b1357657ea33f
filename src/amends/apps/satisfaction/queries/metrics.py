# SPDX-License-Identifier: Apache-2.0
"""The catalogue of metrics: each with formula, unit and what it leaves out, as the pack defines them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from amends.packs import load

PER = {1: "", 100: "分", 10_000: "每万户", 1_000_000: "每百万户"}


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the catalogue; `direction` says which way is better."""

    identifier: str
    name: str
    definition: str
    formula: str
    unit: str
    excludes: str
    period: str
    direction: str


@cache
def metric_catalogue() -> Mapping[str, Metric]:
    """All metrics by identifier, in the order of the pack."""
    rows = cast(Sequence[Mapping[str, Any]], load("metrics")["metrics"])
    return {str(row["identifier"]): _metric(row) for row in rows}


def _metric(row: Mapping[str, Any]) -> Metric:
    factor = int(row.get("factor", 1))
    times = f" × {factor}" if factor != 1 else ""
    return Metric(
        identifier=str(row["identifier"]),
        name=str(row["name_zh"]),
        definition=str(row.get("definition_zh", "")),
        formula=str(row.get("formula") or f"{row['numerator']} ÷ {row['denominator']}{times}"),
        unit=str(row.get("unit_zh") or _unit(row, factor)),
        excludes=str(row.get("excludes_zh", "")),
        period=str(row.get("period", "")),
        direction=str(row.get("direction", "")),
    )


def _unit(row: Mapping[str, Any], factor: int) -> str:
    name = str(row["identifier"])
    if name.endswith("_seconds"):
        return "秒"
    if name.endswith(("_rate", "service_level_15s")):
        return "比例"
    return PER.get(factor) or "分"
