# SPDX-License-Identifier: Apache-2.0
"""Take an operator's file into a feed: read, convert, return what does not fit, merge, publish."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from amends.pipeline.feeds import (
    FeedManifest,
    TakenFile,
    collect_garbage,
    feed_manifest,
    file_digest,
    publish,
    with_parts,
    writing,
)
from amends.pipeline.intake.convert import ORDER, Converted, Problem, convert, schema_of
from amends.pipeline.intake.mapping import Mapping
from amends.pipeline.intake.mapping_checks import bound, checked
from amends.pipeline.intake.merging import Merged, connected, merge, quoted
from amends.pipeline.intake.personal import PersonalFile
from amends.pipeline.intake.regular_text import quick_batches
from amends.pipeline.intake.rejects import RejectsFile
from amends.pipeline.schema import Feed

SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What happened to a file. `rows` = `accepted` + `rejected` records; `accepted` = `new` + `replaced` +
    `unchanged` + `repeated`; `skipped` counts rows the mapping leaves out. `recognised`: the same file was taken
    before and nothing was done. `rejects` and `personal` are files, when there is something in them.
    """

    feed: str
    name: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    repeated: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    recognised: bool = False
    taken_at: str = ""
    rejects: Path | None = None
    rejected_rows: int = 0
    personal: Path | None = None
    problems: tuple[Problem, ...] = ()
    not_available: int = 0
    unknown_units: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts while batches go by."""

    offered: int = 0
    good: int = 0
    skipped: int = 0
    not_available: int = 0
    problems: list[Problem] = field(default_factory=list)
    unknown_units: set[str] = field(default_factory=set)

    def add(self, converted: Converted) -> None:
        """Count one batch."""
        self.offered += converted.offered
        self.good += converted.records.num_rows
        self.skipped += converted.skipped
        self.not_available += converted.not_available
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems += [p for each in converted.rejected for p in each.problems]
        self.unknown_units |= converted.unknown_units


def ingest(
    home: Path,
    feed: Feed,
    path: Path,
    mapping: Mapping,
    *,
    at: datetime,
    name: str = "",
    sheet: str | None = None,
    rejects: Path | None = None,
    known_units: Callable[[str], bool] | None = None,
    again: bool = False,
    progress: Callable[[int], None] | None = None,
) -> IngestResult:
    """Take a file into a feed; the good rows go in once, however often it is repeated.

    `name` is what people call the file (an upload has another on disk); `rejects` where rejected rows go (CSV, or
    XLSX by its suffix); `again` takes a file that is recognised once more, as if it were new; `progress` hears
    the number of rows read so far; rows of a unit that `known_units` denies are rejected.
    Raises `UnreadableFile`, `MappingError`, `BrokenManifest`.
    """
    checked(mapping, feed)
    mapping = replace(mapping, sheet=sheet or mapping.sheet)
    job = Job(
        home,
        feed,
        path,
        mapping,
        name or path.name,
        file_digest(path),
        at,
        progress or (lambda _: None),
        known_units,
    )
    with writing(home, feed) as staging:
        manifest = feed_manifest(home, feed)
        before = manifest.taken(job.digest, mapping.digest())
        if before is not None and not again:
            return recognised(job, before)
        with ExitStack() as stack:
            returned = stack.enter_context(RejectsFile(rejects or staging / "rejects.csv"))
            private = stack.enter_context(PersonalFile(home, feed, digest=job.digest, at=at))
            tally = staged(job, staging, returned, private)
            merged = merged_rows(job, staging, write=True)
            result = counted(job, tally, merged)
            if merged.accepted:
                result = replace(result, personal=private.keep())
                published(job, manifest, merged, result)
        return replace(result, rejects=rejects if returned.rows else None, rejected_rows=returned.rows)


@dataclass(frozen=True, slots=True)
class Job:
    """One file on its way into one feed."""

    home: Path
    feed: Feed
    path: Path
    mapping: Mapping
    name: str
    digest: str
    at: datetime
    progress: Callable[[int], None]
    known_units: Callable[[str], bool] | None = None


def staged(
    job: Job, staging: Path, returned: RejectsFile | None = None, private: PersonalFile | None = None
) -> Tally:
    """Read and convert a whole file into `staging/rows.parquet`, batch by batch."""
    tally, places, rows = Tally(), None, 0
    stored = [*(c.name for c in job.feed.stored), ORDER]
    personal = {c.name for c in job.feed.columns if c.personal} & {n for n, _ in job.mapping.columns}
    schema = pa.schema([schema_of(job.feed).field(n) for n in stored])
    with ParquetWriter(staging / "rows.parquet", schema, compression="lz4") as writer:
        for table in quick_batches(job.path, sheet=job.mapping.sheet, header_row=job.mapping.header_row):
            places = places or bound(job.mapping, job.feed, table.headers, table.positions)
            converted = convert(table, places, known_units=job.known_units)
            tally.add(converted)
            if returned is not None:
                returned.write(table.headers, table.positions, converted.rejected)
            writer.write_table(converted.records.select(stored))
            if personal and private is not None:
                private.write(converted.records)
            rows += table.height
            job.progress(rows)
    return tally


def merged_rows(job: Job, staging: Path, *, write: bool) -> Merged:
    """Merge what was staged; with `write` False only count."""
    with connected(staging) as engine:
        rows = quoted(staging / "rows.parquet")
        engine.execute(f"CREATE VIEW staged AS SELECT * FROM read_parquet({rows})")  # noqa: S608
        return merge(engine, job.home, job.feed, staging=staging, write=write)


def counted(job: Job, tally: Tally, merged: Merged) -> IngestResult:
    """The result that the counts of reading and of merging make together."""
    return IngestResult(
        feed=job.feed.name,
        name=job.name,
        rows=tally.offered,
        accepted=merged.accepted,
        rejected=tally.offered - tally.good,
        skipped=tally.skipped,
        repeated=merged.repeated,
        new=merged.new,
        replaced=merged.replaced,
        unchanged=merged.unchanged,
        problems=tuple(tally.problems[:SHOWN_PROBLEMS]),
        not_available=tally.not_available,
        unknown_units=tuple(sorted(tally.unknown_units)),
        months=tuple(month for month in merged.parts if month),
    )


def published(job: Job, manifest: FeedManifest, merged: Merged, result: IngestResult) -> None:
    """Make the merged state the live one, note the file, and clear away what is old."""
    taken = TakenFile(
        name=result.name,
        sha256=job.digest,
        mapping_sha256=job.mapping.digest(),
        rows=result.rows,
        accepted=result.accepted,
        rejected=result.rejected,
        repeated=result.repeated,
        replaced=result.replaced,
        unchanged=result.unchanged,
        at=job.at.isoformat(timespec="seconds"),
    )
    publish(job.home, with_parts(manifest, merged.parts, taken))
    collect_garbage(job.home, job.feed, at=job.at)


def recognised(job: Job, before: TakenFile) -> IngestResult:
    """The result for a file that was taken before."""
    return IngestResult(
        feed=job.feed.name,
        name=job.name,
        rows=before.rows,
        accepted=before.accepted,
        rejected=before.rejected,
        repeated=before.repeated,
        unchanged=before.accepted - before.repeated,
        recognised=True,
        taken_at=before.at,
    )
