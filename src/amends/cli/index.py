# SPDX-License-Identifier: Apache-2.0
"""Satisfaction index by PLS path model: paths, loadings, reliability, and the index on 0–100 with its interval.

MODEL is a YAML file, or a ready template by name: ECSI, ACSI, CCSI, TCSI-style (none official).
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.index.assessment.folds import TooFewFolds
from amends.analytics.index.assessment.prediction import TooFewToLearnFrom
from amends.analytics.index.assessment.samples import GroupsTooSmall
from amends.analytics.index.bootstrap import Bootstrap, TooFewResamples, bootstrap
from amends.analytics.index.estimating import NotEstimable, estimate
from amends.analytics.index.moments import BadWeights, Missing, Moments, TooFewAnswers, moments_of
from amends.analytics.index.resampling import LonelyStratum, NotNested
from amends.analytics.index.scale import NoScale, beyond, index_of
from amends.analytics.index.spec import Estimate, IndexSpec, Scheme
from amends.analytics.index.staged_reading import restaged
from amends.analytics.index.staging import Staged, StagedSpec, estimate_staged, staged_beyond
from amends.cli.detecting.asked import Refused
from amends.cli.indexing.answers import Answers, read_answers
from amends.cli.indexing.checks import groups, importance, prediction
from amends.cli.indexing.model import read_model
from amends.cli.indexing.page import page
from amends.cli.indexing.result import Found, as_json, write_json, write_text
from amends.cli.indexing.said import lines
from amends.pipeline.intake.reading import UnreadableFile

REASONS = (
    Refused, UnreadableFile, NotEstimable, TooFewAnswers, BadWeights, LonelyStratum, NotNested, NoScale,
    TooFewResamples, TooFewFolds, TooFewToLearnFrom, GroupsTooSmall,
)  # fmt: skip

NESTED = 25  # resamples of each resample, where intervals are studentised


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
    moments = moments_of(
        answers.values, weights=answers.weights, missing=Missing(args.missing), names=asked.items
    )
    staged, estimated = _estimated(spec, answers, moments, Missing(args.missing))
    return Found(
        spec=spec,
        estimate=estimated,
        staged=staged,
        moments=moments,
        index=None if asked.scale is None else index_of(estimated, outside=_outside(spec, answers)),
        bootstrap=_bootstrap(spec, answers, args) if args.bootstrap else None,
        level=args.level,
        interval=args.interval,
        seed=args.seed,
        notes=answers.notes,
        importance=None if staged else importance(estimated, answers.values),
        **_asked_beside(asked, answers, args, one_stage=staged is None),
    )


def _asked_beside(
    spec: IndexSpec, answers: Answers, args: argparse.Namespace, *, one_stage: bool
) -> dict[str, Any]:
    if (args.predict or args.groups) and not one_stage:
        raise Refused("--predict 和 --groups 只用于一个阶段的模型（没有 of: 和乘积路径）。")
    found: dict[str, Any] = {}
    if args.predict:
        found["prediction"] = prediction(spec, answers.values, folds=args.predict, seed=args.seed)
    if answers.groups is not None:
        found["groups"] = groups(
            spec, answers.values, answers.groups, permutations=args.permutations, seed=args.seed
        )
    return found


def _estimated(
    spec: IndexSpec | StagedSpec, answers: Answers, moments: Moments, missing: Missing
) -> tuple[Staged | None, Estimate]:
    if isinstance(spec, IndexSpec):
        return None, estimate(spec, moments)
    staged = estimate_staged(spec, answers.values, weights=answers.weights, missing=missing)
    return staged, staged.second


def _outside(spec: IndexSpec | StagedSpec, answers: Answers) -> NDArray[np.bool_]:
    if isinstance(spec, IndexSpec):
        return beyond(spec, answers.values)
    return staged_beyond(spec, answers.values)


def _bootstrap(spec: IndexSpec | StagedSpec, answers: Answers, args: argparse.Namespace) -> Bootstrap:
    return bootstrap(
        spec,
        answers.values,
        samples=args.bootstrap,
        rng=np.random.default_rng(args.seed),
        weights=answers.weights,
        strata=answers.strata,
        clusters=answers.clusters,
        missing=Missing(args.missing),
        nested=NESTED if args.interval == "studentised" else 0,
    )
