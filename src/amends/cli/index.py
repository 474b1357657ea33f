# SPDX-License-Identifier: Apache-2.0
"""Satisfaction index by PLS path model: paths, loadings, reliability, and the index on 0–100 with its interval.

MODEL is a YAML file, or a ready template by name: ECSI, ACSI, CCSI, TCSI-style (none official).
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.index.bootstrap import Bootstrap, TooFewResamples, bootstrap
from amends.analytics.index.estimating import NotEstimable, estimate
from amends.analytics.index.moments import BadWeights, Missing, TooFewAnswers, moments_of
from amends.analytics.index.reading import with_scheme
from amends.analytics.index.resampling import LonelyStratum
from amends.analytics.index.scale import NoScale, index_of
from amends.analytics.index.spec import IndexSpec, Scheme
from amends.cli.detecting.asked import Refused
from amends.cli.indexing.answers import Answers, read_answers
from amends.cli.indexing.model import read_model
from amends.cli.indexing.result import Found, as_json, write_json
from amends.cli.indexing.said import lines
from amends.pipeline.intake.reading import UnreadableFile

REASONS = (
    Refused, UnreadableFile, NotEstimable, TooFewAnswers, BadWeights, LonelyStratum, NoScale, TooFewResamples,
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The model, the answers, how they were drawn, and where to write."""
    add = parser.add_argument
    add("model", type=Path, metavar="MODEL", help="the path model: YAML, or the name of a template")
    add("data", type=Path, metavar="DATA", help="answers, one respondent a row: CSV, XLSX or Parquet")
    add("--weights", metavar="COL", help="the column with the survey weight")
    add("--strata", metavar="COL", help="the column with the stratum")
    add("--clusters", metavar="COL", help="the column with the primary sampling unit")
    add("--bootstrap", type=int, default=0, metavar="N", help="resamples for the intervals (0: none)")
    add("--interval", choices=("percentile", "bca"), default="percentile", help="which stands in ci")
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
    add("--out", type=Path, required=True, metavar="JSON", help="where the result goes")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        with threadpool_limits(1):  # matrices this small only make a second thread wait
            found = _found(args)
        write_json(args.out, as_json(found))
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
    spec = spec if args.scheme is None else with_scheme(spec, Scheme(args.scheme))
    answers = read_answers(args.data, spec, args)
    moments = moments_of(
        answers.values, weights=answers.weights, missing=Missing(args.missing), names=spec.items
    )
    estimated = estimate(spec, moments)
    return Found(
        estimate=estimated,
        moments=moments,
        index=None if spec.scale is None else index_of(estimated, answers=answers.values),
        bootstrap=_bootstrap(spec, answers, args) if args.bootstrap else None,
        level=args.level,
        interval=args.interval,
        seed=args.seed,
        notes=answers.notes,
    )


def _bootstrap(spec: IndexSpec, answers: Answers, args: argparse.Namespace) -> Bootstrap:
    return bootstrap(
        spec,
        answers.values,
        samples=args.bootstrap,
        rng=np.random.default_rng(args.seed),
        weights=answers.weights,
        strata=answers.strata,
        clusters=answers.clusters,
        missing=Missing(args.missing),
    )
