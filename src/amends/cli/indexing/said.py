# SPDX-License-Identifier: Apache-2.0
"""What `amends index` says on the screen."""

from amends.analytics.index.figures import Kind
from amends.analytics.index.results import Found, intervals

WORDS = {
    "mean": "该题均值代替",
    "casewise": "去掉有缺的行",
    "pairwise": "成对计算",
    "rows with replacement": "逐行有放回",
    "Rao-Wu rescaling of primary units within strata": "层内按初级抽样单元，Rao–Wu 重标",
    "percentile": "分位数",
    "bca": "BCa",
    "studentised": "学生化",
}


def lines(found: Found) -> list[str]:
    """The index first, then how well the model explains it, then what to mind."""
    return [*_index(found), *_model(found), *_resamples(found), *(f"  提醒：{note}" for note in found.notes)]


def _index(found: Found) -> list[str]:
    spec, index = found.estimate.spec, found.index
    if index is None or not spec.index:
        return ["模型没有写明 scale 和 index，不换算 0–100 的指数"]
    said = f"{spec.index} {index.value:.2f}（0–100，口径：未标准化权重）"
    if found.bootstrap is None:
        return [said]
    ends = intervals(found.bootstrap, found.interval, found.level)
    low, high = ends[found.bootstrap.at(Kind.SCORE, spec.index)]
    return [f"{said}，{found.level:.0%} 区间 {low:.2f}–{high:.2f}"]


def _model(found: Found) -> list[str]:
    one, moments = found.estimate, found.moments
    settled = f"{one.rounds} 轮收敛" if one.converged else f"{one.rounds} 轮没有收敛，结果不可用于发布"
    r2 = "，".join(f"{name} {r2:.3f}" for name, r2 in zip(one.spec.names, one.r2, strict=True) if r2 == r2)  # noqa: PLR0124 - NaN
    left = f"，{moments.left_out} 行没有用" if moments.left_out else ""
    gaps = f"，缺失 {moments.gaps.sum()} 个（{WORDS[moments.missing]}）" if moments.gaps.any() else ""
    return [f"{moments.rows} 行{left}{gaps}，{settled}", f"R²：{r2}"]


def _resamples(found: Found) -> list[str]:
    if found.bootstrap is None:
        return []
    one = found.bootstrap
    bad = one.not_converged + one.inadmissible
    turned = sum(one.turned.values())
    return [f"重抽样 {one.asked} 次（{WORDS[one.method]}），{bad} 次没有估计，{turned} 次方向翻转"]
