# SPDX-License-Identifier: Apache-2.0
"""The feed store: what was taken in, as immutable Parquet parts named by a manifest.

`<home>/feeds/<feed>/MANIFEST.json` says which parts are live; over them keys are unique. A reader sees the state
before an ingest or the one after it: parts are complete before the manifest that names them replaces the old one.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from amends.pipeline.schema import Feed

MANIFEST = "MANIFEST.json"
STAGING = ".staging"
KEPT_DAYS = 30  # a replaced part stays this long, so that a run that began before can finish and be repeated


class BrokenManifest(ValueError):
    """A manifest that is not what this module writes; `path` is its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.parent.name}/{path.name} 无法读取：不是本系统写的清单，或已损坏。")
        self.path = path


@dataclass(frozen=True, slots=True)
class Part:
    """One live Parquet file. `month` (YYYY-MM) when the feed is kept by month."""

    file: str
    rows: int
    sha256: str
    month: str | None = None


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One ingested file: what it was and what became of its rows. `at` is ISO 8601."""

    name: str
    sha256: str
    mapping_sha256: str
    rows: int
    accepted: int
    rejected: int
    repeated: int
    replaced: int
    unchanged: int
    at: str


@dataclass(frozen=True, slots=True)
class FeedManifest:
    """The state of one feed."""

    feed: str
    parts: tuple[Part, ...] = ()
    files: tuple[TakenFile, ...] = ()

    @property
    def rows(self) -> int:
        """Rows over the live parts."""
        return sum(part.rows for part in self.parts)

    def taken(self, sha256: str, mapping_sha256: str) -> TakenFile | None:
        """The last record of the same file read through the same mapping, if there is one."""
        same = (f for f in reversed(self.files) if (f.sha256, f.mapping_sha256) == (sha256, mapping_sha256))
        return next(same, None)


def feed_folder(home: Path, feed: Feed | str) -> Path:
    """Where a feed is kept."""
    return home / "feeds" / (feed if isinstance(feed, str) else feed.name)


def feed_manifest(home: Path, feed: Feed | str) -> FeedManifest:
    """The state of a feed; an empty one when nothing was taken in yet. Raises `BrokenManifest`."""
    path = feed_folder(home, feed) / MANIFEST
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return FeedManifest(
            feed=plain["feed"],
            parts=tuple(Part(**each) for each in plain["parts"]),
            files=tuple(TakenFile(**each) for each in plain["files"]),
        )
    except FileNotFoundError:
        return FeedManifest(feed if isinstance(feed, str) else feed.name)
    except (ValueError, TypeError, KeyError):
        raise BrokenManifest(path) from None


def feed_files(home: Path, feed: Feed | str) -> tuple[Path, ...]:
    """The live Parquet files of a feed, in the order of the manifest; none when nothing was taken in yet."""
    return tuple(feed_folder(home, feed) / part.file for part in feed_manifest(home, feed).parts)


@contextmanager
def writing(home: Path, feed: Feed) -> Iterator[Path]:
    """Be the only writer of a feed; gives an empty folder to stage in, gone afterwards. Waits for another writer.

    Whatever a killed writer left behind is removed first: holding the lock means that nobody is using it.
    """
    folder = feed_folder(home, feed)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        staging = folder / STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_part(home: Path, feed: Feed, staged: Path, *, rows: int, month: str | None) -> Part:
    """Make a staged file a part: named by its content, on disk before anything points to it."""
    digest = file_digest(staged)
    part = Part(f"{month or 'all'}-{digest[:20]}.parquet", rows, digest, month)
    _on_disk(staged)
    staged.replace(feed_folder(home, feed) / part.file)
    os.utime(feed_folder(home, feed) / part.file)  # a part that is live again is young again
    return part


def publish(home: Path, manifest: FeedManifest) -> None:
    """Replace the manifest in one step; its parts must be in place."""
    folder = feed_folder(home, manifest.feed)
    _on_disk(folder)
    new = folder / f".{MANIFEST}.new"
    new.write_text(json.dumps(_plain(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _on_disk(new)
    new.replace(folder / MANIFEST)
    _on_disk(folder)


def collect_garbage(home: Path, feed: Feed, *, at: datetime, days: int = KEPT_DAYS) -> tuple[Path, ...]:
    """Remove parts that are not live and older than `days`; call it while `writing`. Returns what was removed."""
    live = set(feed_files(home, feed))
    limit = (at - timedelta(days=days)).timestamp()
    old = [
        path
        for path in sorted(feed_folder(home, feed).glob("*.parquet"))
        if path not in live and path.stat().st_mtime < limit
    ]
    for path in old:
        path.unlink()
    return tuple(old)


def with_parts(manifest: FeedManifest, new: dict[str | None, Part], taken: TakenFile) -> FeedManifest:
    """The manifest after a file: parts of touched months replaced, the file noted."""
    kept = {part.month: part for part in manifest.parts} | new
    parts = tuple(kept[month] for month in sorted(kept, key=lambda m: m or ""))
    return replace(manifest, parts=parts, files=(*manifest.files, taken))


def _plain(manifest: FeedManifest) -> dict[str, Any]:
    parts = [{k: v for k, v in asdict(part).items() if v is not None} for part in manifest.parts]
    return {"feed": manifest.feed, "parts": parts, "files": [asdict(each) for each in manifest.files]}


def _on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
