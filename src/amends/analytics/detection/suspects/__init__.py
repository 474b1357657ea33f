# SPDX-License-Identifier: Apache-2.0
"""What guards the analyst against fooling themselves, column by column."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from amends.analytics.detection.columns import Bools, Columns
from amends.analytics.detection.spec import DetectorSpec
from amends.analytics.detection.suspects.answers import answers_in_disguise
from amends.analytics.detection.suspects.drift import NOTABLE, Drift, drifts
from amends.analytics.detection.suspects.presence import Presence, presence_patterns
from amends.analytics.detection.suspects.shapes import by_shape, copies
from amends.analytics.detection.suspects.suspect import SuspectColumn, SuspectKind

__all__ = ["SuspectColumn", "SuspectKind", "inspect_columns"]

ABSENT_SHARE = 0.01


def inspect_columns(
    columns: Columns,
    dissatisfied: Bools,
    *,
    scoring: Columns | None = None,
    spec: DetectorSpec,
    positions: Mapping[str, int] | None = None,
) -> tuple[SuspectColumn, ...]:
    """Every suspect column of a training table, with evidence; those insisted upon are reported but kept.

    `positions`: 1-based places to report (default: the order of `columns`). A column may be found more than once.
    """
    places = dict(positions or {name: i for i, name in enumerate(columns, start=1)})
    shaped = [s for n, v in columns.items() if (s := by_shape(n, places[n], v))]
    rest = _without(columns, shaped)
    copied = copies(rest, places)
    rest = _without(rest, copied)
    answers = [s for n, v in rest.items() if (s := answers_in_disguise(n, places[n], v, dissatisfied))]
    rest = _without(rest, answers)
    gaps = [s for p in presence_patterns(rest, dissatisfied) for s in _gaps(p, places)]
    rest = _without(rest, gaps)
    moved = [] if scoring is None else _moved(rest, scoring, places)
    return tuple(_insisted([*answers, *gaps, *copied, *shaped, *moved], spec))


def _without(columns: Columns, suspects: Iterable[SuspectColumn]) -> Columns:
    out = {s.name for s in suspects if s.left_out}
    return {n: v for n, v in columns.items() if n not in out}


def _insisted(found: list[SuspectColumn], spec: DetectorSpec) -> list[SuspectColumn]:
    return [replace(s, left_out=s.left_out and s.name not in spec.insist) for s in found]


def _gaps(p: Presence, places: Mapping[str, int]) -> list[SuspectColumn]:
    zh = (
        f"有值的客户 {p.rate_filled:.1%} 不满意，空白的 {p.rate_blank:.1%}；仅看“有没有值”的 AUC 为 {p.auc:.3f}，"
        f"而数值大小{'与不满意没有剂量关系' if not p.dose else f'另有 AUC {0.5 + p.dose:.3f}'}"
    )
    en = (
        f"{p.rate_filled:.1%} dissatisfied where filled, {p.rate_blank:.1%} where blank; presence alone has AUC "
        f"{p.auc:.3f}, the values {'no dose response' if not p.dose else f'AUC {0.5 + p.dose:.3f}'}"
    )
    if p.trap:
        zh += f"；各可疑列有无值合起来 AUC {p.joint_auc:.3f}：空白泄露了答案，已弃用"
        en += f"; presence of all such columns together: AUC {p.joint_auc:.3f}; left out"
    else:
        zh, en = zh + "；效应较弱，暂且保留，请确认空白的来由", en + "; weak, kept: find out why it is blank"
    return [SuspectColumn(n, places[n], SuspectKind.PRESENCE, zh, en, p.trap) for n in p.names]


def _moved(columns: Columns, scoring: Columns, places: Mapping[str, int]) -> list[SuspectColumn]:
    absent = [_absent(n, places[n]) for n in columns if n not in scoring]
    return [*absent, *(_drifted(d, places[d.name]) for d in drifts(columns, scoring) if d.psi >= NOTABLE)]


def _absent(name: str, place: int) -> SuspectColumn:
    zh, en = "待评分的表里没有这一列", "the table to be scored lacks this column"
    return SuspectColumn(name, place, SuspectKind.ABSENT, zh, en, False)


def _drifted(d: Drift, place: int) -> SuspectColumn:
    if d.filled_scoring <= ABSENT_SHARE < 0.2 <= d.filled_training:
        zh = f"训练时 {d.filled_training:.0%} 有值，待评分的表里几乎全空"
        return SuspectColumn(d.name, place, SuspectKind.ABSENT, zh, "nearly always blank in scoring", False)
    ks = "" if d.ks is None else f"，KS {d.ks:.2f}"
    zh = f"待评分的表与训练表分布不同：PSI {d.psi:.2f}{ks}，有值比例 {d.filled_training:.0%} → {d.filled_scoring:.0%}"
    en = f"distributed differently in scoring: PSI {d.psi:.2f}, filled {d.filled_training:.0%} → {d.filled_scoring:.0%}"
    return SuspectColumn(d.name, place, SuspectKind.DRIFT, zh, en, False)
