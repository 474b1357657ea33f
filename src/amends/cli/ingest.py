# SPDX-License-Identifier: Apache-2.0
"""Take an operator's file (CSV, XLSX, Parquet) into a feed; rows that do not fit are returned in a file."""

import argparse
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from amends.config import environment
from amends.pipeline.schema import Feed
from amends.pipeline.sources import FEEDS

if TYPE_CHECKING:
    from amends.pipeline.intake.ingest import IngestResult
    from amends.pipeline.intake.mapping import Mapping
    from amends.pipeline.intake.suggesting import Suggestion

DONE, REFUSED, USAGE = 0, 1, 2
ENGINE = ("duckdb", "pyarrow")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `amends ingest` accepts."""
    parser.add_argument(
        "feed", metavar="FEED", choices=sorted(FEEDS), help=f"one of {', '.join(sorted(FEEDS))}"
    )
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="CSV, XLSX, XLS, ODS or Parquet")
    parser.add_argument("--mapping", type=Path, help="YAML that says which column becomes which")
    parser.add_argument("--sheet", help="name of the sheet (default: the first that holds anything)")
    parser.add_argument(
        "--rejects", type=Path, help="where rejected rows go, .csv or .xlsx; with one file only"
    )
    parser.add_argument(
        "--home", type=Path, help=f"where the data is kept (default: AMENDS_DATA, else {environment.HOME})"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    parser.add_argument("--suggest", action="store_true", help="print a proposed mapping and stop")
    parser.add_argument("--again", action="store_true", help="take a file in again that was taken in before")


def run(args: argparse.Namespace) -> int:
    """Take one file after the other; 0 when rows of each went in or nothing was new, 1 when nothing of one could be
    taken, 2 for wrong usage. What one file meets keeps none of the others out."""
    if args.rejects and len(args.files) > 1:
        return _say(
            "--rejects 只用于一个文件；几个文件一起导入时，退回的行各写在「<文件名>.rejects.csv」里", USAGE
        )
    if len({each.stem for each in args.files}) < len(args.files):
        return _say("文件重名，退回的行会互相覆盖：请改名，或一个一个导入", USAGE)
    return max(_one(argparse.Namespace(**{**vars(args), "file": each})) for each in args.files)


def _one(args: argparse.Namespace) -> int:
    if any(find_spec(name) is None for name in ENGINE):
        return _say("amends ingest: needs the engine: pip install 'amends[pipeline]'", REFUSED)
    from amends.pipeline.intake.mapping import MappingError
    from amends.pipeline.intake.table import UnreadableFile

    feed = FEEDS[args.feed]
    if not args.file.is_file():
        return _say(f"找不到文件：{args.file}", USAGE)
    if args.mapping is not None and not args.mapping.is_file():
        return _say(f"找不到映射文件：{args.mapping}", USAGE)
    try:
        return _run(args, feed)
    except UnreadableFile as refusal:
        return _say(f"{args.file.name}：{refusal}", REFUSED)
    except MappingError as refusal:
        return _say("映射有问题：\n" + "\n".join(f"  - {each}" for each in refusal.problems), USAGE)


def _run(args: argparse.Namespace, feed: Feed) -> int:
    if args.suggest:
        return _suggest(args, feed)
    mapping = _mapping(args, feed)
    if isinstance(mapping, int):
        return mapping
    result = _taken(args, feed, mapping)
    _print_result(result, feed, dry_run=args.dry_run)
    return DONE if result.accepted or result.recognised else REFUSED


def _taken(args: argparse.Namespace, feed: Feed, mapping: "Mapping | None") -> "IngestResult":
    from amends.pipeline.intake.adopting import adopt_parquet
    from amends.pipeline.intake.dry_run import would_happen
    from amends.pipeline.intake.ingest import ingest

    home = args.home or environment.home()
    rejects = args.rejects or Path(f"{args.file.stem}.rejects.csv")
    at = datetime.now(UTC)
    if mapping is None:
        return adopt_parquet(home, feed, args.file, at=at, rejects=rejects, again=args.again)
    if args.dry_run:
        return would_happen(args.file, mapping, feed, home=home, sheet=args.sheet)
    return ingest(home, feed, args.file, mapping, at=at, sheet=args.sheet, rejects=rejects, again=args.again)


def _mapping(args: argparse.Namespace, feed: Feed) -> "Mapping | int | None":
    """The mapping to use; None when the file needs none; an exit code when there is none to use."""
    from amends.pipeline.intake.mapping import mapping_to_yaml
    from amends.pipeline.intake.mapping_reading import load_mapping
    from amends.pipeline.intake.reading import file_kind

    if args.mapping is not None:
        return load_mapping(args.mapping, feed)
    if file_kind(args.file) == "parquet" and not args.dry_run:
        from amends.pipeline.intake.adopting import has_declared_schema

        if has_declared_schema(args.file, feed):
            return None
    suggestion = _suggestion(args, feed)
    if (sure := suggestion.sure(feed)) is not None:
        print("没有给映射，按表头对应：" + _pairs(suggestion), file=sys.stderr)
        return sure
    _explain(suggestion, feed)
    print(mapping_to_yaml(suggestion.mapping))
    return USAGE


def _suggestion(args: argparse.Namespace, feed: Feed) -> "Suggestion":
    from amends.pipeline.intake.reading import read_batches
    from amends.pipeline.intake.suggesting import suggest_mapping

    head = next(iter(read_batches(args.file, sheet=args.sheet, rows=200)))
    return suggest_mapping(head.headers, head.columns, feed, positions=head.positions, sheet=args.sheet)


def _suggest(args: argparse.Namespace, feed: Feed) -> int:
    from amends.pipeline.intake.mapping import mapping_to_yaml

    suggestion = _suggestion(args, feed)
    if suggestion.missing or suggestion.doubtful:
        _explain(suggestion, feed)
    print(mapping_to_yaml(suggestion.mapping))
    return DONE


def _pairs(suggestion: "Suggestion") -> str:
    doubtful = {guess.column for guess in suggestion.doubtful}
    return "，".join(f"{g.header} → {g.column}" for g in suggestion.guesses if g.column not in doubtful)


def _explain(suggestion: "Suggestion", feed: Feed) -> None:
    lines = ["无法只凭表头确定对应关系。请把下面的映射存成文件，改好后用 --mapping 指定："]
    lines += [f"  - 没有找到必填的「{feed.column(name).zh}」（{name}）" for name in suggestion.missing]
    for guess in suggestion.doubtful:
        zh = feed.column(guess.column).zh
        lines.append(f"  - 「{guess.header}」是不是「{zh}」（{guess.column}）？把握 {guess.confidence:.0%}")
    print("\n".join(lines), file=sys.stderr)


def _print_result(result: "IngestResult", feed: Feed, *, dry_run: bool) -> None:
    from amends.pipeline.intake.dry_run import shown_value

    if result.recognised:
        print(f"{result.name} 已于 {result.taken_at} 导入过「{feed.zh}」，内容相同，没有改动。")
        return
    print(f"{'试运行（没有写入）：' if dry_run else ''}{result.name} → {feed.zh}（{feed.name}）")
    for label, count in _counts(result):
        print(f"  {label:<6}{count:>12,}")
    for problem in result.problems[:10]:
        where = problem.header or problem.zh
        print(f"  第 {problem.row} 行 {where}「{shown_value(problem)}」：{problem.reason}")
    if result.rejects is not None:
        print(f"  退回的 {result.rejected_rows:,} 行在 {result.rejects}，改好后可原样再导入。")


def _counts(result: "IngestResult") -> list[tuple[str, int]]:
    every = [
        ("记录", result.rows),
        ("接收", result.accepted),
        ("其中新增", result.new),
        ("更新", result.replaced),
        ("无变化", result.unchanged),
        ("文件内重复", result.repeated),
        ("退回", result.rejected),
        ("跳过的行", result.skipped),
        ("当作空白的 #N/A", result.not_available),
    ]
    return [(label, count) for i, (label, count) in enumerate(every) if count or i < 2]


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
