# SPDX-License-Identifier: Apache-2.0
"""Run the pipeline as of a date: features, scores, causes, the list of each unit."""

import argparse
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from amends.config import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said after `amends run`."""
    parser.add_argument(
        "--as-of", type=date.fromisoformat, required=True, metavar="DATE", help="the day to stand on"
    )
    parser.add_argument(
        "--engine",
        help="duckdb, spark-local or spark://host:port (default: AMENDS_ENGINE, else duckdb)",
    )
    parser.add_argument(
        "--memory", help="memory for the engine, such as 8GB (default: AMENDS_MEMORY, else it chooses)"
    )
    parser.add_argument("--capacity", type=int, metavar="N", help="customers a unit can approach in a day")
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="YAML: capacity by unit and more (default: AMENDS_LIST_SETTINGS; docs/operate.md)",
    )
    parser.add_argument("--force", action="store_true", help="run even if nothing changed")
    parser.add_argument(
        "--home",
        "--data",
        dest="data",
        type=Path,
        metavar="FOLDER",
        help=f"home of feeds and runs (default: AMENDS_DATA, else {environment.HOME})",
    )


def run(args: argparse.Namespace) -> int:
    """Run; 0 when a run stands afterwards, 1 with the reason on stderr when not."""
    if find_spec("ibis") is None:
        print("amends run: needs the engine: pip install 'amends[pipeline]'", file=sys.stderr)
        return 1
    from amends.pipeline.checks import NothingToRun, RepeatedKeys
    from amends.pipeline.engines import UnknownEngine
    from amends.pipeline.feeds import BrokenManifest
    from amends.pipeline.marts.parameters_file import read_parameters
    from amends.pipeline.run import run_pipeline
    from amends.pipeline.store import AnotherRunIsWorking

    settings = args.settings or environment.file("AMENDS_LIST_SETTINGS")
    try:
        outcome = run_pipeline(
            args.data or environment.home(),
            as_of=args.as_of,
            engine=args.engine or environment.engine("AMENDS_ENGINE"),
            capacity=args.capacity,
            parameters=read_parameters(settings) if settings else None,
            force=args.force,
            tables=environment.tables("AMENDS_FEED_TABLES"),
            memory=args.memory or environment.memory("AMENDS_MEMORY"),
            progress=_told,
        )
    except (
        NothingToRun,
        RepeatedKeys,
        AnotherRunIsWorking,
        UnknownEngine,
        BrokenManifest,
        ValueError,
    ) as reason:
        print(f"amends run: {reason}", file=sys.stderr)
        return 1
    if outcome.unchanged:
        print(f"没有变化，运行 {outcome.run_id} 仍然有效 (nothing changed, run {outcome.run_id} stands)")
    print(f"运行 {outcome.run_id}：列入名单 {outcome.listed} 位客户，结果在 {outcome.folder}")
    return 0


def _told(done: int, total: int, text: str) -> None:
    print(f"[{done}/{total}] {text}", flush=True)
