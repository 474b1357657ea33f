# SPDX-License-Identifier: Apache-2.0
"""The members of a wave as numbers: who was treated, who belongs together, what was known before the draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from amends.apps.recovery.rules.effects.words import SegmentKind

Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
Numbers = NDArray[np.float64]
BEFORE = (
    "complaints_180d", "service_calls_180d", "tenure_days", "bill_before_yuan", "usage_before_mb", "probability",
)  # fmt: skip
SEPARATOR = " · "  # between the parts of a stratum


@dataclass(frozen=True, slots=True)
class Members:
    """`table` (n rows of the mart), `treated` (n,), `known` (n, c) complete covariates, `clusters` (n,) codes of
    accounts: None where each member is alone in theirs."""

    table: pa.Table
    treated: Bools
    known: Numbers
    clusters: Codes | None

    def column(self, name: str) -> Numbers:
        """(n,) numbers of the mart, nan for null."""
        return _numbers(self.table, name)

    def codes(self, kind: SegmentKind, tier_at: int | None) -> tuple[Codes, Sequence[str]]:
        """(n,) the segment of each member and the segments' names; unknown ones are an empty name. `tier_at`: which
        part of the stratum is the value tier."""
        if kind is SegmentKind.TIER:
            strata = self.table["stratum"].to_pylist() if tier_at is not None else []
            words = pa.array([_part(each, tier_at or 0) for each in strata], pa.string())
        else:
            name = {SegmentKind.CAUSE: "recovery_class", SegmentKind.UNIT: "unit_code"}[kind]
            words = pc.fill_null(self.table[name].combine_chunks(), "")
        return _coded(words)


def members_of(table: pa.Table) -> Members:
    """The members in rows of the mart `wave_outcomes` of one wave."""
    accounts, names = _coded(table["account"].combine_chunks())
    treated = np.asarray(pc.equal(table["arm"], "treated"), dtype=bool)
    return Members(table, treated, _known(table), accounts if len(names) < table.num_rows else None)


def _known(table: pa.Table) -> Numbers:
    """Numbers with their gaps filled by the mean and marked, classes, and how much each unit's members complained."""
    columns: list[Numbers] = []
    for name in BEFORE:
        columns += _filled(_numbers(table, name))
    classes, causes = _coded(pc.fill_null(table["recovery_class"].combine_chunks(), ""))
    columns += [(classes == code).astype(np.float64) for code in range(1, len(causes))]
    units, names = _coded(table["unit_code"].combine_chunks())
    complaints = _numbers(table, "complaints_180d")
    by_unit = np.bincount(units, complaints, len(names)) / np.maximum(
        np.bincount(units, minlength=len(names)), 1
    )
    return np.column_stack([*columns, by_unit[units]])


def _filled(values: Numbers) -> list[Numbers]:
    there = np.isfinite(values)
    if there.all():
        return [values]
    if not there.any():
        return []
    return [np.where(there, values, values[there].mean()), (~there).astype(np.float64)]


def _numbers(table: pa.Table, name: str) -> Numbers:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)


def _coded(words: pa.Array) -> tuple[Codes, Sequence[str]]:
    encoded = words.dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


def _part(stratum: str | None, at: int) -> str:
    parts = (stratum or "").split(SEPARATOR)
    return parts[at] if at < len(parts) else ""
