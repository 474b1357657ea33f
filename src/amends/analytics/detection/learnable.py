# SPDX-License-Identifier: Apache-2.0
"""Is there enough to learn from?"""

from amends.analytics.detection.columns import Bools, Columns, row_count
from amends.analytics.detection.spec import DetectorSpec


class CannotLearn(ValueError):
    """Too few rows, one class only, or no usable column."""


def require_learnable(columns: Columns, truth: Bools, spec: DetectorSpec) -> None:
    """Refuse with `CannotLearn`, and the numbers, what no method can learn from."""
    rows, hits = truth.shape[0], int(truth.sum())
    if columns and row_count(columns) != rows:
        raise CannotLearn(f"特征有 {row_count(columns)} 行，标签有 {rows} 行 (rows differ)")
    if not columns:
        raise CannotLearn("没有可用的列 (no column to learn from)")
    if hits in (0, rows):
        both = "全部不满意" if hits else "没有一个不满意"
        raise CannotLearn(f"{rows} 个客户{both}，只有一类，无法学习 (only one class)")
    if rows < spec.min_rows or min(hits, rows - hits) < spec.min_each_class:
        raise CannotLearn(
            f"只有 {rows} 行、{hits} 个不满意；至少要 {spec.min_rows} 行，"
            f"两类各 {spec.min_each_class} 个 (too few rows)"
        )
