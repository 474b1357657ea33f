# SPDX-License-Identifier: Apache-2.0
"""What Parquet keeps of customers: told, and taken out of feeds, of parts that were replaced, of every run's marts.

Each file is written anew beside and put in place of the old one; killed in between, the same call goes on. A run that
is being written is waited for by nobody: `AnotherRunIsWorking` is raised, and the caller comes back.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from amends.pipeline import feeds
from amends.pipeline.feeds import Part, feed_folder, feed_manifest, file_digest, kept_part
from amends.pipeline.schema import Feed
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.store import MANIFEST, ROW_GROUP, NoRunYet, customer_row, workspace, write_json

CODE = "customer_id"
Gone = Callable[[Sequence[str]], set[str]]  # which of some codes are to go


def forget_in_files(home: Path, gone: Gone) -> int:
    """Remove every row of the customers that `gone` names, of feeds and of marts; returns how many rows went.

    Raises `AnotherRunIsWorking`.
    """
    removed = sum(forget_in_feed(home, EVERY_FEED[name], gone) for name in sorted(EVERY_FEED))
    if (home / "runs").is_dir():
        with workspace(home) as folder:
            for run in sorted((home / "runs").glob(f"*/{MANIFEST}")):
                removed += _forget_in_run(run.parent, folder, gone)
    return removed


def facts_of(home: Path, code: str) -> dict[str, list[dict[str, Any]]]:
    """What feeds and the run that stands hold of one customer, by the feed's name; for the copy they may ask for."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in sorted(EVERY_FEED):
        for file in feeds.feed_files(home, name):
            found.setdefault(name, []).extend(pq.read_table(file, filters=[(CODE, "=", code)]).to_pylist())
    with suppress(NoRunYet):
        if row := customer_row(home, code):
            found["scores"] = [row]
    return {name: rows for name, rows in found.items() if rows}


def forget_in_feed(home: Path, feed: Feed, gone: Gone) -> int:
    """The same for one feed."""
    folder = feed_folder(home, feed)
    if not folder.is_dir() or not any(folder.glob("*.parquet")):
        return 0
    with feeds.writing(home, feed) as staging:
        manifest = feed_manifest(home, feed)
        parts, removed = [], 0
        for part in manifest.parts:
            found = _without(folder / part.file, staging / part.file, gone)
            parts.append(_put(home, feed, staging / part.file, part) if found else part)
            removed += found
        if removed:
            feeds.publish(home, replace(manifest, parts=tuple(each for each in parts if each.rows)))
        live = {each.file for each in parts if each.rows}
        for old in sorted(folder.glob("*.parquet")):
            if old.name not in live and _named(old, gone):  # replaced, and of nobody's use without its rows
                old.unlink()
    return removed


def _put(home: Path, feed: Feed, staged: Path, part: Part) -> Part:
    rows = pq.read_metadata(staged).num_rows
    return kept_part(home, feed, staged, rows=rows, month=part.month) if rows else replace(part, rows=0)


def _forget_in_run(run: Path, folder: Path, gone: Gone) -> int:
    """The run stays the run it was: its manifest says what its files are now."""
    changed: dict[str, str] = {}
    removed = 0
    for mart in sorted(run.glob("*.parquet")):
        fresh = folder / mart.name
        if found := _without(mart, fresh, gone):
            changed[mart.name] = file_digest(fresh)
            fresh.replace(mart)
            removed += found
    manifest = json.loads((run / MANIFEST).read_text(encoding="utf-8"))
    told = manifest["outputs"]
    now = {name: file_digest(run / name) for name in told if name in changed or name.endswith(".parquet")}
    if changed or any(told[name] != digest for name, digest in now.items()):
        manifest["outputs"] = told | now
        write_json(folder / MANIFEST, manifest)
        (folder / MANIFEST).replace(run / MANIFEST)
    return removed


def _named(file: Path, gone: Gone) -> set[str]:
    """The customers to go that a file holds."""
    with pq.ParquetFile(file) as source:
        if CODE not in source.schema_arrow.names:
            return set()
        found: set[str] = set()
        for batch in source.iter_batches(batch_size=ROW_GROUP, columns=[CODE]):
            found |= gone([each for each in pc.unique(batch.column(0)).to_pylist() if each is not None])
    return found


def _without(file: Path, fresh: Path, gone: Gone) -> int:
    """Write a file without some customers; returns how many rows went, and writes nothing where none did."""
    codes = _named(file, gone)
    if not codes:
        return 0
    with pq.ParquetFile(file) as source:
        rows = source.metadata.num_rows
        with pq.ParquetWriter(fresh, source.schema_arrow, compression="zstd") as writer:
            for kept in _kept(source, pa.array(sorted(codes))):
                writer.write_table(kept, row_group_size=ROW_GROUP)
    left: int = rows - pq.read_metadata(fresh).num_rows
    return left


def _kept(source: pq.ParquetFile, codes: pa.Array) -> Iterator[pa.Table]:
    for batch in source.iter_batches(batch_size=ROW_GROUP):
        table = pa.Table.from_batches([batch])
        yield table.filter(pc.invert(pc.is_in(table.column(CODE), value_set=codes)))
