# SPDX-License-Identifier: Apache-2.0
"""Satisfaction index by PLS path model: paths, loadings, reliability, and the index on 0–100 with its interval.

MODEL is a YAML file, or a ready template by name: ECSI, ACSI, CCSI, TCSI-style (none official).
"""

import argparse
import sys
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.index.moments import Missing
from amends.analytics.index.results import CANNOT, Asked, Found, as_json, result_of
from amends.analytics.index.spec import IndexSpec, Scheme
from amends.analytics.index.staged_reading import restaged
from amends.analytics.index.staging import StagedSpec
from amends.cli.detecting.asked import Refused
from amends.cli.indexing.answers import read_answers
from amends.cli.indexing.model import read_model
from amends.cli.indexing.page import page
from amends.cli.indexing.result import write_json, write_text
from amends.cli.indexing.said import lines
from amends.pipeline.intake.reading import UnreadableFile

REASONS = (Refused, UnreadableFile, *CANNOT)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The model, the answers, how they were drawn, and where to write."""
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="the path model: YAML, or the name of a template")
    add("data", type=Path, metavar="DATA", help="answers, one respondent a row: CSV, XLSX or Parquet")
    add("--weights", metavar="COL", help="the column with the survey weight")
    add("--strata", metavar="COL", help="the column with the stratum")
    add("--clusters", metavar="COL", help="the column with the primary sampling unit")
    add("--bootstrap", type=int, default=0, metavar="N", help="resamples for the intervals (0: none)")
    add(
        "--interval",
        choices=("percentile", "bca", "studentised"),
        default="percentile",
        help="which stands in ci",
    )
    add("--level", type=float, default=0.95, help="of the intervals (0.95)")
    add("--seed", type=int, default=20261122, help="random seed")
    add(
        "--scheme",
        choices=[str(each) for each in Scheme],
        help="inner weighting (default: the model's, or path)",
    )
    add(
        "--missing",
        choices=[str(each) for each in Missing],
        default="mean",
        help="what to do with gaps (mean)",
    )
    add(
        "--beyond",
        choices=("refuse", "missing", "keep"),
        default="refuse",
        help="answers beyond the model's scale",
    )
    add(
        "--predict",
        type=int,
        default=0,
        metavar="FOLDS",
        help="PLSpredict and CVPAT over that many folds (10)",
    )
    add("--groups", metavar="COL", help="compare the groups of this column: MICOM, then their paths")
    add("--permutations", type=int, default=1000, metavar="N", help="of the comparison of groups (1000)")
    add("--out", type=Path, required=True, metavar="JSON", help="where the result goes")
    add("--report", type=Path, metavar="HTML", help="where a page for people goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        with threadpool_limits(1):  # matrices this small only make a second thread wait
            found = _found(args)
        write_json(args.out, as_json(found))
        if args.report is not None:
            write_text(args.report, page(found))
    except REASONS as error:
        print(f"amends index：{error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"amends index：没有文件 {error.filename}，请核对路径。", file=sys.stderr)
        return 1
    print("\n".join([*lines(found), f"已写入 {args.out}"]))
    return 0


def _found(args: argparse.Namespace) -> Found:
    if args.bootstrap < 0 or args.bootstrap == 1 or not 0 < args.level < 1:
        raise Refused("--bootstrap 要是 0（不算区间）或 2 以上，--level 要在 0 与 1 之间。")
    spec = read_model(args.model)
    spec = spec if args.scheme is None else restaged(spec, Scheme(args.scheme))
    asked = spec if isinstance(spec, IndexSpec) else spec.first
    answers = read_answers(args.data, asked, args)
    if (args.predict or args.groups) and isinstance(spec, StagedSpec):
        raise Refused("--predict 和 --groups 只用于一个阶段的模型（没有 of: 和乘积路径）。")
    drawn = Asked(
        weights=answers.weights,
        strata=answers.strata,
        clusters=answers.clusters,
        missing=Missing(args.missing),
        resamples=args.bootstrap,
        interval=args.interval,
        level=args.level,
        seed=args.seed,
        folds=args.predict,
        groups=answers.groups,
        permutations=args.permutations,
    )
    return result_of(spec, answers.values, drawn, notes=answers.notes)
