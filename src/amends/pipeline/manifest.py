# SPDX-License-Identifier: Apache-2.0
"""What a run is made of: its inputs, its code, its parameters. Its id follows from them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

from amends.pipeline.feeds import FeedManifest, feed_files, feed_manifest, file_digest
from amends.pipeline.sources import EVERY_FEED

CODE = ("kernel", "analytics", "packs", "pipeline")
NOT_CODE_OF_RUNS = ("pipeline/intake/", "pipeline/demo/")
LIBRARIES = ("duckdb", "ibis-framework", "numpy", "pyarrow", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True)
class FeedInput:
    """One feed as a run saw it: its live files (none when the feed is absent) and what the feed store knows."""

    files: tuple[Path, ...]
    state: FeedManifest
    table: str = ""  # its address in the engine's catalogue, where it is no files

    @property
    def digests(self) -> tuple[str, ...]:
        """Digest of each live part, as written when it was taken in."""
        return tuple(part.sha256 for part in self.state.parts)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able: enough to say later exactly which rows a list was made of."""
        return {"parts": [{"file": p.file, "rows": p.rows, "sha256": p.sha256} for p in self.state.parts]}

    def came_in(self) -> dict[str, Any]:
        """JSON-able, for people: rows, and what became of the files that brought them."""
        taken = self.state.files
        return {
            "present": bool(self.files or self.table),
            "rows": self.state.rows,
            "files": len(taken),
            "rejected": sum(f.rejected for f in taken),
            "repeated": sum(f.repeated for f in taken),
            "replaced": sum(f.replaced for f in taken),
        }


def read_inputs(home: Path) -> dict[str, FeedInput]:
    """Every declared feed, present or absent."""
    return {feed: FeedInput(feed_files(home, feed), feed_manifest(home, feed)) for feed in EVERY_FEED}


@cache
def code_digest() -> str:
    """Digest of everything that decides what comes out: our code and packs, and the libraries' versions."""
    root = files("amends")
    digest = hashlib.sha256()
    for part in CODE:
        for path in sorted(Path(str(root / part)).rglob("*")):
            name = path.relative_to(Path(str(root))).as_posix()
            if path.suffix in {".py", ".yaml", ".csv"} and not name.startswith(NOT_CODE_OF_RUNS):
                digest.update(f"{name}\0".encode())
                digest.update(path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library}=={metadata.version(library)}\0".encode())
    return digest.hexdigest()


def run_id_of(as_of: str, inputs: Mapping[str, FeedInput], parameters: Mapping[str, Any]) -> str:
    """`<as-of day>-<12 hex digits>`: the same for the same inputs, code and parameters."""
    content = {
        "as_of": as_of,
        "code": code_digest(),
        "parameters": parameters,
        "inputs": {name: list(each.digests) for name, each in inputs.items()},
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{as_of}-{digest[:12]}"


def manifest_of(
    run_id: str,
    as_of: str,
    inputs: Mapping[str, FeedInput],
    parameters: Mapping[str, Any],
    outputs: Iterable[Path],
) -> dict[str, Any]:
    """Everything needed to repeat a run, and the digests of what came out."""
    return {
        "run_id": run_id,
        "as_of": as_of,
        "code": code_digest(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "parameters": dict(parameters),
        "inputs": {name: each.as_dict() for name, each in inputs.items()},
        "outputs": {file.name: file_digest(file) for file in sorted(outputs)},
    }
