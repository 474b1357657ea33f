# SPDX-License-Identifier: Apache-2.0
"""Learn from surveyed customers who is dissatisfied, score others, and say why in plain Chinese.

COLS are header names, 1-based positions or ranges such as 3-23, mixed and separated by commas.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from amends.analytics.detection import CannotLearn, Detection, fit_detector
from amends.cli.detecting.asked import Refused
from amends.cli.detecting.explained import explainer
from amends.cli.detecting.family import family_of
from amends.cli.detecting.outputs import cause_zh, write_scores
from amends.cli.detecting.training import Scoring, Training, read_scoring, read_training, shared_with
from amends.cli.result_files import write_report
from amends.pipeline.intake.reading import UnreadableFile

SHOWN_PLACES = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the target, what to leave out, and where to write."""
    add = parser.add_argument
    add("--train", type=Path, required=True, metavar="F", help="surveyed customers: CSV, XLSX or Parquet")
    add("--target", required=True, metavar="COL", help="the column with the satisfaction score")
    add(
        "--dissatisfied-at-most",
        type=float,
        default=6.0,
        metavar="SCORE",
        help="dissatisfied at or below (6)",
    )
    add("--id", metavar="COL", help="the column that names the customer")
    add("--exclude", default="", metavar="COLS", help="columns not to learn from")
    add("--insist", default="", metavar="COLS", help="columns to keep though suspect")
    add("--groups", default=None, metavar="COLS", help="columns to report by (default: region, plan, tier)")
    add("--family", type=Path, metavar="FILE", help="YAML: classes and reasons for columns")
    add(
        "--capacity",
        type=float,
        default=0.1,
        metavar="SHARE",
        help="share that can be contacted, for lift (0.1)",
    )
    add("--seed", type=int, default=20261122, help="random seed")
    add("--predict", type=Path, metavar="G", help="customers to score; may have other columns")
    add("--out", type=Path, metavar="CSV", help="where the scores go: id, probability, main_cause, reasons")
    add("--report", type=Path, metavar="JSON", help="where the report goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        _detect(args)
    except (Refused, UnreadableFile, CannotLearn, FileNotFoundError) as error:
        print(f"amends detect：{error}", file=sys.stderr)
        return 1
    return 0


def _detect(args: argparse.Namespace) -> None:
    if (args.predict is None) != (args.out is None):
        raise Refused("--predict 和 --out 要一起给：前者是待评分的文件，后者是分数写到哪里。")
    entries = family_of(args.family)
    training = read_training(args)
    scoring = None if args.predict is None else read_scoring(args.predict, args.id, training)
    full = _fit(training, scoring)
    used = full if scoring is None else _for_scoring(full, training, scoring)
    causes: Counter[str] = Counter()
    if scoring is not None:
        why = explainer(used.detector, training.columns, training.named, training.readings, entries)
        causes = write_scores(args.out, scoring.ids, scoring.columns, why)
    report = _report(args, training, scoring, full=full, used=used, causes=causes)
    if args.report is not None:
        write_report(args.report, report)
    _say(report, full.report.model)


def _fit(training: Training, scoring: Scoring | None) -> Detection:
    there = None if scoring is None else scoring.columns
    return fit_detector(
        training.columns,
        training.target.dissatisfied,
        groups=training.groups,
        spec=training.spec,
        rng=np.random.default_rng(training.spec.seed),
        scoring=there,
        suspects=training.suspects(there),
    )


def _for_scoring(full: Detection, training: Training, scoring: Scoring) -> Detection:
    """A detector of the shared columns alone where the scored file lacks some: a gap there is no missing value."""
    shared = shared_with(training, scoring, full.detector.features)
    if shared is None:
        return full
    if not shared:
        raise Refused("--predict：待评分的文件与训练文件没有一个可用的共同列，无法评分。请核对表头。")
    rng = np.random.default_rng(training.spec.seed)
    return fit_detector(shared, training.target.dissatisfied, spec=training.spec, rng=rng, suspects=())


def _report(
    args: argparse.Namespace,
    training: Training,
    scoring: Scoring | None,
    *,
    full: Detection,
    used: Detection,
    causes: Counter[str],
) -> dict[str, Any]:
    report = full.report.as_dict()
    report["target"] = {"column": args.target, "dissatisfied_at_most": args.dissatisfied_at_most}
    report["rows_left_out"] = list(training.target.left_out)
    report["warnings"] += [*training.notes, *(scoring.notes if scoring else ())]
    if scoring is not None:
        report["scoring"] = {
            "rows": len(scoring.ids),
            "same_detector": used is full,
            "absent_columns": [f for f in full.detector.features if f not in scoring.columns],
            "auc": used.report.overall.auc.value,
            "brier": used.report.overall.brier.value,
            "model": used.report.model,
            "main_causes": dict(causes.most_common()),
        }
    return report


def _say(report: dict[str, Any], model: str) -> None:
    low, high = report["intervals"]["auc"]
    lines = [
        f"{report['customers']} 个受访客户，{report['base_rate']:.1%} 不满意；模型：{model}",
        f"交叉验证 AUC {report['auc']:.3f}（95% 区间 {low:.3f}–{high:.3f}）",
        f"平均精确率 {report['average_precision']:.3f}",
        f"联系分数最高的 {report['lift_at_share']:.0%}，不满意比例是总体的 {report['lift']:.2f} 倍",
        f"Brier {report['brier']:.4f}，只报总体比例时 {report['brier_null']:.4f}",
        *_suspect_lines(report["suspect_columns"]),
        *(f"  提醒：{w}" for w in (*report["warnings"], *report["rows_left_out"])),
    ]
    if "scoring" in report:
        shown = "，".join(f"{cause_zh(c)} {n}" for c, n in report["scoring"]["main_causes"].items())
        lines.append(f"已评分 {report['scoring']['rows']} 个客户：{shown}")
    print("\n".join(lines))


def _suspect_lines(suspects: list[dict[str, Any]]) -> list[str]:
    """One line for columns with the same finding, so that twenty alike do not hide the one that matters."""
    alike: dict[tuple[bool, str], list[str]] = {}
    for each in suspects:
        place = f"{each['name']}（第 {each['position']} 列）"
        alike.setdefault((each["left_out"], each["evidence"]), []).append(place)
    return [_suspect_line(places, left_out, said) for (left_out, said), places in alike.items()]


def _suspect_line(places: list[str], left_out: bool, said: str) -> str:
    more = f"等 {len(places)} 列" if len(places) > SHOWN_PLACES else ""
    return f"  {'弃用' if left_out else '留意'}：{'、'.join(places[:SHOWN_PLACES])}{more}：{said}"
