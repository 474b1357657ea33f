# SPDX-License-Identifier: Apache-2.0
"""What `amends classify` prints."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from amends.analytics.language.classifying import ClassificationReport, Prediction
from amends.analytics.language.normal import is_spaced
from amends.cli.classifying.tables import TextFile

SHOWN = 10


def training_lines(report: ClassificationReport, file: TextFile) -> Iterator[str]:
    """The report of a training, a sentence a line."""
    low, high = report.macro_f1_interval
    least, most = report.accuracy_interval
    read = "字和词" if report.words else "字"
    yield f"{report.texts} 段文本，{len(report.classes)} 类；模型 {report.model}，按{read}学了 {report.features} 个特征"
    repeated = f"，重复 {report.repeats} 次" if report.repeats > 1 else ""
    yield f"交叉验证（{report.folds} 折{repeated}；相同文本同折）："
    yield f"  宏平均 F1 {report.macro_f1:.3f}（95% 区间 {low:.3f}–{high:.3f}）"
    yield f"  正确率 {report.accuracy:.3f}（95% 区间 {least:.3f}–{most:.3f}）"
    for each in report.classes:
        yield f"  {each.name}：{each.rows} 行，F1 {each.f1:.3f}（查准 {each.precision:.3f}，查全 {each.recall:.3f}）"
    for pair in report.confusions[:5]:
        yield f"  常认错：{pair.actual} → {pair.predicted}，{pair.rows:.0f} 行，占该类 {pair.share:.0%}"
    yield f"  概率与实际平均相差 {report.calibration_error:.1%}"
    yield _sure_line(report)
    for finding in report.findings:
        rows = f"：{rows_said(finding.rows, file)}" if finding.rows else ""
        yield f"  提醒：{finding.said}{rows}"


def prediction_lines(
    prediction: Prediction, file: TextFile, texts: list[str], *, words: bool
) -> Iterator[str]:
    """What was predicted, how much of it surely, and rows that a person should see to."""
    filled = prediction.number >= 0
    counted = Counter(prediction.name(i) for i in np.flatnonzero(filled).tolist())
    yield f"已分类 {int(filled.sum())} 行：" + "，".join(f"{name} {n}" for name, n in counted.most_common())
    share = prediction.sure.sum() / max(int(filled.sum()), 1)
    yield f"有把握（sure=yes）{int(prediction.sure.sum())} 行，占 {share:.1%}；其余请人看一眼"
    empty = np.flatnonzero(~filled)
    if empty.size:
        yield f"  提醒：{empty.size} 行没有文本，预测留空：{rows_said(empty.tolist()[:SHOWN], file)}"
    if file.ragged:
        yield f"  提醒：{len(file.ragged)} 行的单元格比列多，多出的没有读：第 {_listed(file.ragged[:SHOWN])} 行"
    if words != is_spaced(texts) and filled.any():
        yield "  提醒：训练文本分了词而这些没有（或相反），结果会差一些；请用同样处理过的文本 (segmented differently)"


def rows_said(rows: Sequence[int], file: TextFile) -> str:
    """0-based rows as rows of the file: 第 3、8 行."""
    shown = [file.row_numbers[i] for i in rows[:SHOWN]]
    return f"第 {_listed(shown)} 行"


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers))


def _sure_line(report: ClassificationReport) -> str:
    sure = report.sure
    if sure.threshold is None or sure.right is None:
        return f"  没有一个概率能保证 {sure.asked:.0%} 正确，sure 一律为 no；请补充样本，或降低 --precision"
    kept = f"  有把握的（概率 ≥ {sure.threshold:.3f}）占 {sure.share:.1%}"
    return f"{kept}，其中 {sure.right:.1%} 正确（要求 {sure.asked:.0%}）"
