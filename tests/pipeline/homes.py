# SPDX-License-Identifier: Apache-2.0
"""A data home with feeds in it, as the feed store leaves them."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq


def put_feed(home: Path, feed: str, *files: Path) -> None:
    """Make `files` the live parts of a feed."""
    folder = home / "feeds" / feed
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for file in files:
        content = file.read_bytes()
        (folder / file.name).write_bytes(content)
        rows = pq.read_metadata(file).num_rows
        parts.append({"file": file.name, "rows": rows, "sha256": sha256(content).hexdigest()})
    (folder / "MANIFEST.json").write_text(json.dumps({"feed": feed, "parts": parts, "files": []}))


def put_feeds(home: Path, feeds: Mapping[str, tuple[Path, ...]]) -> None:
    """Make files the live parts of their feeds; a feed without files stays absent."""
    for feed, files in feeds.items():
        if files:
            put_feed(home, feed, *files)
